// Earnings under another useful life of the servers: a slider from two to eight years, with the analysis' own figures at each.

import { h, byId, replace } from "./dom.js";
import { page, nameOf } from "./data.js";
import { state, choose } from "./state.js";
import { figure, plainDollars, portion, range } from "./figures.js";
import { saveLink } from "./csv.js";
import { roomIn } from "./plot.js";
import { yearChart } from "./yearchart.js";
import { plural, UNKNOWN } from "./format.js";

export const lifeOf = (id) => (page.life ? page.life.companies[id] : undefined);

const usual = (rows) => Math.min(8, Math.max(2, Math.round(rows[0].policy_life)));
const chosen = (rows) => (page.life.lives.includes(state.life) ? state.life : usual(rows));

function shares(a) {
  if (!a) return UNKNOWN;
  const text = (v) => (Math.round(v * 100) / 100 + 0).toFixed(2);
  return text(a.low) === text(a.high) ? text(a.point) : `${text(a.point)} (${text(a.low)} to ${text(a.high)})`;
}

function chart(id, rows, life) {
  const of = (key) => rows.map((row) => range(row[key]));
  const linesOf = (i) => [`FY${rows[i].year}`, `depreciation over its own ${rows[i].policy_life} years ${figure(range(rows[i].policy_depreciation))}`, `over ${plural(life, "year")} ${figure(range(rows[i].depreciation))}`,
    `operating income changes by ${figure(range(rows[i].change_in_operating_income))}`, `net income by ${figure(range(rows[i].change_in_net_income))}`];
  return yearChart({
    width: roomIn("panel", 330, 640), years: rows.map((row) => row.year), columns: rows.map((row) => [[["ended", range(row.policy_depreciation)]], [["financing", range(row.depreciation)]]]),
    lines: [{ kind: "loss", label: "income", values: of("change_in_operating_income") }], unit: "USD a year", format: plainDollars, name: (year) => `FY${year}`, linesOf,
    words: `Depreciation of ${nameOf(id)} at its own life and at ${life} years; the arrow keys go from year to year, the table below holds the figures`,
  });
}

function body(id, life) {
  const rows = lifeOf(id).filter((row) => row.life === life);
  const first = rows[0];
  return [
    h("p", { id: "lifewords" }, h("strong", null, `At ${plural(life, "year")} instead of ${first.policy_life}`), `: operating income changes by ${figure(range(first.change_in_operating_income))} in FY${first.year}`,
      first.share_of_operating_income ? `, ${portion(range(first.share_of_operating_income))} of that last reported` : "", ". Cash flow does not change."),
    chart(id, rows, life),
    h("ul", { class: "chartkey small" }, h("li", null, h("span", { class: "key ended" }), " depreciation at its own life, ", h("span", { class: "key financing" }), ` at ${plural(life, "year")}; thin lines are ranges`), h("li", null, h("span", { class: "key line loss" }), " change in operating income, with its range")),
    h("p", { class: "small" }, saveLink(`useful-life-${id}`, () => lifeOf(id))),
    h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "Scrolls sideways" }, h("table", { class: "lives" }, h("caption", { class: "small" }, "USD a fiscal year: depreciation at that life and at the company's own, then the changes"),
      h("thead", null, h("tr", null, ["Year", "Depreciation", "Operating income", "Net income", "A share"].map((title, i) => h("th", { scope: "col", class: i ? "n" : null }, title)))),
      h("tbody", null, rows.map((row) => h("tr", null, h("th", { scope: "row" }, `FY${row.year}`), h("td", { class: "n" }, figure(range(row.depreciation)), h("div", { class: "muted" }, `own ${figure(range(row.policy_depreciation))}`)),
        ["change_in_operating_income", "change_in_net_income"].map((key) => h("td", { class: "n", "data-life": `${key}.${row.year}` }, figure(range(row[key])))), h("td", { class: "n" }, shares(range(row.change_in_eps)))))))),
  ];
}

export function lifePart(id) {
  const rows = lifeOf(id);
  const now = chosen(rows);
  const output = h("output", { for: "life" }, plural(now, "year"));
  // While the slider moves only what depends on it is drawn again: redrawing the slider itself would drop it.
  const move = (event) => { output.textContent = plural(Number(event.target.value), "year"); replace(byId("lifebody"), body(id, Number(event.target.value))); };
  const settle = (event) => { choose({ life: Number(event.target.value) }); byId("life").focus(); };
  return [
    h("label", { class: "slider" }, "Useful life of servers ", output,
      h("input", { type: "range", id: "life", min: page.life.lives[0], max: page.life.lives[page.life.lives.length - 1], step: 1, value: now, input: move, change: settle })),
    h("div", { id: "lifebody" }, body(id, now)),
    h("p", { class: "small muted" }, `${nameOf(id)} charges its servers over ${rows[0].policy_life} years. What is on the books is spread over what is left of the new life. Changes are against the company's own policy.`),
  ];
}
