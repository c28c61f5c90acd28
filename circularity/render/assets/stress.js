// The reading of stress in funding markets, day by day, each with its range.

import { plot, roomIn, upright, level, speak } from "./plot.js";
import { whisker } from "./doubt.js";
import { day } from "./format.js";

const { extent, line, pairs, scaleLinear, scaleUtc, utcFormat } = d3;
const CLOSE = 7 * 864e5;
const share = (value) => value.toFixed(2);

function linesOf(reading) {
  const said = reading.point === undefined ? `between ${share(reading.low)} and ${share(reading.high)}` : `${share(reading.point)} (${share(reading.low)} to ${share(reading.high)})`;
  return [day(reading.date), said, `${Math.round(100 * reading.known_weight)} % of the weights known`];
}

/** A chart of readings between 0, calm, and 1, tight. */
export function stressChart(readings) {
  const chart = plot({ width: roomIn("sheet", 330, 760), height: 230, pad: { left: 58, right: 14, top: 24, bottom: 26 },
    words: `Reading of stress on ${readings.length} days, 0 calm to 1 tight; the arrow keys go from day to day` });
  const when = (reading) => new Date(`${reading.date}T00:00:00Z`);
  const x = scaleUtc().domain(extent(readings, when)).range([8, chart.width - 8]);
  const y = scaleLinear().range([chart.height, 0]);
  upright(chart, y, { ticks: 4, format: (value) => ({ 0: "0 calm", 1: "1 tight" })[value] || String(value), unit: "" });
  const ticks = x.ticks(Math.max(2, Math.floor(chart.width / 70)));
  // the year stands at the first tick and wherever a new one begins
  const months = ticks.every((tick) => tick.getUTCDate() === 1);
  const withYear = (tick) => tick.getUTCFullYear() !== (ticks[ticks.indexOf(tick) - 1] || new Date(0)).getUTCFullYear();
  level(chart, x, { values: ticks, format: (tick) => utcFormat(`${months ? "" : "%-d "}%b${withYear(tick) ? " %Y" : ""}`)(tick) });
  const known = readings.filter((reading) => reading.point !== undefined);
  // Days that lie close are joined; over a longer time nobody knows how it went.
  const joined = pairs(known).filter(([one, next]) => when(next) - when(one) <= CLOSE);
  chart.inside.append("g").attr("aria-hidden", "true").selectAll(null).data(joined).join("path").attr("class", "series thin").attr("d", line().x((r) => x(when(r))).y((r) => y(r.point)));
  const marks = chart.inside.append("g").selectAll(null).data(readings).join("g").attr("transform", (reading) => `translate(${x(when(reading))},0)`);
  marks.append("rect").attr("class", "hit").attr("x", -5).attr("width", 10).attr("height", chart.height);
  marks.each(function draw(reading) {
    whisker(d3.select(this), 0, y, { low: reading.low, high: reading.high });
    if (reading.point !== undefined) d3.select(this).append("circle").attr("class", "stress at").attr("cy", y(reading.point)).attr("r", 3.4);
  });
  speak(chart.root, marks, linesOf);
  return chart.root;
}
