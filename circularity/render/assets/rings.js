// Loops worked out in the page, for days, years and filters that were not worked out beforehand: the same definition as the analysis.
// A loop is a simple circuit of at most six companies, no pools, every step with money; parallel deals are one step.

import { edges, headOf } from "./data.js";
import { smallest } from "./amounts.js";
import { isoOf } from "./dates.js";
import { steps, describe, liveOf, inDateOrder, bindingShare } from "./hops.js";

const LONGEST = 6;

/** How many steps each company is away from getting back to the root, over companies that come after it by name. */
function waysBack(root, tails) {
  const away = new Map([[root, 0]]);
  for (let ring = [root], far = 1; ring.length && far < LONGEST; far += 1) {
    const next = [];
    for (const node of ring) for (const tail of tails.get(node) || []) if (tail > root && !away.has(tail)) { away.set(tail, far); next.push(tail); }
    ring = next;
  }
  return away;
}

function circuits(found) {
  const [heads, tails] = [new Map(), new Map()];
  const put = (map, key, value) => { if (!map.has(key)) map.set(key, []); map.get(key).push(value); };
  for (const key of found.keys()) { const [from, to] = key.split(">"); put(heads, from, to); put(tails, to, from); }
  const rings = [];
  for (const root of [...heads.keys()].sort()) {
    const back = waysBack(root, tails);
    const path = [root];
    const walk = (node) => {
      for (const head of heads.get(node) || []) {
        if (head === root && path.length > 1) rings.push([...path]);
        else if (head > root && back.has(head) && path.length + back.get(head) <= LONGEST && !path.includes(head)) {
          path.push(head);
          walk(head);
          path.pop();
        }
      }
    };
    walk(root);
  }
  return rings;
}

/** What goes one way and comes back another: two different steps are needed, since one deal does not return itself. */
export function typeOf(hops) {
  const having = (name) => hops.map((hop, i) => (hop.some((id) => edges.get(id).class === name) ? i : -1)).filter((i) => i >= 0);
  const commerce = having("commerce");
  for (const [name, kind] of [["financing", "vendor_financing"], ["support", "vendor_support"]]) {
    if (having(name).some((i) => commerce.some((j) => i !== j))) return kind;
  }
  return commerce.length === hops.length ? "trade" : "ownership";
}

export const bySize = (a, b) => b.size.point - a.size.point || a.companies.length - b.companies.length || (a.companies.join("\u0000") < b.companies.join("\u0000") ? -1 : 1);

/** One loop as the analysis tells it; `breaks` counts for each deal the loops that would open without it. */
function rowOf(ring, hops, breaks) {
  const size = smallest(hops.map((hop) => hop.amount));
  const ids = hops.map((hop) => hop.members.map((edge) => edge.id));
  const live = liveOf(hops);
  const alone = hops.map((hop) => hop.alone).filter(Boolean).sort((a, b) => breaks.get(b) - breaks.get(a) || (a < b ? -1 : 1));
  return {
    id: `loops:${ring.join("/")}`, companies: ring, type: typeOf(ids), size, at_most: size.bound, hops: ids, key_edge: alone[0] || null,
    grade: hops.flatMap((hop) => hop.members.map((edge) => edge.grade)).sort().pop(), binding_share: bindingShare(hops),
    live: live ? { from: isoOf(live[0]), to: isoOf(live[1]) } : { from: null, to: null }, live_together: Boolean(live), in_date_order: inDateOrder(hops),
  };
}

/** Rings of companies as rows, largest first, over the steps given; those inside one group are no news. */
function rowsOf(rings, found) {
  const hopsOf = (ring) => ring.map((id, i) => found.get(`${id}>${ring[(i + 1) % ring.length]}`));
  const shown = rings.map((ring) => [ring, hopsOf(ring)]).filter(([, hops]) => hops.every(Boolean));
  const breaks = new Map();
  for (const [, hops] of shown) for (const { alone } of hops) if (alone) breaks.set(alone, (breaks.get(alone) || 0) + 1);
  return shown.map(([ring, hops]) => rowOf(ring, hops, breaks)).sort(bySize);
}

const apart = (ring) => new Set(ring.map(headOf)).size > 1;

/** All loops on a basis as the flows stand in the page at this moment, largest first. */
export function ringsOn(basis, today) {
  const found = steps(basis);
  return rowsOf(circuits(found).filter(apart), describe(found, basis, today));
}

/** Of some loops those that stay closed over the flows left, told anew: fewer flows close no loop that was not there. */
export function ringsAmong(rings, basis, today, among) {
  return rowsOf(rings, describe(steps(basis, among), basis, today, among));
}
