// Small charts as drawings without a library: bars with their doubt, years with bars and lines, dots on two scales.
// Each is an image with a name for screen readers; the table beside it holds the figures.

import { svg } from "./dom.js";
import { plainDollars, reading } from "./figures.js";

const round = (v) => Math.round(v * 10) / 10;

/** Steps of a scale that reach `most`, at round numbers. */
export function ticks(most, count) {
  if (!(most > 0)) return [0];
  const raw = most / (count || 4);
  const unit = 10 ** Math.floor(Math.log10(raw));
  const size = [1, 2, 2.5, 5, 10].find((k) => k * unit >= raw) * unit;
  return Array.from({ length: Math.ceil(most / size - 1e-9) + 1 }, (_, i) => i * size);
}

/** One amount as a bar, with its range as a thin line: an unknown end is not drawn. */
export function bar(parts, most, words) {
  const x = (v) => round(Math.max(0, Math.min(100, (100 * v) / (most || 1))));
  let at = 0;
  const drawn = parts.map(([kind, amount]) => {
    const size = reading(amount);
    const piece = svg("rect", { class: `fill ${kind}`, x: x(at), y: 3, width: Math.max(size ? 0.4 : 0, x(at + size) - x(at)), height: 8 });
    at += size;
    return piece;
  });
  const only = parts.length === 1 && parts[0][1];
  const range = only && only.low !== null && only.high !== null && only.high !== only.low ? svg("path", { class: "whisker", d: `M${x(only.low)} 13H${x(only.high)}` }) : [];
  return svg("svg", { class: "bar-chart", viewBox: "0 0 100 14", preserveAspectRatio: "none", role: "img", "aria-label": words }, svg("rect", { class: "trough", y: 3, width: 100, height: 8 }), drawn, range);
}

const WIDTH = 380;
const HEIGHT = 210;
const PAD = { left: 44, right: 6, top: 14, bottom: 22 };

function frame(years, low, high, words, format) {
  const x = (i) => PAD.left + ((i + 0.5) * (WIDTH - PAD.left - PAD.right)) / years.length;
  const y = (v) => PAD.top + ((high - v) / (high - low || 1)) * (HEIGHT - PAD.top - PAD.bottom);
  const steps = [...(low < 0 ? ticks(-low, 3).slice(1).map((v) => -v) : []), ...(high > 0 ? ticks(high, 4) : [0])].filter((v) => v <= high + 1e-9 && v >= low - 1e-9);
  const grid = steps.map((v) => [svg("path", { class: v === 0 ? "axis" : "grid", d: `M${PAD.left} ${round(y(v))}H${WIDTH - PAD.right}` }), svg("text", { class: "tick", x: PAD.left - 5, y: round(y(v)) + 4, "text-anchor": "end" }, (format || plainDollars)(v))]);
  const names = years.map((year, i) => svg("text", { class: "tick", x: round(x(i)), y: HEIGHT - 6, "text-anchor": "middle" }, year));
  return { x, y, room: (WIDTH - PAD.left - PAD.right) / years.length, draw: (...inside) => svg("svg", { class: "chart", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": words }, grid, names, inside) };
}

/**
 * Years with columns beside each other and lines over them.
 * A column is a stack of [kind, amount]; a line is { kind, values }, with null where nothing is known.
 */
export function yearChart(years, columns, lines, words, format) {
  const ends = (a) => (a ? [a.low, a.point, a.high].filter((v) => v !== null) : []);
  const values = [0, ...columns.flat().flatMap((stack) => [stack.reduce((sum, [, a]) => sum + reading(a), 0), ...(stack.length === 1 ? ends(stack[0][1]) : [])]), ...lines.flatMap((line) => line.values.filter((v) => v !== null))];
  const { x, y, room, draw } = frame(years, Math.min(...values), Math.max(...values), words, format);
  const wide = (room * 0.76) / Math.max(1, Math.max(...columns.map((group) => group.length)));
  const bars = columns.map((group, i) => group.map((stack, k) => {
    const left = x(i) - (wide * group.length) / 2 + k * wide + 1;
    let at = 0;
    const pieces = stack.map(([kind, a]) => {
      const size = reading(a);
      const [top, bottom] = [y(Math.max(at, at + size)), y(Math.min(at, at + size))];
      at += size;
      return size ? svg("rect", { class: `fill ${kind}`, x: round(left), y: round(top), width: round(wide - 2), height: round(bottom - top) }) : null;
    });
    const only = stack.length === 1 && stack[0][1];
    const range = only && only.low !== null && only.high !== null && only.high !== only.low
      ? svg("path", { class: "whisker", d: `M${round(left + wide / 2 - 1)} ${round(y(only.low))}V${round(y(only.high))}` }) : null;
    return [pieces.filter(Boolean), range || []];
  }));
  const paths = lines.map((line) => {
    const dots = line.values.map((v, i) => (v === null ? null : [round(x(i)), round(y(v))])).filter(Boolean);
    return [svg("path", { class: `series ${line.kind}`, d: `M${dots.map((dot) => dot.join(" ")).join("L")}` }), dots.map(([cx, cy]) => svg("circle", { class: `series-dot ${line.kind}`, cx, cy, r: 2.2 }))];
  });
  return draw(bars, paths);
}

/** Dots on two scales of dollars that both begin at zero; each dot has a name. */
export function scatter(points, xWords, yWords, words) {
  const [w, h, left, bottom] = [720, 300, 62, 40];
  const [mostX, mostY] = [Math.max(...points.map((p) => p.x)), Math.max(...points.map((p) => p.y))];
  const leastY = Math.min(0, ...points.map((p) => p.y));
  // roots, so that a few giants do not press the rest into a corner
  const root = (v) => Math.sign(v) * Math.sqrt(Math.abs(v));
  const x = (v) => round(left + (root(v) / root(mostX)) * (w - left - 20));
  const y = (v) => round(14 + ((root(mostY) - root(v)) / (root(mostY) - root(leastY))) * (h - 14 - bottom));
  const up = (most) => [0, 0.02, 0.1, 0.25, 0.5, 1].map((k) => Number((k * most).toPrecision(1))).filter((v) => v <= most);
  return svg("svg", { class: "chart wide", viewBox: `0 0 ${w} ${h}`, role: "img", "aria-label": words },
    up(mostX).map((v) => [svg("path", { class: "grid", d: `M${x(v)} 14V${h - bottom}` }), svg("text", { class: "tick", x: x(v), y: h - bottom + 15, "text-anchor": "middle" }, plainDollars(v))]),
    up(mostY).map((v) => [svg("path", { class: v === 0 ? "axis" : "grid", d: `M${left} ${y(v)}H${w - 20}` }), svg("text", { class: "tick", x: left - 6, y: y(v) + 4, "text-anchor": "end" }, plainDollars(v))]),
    svg("text", { class: "tick", x: w - 20, y: h - 8, "text-anchor": "end" }, xWords), svg("text", { class: "tick", x: 4, y: 10 }, yWords),
    points.map((p) => svg("circle", { class: `dot-mark ${p.kind}`, cx: x(p.x), cy: y(p.y), r: 5, click: p.action }, svg("title", null, p.words))),
    points.filter((p) => p.label).map((p) => svg("text", { class: "tick name", x: x(p.x) + (x(p.x) > w - 160 ? -8 : 8), y: y(p.y) + 4, "text-anchor": x(p.x) > w - 160 ? "end" : "start" }, p.label)));
}
