// Steps from company to company: all deals of one direction as one, with what a loop needs to know of them (analysis/hops.py).

import { page, companies, edges, ENDED } from "./data.js";
import { sum } from "./amounts.js";
import { firstOf, lastOf } from "./dates.js";
import { agreed, spanOf, stepsBy } from "./terms.js";

const carries = (edge, basis) => edge.flow[basis].point > 0;

/** Steps on a basis: the deals that carry money, folded by ordered pair; pools take no part. */
export function steps(basis, among) {
  const found = new Map();
  for (const edge of among || page.edges) {
    if (edge.away || !carries(edge, basis) || edge.from === edge.to || companies.get(edge.from).pool || companies.get(edge.to).pool) continue;
    const key = `${edge.from}>${edge.to}`;
    if (!found.has(key)) found.set(key, []);
    found.get(key).push(edge);
  }
  return found;
}

/** Parts that leave nothing of a whole: were one of them not there, the whole would carry its money instead. */
function heirs(basis, among) {
  const found = new Set();
  for (const edge of among) {
    if (edge.away || !edge.parts || edge.whole[basis].point > 0 || !(edge.full[basis] > 0)) continue;
    for (const part of edge.parts.map((id) => edges.get(id))) {
      if (part && !part.away && (part.full.headline !== null || part.full.paid !== null) && part.from === edge.from && part.to === edge.to) found.add(part.id);
    }
  }
  return found;
}

/** The first day of a deal: of its term, else when it was signed, else when it was first reported, as known on the day. */
function opened(edge, today) {
  if (edge.starts) return firstOf(edge.starts);
  const signed = stepsBy(edge, today).find(agreed);
  return firstOf((signed || edge.history[0] || { date: edge.since }).date);
}

/** The last day of a deal: when it ended, else of its term; null where it is not known to end. */
function ceases(edge, today) {
  const latest = stepsBy(edge, today).pop();
  if (latest && ENDED.has(latest.stage) && latest.stage !== "defaulted") return firstOf(latest.date);
  if (edge.ends) return lastOf(edge.ends);
  const span = spanOf(edge, today);
  return ((page.kinds || {})[edge.kind] || {}).stake || !span || span[0] === span[1] ? null : span[1];
}

/** What is told of each step: its sum, its days, the deal without which it would not be there, how much is firm. */
export function describe(found, basis, today, among) {
  const spare = heirs(basis, among || page.edges);
  return new Map([...found].map(([key, members]) => {
    const ends = members.map((edge) => ceases(edge, today));
    return [key, {
      members, amount: sum(members.map((edge) => edge.flow[basis])),
      opened: members.map((edge) => opened(edge, today)).sort((a, b) => a - b),
      ceases: ends.includes(null) ? null : Math.max(...ends),
      alone: members.length === 1 && !spare.has(members[0].id) ? members[0].id : null,
      firm: sum(members.map((edge) => edge.whole.binding)).point,
      announced: sum(members.map((edge) => edge.whole.headline)).point,
    }];
  }));
}

/** From the latest first day to the earliest last day; null where the steps never live at once. */
export function liveOf(ring) {
  const start = Math.max(...ring.map((step) => step.opened[0]));
  const ends = ring.map((step) => step.ceases).filter((day) => day !== null);
  const end = ends.length ? Math.min(...ends) : null;
  return end !== null && end < start ? null : [start, end];
}

/** Whether, from some step on, a deal can be picked in each that began no earlier than the one picked before. */
export function inDateOrder(ring) {
  return ring.some((_, first) => {
    let day = -Infinity;
    return [...ring.slice(first), ...ring.slice(0, first)].every((step) => {
      const next = step.opened.find((open) => open >= day);
      if (next === undefined) return false;
      day = next;
      return true;
    });
  });
}

/** The smallest step of what is legally firm over the smallest as announced, of the same deals; null where not known. */
export function bindingShare(ring) {
  const announced = ring.map((step) => step.announced);
  const firm = ring.map((step) => step.firm);
  if (announced.includes(null) || firm.includes(null) || !Math.min(...announced)) return null;
  const whole = Math.min(...announced);
  return Math.round((Math.min(...firm, whole) / whole) * 1e6) / 1e6;
}
