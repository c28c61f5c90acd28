// The page as of an earlier month, and cut to a window of years: each flow gets the amounts and the stage it had,
// those not yet known are away, and of each amount what the window holds is left.

import { page, toneOf } from "./data.js";
import { range } from "./figures.js";
import { firstOf, lastOf } from "./dates.js";
import { cut } from "./terms.js";

export const days = page.past ? page.past.days : [];
/** Years that a window can begin or end with, as the command line takes them. */
export const YEARS = [1900, 2200];

const pointsOf = (amounts) => Object.fromEntries(page.bases.map((basis) => [basis, amounts[basis] ? amounts[basis].point : null]));
const now = page.edges.map((edge) => ({ whole: edge.flow, full: pointsOf(edge.amounts), until: (edge.amounts.paid || {}).as_of || null, stage: edge.stage, grade: edge.grade }));
let shown = null;

function entryOf(place, month) {
  const entries = page.past.edges[place] || [];
  let found = null;
  for (const entry of entries) if (entry[0] <= month) found = entry;
  return found;
}

function amountOf(value) {
  const amount = range(value);
  return amount.at_most ? { ...amount, bound: amount.at_most } : amount;
}

function standing(entry) {
  const whole = Object.fromEntries(page.bases.map((basis, i) => [basis, amountOf(entry[3 + i])]));
  const [until, full] = entry.slice(3 + page.bases.length);
  return { whole, full: full ? Object.fromEntries(page.bases.map((basis, i) => [basis, full[i]])) : pointsOf(whole), until: until || null, stage: entry[1], grade: entry[2] };
}

/** The last day that is known on a day of the slider; null is the view's own. */
export const todayOf = (day) => lastOf(day || String(page.view.as_of));

/** First and last day of a window of years; null where neither end is chosen. */
export function windowOf(from, to) {
  return from === null && to === null ? null : [firstOf(String(from === null ? YEARS[0] : from)), lastOf(String(to === null ? YEARS[1] : to))];
}

/** Put every flow to where it stood at the end of that month (null is the present), cut to the years chosen. */
export function travel(day, from, to) {
  const key = [day, from, to].join();
  if (key === shown) return;
  shown = key;
  const month = days.indexOf(day);
  const window = windowOf(from === undefined ? null : from, to === undefined ? null : to);
  page.edges.forEach((edge, place) => {
    const entry = month < 0 ? null : entryOf(place, month);
    edge.away = month >= 0 && !entry;
    Object.assign(edge, entry ? standing(entry) : now[place]);
    edge.flow = window ? Object.fromEntries(page.bases.map((basis) => [basis, cut(edge, basis, window, todayOf(day))])) : edge.whole;
    edge.tone = toneOf(edge);
  });
}

travel(null, null, null);
