// What follows from the choices: which flows count, which arcs and companies are drawn, what they sum to.

import { page, companies, edges, CLASSES, ENDED, ranked, sum } from "./data.js";
import { state } from "./state.js";

const MORE = 60;

export function columnOf(id) {
  return companies.get(id).column;
}

/** Whether the legend lets a flow through: its class and both companies' roles are switched on. */
export function passes(edge) {
  const hidden = state.hidden;
  return !hidden.has(edge.class) && !hidden.has(columnOf(edge.from)) && !hidden.has(columnOf(edge.to));
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

/** The flows that the filters leave, in the order of the data. */
export function counted() {
  return page.edges.filter((edge) => passes(edge) && large(edge));
}

export function totals() {
  const all = counted();
  if (!state.hidden.size && !state.minimum) {
    const told = page.totals[state.basis];
    return { gross: { ...told.gross, bound: told.bound }, edges: told.edges, unpriced: told.unpriced };
  }
  const carrying = all.filter(priced);
  const gross = sum(carrying.filter((edge) => edge.class !== "support").map((edge) => edge.flow[state.basis]));
  const unpriced = all.filter((edge) => edge.flow[state.basis].point === null && !ENDED.has(edge.stage));
  return { gross, edges: carrying.length, unpriced: unpriced.length };
}

/** Loops on the basis that the filters leave whole: every step keeps at least one of its flows. */
export function loops() {
  const left = new Set(counted().map((edge) => edge.id));
  return (page.loops[state.basis] || []).filter((loop) => loop.hops.every((hop) => hop.some((id) => left.has(id))));
}

function core() {
  if (state.size === "all") return new Set(companies.keys());
  if (state.size === "more") return new Set(ranked.slice(0, MORE).map((entity) => entity.id));
  return new Set(page.entities.filter((entity) => entity.shown).map((entity) => entity.id));
}

/** The picked thing's own companies and flows: these are drawn whatever the threshold says. */
export function focus() {
  const picked = state.pick;
  if (!picked) return null;
  const ids = new Set();
  let steps = [];
  if (picked.kind === "deal") ids.add(picked.id);
  if (picked.kind === "arc") for (const edge of page.edges) if (`${edge.from}>${edge.to}` === picked.id) ids.add(edge.id);
  if (picked.kind === "company") {
    for (const edge of page.edges) if ((edge.from === picked.id || edge.to === picked.id) && passes(edge)) ids.add(edge.id);
  }
  if (picked.kind === "loop") {
    const loop = Object.values(page.loops).flat().find((l) => l.id === picked.id);
    const onBasis = (page.loops[state.basis] || []).find((l) => l.id === picked.id) || loop;
    steps = onBasis.hops;
    for (const id of steps.flat()) ids.add(id);
  }
  const parties = new Set(picked.kind === "company" ? [picked.id] : []);
  for (const id of ids) parties.add(edges.get(id).from).add(edges.get(id).to);
  return { edges: ids, companies: parties, steps };
}

/** Arcs and companies to draw: flows of one direction merged, each with how much of it is paid, bound, only announced. */
export function scene() {
  const around = focus();
  const inside = core();
  const groups = new Map();
  for (const edge of page.edges) {
    const focused = around && around.edges.has(edge.id);
    if (!focused && (!passes(edge) || !inside.has(edge.from) || !inside.has(edge.to))) continue;
    const key = `${edge.from}>${edge.to}`;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(edge);
  }
  const arcs = [];
  for (const [id, members] of groups) {
    const arc = merged(id, members, around);
    if (arc.focused || (arc.total > 0 && arc.total >= state.minimum)) arcs.push(arc);
  }
  arcs.sort((a, b) => b.total - a.total || (a.id < b.id ? -1 : 1));
  const shown = new Set([...inside].filter((id) => !state.hidden.has(columnOf(id))));
  for (const id of around ? around.companies : []) shown.add(id);
  return { arcs, shown, around };
}

function merged(id, members, around) {
  const arc = { id, members, from: members[0].from, to: members[0].to, total: 0, paid: 0, bound: 0, unpriced: 0 };
  const byClass = new Map(CLASSES.map((name) => [name, 0]));
  for (const edge of members) {
    const point = edge.flow[state.basis].point;
    if (point === null) arc.unpriced += 1;
    const size = point || 0;
    arc.total += size;
    // A later standing never counts for more than what this basis draws.
    const paid = Math.min(size, edge.flow.paid.point || 0);
    arc.paid += paid;
    arc.bound += Math.max(0, Math.min(size, edge.flow.binding.point || 0) - paid);
    byClass.set(edge.class, byClass.get(edge.class) + size + 1);
  }
  arc.rest = Math.max(0, arc.total - arc.paid - arc.bound);
  arc.class = [...byClass].sort((a, b) => b[1] - a[1])[0][0];
  arc.ended = members.every((edge) => ENDED.has(edge.stage));
  arc.focused = Boolean(around && members.some((edge) => around.edges.has(edge.id)));
  arc.amount = sum(members.map((edge) => edge.flow[state.basis]));
  return arc;
}
