// Dots on two scales, each with its ranges; names stand beside dots where there is room, the rest is read by pointing.

import { plot, upright, level, speak, apart } from "./plot.js";

const { extent, line, scaleLinear, scaleSqrt, symbol, symbolCircle, symbolDiamond } = d3;
const LETTER = 5.9;
const MOST_NAMES = 14;

/** Figures worth writing on a scale: 0, 1, 2, 5, 10, 20, 50 ... within its ends, the largest first. */
function roundFigures([low, high]) {
  const found = [0];
  for (let size = 10 ** Math.floor(Math.log10(Math.max(Math.abs(low), Math.abs(high), 1e-9))); found.length < 14; size /= 10) {
    for (const k of [5, 2, 1]) for (const value of [k * size, -k * size]) if (value >= low && value <= high) found.push(value);
    if (size < Math.max(Math.abs(low), Math.abs(high)) / 1000) break;
  }
  return found;
}

/** A place for a dot's name that covers no other name and no dot: beside, above or below it; none if there is none. */
function nameAt(point, taken, width, height) {
  const long = point.label.length * LETTER;
  const { px, py } = point;
  for (const [x, y, anchor] of [[px + 8, py + 4, "start"], [px - 8, py + 4, "end"], [px, py - 9, "middle"], [px, py + 17, "middle"]]) {
    const left = anchor === "start" ? x : anchor === "end" ? x - long : x - long / 2;
    const box = { left, right: left + long, top: y - 9, bottom: y + 3 };
    const inside = box.left >= 0 && box.right <= width && box.top >= -12 && box.bottom <= height;
    if (inside && taken.every((other) => box.right < other.left || box.left > other.right || box.bottom < other.top || box.top > other.bottom)) return { x, y, anchor, box };
  }
  return null;
}

const wide = (a) => Boolean(a) && a.low !== null && a.high !== null && a.high > a.low;

function ranges(chart, points, x, y) {
  const drawn = chart.inside.append("g").attr("class", "ranges").attr("aria-hidden", "true");
  drawn.selectAll(null).data(points.filter((p) => wide(p.xRange))).join("path").attr("class", "whisker").attr("d", (p) => `M${x(p.xRange.low)} ${p.py}H${x(p.xRange.high)}`);
  drawn.selectAll(null).data(points.filter((p) => p.xRange.high === null)).join("path").attr("class", "whisker").attr("d", (p) => `M${p.px} ${p.py}h12m-4 -3l4 3l-4 3`);
  drawn.selectAll(null).data(points.filter((p) => wide(p.yRange))).join("path").attr("class", "whisker").attr("d", (p) => `M${p.px} ${y(p.yRange.low)}V${y(p.yRange.high)}`);
}

function names(chart, points, x, y) {
  const taken = points.map(({ px, py }) => ({ left: px - 5, right: px + 5, top: py - 5, bottom: py + 5 }));
  const flat = points.filter((p) => wide(p.xRange)).map((p) => ({ left: x(p.xRange.low), right: x(p.xRange.high), top: p.py - 1, bottom: p.py + 1 }));
  const steep = points.filter((p) => wide(p.yRange)).map((p) => ({ left: p.px - 1, right: p.px + 1, top: y(p.yRange.high), bottom: y(p.yRange.low) }));
  const open = points.filter((p) => p.xRange.high === null).map((p) => ({ left: p.px, right: p.px + 13, top: p.py - 3, bottom: p.py + 3 }));
  taken.push(...flat, ...steep, ...open);
  const placed = [];
  for (const point of [...points].sort((a, b) => b.weight - a.weight)) {
    const spot = placed.length < MOST_NAMES && nameAt(point, taken, chart.width, chart.height);
    if (!spot) continue;
    taken.push(spot.box);
    placed.push({ ...spot, text: point.label });
  }
  chart.inside.append("g").attr("aria-hidden", "true").selectAll(null).data(placed).join("text").attr("class", "direct")
    .attr("x", (n) => n.x).attr("y", (n) => n.y).attr("text-anchor", (n) => n.anchor).text((n) => n.text);
}

/**
 * A chart of dots. A point is { x, y, xRange, yRange, kind, odd, hollow, label, weight, lines, action }; amounts across are
 * drawn by their root, so that a few giants do not press the rest into a corner; so are those upwards if `rootUp`.
 * `guides` are { ratio, text }: straight lines on which y is that many times x.
 */
export function scatter({ width, height, points, rootUp, words, unit, title, xFormat, yFormat, guides }) {
  const chart = plot({ width, height, pad: { left: 56, right: 14, top: 24, bottom: 42 }, words, kind: "dots" });
  const all = (side) => extent([0, ...points.flatMap((p) => [p[side], ...(p[`${side}Range`] ? [p[`${side}Range`].low, p[`${side}Range`].high] : [])]).filter((v) => v !== null)]);
  const roomy = ([low, high]) => [low * 1.06, high * 1.06 || 1];
  const x = scaleSqrt().domain(roomy(all("x"))).range([0, chart.width]);
  const y = (rootUp ? scaleSqrt().domain(roomy(all("y"))) : scaleLinear().domain(roomy(all("y"))).nice(5)).range([chart.height, 0]);
  for (const p of points) Object.assign(p, { px: x(p.x), py: y(p.y) });
  level(chart, x, { values: apart(roundFigures(x.domain()), x, 44), format: xFormat, rule: true, title });
  upright(chart, y, { values: rootUp ? apart(roundFigures(y.domain()), y, 26) : y.ticks(6), format: yFormat, unit });
  for (const { ratio, text } of guides || []) {
    const end = Math.min(x.domain()[1], y.domain()[1] / ratio);
    chart.inside.append("path").attr("class", "guide").attr("d", line()([[x(0), y(0)], [x(end), y(end * ratio)]]));
    chart.inside.append("text").attr("class", "guide-name").attr("aria-hidden", "true").attr("x", Math.min(x(end), chart.width - 4)).attr("y", y(end * ratio) - 5).attr("text-anchor", "end").text(text);
  }
  ranges(chart, points, x, y);
  const marks = chart.inside.append("g").selectAll(null).data([...points].sort((a, b) => a.x - b.x || a.y - b.y)).join("g").attr("transform", (p) => `translate(${p.px},${p.py})`);
  marks.append("circle").attr("class", "hit").attr("r", 12);
  marks.append("path").attr("class", (p) => `dot-mark at ${p.kind} ${p.hollow ? "hollow" : ""}`).attr("d", (p) => symbol(p.odd ? symbolDiamond : symbolCircle, 68)());
  names(chart, points, x, y);
  speak(chart.root, marks, (p) => p.lines, (p) => p.action());
  return chart.root;
}
