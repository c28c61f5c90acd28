// The page as of an earlier month: each flow gets the amounts and the stage it had, and those not yet known are away.

import { page, toneOf } from "./data.js";
import { range } from "./figures.js";

export const days = page.past ? page.past.days : [];
const now = page.edges.map((edge) => ({ flow: edge.flow, stage: edge.stage, grade: edge.grade }));
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

/** Put every flow to where it stood at the end of that month; null brings back the present. */
export function travel(day) {
  if (day === shown) return;
  shown = day;
  const month = days.indexOf(day);
  page.edges.forEach((edge, place) => {
    const entry = month < 0 ? null : entryOf(place, month);
    edge.away = month >= 0 && !entry;
    const [flow, stage, grade] = entry ? [Object.fromEntries(page.bases.map((basis, i) => [basis, amountOf(entry[3 + i])])), entry[1], entry[2]] : [now[place].flow, now[place].stage, now[place].grade];
    Object.assign(edge, { flow, stage, grade });
    edge.tone = toneOf(edge);
  });
}
