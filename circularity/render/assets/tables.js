// The large tables: all flows, all companies, all loops, under the same filters as the map.

import { h, named, step } from "./dom.js";
import { page, edges, nameOf, sentenceOf } from "./data.js";
import { sum } from "./amounts.js";
import { state, pick } from "./state.js";
import { counted, priced } from "./scope.js";
import { loops } from "./view.js";
import { circuit, liveWords, TYPES } from "./loops.js";
import { sheet } from "./table.js";
import { yearsWords } from "./years.js";
import { plural, words, capital, day } from "./format.js";
import { figure, portion } from "./figures.js";

const FIRST_ROWS = 60;
const dot = (kind) => h("span", { class: `dot ${kind}`, "aria-hidden": "true" });

export function dealTable() {
  const rows = counted();
  const columns = [
    { key: "from", title: "Payer", of: (e) => nameOf(e.from), cell: (e) => step(nameOf(e.from), () => pick("company", e.from)) },
    { key: "verb", title: "Deal", of: (e) => e.verb, cell: (e) => [dot(e.class), step(e.verb, () => pick("deal", e.id))] },
    { key: "to", title: "Payee", of: (e) => nameOf(e.to), cell: (e) => step(nameOf(e.to), () => pick("company", e.to)) },
    { key: "class", title: "Class", of: (e) => capital(e.class) }, { key: "stage", title: "Stage", of: (e) => capital(words(e.stage)) },
    { key: "since", title: "Since", of: (e) => e.since, cell: (e) => day(e.since) }, { key: "grade", title: "Evidence", of: (e) => e.grade },
    ...page.bases.map((basis) => ({ key: basis, title: capital(basis), amount: (e) => e.flow[basis], cell: (e) => (basis === state.basis ? h("strong", null, figure(e.flow[basis])) : figure(e.flow[basis])) })),
    { key: "id", title: "Name of the flow", of: (e) => e.id, cell: (e) => h("span", { class: "muted small" }, named(e.id)) },
  ];
  return sheet({
    name: "deals", columns, rows, order: `-${state.basis}`, first: FIRST_ROWS, marked: (e) => state.pick && state.pick.id === e.id,
    about: `${plural(rows.length, "flow")} after the filters, USD, less what stands in their parts${yearsWords()}`,
    caption: "All flows. Click a payer or payee for the company, the middle for the deal and its sources.",
  });
}

/** All companies with what they pay and receive: the results one would otherwise collect by clicking through the map. */
export function companyTable() {
  const flows = counted().filter(priced);
  const found = loops();
  const side = (id, key) => sum(flows.filter((edge) => edge[key] === id).map((edge) => edge.flow[state.basis]));
  const rows = page.entities.map((entity) => ({ id: entity.id, entity, into: side(entity.id, "to"), out: side(entity.id, "from"), rings: found.filter((loop) => loop.companies.includes(entity.id)).length }))
    .filter((row) => row.into.point || row.out.point)
    .sort((a, b) => Math.max(b.into.point, b.out.point) - Math.max(a.into.point, a.out.point) || (a.id < b.id ? -1 : 1))
    .map((row, i) => ({ ...row, rank: i + 1 }));
  const columns = [
    { key: "company", title: "Company", row: true, of: (r) => r.entity.name, cell: (r) => step(r.entity.name, () => pick("company", r.id)) },
    { key: "rank", title: "Rank", about: "By the larger of the two sides", n: true, of: (r) => r.rank },
    { key: "role", title: "Role", of: (r) => capital(words(r.entity.role)) }, { key: "ticker", title: "Ticker", of: (r) => r.entity.ticker || "", cell: (r) => r.entity.ticker || "" },
    { key: "receives", title: "Receives", amount: (r) => r.into, cell: (r) => (r.into.point ? figure(r.into) : "none") },
    { key: "pays", title: "Pays or backs", amount: (r) => r.out, cell: (r) => (r.out.point ? figure(r.out) : "none") },
    { key: "loops", title: "Loops", n: true, of: (r) => r.rings },
  ];
  return sheet({
    name: "companies", columns, rows, order: "rank", first: 200, marked: (r) => state.pick && state.pick.id === r.id,
    about: `${plural(rows.length, "company", "companies")} with money in or out, USD on ${state.basis} amounts${yearsWords()}, under the same filters`, caption: "Companies and pools",
  });
}

/** Every loop that closes, with all that is told of it. */
export function loopTable() {
  const rows = loops().map((loop, i) => ({ ...loop, rank: i + 1 }));
  const columns = [
    { key: "loop", title: "Loop", row: true, of: (r) => circuit(r), cell: (r) => step(circuit(r), () => pick("loop", r.id)) },
    { key: "rank", title: "Rank", n: true, of: (r) => r.rank },
    { key: "type", title: "Type", about: Object.entries(TYPES).map(([id, text]) => `${words(id)}: ${text}`).join("; "), of: (r) => words(r.type) },
    { key: "size", title: "Can go round", amount: (r) => ({ ...r.size, bound: r.at_most }) },
    { key: "binding", title: "Binding", about: "Smallest step as bound, over the smallest as announced", n: true, of: (r) => r.binding_share, cell: (r) => (r.binding_share === null ? "not known" : portion({ low: r.binding_share, point: r.binding_share, high: r.binding_share })) },
    { key: "grade", title: "Evidence", of: (r) => r.grade },
    { key: "live", title: "Live", about: "When all steps run together", of: (r) => liveWords(r) },
    { key: "key", title: "Opens without", about: "The deal without which this and most other loops would not close", of: (r) => (r.key_edge ? r.key_edge : ""), cell: (r) => (r.key_edge && edges.has(r.key_edge) ? step(sentenceOf(edges.get(r.key_edge)), () => pick("deal", r.key_edge)) : "no single deal") },
  ];
  return sheet({
    name: "loops", columns, rows, order: "rank", first: FIRST_ROWS, marked: (r) => state.pick && state.pick.id === r.id, attributes: (r) => ({ "data-row": r.id }),
    about: `${plural(rows.length, "loop")} on ${state.basis} amounts${yearsWords()}, after the filters. They share deals: sizes must not be added up.`, caption: "Loops: where money comes back",
  });
}
