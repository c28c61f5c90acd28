// What follows from the choices: which flows count, which arcs and companies are drawn, what they sum to.

import { page, companies, edges, CLASSES, ENDED, ranked, sum, smallest } from "./data.js";
import { state } from "./state.js";
import { routeOf } from "./paths.js";
import { ringsOn, typeOf, bySize } from "./rings.js";
import { storyOf, reached, roundShown } from "./losses.js";

const MORE = 60;

export function columnOf(id) {
  return companies.get(id).column;
}

/** Whether the legend lets a flow through: its tone and both companies' roles are switched on. */
export function passes(edge) {
  const hidden = state.hidden;
  if (edge.away) return false;
  return !hidden.has(edge.tone) && !hidden.has(columnOf(edge.from)) && !hidden.has(columnOf(edge.to));
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

/** The flows that the filters leave, in the order of the data. */
export function counted() {
  return page.edges.filter((edge) => passes(edge) && large(edge));
}

/** Whether something else is counted than what was worked out beforehand; drawing unpriced flows or not changes no sum. */
export function filtered() {
  return state.day !== null || state.minimum > 0 || [...state.hidden].some((key) => key !== "unpriced");
}

export function totals() {
  if (!filtered()) {
    const told = page.totals[state.basis];
    return { gross: { ...told.gross, bound: told.bound }, edges: told.edges, unpriced: told.unpriced };
  }
  return totalsOf(counted());
}

/** Of the flows that the filters leave, the part that moves no money unless it is called. */
export function supportTotal() {
  return totalsOf(counted().filter((edge) => edge.class === "support")).gross;
}

function totalsOf(all) {
  const carrying = all.filter(priced);
  return { gross: sum(carrying.map((edge) => edge.flow[state.basis])), edges: carrying.length, unpriced: all.filter(blank).length };
}

let earlier = { key: null, rings: null };

/** Every loop of the day shown, before the filters. */
export function allLoops() {
  if (state.day === null) return page.loops[state.basis] || [];
  const key = `${state.day} ${state.basis}`;
  if (earlier.key !== key) earlier = { key, rings: ringsOn(state.basis) };
  return earlier.rings;
}

/** Loops on the basis that the filters leave closed, with the size that the flows left over give them. */
export function loops() {
  const all = allLoops();
  if (!filtered()) return all;
  const left = new Set(counted().map((edge) => edge.id));
  const found = [];
  for (const loop of all) {
    const hops = loop.hops.map((hop) => hop.filter((id) => left.has(id)));
    if (hops.some((hop) => !hop.length)) continue;
    if (hops.every((hop, i) => hop.length === loop.hops[i].length)) found.push(loop);
    else {
      const size = smallest(hops.map((hop) => sum(hop.map((id) => edges.get(id).flow[state.basis]))));
      found.push({ ...loop, hops, size, at_most: size.bound, type: typeOf(hops), key_edge: null });
    }
  }
  return found.sort(bySize);
}

/** A loop as it stands on this basis and under these filters; else as it is on the basis where it closes. */
export function loopOf(id) {
  const here = loops().find((loop) => loop.id === id);
  return { here: Boolean(here), loop: here || (page.loops[state.basis] || []).find((l) => l.id === id) || Object.values(page.loops).flat().find((l) => l.id === id) };
}

function core() {
  if (state.size === "all") return new Set(companies.keys());
  const main = page.entities.filter((entity) => entity.shown).map((entity) => entity.id);
  return new Set(state.size === "more" ? [...main, ...ranked.slice(0, MORE).map((entity) => entity.id)] : main);
}

/** The picked thing's own companies and flows: these are drawn whatever the threshold says. */
export function focus() {
  const picked = state.pick;
  if (!picked) return null;
  if (roundShown()) return reached(storyOf(picked), roundShown());
  if (picked.kind === "scenario") return null;
  let ids = [];
  let steps = [];
  const of = (test) => page.edges.filter((edge) => !edge.away && test(edge)).map((edge) => edge.id);
  if (picked.kind === "deal") ids = [picked.id];
  if (picked.kind === "arc") ids = of((edge) => `${edge.from}>${edge.to}` === picked.id);
  if (picked.kind === "company") ids = of((edge) => (edge.from === picked.id || edge.to === picked.id) && passes(edge));
  if (picked.kind === "loop") {
    const { hops } = loopOf(picked.id).loop;
    ids = hops.flat();
    steps = hops.map((hop) => `${edges.get(hop[0]).from}>${edges.get(hop[0]).to}`);
  }
  if (picked.kind === "path") {
    const route = routeOf(...picked.id.split(">"), state.basis);
    ids = route ? route.hops.flat().map((edge) => edge.id) : [];
    steps = route ? route.hops.map((hop) => `${hop[0].from}>${hop[0].to}`) : [];
  }
  const parties = new Set(picked.kind === "company" ? [picked.id] : picked.kind === "path" ? picked.id.split(">") : []);
  for (const id of ids) parties.add(edges.get(id).from).add(edges.get(id).to);
  return { edges: new Set(ids), companies: parties, steps };
}

/** Arcs and companies to draw: flows of one direction merged, each with how much of it is paid, bound, only announced. */
export function scene() {
  const around = focus();
  const inside = core();
  const groups = new Map();
  for (const edge of page.edges) {
    const focused = around && around.edges.has(edge.id);
    if (!focused && (!passes(edge) || !large(edge) || !inside.has(edge.from) || !inside.has(edge.to))) continue;
    const key = `${edge.from}>${edge.to}`;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(edge);
  }
  const arcs = [...groups].map(([id, members]) => merged(id, members, around)).filter(drawn);
  arcs.sort((a, b) => b.total - a.total || (a.id < b.id ? -1 : 1));
  const shown = new Set([...inside].filter((id) => !state.hidden.has(columnOf(id))));
  for (const id of around ? around.companies : []) shown.add(id);
  const busy = new Set(arcs.filter((arc) => arc.total > 0).flatMap((arc) => [arc.from, arc.to]));
  return { arcs, shown, busy, around, steps: around ? around.steps : [] };
}

/** Arcs with money always; those that have ended, or whose amount is not known, as hairlines where asked for. */
function drawn(arc) {
  if (arc.total > 0 || arc.focused) return true;
  return arc.ended || (arc.unpriced > 0 && !state.hidden.has("unpriced"));
}

function merged(id, members, around) {
  const arc = { id, members, from: members[0].from, to: members[0].to, total: 0, paid: 0, bound: 0, unpriced: 0 };
  const byTone = new Map();
  for (const edge of members) {
    const point = edge.flow[state.basis].point;
    if (blank(edge)) arc.unpriced += 1;
    const size = point || 0;
    arc.total += size;
    // A later standing never counts for more than what this basis draws.
    const paid = Math.min(size, edge.flow.paid.point || 0);
    arc.paid += paid;
    arc.bound += Math.max(0, Math.min(size, edge.flow.binding.point || 0) - paid);
    byTone.set(edge.tone, (byTone.get(edge.tone) || 0) + size + 1);
  }
  arc.rest = Math.max(0, arc.total - arc.paid - arc.bound);
  // An arc of several classes takes the colour of the one with most money; the panel lists them all.
  arc.tone = [...byTone].sort((a, b) => b[1] - a[1] || CLASSES.indexOf(a[0]) - CLASSES.indexOf(b[0]))[0][0];
  arc.ended = members.every((edge) => ENDED.has(edge.stage));
  arc.focused = Boolean(around && members.some((edge) => around.edges.has(edge.id)));
  arc.amount = arc.unpriced === members.length ? null : sum(members.filter((e) => !blank(e)).map((edge) => edge.flow[state.basis]));
  return arc;
}
