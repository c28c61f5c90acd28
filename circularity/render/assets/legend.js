// The legend, which is also the filter: what a colour, a shape, a dash and a width mean, and how many there are.

import { h, svg, byId, replace } from "./dom.js";
import { page, companies, CLASSES } from "./data.js";
import { state, toggleHidden } from "./state.js";
import { priced } from "./view.js";
import { widthOf, dashOf, markPath, headPath } from "./curves.js";
import { capital } from "./format.js";

const WORDS = { financing: "Financing", commerce: "Purchases", support: "Support" };
const SIZES = [1e9, 10e9, 100e9, 300e9];
const DASHES = [["paid", "paid"], ["binding", "binding"], ["announced", "announced"]];

function sample(tone, kind, width, head) {
  const line = svg("path", { class: `line ${kind}`, d: `M0 8H${head ? 22 : 34}`, "stroke-width": width, "stroke-dasharray": dashOf(kind, Number(width)) });
  const tip = head ? svg("path", { class: "head", d: headPath({ x: 34, y: 8 }, { x: 0, y: 8 }, 11, head) }) : null;
  return svg("svg", { class: `swatch ${tone}`, width: 36, height: 16, "aria-hidden": "true" }, line, tip || []);
}

function filter(key, picture, text, number) {
  return h("label", null, h("input", { type: "checkbox", "data-filter": key, ...(state.hidden.has(key) ? {} : { checked: true }), change: () => toggleHidden(key) }),
    picture, `${text} (${number})`);
}

function group(title, ...rows) {
  return h("fieldset", null, h("legend", null, title), h("div", { class: "row" }, ...rows));
}

export function drawLegend() {
  const focused = document.activeElement && document.activeElement.getAttribute("data-filter");
  const flows = page.edges.filter(priced);
  const classes = CLASSES.map((name) => filter(name, sample(name, "paid", 2.5, name), WORDS[name], flows.filter((edge) => edge.class === name).length));
  const roles = page.columns.map((column) => {
    const here = page.entities.filter((entity) => entity.column === column.id);
    if (!here.length) return null;
    const shape = companies.get(here[0].id).shape;
    const mark = svg("svg", { width: 16, height: 16, "aria-hidden": "true" }, svg("path", { class: "mark", d: markPath(shape, 8, 8, 6) }));
    return filter(column.id, mark, column.title, here.length);
  });
  const dashes = DASHES.map(([kind, text]) => h("span", { class: "key" }, sample("plain", kind, 2.5), text));
  const sizes = SIZES.map((size) => h("span", { class: "key" }, sample("plain", "paid", widthOf(size).toFixed(1)), `USD ${size / 1e9} bn`));
  replace(byId("legend"),
    group("Money goes the way of the arrow", ...classes),
    group("Line: how firm", ...dashes, h("span", { class: "key" }, "grey: ended")),
    group("Width: amount", ...sizes),
    group(capital("companies by role"), ...roles, h("span", { class: "key" }, "hollow: a pool, or no flow drawn")));
  if (focused) byId("legend").querySelector(`[data-filter="${focused}"]`).focus();
}
