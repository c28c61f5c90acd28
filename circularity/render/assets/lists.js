// What stands out: the largest deals, the largest promises not yet paid, and where sources disagree most.

import { h, named, step } from "./dom.js";
import { page, edges, sentenceOf } from "./data.js";
import { state, pick, choose } from "./state.js";
import { counted } from "./scope.js";
import { range, reading } from "./figures.js";
import { sheet } from "./table.js";
import { yearsWords } from "./years.js";
import { plural, words } from "./format.js";

const MOST = 25;
const KINDS = { largest: "Largest deals", unpaid: "Largest not yet paid", disputed: "Where sources disagree" };

/** What is bound and has not moved, over the whole term: the doubts of both ends, and a point only where both have one. */
export function unpaid(edge) {
  const [bound, paid] = [edge.whole.binding, edge.whole.paid];
  if (bound.point === null && bound.high === null && !bound.low) return null;
  const point = bound.point !== null && paid.point !== null ? Math.max(0, bound.point - paid.point) : null;
  return { low: paid.high === null ? 0 : Math.max(0, (bound.low || 0) - paid.high), point, high: bound.high === null ? null : Math.max(0, bound.high - (paid.low || 0)) };
}

const first = (value) => counted().map((edge) => ({ edge, a: value(edge) })).filter(({ a }) => reading(a) > 0)
  .sort((x, y) => reading(y.a) - reading(x.a) || (x.edge.id < y.edge.id ? -1 : 1)).slice(0, MOST);

const deal = (under) => ({ key: "deal", title: "Deal", row: false, of: (r) => sentenceOf(r.edge), cell: (r) => [h("span", { class: `dot ${r.edge.class}`, "aria-hidden": "true" }), step(sentenceOf(r.edge), () => pick("deal", r.edge.id)), h("div", { class: "muted small" }, under(r.edge))] });
const stage = (edge) => `${words(edge.kind)}, ${words(edge.stage)}`;
const evidence = { key: "evidence", title: "Evidence", of: (r) => r.edge.grade };

/** Rows and columns of one list. */
const LISTS = {
  largest: () => [first((edge) => edge.flow[state.basis]), [deal(stage), { key: "amount", title: "Amount, USD", amount: (r) => r.a }, { key: "paid", title: "Paid so far", amount: (r) => r.edge.whole.paid }, evidence]],
  unpaid: () => [first(unpaid), [deal(stage), { key: "amount", title: "Bound and not paid, USD", amount: (r) => r.a }, { key: "bound", title: "Bound", amount: (r) => r.edge.whole.binding }, { key: "paid", title: "Paid so far", amount: (r) => r.edge.whole.paid }, evidence]],
  disputed: () => [page.disputes.rows.filter((row) => edges.has(row.edge)).slice(0, MOST).map((row) => ({ edge: edges.get(row.edge), a: range(row.width), row })),
    [deal((edge) => named(edge.disputes || "")), { key: "amount", title: "Apart by, USD", amount: (r) => (r.a && r.row.open_ended ? { ...r.a, high: null } : r.a) }, { key: "headline", title: "Headline", amount: (r) => range(r.row.headline) }, { key: "sources", title: "Sources", n: true, of: (r) => r.row.sources }]],
};

export function listTable() {
  const [rows, columns] = LISTS[state.list]();
  const ranked = rows.map((row, i) => ({ ...row, rank: i + 1 }));
  const choice = (kind) => h("button", { type: "button", "data-list": kind, "aria-pressed": String(state.list === kind), click: () => { choose({ list: kind, sort: null }); document.querySelector(`[data-list=${kind}]`).focus(); } }, KINDS[kind]);
  const about = state.list === "disputed" ? `${page.disputes.sentence} The first ${rows.length} are listed; each deal shows its sources.`
    : state.list === "largest" ? `The ${plural(rows.length, "largest", "largest")} after the filters, on ${state.basis} amounts${yearsWords()}, less what stands in their parts.`
      : `The ${plural(rows.length, "largest", "largest")} after the filters, on binding amounts over the whole term, less what stands in their parts.`;
  return [
    h("div", { class: "choice", role: "group", "aria-label": "Which list" }, Object.keys(KINDS).map(choice)),
    ...sheet({
      name: `lists-${state.list}`, columns: [{ key: "rank", title: "Rank", n: true, of: (r) => r.rank }, ...columns, { key: "id", title: "Name of the flow", of: (r) => r.edge.id, cell: (r) => h("span", { class: "muted small" }, named(r.edge.id)) }], rows: ranked, order: "rank", about: named(about), caption: KINDS[state.list],
      attributes: (r) => ({ "data-edge": r.edge.id }), marked: (r) => state.pick && state.pick.id === r.edge.id,
    })];
}
