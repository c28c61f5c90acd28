// Who pays for its own sales: one vendor's card, all vendors beside each other, and today's beside those of 2000.

import { h, named, step, source } from "./dom.js";
import { page, nameOf } from "./data.js";
import { choose } from "./state.js";
import { figure, portion, range, something } from "./figures.js";
import { saveLink } from "./csv.js";
import { sheet } from "./table.js";
import { bar } from "./bars.js";
import { blank, certain, ends, together } from "./doubt.js";
import { day, capital, plural, words } from "./format.js";

const LEVELS = [["paid", "Paid"], ["binding", "Binding"], ["headline", "Headline"]];
const MEASURES = [
  ["sales", "Sales recorded as deals"], ["financing", "Money given to its customers"], ["direct", "Direct: to a customer that buys from it"],
  ["forced", "Forced: could not be paid otherwise"], ["pro_rata", "Pro rata: its share of each customer's money"], ["maximum", "Maximum that could have come back"],
];

const rows = () => (page.vendors ? page.vendors.rows : []);
export const vendorOf = (id) => rows().find((row) => row.vendor === id);

const cell = (found, level) => { const a = found ? range(found[level]) : null; return a ? figure(a) : "not known"; };

function measureTable(row) {
  const when = row.window ? `from ${day(row.window.from)} to ${day(row.window.to)}` : "over the whole term of each deal";
  return h("table", { class: "measures" },
    h("caption", { class: "small" }, `USD, ${when}. Direct, forced, pro rata and maximum are readings of the same dollars and are never added.`),
    h("thead", null, h("tr", null, h("th", { scope: "col" }, "Measure"), LEVELS.map(([, title]) => h("th", { scope: "col", class: "n" }, title)))),
    h("tbody", null, MEASURES.map(([key, title]) => h("tr", null, h("th", { scope: "row" }, title), LEVELS.map(([level]) => h("td", { class: "n", "data-measure": `${key}.${level}` }, cell(row[key], level))))),
      row.share_of_revenue ? h("tr", null, h("th", { scope: "row" }, "Pro rata, of revenue"), LEVELS.map(([level]) => h("td", { class: "n" }, portion(range(row.share_of_revenue[level]))))) : null,
      h("tr", null, h("th", { scope: "row" }, "Customers' spending without a known source"), LEVELS.map(([level]) => h("td", { class: "n" }, row.unexplained_share ? portion(range(row.unexplained_share[level])) : "not known")))));
}

function fact(title, ...text) {
  return h("div", null, h("dt", null, title), h("dd", null, text));
}

function stated(item) {
  return item ? [figure(range(item)), h("small", null, `at ${day(item.period_end)}, `, source(item.source, named(item.publisher || "source")))] : "none reported";
}

function over(share) {
  if (!share) return "not known";
  const below = share.denominator;
  return [portion(range(share)), below ? h("small", null, `of ${words(below.metric)} ${figure(range(below.value))}, ${day(below.period_end)}`) : ""];
}

function score(row) {
  if (!row.score) return [h("h3", null, "Score"), h("p", { class: "muted small" }, "Not known: no revenue is reported to set its financing against.")];
  const { value, low, high, parts } = row.score;
  const place = row.rank ? `, rank ${row.rank.rank}${row.rank.best !== row.rank.worst ? ` (between ${row.rank.best} and ${row.rank.worst} as weights change)` : ""}` : "";
  return [
    h("h3", null, `Score ${value === undefined ? "not known" : value} of 100 (${low} to ${high})${place}`),
    h("table", { class: "scoreparts" }, h("caption", { class: "small" }, "A scale with chosen weights and levels, not a finding. Each part counts in full at the level named."),
      h("tbody", null, (parts || []).map((part) => h("tr", null, h("th", { scope: "row" }, capital(part.meaning), h("div", { class: "muted small" }, `weight ${part.weight}, in full at ${portion(range(part.counts_in_full_at))}`)),
        h("td", { class: "n" }, part.ratio === undefined ? "not known" : portion(range(part.ratio)), bar([["loss", range(part.level === undefined ? 0 : part.level)]], 1, "level of this part")))))),
  ];
}

export function vendorPart(id) {
  const row = vendorOf(id);
  const revenue = range(row.revenue);
  const { concentration: few } = row;
  const own = page.vendors.unknown.filter((line) => line.startsWith(`${nameOf(id)}:`));
  return [
    measureTable(row),
    h("dl", { class: "three" },
      fact("Revenue of that time", revenue ? figure(revenue) : "not known"),
      fact("Financing that stands, binding", cell(row.standing_financing, "binding"), h("small", null, `paid so far ${cell(row.standing_financing, "paid")}`)),
      fact("Contingent: guarantees and the like", cell(row.support_that_could_return, "binding"), h("small", null, "could return if called; never part of the four readings")),
      fact("That over equity", over(row.support_over_equity)),
      fact("It reports to have promised", stated(row.reported_commitments)),
      fact("Reported over revenue", over(row.reported_over_revenue)),
      fact("Has promised to buy from its payers", cell(row.purchases_from_customers, "binding")),
      fact("Concentration (HHI) of sales", few && few.hhi ? `${few.hhi.low.toFixed(2)} to ${few.hhi.high.toFixed(2)}` : "not known",
        few && few.largest_reported ? h("small", null, `largest customer ${portion(range(few.largest_reported.share))} reported for ${day(few.largest_reported.period_end)}`) : "")),
    ...score(row),
    own.length ? h("details", null, h("summary", null, `Not known (${own.length})`), h("ul", { class: "plainlist small" }, own.map((line) => h("li", null, named(line))))) : null,
    h("p", { class: "small muted" }, "Binding view of the page's data as of ", day(page.view.as_of), ", whatever is switched on above. Money is traced, not motive."),
  ];
}

