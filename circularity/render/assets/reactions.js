// Announcements as dots: how far a share price moved, and how much market value that was, against the amount announced.

import { h, byId } from "./dom.js";
import { nameOf, edges } from "./data.js";
import { pick } from "./state.js";
import { figure, plainDollars, range, reading } from "./figures.js";
import { roomIn } from "./plot.js";
import { scatter } from "./scatter.js";
import { day, plural, words } from "./format.js";

const signed = (value, digits) => `${value > 0 ? "+" : ""}${(100 * value).toFixed(digits)} %`;
/** Prices taken at the day's close are comparable with each other; others are drawn as diamonds. */
const odd = (row) => row.window !== "close";

function point(row, y, yRange) {
  const announced = range(row.headline);
  const edge = (row.edges || []).find((id) => edges.has(id));
  return {
    x: reading(announced), y, xRange: announced, yRange, kind: row.counted || "commerce", odd: odd(row), hollow: announced.point === null, label: nameOf(row.entity), weight: Math.abs(y),
    lines: [`${nameOf(row.entity)}, ${day(row.date)}`, row.title, `announced ${figure(announced)}`, `share price ${row.change === undefined ? "not known" : signed(row.change, 1)}${row.window ? ` (${words(row.window)})` : ""}`,
      `value gained ${row.value_gained === undefined ? "not known" : figure(range(row.value_gained))}`],
    // the deal opens in the panel, and the focus goes with it
    action: () => { if (edge) { pick("deal", edge); byId("side").focus({ preventScroll: true }); } },
  };
}

function chart(title, points, missing, more) {
  if (points.length < 2) return null;
  return h("section", { class: "pane" }, h("h3", null, title),
    scatter({ width: roomIn("sheet", 330, 620), height: 330, points, title: "announced, USD", xFormat: plainDollars, words: `${title}, ${plural(points.length, "announcement")}; the arrow keys go from dot to dot, the table below holds the figures`, ...more }),
    missing ? h("p", { class: "small muted" }, `Not drawn: ${plural(missing, "announcement")} where one of the two is not known.`) : null);
}

/** The two charts of share prices after announcements; a chart of fewer than two dots is left out. */
export function reactionCharts(rows) {
  const sized = rows.filter((row) => reading(range(row.headline)) > 0);
  const moved = sized.filter((row) => row.change !== undefined);
  const gained = sized.filter((row) => range(row.value_gained) && range(row.value_gained).point !== null);
  const charts = [
    chart("How far the share price moved, by amount announced", moved.map((row) => point(row, row.change, null)), rows.length - moved.length,
      { yFormat: (value) => signed(value, 0), unit: "share price" }),
    chart("Market value gained, by amount announced", gained.map((row) => point(row, range(row.value_gained).point, range(row.value_gained))), rows.length - gained.length,
      { rootUp: true, yFormat: plainDollars, unit: "gained, USD", guides: [{ ratio: 1, text: "as much as announced" }, { ratio: 0.5, text: "half of it" }] }),
  ];
  if (!charts.some(Boolean)) return null;
  const key = (kind, text) => [h("span", { class: `key ${kind}`, "aria-hidden": "true" }), ` ${text} `];
  return [h("div", { class: "panes" }, charts), h("p", { class: "chartkey small" }, key("commerce", "sales"), key("financing", "financing"), key("support", "support"),
    "· a circle is a price at the close, a diamond one of another or an unstated time, a hollow one has only bounds; thin lines are ranges, with an arrow if no upper end is known; both scales of dollars go by the root.")];
}
