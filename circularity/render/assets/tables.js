// All flows as a table: sortable, under the same filters as the map, to copy or keep as CSV.

import { h, named, step } from "./dom.js";
import { page, nameOf, sum } from "./data.js";
import { state, pick, choose } from "./state.js";
import { counted, priced, loops } from "./view.js";
import { csv, copyText } from "./csv.js";
import { amount, plural, words, capital, day } from "./format.js";

const FIRST_ROWS = 60;
const order = { key: "amount", down: true };
let allRows = false;

const COLUMNS = [
  ["from", "Payer", (e) => nameOf(e.from)], ["verb", "Deal", (e) => e.verb], ["to", "Payee", (e) => nameOf(e.to)],
  ["class", "Class", (e) => capital(e.class)], ["stage", "Stage", (e) => capital(words(e.stage))], ["since", "Since", (e) => e.since],
  ["grade", "Evidence", (e) => e.grade], ["amount", "Amount, USD", (e) => e.flow[state.basis].point],
];

function sorted() {
  const value = COLUMNS.find(([key]) => key === order.key)[2];
  const sign = order.down ? -1 : 1;
  return counted().sort((a, b) => {
    const [x, y] = [value(a), value(b)];
    // What is not known stands last, whichever way the column is sorted.
    if (x === null || y === null) return (x === null) - (y === null) || (a.id < b.id ? -1 : 1);
    return sign * (typeof x === "number" ? x - y : x.localeCompare(y, "en")) || (a.id < b.id ? -1 : 1);
  });
}

function heading([key, title]) {
  const sort = order.key === key ? (order.down ? "descending" : "ascending") : "none";
  const turn = () => { order.down = order.key === key ? !order.down : key === "amount"; order.key = key; choose({}); };
  const sign = sort === "none" ? "" : order.down ? " ↓" : " ↑";
  return h("th", { scope: "col", "aria-sort": sort, class: key === "amount" ? "n" : null }, h("button", { type: "button", class: "sort", "data-sort": key, click: turn }, title + sign));
}

export function dealTable() {
  const rows = sorted();
  const listed = allRows ? rows : rows.slice(0, FIRST_ROWS);
  const save = h("a", { href: "#", download: `deals-${state.basis}.csv`, click: (event) => { event.currentTarget.href = `data:text/csv;charset=utf-8,${encodeURIComponent(csv(rows))}`; } }, "Save as CSV");
  const copy = h("button", { type: "button", class: "link", click: (event) => copyText(csv(rows), event.currentTarget) }, "Copy as CSV");
  return [
    h("div", { class: "bar" }, h("span", null, `${plural(rows.length, "flow")} after the filters, ${state.basis} amounts less what stands in their parts`), save, copy),
    h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "Scrolls sideways" }, h("table", { class: "deals" },
      h("caption", null, "All flows. Click a payer or payee for the company, the middle for the deal and its sources."),
      h("thead", null, h("tr", null, COLUMNS.map(heading))),
      h("tbody", null, listed.map((edge) => h("tr", { class: state.pick && state.pick.id === edge.id ? "chosen" : null },
        h("td", null, step(nameOf(edge.from), () => pick("company", edge.from))),
        h("td", null, h("span", { class: `dot ${edge.class}`, "aria-hidden": "true" }), step(edge.verb, () => pick("deal", edge.id))),
        h("td", null, step(nameOf(edge.to), () => pick("company", edge.to))),
        h("td", null, capital(edge.class)), h("td", null, capital(words(edge.stage))), h("td", null, day(edge.since)), h("td", null, edge.grade),
        h("td", { class: "n" }, amount(edge.flow[state.basis]))))))),
    rows.length > FIRST_ROWS && h("p", null, h("button", { type: "button", class: "quiet", id: "morerows", click: () => { allRows = !allRows; choose({}); } }, allRows ? "Show the first rows only" : `Show all ${rows.length} rows`)),
  ];
}

/** All companies with what they pay and receive: the results one would otherwise collect by clicking through the map. */
export function companyTable() {
  const flows = counted().filter(priced);
  const found = loops();
  const side = (id, key) => sum(flows.filter((edge) => edge[key] === id).map((edge) => edge.flow[state.basis]));
  const rows = page.entities.map((entity) => ({ entity, into: side(entity.id, "to"), out: side(entity.id, "from"), rings: found.filter((loop) => loop.companies.includes(entity.id)).length }))
    .filter((row) => row.into.point || row.out.point)
    .sort((a, b) => Math.max(b.into.point, b.out.point) - Math.max(a.into.point, a.out.point) || (a.entity.id < b.entity.id ? -1 : 1));
  const head = [["Company"], ["Role"], ["Receives, USD", "n"], ["Pays or backs, USD", "n"], ["Loops", "n"]];
  return [
    h("div", { class: "bar" }, `${plural(rows.length, "company", "companies")} with money in or out on ${state.basis} amounts, under the same filters; the largest side first`),
    h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "Scrolls sideways" }, h("table", { class: "companies" },
      h("caption", null, "Companies and pools"),
      h("thead", null, h("tr", null, head.map(([text, kind]) => h("th", { scope: "col", class: kind }, text)))),
      h("tbody", null, rows.map(({ entity, into, out, rings }) => h("tr", { class: state.pick && state.pick.id === entity.id ? "chosen" : null },
        h("th", { scope: "row" }, step(nameOf(entity.id), () => pick("company", entity.id))),
        h("td", null, capital(words(entity.role))),
        h("td", { class: "n" }, into.point ? amount(into) : "none"), h("td", { class: "n" }, out.point ? amount(out) : "none"),
        h("td", { class: "n" }, rings || "")))))),
  ];
}
