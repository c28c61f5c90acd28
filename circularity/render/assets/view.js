// What is drawn: loops that close, the picked thing with what belongs to it, arcs and companies of the map.

import { page, companies, edges, CLASSES, ENDED, ranked } from "./data.js";
import { sum } from "./amounts.js";
import { state, loopCompanies } from "./state.js";
import { todayOf } from "./past.js";
import { routeOf } from "./paths.js";
import { ringsOn, ringsAmong } from "./rings.js";
import { storyOf, reached, roundShown } from "./losses.js";
import { columnOf, passes, large, blank, counted, filtered, neighbours, scopeKey } from "./scope.js";

const MORE = 60;
/** What has been worked out for the day and basis, and for all that is switched on. */
const kept = { day: { key: null, rings: null }, scope: { key: null, rings: null } };

/** Every loop of the day and years shown, before the filters. */
export function allLoops() {
  if (state.day === null && state.from === null && state.to === null) return page.loops[state.basis] || [];
  const key = [state.day, state.from, state.to, state.basis].join();
  if (kept.day.key !== key) kept.day = { key, rings: page.left_out && page.left_out.loops[state.basis] ? ringsAmong((page.loops[state.basis] || []).map((loop) => loop.companies), state.basis, todayOf(state.day)) : ringsOn(state.basis, todayOf(state.day)) };
  return kept.day.rings;
}

/** Loops on the basis that the filters leave closed, as the flows left over make them. */
export function loops() {
  const all = allLoops();
  if (!filtered()) return all;
  const key = scopeKey();
  if (kept.scope.key !== key) kept.scope = { key, rings: ringsAmong(all.map((loop) => loop.companies), state.basis, todayOf(state.day), counted()) };
  return kept.scope.rings;
}

/** A loop as it stands on this basis and under these filters; else as it is on the basis where it closes. */
export function loopOf(id) {
  const here = loops().find((loop) => loop.id === id);
  const elsewhere = () => [allLoops(), page.loops[state.basis] || [], ...Object.values(page.loops)].flat().find((loop) => loop.id === id);
  return { here: Boolean(here), loop: here || elsewhere() || null };
}

function core() {
  if (state.ego) return neighbours();
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
    const { hops } = loopOf(picked.id).loop || { hops: [] };
    ids = hops.flat().filter((hop) => !edges.get(hop).away);
    steps = hops.map((hop) => `${edges.get(hop[0]).from}>${edges.get(hop[0]).to}`);
  }
  if (picked.kind === "path") {
    const route = routeOf(...picked.id.split(">"), state.basis);
    ids = route ? route.hops.flat().map((edge) => edge.id) : [];
    steps = route ? route.hops.map((hop) => `${hop[0].from}>${hop[0].to}`) : [];
  }
  const parties = new Set(picked.kind === "company" ? [picked.id] : picked.kind === "loop" ? loopCompanies(picked.id) : picked.kind === "path" ? picked.id.split(">") : []);
  for (const id of ids) parties.add(edges.get(id).from).add(edges.get(id).to);
  return { edges: new Set(ids), companies: parties, steps };
}

/** Arcs and companies to draw: flows of one direction merged, each with how much of it is paid, bound, only announced. */
export function scene() {
  const around = focus();
  const inside = core();
  const opened = state.pick && state.pick.kind === "arc" ? state.pick.id : null;
  const groups = new Map();
  for (const edge of page.edges) {
    const focused = around && around.edges.has(edge.id);
    if (!focused && (!passes(edge) || !large(edge) || !inside.has(edge.from) || !inside.has(edge.to))) continue;
    const pair = `${edge.from}>${edge.to}`;
    const key = pair === opened ? `${pair}#${edge.id}` : pair;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(edge);
  }
  const arcs = [...groups].map(([id, members]) => merged(id, members, around)).filter(drawn);
  arcs.sort((a, b) => b.total - a.total || (a.id < b.id ? -1 : 1));
  // the arc that was picked has opened into its deals: they lie beside each other, the largest inside
  const fanned = arcs.filter((arc) => arc.id.includes("#"));
  fanned.forEach((arc, i) => { arc.fan = i * Math.min(22, 150 / fanned.length); });
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
