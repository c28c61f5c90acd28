// What stands out: the largest deals, the largest promises not yet paid, and where sources disagree most.

import { h, named, step } from "./dom.js";
import { page, edges, sentenceOf } from "./data.js";
import { state, pick, choose } from "./state.js";
import { counted } from "./view.js";
import { figure, range } from "./figures.js";
import { plural, words } from "./format.js";

const MOST = 25;
const KINDS = { largest: "Largest deals", unpaid: "Largest not yet paid", disputed: "Where sources disagree" };
let shown = "largest";

/** What is bound and has not moved: the doubts of both ends, and a point only where both have one. */
export function unpaid(edge) {
  const [bound, paid] = [edge.flow.binding, edge.flow.paid];
  if (bound.point === null && bound.high === null && !bound.low) return null;
  const point = bound.point !== null && paid.point !== null ? Math.max(0, bound.point - paid.point) : null;
  return { low: paid.high === null ? 0 : Math.max(0, (bound.low || 0) - paid.high), point, high: bound.high === null ? null : Math.max(0, bound.high - (paid.low || 0)) };
}

const size = (a) => (!a ? 0 : a.point !== null ? a.point : a.high || 0);
const first = (list, value) => list.map((edge) => [edge, value(edge)]).filter(([, a]) => size(a) > 0).sort((a, b) => size(b[1]) - size(a[1]) || (a[0].id < b[0].id ? -1 : 1)).slice(0, MOST);

function rowsOf(kind) {
  if (kind === "largest") return first(counted(), (edge) => edge.flow[state.basis]).map(([edge, a]) => [edge, [figure(a), figure(edge.flow.paid)], edge.grade]);
  if (kind === "unpaid") return first(counted(), unpaid).map(([edge, a]) => [edge, [figure(a), figure(edge.flow.binding), figure(edge.flow.paid)], edge.grade]);
  return page.disputes.rows.filter((row) => edges.has(row.edge)).map((row) => [edges.get(row.edge), [row.width === undefined ? "not known" : `${figure(range(row.width))}${row.open_ended ? ", no upper limit" : ""}`, figure(range(row.headline))], row.sources]);
}

const HEADS = { largest: ["Amount, USD", "Paid so far", "Evidence"], unpaid: ["Bound and not paid, USD", "Bound", "Paid so far", "Evidence"], disputed: ["Apart by, USD", "Headline", "Sources"] };

export function listTable() {
  const all = rowsOf(shown);
  const rows = all.slice(0, MOST);
  const choice = (kind) => h("button", { type: "button", "data-list": kind, "aria-pressed": String(shown === kind), click: () => { shown = kind; choose({}); document.querySelector(`[data-list=${kind}]`).focus(); } }, KINDS[kind]);
  const about = shown === "disputed" ? `${page.disputes.sentence} The first ${rows.length} are listed; each deal shows its sources.`
    : `The ${plural(rows.length, "largest", "largest")} after the filters, on ${shown === "largest" ? state.basis : "binding"} amounts less what stands in their parts.`;
  return [
    h("div", { class: "choice", role: "group", "aria-label": "Which list" }, Object.keys(KINDS).map(choice)),
    h("p", null, named(about)),
    h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "Scrolls sideways" }, h("table", { class: "lists" },
      h("caption", { class: "aside" }, KINDS[shown]),
      h("thead", null, h("tr", null, h("th", { scope: "col" }, "Deal"), HEADS[shown].map((title) => h("th", { scope: "col", class: "n" }, title)))),
      h("tbody", null, rows.map(([edge, figures, last]) => h("tr", { "data-edge": edge.id },
        h("td", null, h("span", { class: `dot ${edge.class}`, "aria-hidden": "true" }), step(sentenceOf(edge), () => pick("deal", edge.id)), h("div", { class: "muted small" }, shown === "disputed" ? named(edge.disputes || "") : `${words(edge.kind)}, ${words(edge.stage)}`)),
        figures.map((text) => h("td", { class: "n" }, text)), h("td", { class: "n" }, last)))))),
  ];
}
