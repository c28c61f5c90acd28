// The legend, which is also the filter: what a colour, a shape, a dash and a width mean, and how many there are.

import { h, svg, byId, replace } from "./dom.js";
import { page, companies } from "./data.js";
import { state, toggleHidden, TONES, GRADES } from "./state.js";
import { blank, columnOf, large, neighbours, priced } from "./scope.js";
import { capital, words } from "./format.js";
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

/** How many flows each tone, kind and grade would add: those that the other filters leave. */
function counts() {
  const found = new Map();
  const add = (key) => found.set(key, (found.get(key) || 0) + 1);
  const around = neighbours();
  for (const edge of page.edges) {
    if (edge.away || !large(edge) || (around && !(around.has(edge.from) && around.has(edge.to)))) continue;
    if (state.hidden.has(columnOf(edge.from)) || state.hidden.has(columnOf(edge.to))) continue;
    const off = [edge.tone, edge.kind, edge.grade].filter((key) => state.hidden.has(key));
    const lone = (key) => off.every((other) => other === key);
    const shown = edge.tone === "ended" || priced(edge);
    if (shown) for (const key of [edge.tone, edge.kind, edge.grade]) if (lone(key)) add(key);
    if (!shown && blank(edge) && !off.length) add("unpriced");
  }
  return found;
}

const EVIDENCE = { A: "A filing or a party's own statement, opened by the editor", B: "Such a document as quoted by others, or two publishers that do not relay the same report", C: "One report", D: "Nothing that could be seen" };
let kindsOpen = false;

/** Kinds of deal under their classes, folded away until asked for or switched. */
function kinds(number) {
  const all = Object.entries(page.kinds || {});
  if (!all.length) return null;
  const off = all.filter(([kind]) => state.hidden.has(kind)).length;
  const rows = ["financing", "commerce", "support"].map((name) => group(WORDS[name], ...all.filter(([, spec]) => spec.class === name).map(([kind]) => filter(kind, null, capital(words(kind)).replace(/^Spv\b/, "SPV"), number.get(kind) || 0, null))));
  return h("details", { class: "kinds", id: "kinds", open: kindsOpen || off > 0, toggle: (event) => { kindsOpen = event.target.open; } },
    h("summary", null, `Kinds of deal, ${all.length}${off ? `; ${off} switched off` : ""}`), rows);
}

export function drawLegend() {
  const focused = document.activeElement && document.activeElement.getAttribute("data-filter");
  const number = counts();
  const tones = TONES.map((tone) => filter(tone, sample(tone, tone === "unpriced" ? "unpriced" : "paid", tone === "ended" ? 1 : 2.5, HEADS.has(tone) ? tone : "financing"), WORDS[tone], number.get(tone) || 0, MEANING[tone]));
  const grades = GRADES.map((grade) => filter(grade, null, grade, number.get(grade) || 0, EVIDENCE[grade]));
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
    group("Evidence", ...grades),
    h("div", { class: "keys" }, group("Lines", ...dashes), group("Width, USD bn", ...sizes), h("span", { class: "key" }, "Hollow mark: nothing drawn; dashed: a pool of several parties")),
    kinds(number));
  if (focused) byId("legend").querySelector(`[data-filter="${focused}"]`).focus();
}
