// The ground of every chart: a drawing with axes by d3, and marks that say their values when pointed at or focused.
// A chart is a group with a name; the arrow keys go from mark to mark; the table beside it holds the figures.

import { h, byId } from "./dom.js";
import { choose } from "./state.js";

const { axisBottom, axisLeft, create } = d3;
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** The width that a part of the page has for a chart now, between two bounds, in pixels. */
export function roomIn(id, least, most) {
  return Math.max(least, Math.min(most, byId(id).clientWidth || most));
}

/** An empty chart: `root` goes into the page, `inside` is drawn into, `width` and `height` are those of the plain between the axes. */
export function plot({ width, height, pad, words, kind }) {
  const svg = create("svg:svg").attr("class", `chart ${kind || ""}`).attr("viewBox", `0 0 ${width} ${height}`).attr("role", "group").attr("aria-label", words)
    .style("max-width", `${Math.round(1.2 * width)}px`);
  const inside = svg.append("g").attr("transform", `translate(${pad.left},${pad.top})`);
  return { root: h("figure", { class: "figure" }, svg.node()), inside, edge: -pad.left, width: width - pad.left - pad.right, height: height - pad.top - pad.bottom };
}

/** A scale of amounts on the left with lines across, and its unit on top. */
export function upright(chart, scale, { ticks, values, format, unit }) {
  const axis = axisLeft(scale).tickSize(-chart.width).tickSizeOuter(0).tickPadding(6).tickFormat(format);
  if (values) axis.tickValues(values);
  else axis.ticks(ticks || 4);
  const drawn = chart.inside.append("g").attr("class", "axis upright").attr("aria-hidden", "true").call(axis);
  drawn.selectAll(".tick").classed("zero", (value) => value === 0);
  if (unit) drawn.append("text").attr("class", "unit").attr("x", chart.edge).attr("y", -11).attr("text-anchor", "start").text(unit);
}

/** A scale along the bottom; `rule` draws lines up through the plain. */
export function level(chart, scale, { values, format, rule, title }) {
  const axis = axisBottom(scale).tickSize(rule ? -chart.height : 0).tickSizeOuter(0).tickPadding(8).tickFormat(format);
  if (values) axis.tickValues(values);
  const drawn = chart.inside.append("g").attr("class", "axis level").attr("aria-hidden", "true").attr("transform", `translate(0,${chart.height})`).call(axis);
  if (title) drawn.append("text").attr("class", "unit").attr("x", chart.width).attr("y", 34).attr("text-anchor", "end").text(title);
}

/** The box of values at a mark: above it where there is room, else below it and below the years; never beyond the sides. */
function place(tip, root, node, lines) {
  tip.replaceChildren(h("strong", null, lines[0]), ...lines.slice(1).map((line) => h("div", null, line)));
  tip.hidden = false;
  const [ground, mark] = [root.getBoundingClientRect(), (node.querySelector(".at") || node).getBoundingClientRect()];
  const left = mark.left + mark.width / 2 - ground.left - tip.offsetWidth / 2;
  const above = mark.top - ground.top - tip.offsetHeight - 8;
  tip.style.left = `${Math.max(0, Math.min(ground.width - tip.offsetWidth, left))}px`;
  const hit = node.querySelector(".hit").getBoundingClientRect();
  tip.style.top = `${above >= 0 ? above : hit.bottom - ground.top + (hit.height > 60 ? 22 : 4)}px`;
}

/**
 * Let marks speak: `linesOf` gives each mark's lines, the first of them its name.
 * One stop for the tab key; the arrow keys, Home and End go from mark to mark; with `action` a mark is a button.
 */
export function speak(root, marks, linesOf, action) {
  const tip = h("div", { class: "charttip", "aria-hidden": "true", hidden: true });
  root.append(tip);
  const nodes = marks.nodes();
  const go = (event, to) => {
    event.preventDefault();
    nodes.forEach((node, i) => node.setAttribute("tabindex", i === to ? 0 : -1));
    nodes[to].focus();
  };
  const hide = () => { tip.hidden = true; };
  marks.attr("role", action ? "button" : "img").attr("aria-label", (d) => linesOf(d).join("; ")).attr("tabindex", (d, i) => (i ? -1 : 0)).classed("says", true)
    .on("pointerenter focus", (event, d) => place(tip, root, event.currentTarget, linesOf(d)))
    .on("pointerleave blur", hide)
    .on("keydown", (event, d) => {
      const at = nodes.indexOf(event.currentTarget);
      if (event.key in STEPS) go(event, (at + STEPS[event.key] + nodes.length) % nodes.length);
      else if (event.key === "Home") go(event, 0);
      else if (event.key === "End") go(event, nodes.length - 1);
      else if (event.key === "Escape" && !tip.hidden) { event.stopPropagation(); hide(); }
      else if (action && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); action(d); }
    });
  if (action) marks.on("click", (event, d) => action(d));
}

/** Texts pushed apart so that none covers another: each gets `y`, at least `least` below the one before, within 0 and `most`. */
export function pushApart(texts, least, most) {
  const sorted = [...texts].sort((a, b) => a.y - b.y);
  sorted.forEach((text, i) => { if (i) text.y = Math.max(text.y, sorted[i - 1].y + least); });
  for (let i = sorted.length - 1, room = most; i >= 0; i -= 1, room -= least) sorted[i].y = Math.min(sorted[i].y, room);
}

/** Of some values those that stand far enough apart on a scale to be written, the first ones first. */
export function apart(values, scale, least) {
  const kept = [];
  for (const value of values) if (kept.every((other) => Math.abs(scale(other) - scale(value)) >= least)) kept.push(value);
  return kept;
}

let width = innerWidth;
let waiting = null;
// A chart is drawn for the width it has: after a turn of the phone it is drawn again.
addEventListener("resize", () => {
  if (Math.abs(innerWidth - width) < 40) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => { width = innerWidth; choose({}); }, 150);
});
