// Share prices on the day of a deal, and the state of funding markets.

import { h, named, step, source } from "./dom.js";
import { page, nameOf, companies } from "./data.js";
import { state, pick, choose } from "./state.js";
import { figure, range } from "./figures.js";
import { saveLink } from "./csv.js";
import { sheet } from "./table.js";
import { reactionCharts } from "./reactions.js";
import { placeOn } from "./bars.js";
import { stressChart } from "./stress.js";
import { capital, day, plural, words } from "./format.js";

const order = { key: "value_gained", down: true };
const number = (row, key) => { const a = range(row[key]); return a && a.point !== null ? a.point : null; };
const COLUMNS = [
  ["date", "Day", (r) => r.date], ["entity", "Company", (r) => nameOf(r.entity)], ["title", "Deal", (r) => r.title], ["change", "Share price", (r) => (r.change === undefined ? null : r.change)],
  ["value_gained", "Value gained, USD", (r) => number(r, "value_gained")], ["headline", "Announced", (r) => number(r, "headline")], ["binding", "Bound", (r) => number(r, "binding")], ["paid", "Paid so far", (r) => number(r, "paid")],
];
const NUMBERS = new Set(["change", "value_gained", "headline", "binding", "paid"]);

function sorted() {
  const value = COLUMNS.find(([key]) => key === order.key)[2];
  return [...page.prices.rows].sort((a, b) => {
    const [x, y] = [value(a), value(b)];
    if (x === null || y === null) return (x === null) - (y === null) || (a.id < b.id ? -1 : 1);
    return (order.down ? -1 : 1) * (typeof x === "number" ? x - y : x.localeCompare(y, "en")) || (a.id < b.id ? -1 : 1);
  });
}

function heading([key, title]) {
  const sort = order.key === key ? (order.down ? "descending" : "ascending") : "none";
  const turn = () => { order.down = order.key === key ? !order.down : NUMBERS.has(key); order.key = key; choose({}); };
  return h("th", { scope: "col", "aria-sort": sort, class: NUMBERS.has(key) ? "n" : null }, h("button", { type: "button", class: "sort", "data-sort": `price-${key}`, click: turn }, title + (sort === "none" ? "" : order.down ? " ↓" : " ↑")));
}

const who = (id) => (companies.has(id) ? step(nameOf(id), () => pick("company", id)) : named(id));
const percentOf = (value) => `${value > 0 ? "+" : ""}${(100 * value).toFixed(1)} %`;

function cellOf(row, key) {
  if (key === "date") return h("td", null, day(row.date));
  if (key === "entity") return h("td", null, who(row.entity), row.ticker ? h("span", { class: "muted" }, ` ${row.ticker}`) : "");
  if (key === "title") { const edge = (row.edges || []).find((id) => page.edges.some((e) => e.id === id)); return h("td", null, edge ? step(row.title, () => pick("deal", edge)) : named(row.title)); }
  if (key === "change") return h("td", { class: "n" }, row.change === undefined ? "not known" : percentOf(row.change), row.window ? h("div", { class: "muted small" }, words(row.window)) : null);
  const derived = key === "value_gained" && row.value_from && row.value_from !== "sourced" ? h("div", { class: "muted small" }, words(row.value_from)) : null;
  return h("td", { class: "n" }, row[key] === undefined ? "not known" : figure(range(row[key])), derived);
}

export function priceTable() {
  const rows = sorted();
  return [
    h("div", { class: "bar" }, h("span", null, `${plural(rows.length, "reaction")} of share prices to deals, amounts as of ${day(page.view.as_of)}`), saveLink("share-prices", () => page.prices.rows)),
    h("p", null, named(page.prices.sentence)),
    reactionCharts(page.prices.rows),
    h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "Scrolls sideways" }, h("table", { class: "prices" }, h("caption", null, "A share price moves for other reasons on the same day too; value gained is no money that anybody was paid."),
      h("thead", null, h("tr", null, COLUMNS.map(heading))), h("tbody", null, rows.map((row) => h("tr", { class: state.pick && (row.edges || []).includes(state.pick.id) ? "chosen" : null }, COLUMNS.map(([key]) => cellOf(row, key))))))),
    h("details", null, h("summary", null, "What to keep in mind, and what is not known"), h("ul", { class: "plainlist small" }, [...page.prices.notes, ...page.prices.unknown].map((line) => h("li", null, named(capital(line)))))),
  ];
}

const UNITS = { percent: (v) => `${v} %`, basis_points: (v) => `${v} basis points`, bn_usd: (v) => `${v} bn`, share: (v) => v.toFixed(2) };

function value(row) {
  const a = range(row.value);
  const say = UNITS[row.unit] || ((v) => `${v} ${words(row.unit)}`);
  if (!a || a.point === null) return a && a.low !== null ? `${say(a.low)} to ${say(a.high)}` : "not known";
  const bare = row.unit === "share" ? say : String;
  return a.low === a.high ? say(a.point) : `${say(a.point)} (${bare(a.low)} to ${bare(a.high)})`;
}

const point = (row) => { const a = range(row.value); return a ? a.point : null; };
const SERIES = [
  { key: "series", title: "Series", row: true, of: (row) => row.label }, { key: "value", title: "Value", n: true, of: point, cell: value }, { key: "unit", title: "Unit", of: (row) => words(row.unit) },
  { key: "day", title: "Day", of: (row) => row.date, cell: (row) => [day(row.date), row.fresh === false ? h("span", { class: "muted" }, " not fresh") : ""] },
  { key: "lowest", title: "Lowest", n: true, of: (row) => row.lowest, cell: (row) => String(row.lowest ?? "") }, { key: "highest", title: "Highest", n: true, of: (row) => row.highest, cell: (row) => String(row.highest ?? "") },
  { title: "Where between", kind: "barcell", cell: (row) => (row.highest > row.lowest && range(row.value) ? placeOn(range(row.value), row.lowest, row.highest, `${value(row)}, between ${row.lowest} and ${row.highest}`) : "") },
  { key: "source", title: "Source", of: (row) => (row.sources || [])[0] || "", cell: (row) => (row.sources || []).slice(0, 1).map((url) => source(url, "source")) },
];

export function fundingTable() {
  const { readings, rows } = page.funding;
  return [
    h("p", { class: "muted" }, `How tight funding markets are, up to ${day(page.view.as_of)}`),
    h("p", null, named(page.funding.sentence)),
    readings.length ? stressChart(readings) : null,
    ...sheet({ name: "funding", label: "Series of funding markets", caption: "Latest value of each series; between the lowest and the highest on record", rows, order: "", about: plural(rows.length, "series", "series"), columns: SERIES, whole: saveLink("funding-all-figures", () => rows, "Save all figures") }),
    h("details", null, h("summary", null, "What to keep in mind, and what is not known"), h("ul", { class: "plainlist small" }, [...page.funding.notes, ...page.funding.unknown].map((line) => h("li", null, named(capital(line)))))),
  ];
}
