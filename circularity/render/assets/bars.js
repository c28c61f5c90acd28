// Small drawings inside tables: an amount as a bar with its range, a place on a scale, a share beside chance.

import { certain, together } from "./doubt.js";

const { create, scaleLinear } = d3;

function strip(kind, height, words) {
  return create("svg:svg").attr("class", kind).attr("viewBox", `0 0 100 ${height}`).attr("preserveAspectRatio", "none").attr("role", "img").attr("aria-label", words);
}

const WIDTH = 200;
const fit = (most) => scaleLinear().domain([0, most || 1]).range([0, 100]).clamp(true);

/**
 * Amounts on top of each other as one bar, with the range of the whole as a thin line; an unknown end stays open, and
 * where a part is not known the ground is dashed. `whole` is the range where it is not that of the parts together.
 */
export function bar(parts, most, words, whole = together(parts.map(([, a]) => a).filter(Boolean))) {
  const x = fit(most);
  const drawn = strip("bar-chart", 14, words);
  drawn.append("rect").attr("class", whole.blank ? "trough unknown" : "trough").attr("y", 3).attr("width", 100).attr("height", 8);
  let at = 0;
  for (const [kind, a] of parts) {
    const size = certain(a);
    drawn.append("rect").attr("class", `fill ${kind}`).attr("x", x(at)).attr("y", 3).attr("width", Math.max(size ? 0.4 : 0, x(at + size) - x(at))).attr("height", 8);
    at += size;
  }
  const high = whole.high === null ? most : whole.high;
  if (whole.some && high > whole.low * 1.002 && (whole.open || !whole.blank)) drawn.append("path").attr("class", `whisker ${whole.open ? "open" : ""}`).attr("d", `M${x(whole.low)} 13H${x(high)}`);
  return drawn.node();
}

/** Where a figure stands between a lowest and a highest one. */
export function placeOn(a, low, high, words) {
  const x = scaleLinear().domain([low, high]).range([1, 99]).clamp(true);
  const drawn = strip("bar-chart", 14, words);
  drawn.append("rect").attr("class", "trough").attr("y", 6).attr("width", 100).attr("height", 2);
  if (a.low !== null && a.high !== null && a.high > a.low) drawn.append("rect").attr("class", "fill doubt").attr("x", x(a.low)).attr("width", x(a.high) - x(a.low)).attr("y", 4).attr("height", 6);
  if (a.point !== null) drawn.append("path").attr("class", "pin").attr("d", `M${x(a.point)} 1V13`);
  return drawn.node();
}

/** One share on a scale from 0 to 100 %, with what chance gives as bands: mean and one standard deviation. */
export function shareScale(share, chance, words) {
  const x = scaleLinear().range([0, WIDTH]).clamp(true);
  const drawn = create("svg:svg").attr("class", "scale").attr("viewBox", `0 0 ${WIDTH} 20`).attr("role", "img").attr("aria-label", words);
  drawn.append("path").attr("class", "rule").attr("d", `M0 17H${WIDTH}${x.ticks(2).map((v) => `M${x(v)} 14V20`).join("")}`);
  drawn.selectAll(null).data(chance).join("rect").attr("class", (c) => `band ${c.model}`).attr("x", (c) => x(c.mean - c.sd)).attr("width", (c) => Math.max(2, x(c.mean + c.sd) - x(c.mean - c.sd))).attr("y", (c, i) => 2 + 6 * i).attr("height", 4);
  drawn.append("path").attr("class", "pin").attr("d", `M${x(share)} 0V17`);
  return drawn.node();
}
