// Which flows count: what the day, the years, the legend, the smallest size and the company in the middle leave.

import { page, companies, ENDED } from "./data.js";
import { sum } from "./amounts.js";
import { state } from "./state.js";

export function columnOf(id) {
  return companies.get(id).column;
}

/** Whether the legend lets a flow through: its tone, kind and evidence, and both companies' roles, are switched on. */
export function admitted(edge) {
  const hidden = state.hidden;
  if (edge.away) return false;
  return ![edge.tone, edge.kind, edge.grade, columnOf(edge.from), columnOf(edge.to)].some((key) => hidden.has(key));
}

/** Whether a flow is at least the size asked for; unpriced flows pass only when nothing is asked. */
export function large(edge) {
  const point = edge.flow[state.basis].point;
  return !state.minimum || (point !== null && point >= state.minimum);
}

export function priced(edge) {
  const flow = edge.flow[state.basis];
  return flow.point !== null && flow.point > 0;
}

/** A flow that is still on but whose amount nobody gives on this basis. */
export function blank(edge) {
  return edge.flow[state.basis].point === null && !ENDED.has(edge.stage);
}

/** A flow with an amount that no date places in the years chosen. */
export function undated(edge) {
  const known = (a) => a.low !== null || a.point !== null || a.high !== null;
  return (state.from !== null || state.to !== null) && !known(edge.flow[state.basis]) && known(edge.whole[state.basis]);
}

/** Everything that decides what is counted, as one text: the key of what has been worked out once. */
export function scopeKey() {
  return [state.day, state.from, state.to, state.basis, state.minimum, state.ego, state.reach, ...[...state.hidden].sort()].join();
}

let near = { key: null, ids: null };

/** The company in the middle and those within one step or two of it, along flows that are drawn; null where nobody is in the middle. */
export function neighbours() {
  if (!state.ego) return null;
  const key = scopeKey();
  if (near.key === key) return near.ids;
  const ids = new Set([state.ego]);
  const lines = page.edges.filter((edge) => admitted(edge) && large(edge) && (priced(edge) || (blank(edge) && !state.hidden.has("unpriced"))));
  for (let step = 0; step < state.reach; step += 1) {
    const touched = lines.filter((edge) => ids.has(edge.from) || ids.has(edge.to));
    for (const edge of touched) ids.add(edge.from).add(edge.to);
  }
  near = { key, ids };
  return ids;
}

/** Whether a flow is let through and runs among the companies looked at. */
export function passes(edge) {
  if (!admitted(edge)) return false;
  const around = neighbours();
  return !around || (around.has(edge.from) && around.has(edge.to));
}

/** The flows that the filters leave, in the order of the data. */
export function counted() {
  return page.edges.filter((edge) => passes(edge) && large(edge));
}

/** Whether something else is counted than what was worked out beforehand; drawing unpriced flows or not changes no sum. */
export function filtered() {
  return state.day !== null || state.from !== null || state.to !== null || narrowed();
}

/** Whether the reader has left flows out, as against looking at another time. */
export function narrowed() {
  return state.minimum > 0 || state.ego !== null || [...state.hidden].some((key) => key !== "unpriced");
}

export function totals() {
  if (!filtered()) {
    const told = page.totals[state.basis];
    return { gross: { ...told.gross, bound: told.bound }, edges: told.edges, unpriced: told.unpriced, undated: 0 };
  }
  return totalsOf(counted());
}

/** Of the flows that the filters leave, the part that moves no money unless it is called. */
export function supportTotal() {
  return totalsOf(counted().filter((edge) => edge.class === "support")).gross;
}

function totalsOf(all) {
  const carrying = all.filter(priced);
  return { gross: sum(carrying.map((edge) => edge.flow[state.basis])), edges: carrying.length, unpriced: all.filter((edge) => blank(edge) && !undated(edge)).length, undated: all.filter(undated).length };
}
