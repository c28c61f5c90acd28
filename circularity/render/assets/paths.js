// The path from payer to receiver with the fewest steps, by the analysis' rules: steps with money, no pools, at most four.

import { smallest, sum } from "./amounts.js";
import { steps } from "./hops.js";

const LONGEST = 4;

function onwardOf(found) {
  const onward = new Map();
  for (const key of [...found.keys()].sort()) {
    const [from, to] = key.split(">");
    if (!onward.has(from)) onward.set(from, []);
    onward.get(from).push(to);
  }
  return onward;
}

/** All paths of the smallest length, one step longer a round. */
function shortest(onward, from, to) {
  let paths = [[from]];
  const seen = new Set([from]);
  for (let length = 1; length <= LONGEST && paths.length; length += 1) {
    const longer = paths.flatMap((path) => (onward.get(path[path.length - 1]) || []).filter((next) => !seen.has(next)).map((next) => [...path, next]));
    const there = longer.filter((path) => path[path.length - 1] === to);
    if (there.length) return there;
    for (const path of longer) seen.add(path[path.length - 1]);
    paths = longer;
  }
  return [];
}

/** The widest of the shortest paths, with the deals of each step; null where there is none. */
export function routeOf(from, to, basis) {
  const found = steps(basis);
  const all = shortest(onwardOf(found), from, to).map((companies) => {
    const hops = companies.slice(1).map((company, i) => found.get(`${companies[i]}>${company}`));
    return { companies, hops, size: smallest(hops.map((hop) => sum(hop.map((edge) => edge.flow[basis])))) };
  });
  return all.sort((a, b) => b.size.point - a.size.point || (a.companies.join("\u0000") < b.companies.join("\u0000") ? -1 : 1))[0] || null;
}
