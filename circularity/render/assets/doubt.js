// How an amount with its doubt is drawn, the same in every chart: full as far as the best known figure, a thin line over
// its range, open upwards where nobody gives an upper end, and a question mark where nothing is known.

/** What of an amount is drawn in full: the best known figure, else the least that is certain. */
export const certain = (a) => (!a ? 0 : a.point !== null ? a.point : a.low || 0);

export const blank = (a) => Boolean(a) && a.low === null && a.point === null && a.high === null;

/** The largest and the smallest that is drawn of it. */
export const ends = (a) => (a ? [a.low, a.point, a.high].filter((v) => v !== null) : []);

/** Amounts on top of each other as one: the range of a column. */
export function together(amounts) {
  const known = amounts.filter((a) => a && !blank(a));
  const total = (end, other) => known.reduce((sum, a) => sum + (a[end] === null ? other(a) : a[end]), 0);
  return {
    low: total("low", certain), point: known.reduce((sum, a) => sum + certain(a), 0),
    high: known.length === amounts.length && known.every((a) => a.high !== null) ? total("high", certain) : null,
    some: known.length > 0, open: known.some((a) => a.high === null), blank: known.length < amounts.length,
  };
}

/** A range as an upright line at `x`, with an arrow where it has no upper end; nothing where there is no doubt. */
export function whisker(into, x, y, range) {
  const top = range.high === null ? Math.max(range.point || 0, range.low || 0) : range.high;
  if (range.high !== null && range.high - range.low > 0.002 * Math.abs(range.high)) into.append("path").attr("class", "whisker").attr("d", `M${x} ${y(range.low)}V${y(range.high)}`);
  if (range.open) {
    const at = y(top);
    into.append("path").attr("class", "whisker").attr("d", `M${x} ${y(Math.min(range.low, top))}V${at - 9}M${x - 2.5} ${at - 6}L${x} ${at - 10}L${x + 2.5} ${at - 6}`);
  }
  if (range.blank) into.append("text").attr("class", "unknown").attr("x", x).attr("y", y(top) - (range.open ? 12 : 4)).attr("text-anchor", "middle").text("?");
}
