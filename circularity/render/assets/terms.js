// When a deal's money moves, and what of it falls into a window of years: the rules of graph/terms.py.
// In order: the schedule; from start to end; for money that moves at once the day it moved, or between the dates on which
// its running total was reported; else the usual term of its kind; else no yearly figure.

import { page } from "./data.js";
import { firstOf, lastOf } from "./dates.js";
import { scaled, sum } from "./amounts.js";

const AGREED = new Set(["signed", "active", "completed"]);
const ZERO = { low: 0, point: 0, high: 0, bound: 0 };
const UNPLACED = { low: null, point: null, high: null, bound: 0 };

const kindOf = (edge) => (page.kinds || {})[edge.kind] || {};
const lengthOf = ([first, last]) => last - first + 1;
const within = ([first, last], [start, end]) => Math.max(0, Math.min(last, end) - Math.max(first, start) + 1) / lengthOf([first, last]);

/** The steps of a deal's history that count by a day: each from its own first day, though never before the step above it. */
export function stepsBy(edge, today) {
  let since = -Infinity;
  return edge.history.filter((item) => { since = Math.max(since, firstOf(item.date)); return since <= today; });
}

export const agreed = (item) => AGREED.has(item.stage);

/** When a deal first became firm, if it had by a day. */
export function signedBy(edge, today) {
  const item = edge.history.find(agreed);
  return item && firstOf(item.date) <= today ? firstOf(item.date) : null;
}

/** First and last day of a deal's money, as known on a day; null if nothing says. */
export function spanOf(edge, today) {
  const { term, days } = kindOf(edge);
  const [starts, schedule] = [firstOf(edge.starts), edge.schedule];
  if (term === "one day" && !schedule) {
    const when = starts === null ? signedBy(edge, today) : starts;
    return when === null ? null : [when, when];
  }
  if (starts !== null && edge.ends && term !== "one day") return [starts, lastOf(edge.ends)];
  if (schedule) return [starts === null ? firstOf(schedule[0][0]) : starts, edge.ends ? lastOf(edge.ends) : firstOf(schedule[schedule.length - 1][1])];
  return starts !== null && term === "years" ? [starts, starts + days - 1] : null;
}

/** What the schedule places in a window, a part by its days. */
function scheduled(edge, window) {
  return sum(edge.schedule.map(([first, last, low, point, high, bound]) => scaled({ low, point, high, bound }, within([firstOf(first), firstOf(last)], window))));
}

/** The scheduled parts in a window; what was paid is shared out over the parts up to the day on which that was known. */
function bySchedule(edge, amount, basis, window) {
  const until = firstOf(edge.until);
  if (basis === "paid" && until !== null) {
    const soFar = scheduled(edge, [-Infinity, until]).point;
    if (!soFar) return scaled(amount, Number(window[0] <= until && until <= window[1]));
    const share = (scheduled(edge, [window[0], Math.min(window[1], until)]).point || 0) / soFar;
    return scaled(amount, Math.min(1, Number(share.toFixed(12))));
  }
  const [placed, inside] = [scheduled(edge, [-Infinity, Infinity]), scheduled(edge, window)];
  const headline = edge.full.headline || placed.point || 0;
  if (headline && amount.point === null) {
    // a range without a best figure stays one
    const [low, high] = [amount.low, amount.high].map((end) => (end === null ? null : Math.min(1, end / headline)));
    return { low: (inside.low || 0) * (low || 0), point: null, high: inside.high === null ? null : inside.high * (high === null ? 1 : high), bound: 0 };
  }
  const ratio = !headline || amount.point === null ? 1 : Math.min(1, amount.point / headline);
  return scaled(inside, ratio);
}

/** Stakes and debts paid bit by bit: between two reports of the running total its growth is spread evenly. */
function byInstalments(edge, amount, basis, first, window, today) {
  const [whole, until, paid] = [edge.full[basis], firstOf(edge.until), edge.full.paid];
  const totals = (edge.running || []).map(([when, soFar]) => [firstOf(when), soFar]).filter(([when]) => when <= today);
  if (until !== null && paid !== null && totals.length && until > totals[totals.length - 1][0]) totals.push([until, paid]);
  if (!whole || !totals.length || totals[totals.length - 1][0] <= first) return null;
  let [share, before, since] = [0, 0, first];
  for (const [when, soFar] of totals) {
    share += (Math.max(0, soFar - before) / whole) * within([Math.min(since, when), when], window);
    [before, since] = [Math.max(before, soFar), when + 1];
  }
  return scaled(amount, Math.min(1, share));
}

/** What is paid is spread from the start to the day it was known, the rest from there to the end. */
function spread(edge, span, amount, basis, window) {
  const [paid, until] = [edge.whole.paid.point, firstOf(edge.until)];
  if (lengthOf(span) === 1 || paid === null || until === null || !amount.point || until <= span[0]) return scaled(amount, within(span, window));
  const soFar = within([span[0], Math.min(until, span[1])], window);
  if (basis === "paid") return scaled(amount, soFar);
  if (until >= span[1]) return scaled(amount, within(span, window));
  const toCome = within([until + 1, span[1]], window);
  const moved = Math.min(paid, amount.point);
  const part = (value) => (value === null ? null : Math.min(moved, value) * soFar + Math.max(0, value - moved) * toCome);
  const point = part(amount.point);
  return { low: part(amount.low), point, high: part(amount.high), bound: ((amount.bound || 0) * point) / amount.point };
}

/** A flow's amount within a window of days; not known where it has an amount that no date places. */
export function cut(edge, basis, window, today) {
  const amount = edge.whole[basis];
  if (amount.low === null && amount.point === null && amount.high === null) return amount;
  if (edge.schedule) return bySchedule(edge, amount, basis, window);
  const span = spanOf(edge, today);
  if (!span) return amount.point === 0 && amount.high === 0 ? ZERO : UNPLACED;
  const bits = lengthOf(span) === 1 ? byInstalments(edge, amount, basis, span[0], window, today) : null;
  return bits || spread(edge, span, amount, basis, window);
}
