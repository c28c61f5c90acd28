// The legend, which is also the filter: what a colour, a shape, a dash and a width mean, and how many there are.

import { h, svg, byId, replace } from "./dom.js";
import { page, companies } from "./data.js";
import { state, toggleHidden, TONES } from "./state.js";
import { priced, blank, large, columnOf } from "./view.js";
import { widthOf, markPath, headPath } from "./curves.js";

const WORDS = {
  financing: "Financing", commerce: "Purchases", support: "Support", group: "Inside a group", ended: "Ended", unpriced: "No amount",
};
const MEANING = {
  financing: "Stakes, loans, bonds, prepayments", commerce: "Hardware, cloud, leases, energy, licences", support: "Guarantees, backstops, warrants, share grants",
  group: "Between companies of one group", ended: "Lapsed, cancelled, superseded, in default or repaid", unpriced: "Drawn as hairlines; never counted as zero",
};
const SIZES = [1e9, 10e9, 100e9, 300e9];
const DASHES = [["paid", "paid"], ["binding", "binding, not paid"], ["announced", "only announced"]];
const HEADS = new Set(["financing", "commerce", "support"]);

function sample(tone, kind, width, head) {
  const line = svg("path", { class: `line ${kind}`, d: `M0 8H${head ? 17 : 28}`, "stroke-width": width });
  const tip = head ? svg("path", { class: "head", d: headPath({ x: 28, y: 8 }, { x: 0, y: 8 }, 11, head) }) : null;
  return svg("svg", { class: `swatch ${tone}`, width: 28, height: 16, "aria-hidden": "true" }, line, tip || []);
}

function filter(key, picture, text, number, title) {
  return h("label", { title }, h("input", { type: "checkbox", "data-filter": key, ...(state.hidden.has(key) ? {} : { checked: true }), change: () => toggleHidden(key) }),
    picture, h("span", null, text, " ", h("span", { class: "count" }, number)));
}

function group(title, ...rows) {
  return h("fieldset", null, h("legend", null, title), h("div", { class: "row" }, ...rows));
}

/** How many flows a tone would add: those that the other filters leave. */
function counts() {
  const found = new Map(TONES.map((tone) => [tone, 0]));
  for (const edge of page.edges) {
    if (edge.away || state.hidden.has(columnOf(edge.from)) || state.hidden.has(columnOf(edge.to)) || !large(edge)) continue;
    if (edge.tone === "ended" || priced(edge)) found.set(edge.tone, found.get(edge.tone) + 1);
    else if (blank(edge) && !state.hidden.has(edge.tone)) found.set("unpriced", found.get("unpriced") + 1);
  }
  return found;
}

export function drawLegend() {
  const focused = document.activeElement && document.activeElement.getAttribute("data-filter");
  const number = counts();
  const tones = TONES.map((tone) => filter(tone, sample(tone, tone === "unpriced" ? "unpriced" : "paid", tone === "ended" ? 1 : 2.5, HEADS.has(tone) ? tone : "financing"), WORDS[tone], number.get(tone), MEANING[tone]));
  const roles = page.columns.map((column) => {
    const here = page.entities.filter((entity) => entity.column === column.id);
    if (!here.length) return null;
    const mark = svg("svg", { width: 16, height: 16, "aria-hidden": "true" }, svg("path", { class: "mark", d: markPath(companies.get(here[0].id).shape, 8, 8, 6) }));
    return filter(column.id, mark, column.title, here.length);
  });
  const dashes = DASHES.map(([kind, text]) => h("span", { class: "key" }, sample("plain", kind, 2.5), text));
  const sizes = SIZES.map((size) => h("span", { class: "key" }, sample("plain", "paid", widthOf(size).toFixed(1)), `${size / 1e9}`));
  replace(byId("legend"),
    group("Deals", ...tones),
    group("Companies", ...roles),
    h("div", { class: "keys" }, group("Lines", ...dashes), group("Width, USD bn", ...sizes), h("span", { class: "key" }, "Hollow mark: nothing drawn; dashed: a pool of several parties")));
  if (focused) byId("legend").querySelector(`[data-filter="${focused}"]`).focus();
}
