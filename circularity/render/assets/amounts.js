// Sums of amounts that carry their own doubt, by the rules of the analyses (model/amounts.py): the unknown is never a zero.

const unknown = (a) => a.low === null && a.point === null && a.high === null;

/** The sum of what is known: lows with lows, points with points; one unknown upper limit makes the upper limit of the sum unknown. */
export function sum(amounts) {
  const total = { low: 0, point: 0, high: 0, bound: 0 };
  let [points, seen, capped, undisclosed] = [0, 0, true, false];
  for (const a of amounts) {
    if (unknown(a)) { undisclosed = true; continue; }
    seen += 1;
    total.low += a.low || 0;
    if (a.point === null) total.point += a.low || 0;
    else { points += 1; total.point += a.point; }
    if (a.high === null) capped = false;
    else total.high += a.high;
    total.bound += a.bound || 0;
  }
  if (undisclosed && !total.point && !total.high && capped) return { low: null, point: null, high: null, bound: 0 };
  if (points !== seen && !(points > 0 && total.point > 0)) total.point = null;
  if (!capped) total.high = null;
  return total;
}

/** The smallest of several amounts, end by end: what can go round. */
export function smallest(amounts) {
  const known = (end) => amounts.map((a) => a[end]).filter((v) => v !== null);
  const [points, highs] = [known("point"), known("high")];
  const point = points.length && points.length === amounts.length ? Math.min(...points) : null;
  const bound = point === null ? 0 : Math.min(...amounts.filter((a) => a.point === point).map((a) => a.bound || 0));
  return { low: Math.min(...amounts.map((a) => a.low || 0)), point, high: highs.length ? Math.min(...highs) : null, bound };
}

/** The same amount times a number of at least 0; no part of a known amount is nothing, even where its upper end is open. */
export function scaled(a, factor) {
  if (factor === 0 && !unknown(a)) return { low: 0, point: 0, high: 0, bound: 0 };
  const times = (value) => (value === null ? null : value * factor);
  return { low: times(a.low), point: times(a.point), high: times(a.high), bound: (a.bound || 0) * factor };
}
