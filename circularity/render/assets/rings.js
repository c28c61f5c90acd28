// Loops worked out in the page, for days that were not worked out beforehand: the same definition as the analysis.
// A loop is a simple circuit of at most six companies, no pools, every step with money; parallel deals are one step.

import { page, companies, edges, headOf, smallest, sum } from "./data.js";

const LONGEST = 6;

/** Steps from company to company on a basis: the deals that carry money, folded by ordered pair. */
function steps(basis) {
  const found = new Map();
  for (const edge of page.edges) {
    const point = edge.away ? null : edge.flow[basis].point;
    if (!(point > 0) || edge.from === edge.to || companies.get(edge.from).pool || companies.get(edge.to).pool) continue;
    const key = `${edge.from}>${edge.to}`;
    if (!found.has(key)) found.set(key, []);
    found.get(key).push(edge);
  }
  return found;
}

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

/** All loops on a basis as the flows stand in the page at this moment, largest first. */
export function ringsOn(basis) {
  const found = steps(basis);
  return circuits(found).filter((ring) => new Set(ring.map(headOf)).size > 1).map((ring) => {
    const hops = ring.map((id, i) => found.get(`${id}>${ring[(i + 1) % ring.length]}`));
    const size = smallest(hops.map((hop) => sum(hop.map((edge) => edge.flow[basis]))));
    const ids = hops.map((hop) => hop.map((edge) => edge.id));
    return {
      id: `loops:${ring.join("/")}`, companies: ring, type: typeOf(ids), size, at_most: size.bound, hops: ids, key_edge: null,
      grade: hops.flat().map((edge) => edge.grade).sort().pop(), live: null, binding_share: null,
    };
  }).sort(bySize);
}
