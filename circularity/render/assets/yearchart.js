// Years with columns beside each other, lines over them and their names at their ends.

import { plot, upright, level, speak, pushApart } from "./plot.js";
import { certain, ends, together, whisker } from "./doubt.js";

const { area, line, max, min, range, scaleBand, scaleLinear, symbol, symbolTriangle } = d3;
const HEIGHT = 230;
const LETTER = 5.8;

function series(chart, lines, years, x, y) {
  const over = chart.inside.append("g").attr("class", "lines").attr("aria-hidden", "true");
  const at = (i) => x(years[i]) + x.bandwidth() / 2;
  const known = (a) => Boolean(a) && (a.point !== null || a.low !== null);
  for (const one of lines) {
    const doubt = (a) => known(a) && a.low !== null && a.high !== null;
    over.append("path").attr("class", `band ${one.kind}`).attr("d", area().defined(doubt).x((a, i) => at(i)).y0((a) => y(a.low)).y1((a) => y(a.high))(one.values));
    over.append("path").attr("class", `series ${one.kind}`).attr("d", line().defined(known).x((a, i) => at(i)).y((a) => y(certain(a)))(one.values));
    over.selectAll(null).data(one.values.map((a, i) => ({ a, i })).filter(({ a }) => known(a))).join("circle").attr("class", `series-dot ${one.kind}`)
      .attr("cx", ({ i }) => at(i)).attr("cy", ({ a }) => y(certain(a))).attr("r", 2.2);
  }
  const names = lines.map((one) => ({ one, last: one.values.map(known).lastIndexOf(true) })).filter(({ last }) => last >= 0)
    .map(({ one, last }) => ({ kind: one.kind, text: one.label, y: y(certain(one.values[last])) + 3.5 }));
  pushApart(names, 12, chart.height);
  over.selectAll(null).data(names).join("text").attr("class", (name) => `direct ${name.kind}`).attr("x", chart.width + 4).attr("y", (name) => name.y).text((name) => name.text);
}

/**
 * A chart of years. `columns` holds for each year its stacks, a stack being a list of [kind, amount]; a line is
 * { kind, label, values }, its values amounts or null; `signs` puts a sign under years (true: filled, false: hollow).
 */
export function yearChart({ width, years, columns, lines, signs, words, format, unit, linesOf, name }) {
  const longest = max(lines, (one) => one.label.length) || 0;
  const chart = plot({ width, height: HEIGHT, pad: { left: 48, right: longest ? 8 + longest * LETTER : 8, top: 22, bottom: 24 + (signs ? 12 : 0) }, words });
  const drawn = [0, ...columns.flat().flatMap((stack) => ends(together(stack.map(([, a]) => a)))), ...lines.flatMap((one) => one.values.flatMap(ends))];
  const y = scaleLinear().domain([min(drawn), max(drawn) || 1]).nice(4).range([chart.height, 0]);
  const x = scaleBand().domain(years).range([0, chart.width]).paddingInner(0.24).paddingOuter(0.12);
  const inner = scaleBand().domain(range(max(columns, (stacks) => stacks.length) || 1)).range([0, x.bandwidth()]).paddingInner(0.08);
  upright(chart, y, { format, unit });
  const marks = chart.inside.append("g").selectAll(null).data(years.map((year, i) => ({ year, i }))).join("g").attr("transform", ({ year }) => `translate(${x(year)},0)`);
  marks.append("rect").attr("class", "hit").attr("x", -x.step() * 0.1).attr("width", x.step() * 0.96).attr("height", chart.height);
  marks.each(function draw({ i }) {
    const group = d3.select(this);
    columns[i].forEach((stack, k) => {
      let at = 0;
      for (const [kind, a] of stack) {
        const size = certain(a);
        if (size) group.append("rect").attr("class", `fill ${kind} at`).attr("x", inner(k)).attr("width", inner.bandwidth()).attr("y", y(Math.max(at, at + size))).attr("height", Math.abs(y(at) - y(at + size)));
        at += size;
      }
      whisker(group, inner(k) + inner.bandwidth() / 2, y, together(stack.map(([, a]) => a)));
    });
  });
  series(chart, lines, years, x, y);
  const short = x.step() < 32 && String(years[0]).length === 4;
  level(chart, x, { format: (year) => (short ? `’${String(year).slice(2)}` : (name || String)(year)) });
  if (signs) chart.inside.append("g").attr("aria-hidden", "true").selectAll(null).data(years.map((year, i) => [year, signs[i]]).filter(([, sign]) => sign !== null)).join("path")
    .attr("class", ([, sign]) => `sign ${sign ? "" : "hollow"}`).attr("d", symbol(symbolTriangle, 34)).attr("transform", ([year]) => `translate(${x(year) + x.bandwidth() / 2},${chart.height + 28})`);
  speak(chart.root, marks, ({ i }) => linesOf(i));
  return chart.root;
}