const LINES = { promised: "Promised to customers", drawn: "Drawn or paid out", announced: "Announced", guarantees: "Guarantees", largest_customer: "Largest customer", receivable_days: "Days of sales owed", customers_cash_flow: "Financed customers' own cash flow" };

function comparison() {
  if (!page.compare) return null;
  const { rows: lines, mixed, sentence } = page.compare;
  const said = (item) => (item.number !== undefined ? item.number.toFixed(0) : portion(range(item.ratio)));
  return h("section", { class: "compare" },
    h("h3", null, "Today beside the telecom vendors of 2000, over a year's revenue"),
    h("p", null, named(sentence)),
    h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "Scrolls sideways" }, h("table", null,
      h("caption", null, "Like for like; “reported” is the vendor's own figure, “deals” the sum of recorded deals"),
      h("thead", null, h("tr", null, h("th", { scope: "col" }, "Line"), lines[0].cells.map((item) => h("th", { scope: "col" }, named(item.subject))))),
      h("tbody", null, lines.map((line) => {
        const most = Math.max(0, ...line.cells.flatMap((item) => (item.number === undefined ? ends(range(item.ratio)) : item.number)));
        return h("tr", { "data-line": line.line }, h("th", { scope: "row" }, LINES[line.line] || words(line.line), h("div", { class: "muted small" }, line.meaning)),
          line.cells.map((item) => {
            const known = item.number !== undefined || item.ratio !== undefined;
            return h("td", { title: (item.figures || []).join("; ") }, known ? h("strong", null, said(item)) : "not known", known ? bar([[item.rests_on === "reported" ? "mark" : "financing", range(item.number === undefined ? item.ratio : item.number)]], most, said(item)) : null,
              h("div", { class: "muted small" }, item.amount !== undefined ? `${figure(range(item.amount))}, ` : "", known ? words(item.rests_on) : ""));
          }));
      })))),
    mixed && mixed.sentence ? h("p", { class: "note" }, named(capital(mixed.sentence)), ".") : null);
}

/** The columns of the vendors: what stands, its bar, what could have come back, and the score. */
function columns(split, picture) {
  const ratio = (row) => (row.share_of_revenue ? range(row.share_of_revenue.binding) : null);
  const standing = (key, title, place) => ({ key, title, amount: (row) => split(row)[place][1] || { low: 0, point: 0, high: 0 }, cell: (row) => (something(split(row)[place][1]) ? figure(split(row)[place][1]) : "0") });
  return [
    { key: "vendor", title: "Vendor", row: true, of: (row) => nameOf(row.vendor), cell: (row) => step(nameOf(row.vendor), () => choose({ pick: { kind: "company", id: row.vendor }, part: "vendor", round: null })) },
    { key: "rank", title: "Rank", about: "As the command line ranks them", n: true, of: (row) => rows().indexOf(row) + 1 },
    { title: "Paid, bound, contingent", kind: "barcell", cell: picture },
    standing("paid", "Paid", 0), standing("bound", "Bound", 1), standing("contingent", "Contingent", 2),
    { key: "pro_rata", title: "Pro rata sales", amount: (row) => (row.pro_rata ? range(row.pro_rata.binding) : null) },
    { key: "of_revenue", title: "Of revenue", n: true, of: (row) => (ratio(row) ? ratio(row).point : null), cell: (row) => (ratio(row) ? portion(ratio(row)) : "not known") },
    { key: "score", title: "Score", n: true, of: (row) => (row.score && row.score.value !== undefined ? row.score.value : null), cell: (row) => (row.score && row.score.value !== undefined ? `${row.score.value} (${row.score.low} to ${row.score.high})` : "not known") },
  ];
}

/** All vendors, ranked as the command line ranks them. */
export function vendorTable() {
  const found = rows();
  const split = (row) => [["paid", range((row.standing_financing || {}).paid)], ["binding", range((row.standing_financing || {}).binding)], ["contingent", range((row.support_that_could_return || {}).binding)]];
  // what is bound holds what is paid: the bar shows the rest of it, and its range is that of what is bound or paid, and of the rest
  const stacked = (row) => {
    const [[, paid], [, bound], [, more]] = split(row);
    const rest = Math.max(0, certain(bound) - certain(paid));
    return { parts: [["paid", range(certain(paid))], ["promise", range(rest)], ["contingent", more]], whole: together([blank(bound) ? paid : bound, more].filter(Boolean)) };
  };
  const most = Math.max(1, ...found.map(stacked).flatMap(({ parts, whole }) => [parts.reduce((sum, [, a]) => sum + certain(a), 0), whole.high || 0]));
  return [
    h("p", null, named(page.vendors.sentence)),
    ...sheet({
      name: "vendors", columns: columns(split, (row) => bar(stacked(row).parts, most, split(row).map(([kind, a]) => `${kind} ${figure(a)}`).join(", "), stacked(row).whole)), rows: found, order: "rank",
      attributes: (row) => ({ "data-vendor": row.vendor }), label: "Vendors", whole: saveLink("vendors-all-figures", rows, "Save all figures"),
      about: `${plural(found.length, "vendor")} that finance or back those who pay them, on binding amounts as of ${day(page.view.as_of)}`,
      caption: ["USD. The bar: ", h("span", { class: "key paid" }), " paid, ", h("span", { class: "key promise" }), " bound and not paid, ", h("span", { class: "key contingent" }), " contingent (guarantees, backstops, warrants); a line below it is the range, a dashed bar means that a part is not known."],
    }),
    comparison(),
    h("details", null, h("summary", null, "What to keep in mind, and what is not known"), h("ul", { class: "plainlist small" }, [...page.vendors.notes, ...page.vendors.unknown].map((line) => h("li", null, named(capital(line)))))),
  ];
}

