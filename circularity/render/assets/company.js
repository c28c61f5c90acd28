// One company: what it pays and receives, with whom, and who loses first if it fails.

import { h, named, step, rowsFolded } from "./dom.js";
import { page, companies, edges, nameOf, CLASSES, sum } from "./data.js";
import { state, pick } from "./state.js";
import { passes, loops } from "./view.js";
import { money, amount, billions, percent, plural, words, capital, UNKNOWN } from "./format.js";

const CHANNELS = [
  ["capital_at_risk", "Capital", "Stakes, loans and prepayments, guarantees called"],
  ["backlog_at_risk", "Orders", "Contracted sales that it would no longer pay for"],
  ["funding_withdrawn", "Funding", "Money that it had promised to give"],
  ["supply_at_risk", "Supply", "What others buy from it and would have to replace"],
  ["cover_lost", "Cover", "Guarantees by it that would be worth nothing"],
];
const SHARES = [["share_of_equity", "of its equity"], ["share_of_revenue", "of its revenue"], ["share_of_backlog", "of its backlog"]];

const touching = (id, side) => page.edges.filter((edge) => edge[side] === id && passes(edge));
const pointOf = (edge) => edge.flow[state.basis].point || 0;

export function companyPanel(id) {
  const entity = companies.get(id);
  const [out, into] = [touching(id, "from"), touching(id, "to")];
  const rings = loops().filter((loop) => loop.companies.includes(id));
  const facts = [capital(words(entity.role)), entity.ticker, entity.country, entity.parent && `part of ${nameOf(entity.parent)}`].filter(Boolean);
  return [
    h("h2", null, named(entity.name)),
    h("p", { class: "muted" }, facts.map((fact, index) => [index ? " · " : "", named(fact)])),
    entity.pool ? h("p", { class: "note" }, "A pool stands for several parties that the sources do not name one by one.") : null,
    h("table", { class: "sides" },
      h("caption", null, `Money on ${state.basis} amounts`),
      h("thead", null, h("tr", null, h("th", { scope: "col" }, "Class"), h("th", { scope: "col", class: "n" }, "In, USD"), h("th", { scope: "col", class: "n" }, "Out, USD"))),
      h("tbody", null, CLASSES.map((name) => h("tr", null,
        h("th", { scope: "row" }, h("span", { class: `dot ${name}`, "aria-hidden": "true" }), capital(name)),
        h("td", { class: "n" }, total(into, name)), h("td", { class: "n" }, total(out, name)))))),
    rings.length ? [h("h3", null, `In ${plural(rings.length, "loop")}`), h("ul", { class: "plainlist" }, rings.slice(0, 4).map((loop) =>
      h("li", null, step(loop.companies.map(nameOf).join(" → "), () => pick("loop", loop.id)), `, ${money({ ...loop.size, bound: loop.at_most })}`)))] : null,
    exposure(id, entity),
    flowList(`Pays and backs (${out.length})`, out, "to"),
    flowList(`Receives (${into.length})`, into, "from"),
  ];
}

function total(list, name) {
  const found = list.filter((edge) => edge.class === name);
  if (!found.length) return "none";
  const known = sum(found.map((edge) => edge.flow[state.basis]));
  const blank = found.filter((edge) => edge.flow[state.basis].point === null).length;
  if (blank === found.length && !known.low) return UNKNOWN;
  return blank ? amount({ ...known, high: null }) : amount(known);
}

const nothing = (a) => !a || (!a.point && !a.low && a.high === 0);

/** Who loses what in the first round, one column a channel: capital and lost orders are different losses and are never added. */
function exposure(id, entity) {
  if (entity.pool) return null;
  const rows = (page.exposed[id] || []).filter((row) => CHANNELS.some(([key]) => !nothing(row[key])));
  if (!rows.length) return [h("h3", null, "If it fails: first round"), h("p", { class: "muted small" }, "Nobody with a claim on it is recorded.")];
  const used = CHANNELS.filter(([key]) => rows.some((row) => !nothing(row[key])));
  return [
    h("h3", null, "If it fails: first round"),
    h("table", { class: "losers" },
      h("caption", null, "USD bn, on binding amounts. ≤ at most, ≥ at least, ? not known. Channels are different losses and do not add up."),
      h("thead", null, h("tr", null, h("th", { scope: "col" }, "Loser"), used.map(([, word, meaning]) => h("th", { scope: "col", class: "n", title: meaning }, word)))),
      rowsFolded(rows.map((row) => h("tr", null,
        h("th", { scope: "row" }, step(nameOf(row.entity), () => pick("company", row.entity)), under(row)),
        used.map(([key]) => h("td", { class: "n" }, nothing(row[key]) ? "" : billions(row[key]))))), 10)),
  ];
}

/** What stands beside a loser's sums: their share of what it has, and what a guarantee gives back. */
function under(row) {
  const facts = SHARES.filter(([key]) => row[key] && !nothing(row[key])).map(([key, word]) => `${percent(row[key])} ${word}`);
  if (row.yearly_revenue_at_risk && row.yearly_revenue_at_risk.point) facts.push(`${billions(row.yearly_revenue_at_risk)} bn of orders a year`);
  if (!nothing(row.recovered_from_guarantee)) facts.push(`guarantees give back ${billions(row.recovered_from_guarantee)} bn`);
  return facts.length ? h("div", { class: "muted small" }, facts.join(", ")) : null;
}

function flowList(title, list, side) {
  if (!list.length) return null;
  const sorted = [...list].sort((a, b) => pointOf(b) - pointOf(a) || (a.id < b.id ? -1 : 1));
  return [h("h3", null, title), h("table", null,
    h("thead", null, h("tr", null, h("th", { scope: "col" }, "Deal"), h("th", { scope: "col", class: "n" }, "USD"))),
    rowsFolded(sorted.map((edge) => h("tr", null,
      h("td", null, h("span", { class: `dot ${edge.class}`, "aria-hidden": "true" }), step(`${edge.verb} ${nameOf(edge.to)}`.replace(/^/, side === "from" ? `${nameOf(edge.from)} ` : ""), () => pick("deal", edge.id)),
        h("div", { class: "muted small" }, `${words(edge.stage)}, evidence ${edge.grade}`)),
      h("td", { class: "n" }, amount(edge.flow[state.basis])))), 8))];
}
