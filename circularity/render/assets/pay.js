// "Can it pay?": obligations year by year against revenue paths, cash and promised funding.

import { h, named } from "./dom.js";
import { page } from "./data.js";
import { figure, plainDollars, portion, range, something } from "./figures.js";
import { saveLink } from "./csv.js";
import { roomIn } from "./plot.js";
import { yearChart } from "./yearchart.js";
import { day } from "./format.js";

const KINDS = ["s1", "s2", "s3", "s4", "s5"];
const COLUMNS = [["obligations", "Owed"], ["revenue", "Revenue"], ["cash", "Cash at hand"], ["committed_funding", "New funding"], ["gap", "Gap"]];

export const payOf = (id) => (page.pay ? page.pay.companies[id] : undefined);

/** A path's short name, to stand at the end of its line: who planned it and when, or what is held. */
function shortly(key, text) {
  const plan = /as the (\w+) put it in ([\d-]+)/.exec(text);
  if (plan) return `${plan[1]}, ${day(plan[2])}`;
  return { reported: "last year held", run_rate: "present rate", contracts: "contracts" }[key] || "another path";
}

/** Whether a year falls short on every path (true), on some (false), or on none that is known (null). */
function falls(year) {
  const gap = range(year.gap);
  if (!gap || !something(gap)) return null;
  return gap.low > 0 ? true : gap.point || gap.high ? false : null;
}

function chart(own, paths) {
  const stacks = (year) => [[["commerce", range(year.obligations)]], [["support", range(year.cash)], ["financing", range(year.committed_funding)]]];
  const revenue = (year, key) => range(((year.paths || {})[key] || {}).revenue);
  const lines = paths.map(([key, text], i) => ({ kind: KINDS[i % KINDS.length], label: shortly(key, text), values: own.years.map((year) => revenue(year, key)) }));
  const linesOf = (i) => {
    const year = own.years[i];
    return [String(year.year), `owed ${figure(range(year.obligations))}`, `cash at hand ${figure(range(year.cash))}`, `new funding ${figure(range(year.committed_funding))}`,
      ...paths.map(([key, text]) => `revenue, ${shortly(key, text)}: ${figure(revenue(year, key))}`), `gap ${figure(range(year.gap))}`];
  };
  const signs = own.years.map(falls);
  return yearChart({
    width: roomIn("panel", 330, 640), years: own.years.map((year) => year.year), columns: own.years.map(stacks), lines, signs: signs.some((sign) => sign !== null) ? signs : null, unit: "USD a year", format: plainDollars, linesOf,
    words: `Obligations against means, ${own.years[0].year} to ${own.years[own.years.length - 1].year}; the arrow keys go from year to year, the table below holds the figures`,
  });
}

const signKey = (own) => (own.years.some((year) => falls(year) !== null)
  ? h("li", null, h("span", { class: "signkey" }, "▲"), " falls short on every path, ", h("span", { class: "signkey hollow" }, "△"), " on some") : null);

export function payPart(id) {
  const own = payOf(id);
  const paths = Object.entries(page.pay.paths[id] || {});
  const gap = range(own.gap);
  const share = range(own.share_from_suppliers);
  return [
    h("p", null, h("strong", null, something(gap) ? `Gap ${figure(gap)}` : "No gap", ` in ${own.first.slice(0, 4)} to ${own.last.slice(0, 4)}`), `: owed ${figure(range(own.obligations))}; cash ${figure(range(own.cash))} and promised funding ${figure(range(own.committed_funding))}`,
      share && something(share) ? `, ${portion(share)} of all means from its suppliers.` : "."),
    own.years.length ? chart(own, paths) : h("p", { class: "muted" }, "No obligation with a date."),
    h("ul", { class: "chartkey small" }, h("li", null, h("span", { class: "key commerce" }), " owed; ", h("span", { class: "key support" }), " cash at hand; ", h("span", { class: "key financing" }), " new funding promised"),
      h("li", null, h("span", { class: "key upright" }), " range; with an arrow: no upper end known; ?: not known"), signKey(own),
      paths.map(([key, text], i) => h("li", null, h("span", { class: `key line ${KINDS[i % KINDS.length]}` }), " revenue: ", named(text), own.gap_by_path && own.gap_by_path[key] ? `; gap ${figure(range(own.gap_by_path[key].gap))}${own.gap_by_path[key].first_year ? `, first in ${own.gap_by_path[key].first_year}` : ""}` : ""))),
    h("p", { class: "small" }, saveLink(`pay-${id}`, () => own.years)),
    h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "Scrolls sideways" }, h("table", { class: "payyears" }, h("caption", { class: "small" }, "USD a year; revenue spans the paths, cash is what is left when the year begins"),
      h("thead", null, h("tr", null, h("th", { scope: "col" }, "Year"), COLUMNS.map(([, title]) => h("th", { scope: "col", class: "n" }, title)))),
      h("tbody", null, own.years.map((year) => h("tr", null, h("th", { scope: "row" }, year.year), COLUMNS.map(([key]) => h("td", { class: "n", "data-pay": `${key}.${year.year}` }, year[key] === undefined ? "not known" : figure(range(year[key]))))))))),
    h("p", { class: "small muted" }, `On binding amounts as of ${day(page.view.as_of)}. Not dated, so in no year: ${figure(range(own.undated))}. Owed after these years: ${figure(range(own.later))}. ${figure(range(own.by_default_term))} of what is owed rests on a default term. Salaries, interest and taxes come on top.`),
  ];
}
