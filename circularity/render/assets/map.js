// The map: vis-network holds the camera, the marks and the pointer; what a frame looks like is in draw.js.
// Positions are fixed and physics is off: the same company stands in the same place on every visit.

import { h, byId, replace } from "./dom.js";
import { page, companies, nameOf, rankOf } from "./data.js";
import { state, pick } from "./state.js";
import { scene } from "./view.js";
import { STAGE, turn, distanceTo } from "./curves.js";
import { shapeArcs, paintBelow, paintMark, paintAbove, markRadius } from "./draw.js";
import { watchTheme } from "./theme.js";
import { plural, words } from "./format.js";
import { hint } from "./tip.js";
import { asPng, asSvg } from "./picture.js";
import { usd } from "./figures.js";

const STILL = { animation: false };
let network = null;
let nodes = null;
let lines = null;
let current = null;
let lit = null;
let moved = false;
let cursor = null;

/** One flow opens as a deal, several as the list of them. */
export function open(arc) {
  if (arc.members.length === 1) pick("deal", arc.members[0].id);
  else pick("arc", arc.id);
}

function arcWords(arc) {
  const verb = arc.members.length === 1 ? arc.members[0].verb : "pays or backs";
  const sum = arc.ended && !arc.total ? "ended" : usd(arc.amount);
  const parts = [["paid", arc.paid], ["bound", arc.bound], ["only announced", arc.rest]].filter(([, value]) => value > 0);
  const split = parts.length > 1 ? ` (${parts.map(([word, value]) => `${usd({ low: value, point: value, high: value }).slice(4)} ${word}`).join(", ")})` : "";
  const more = arc.members.length > 1 ? `, ${arc.members.length} deals` : "";
  const blanks = arc.unpriced && arc.amount ? `, ${arc.unpriced} of them without a known amount` : "";
  return `${nameOf(arc.from)} ${verb} ${nameOf(arc.to)}: ${sum}${split}${more}${blanks}`;
}

function companyWords(id) {
  const entity = companies.get(id);
  return `${entity.name}, ${words(entity.role)}`;
}

const project = (point) => network.canvasToDOM(point);

/** How the stage fits its room; a fuller sector than it was made for makes it longer, never denser. */
function wholeView() {
  const room = byId("map").getBoundingClientRect();
  const places = [...current.shown].map((id) => companies.get(id));
  if (state.ego && places.length > 1) return closeView(room, places);
  const width = Math.max(STAGE.width, ...places.map(({ x }) => x + 40)) - STAGE.left;
  const height = Math.max(STAGE.height, ...places.map(({ y }) => y + 40 - STAGE.top));
  // A map without room (a folded window) still needs some scale.
  const scale = Math.max(0.05, Math.min(room.width / width, room.height / height));
  return { position: { x: STAGE.left + width / 2, y: STAGE.top + height / 2 }, scale, ...STILL };
}

/** Around one company the map comes closer, as far as its neighbours leave room for their names. */
function closeView(room, places) {
  const ends = (key) => [Math.min(...places.map((place) => place[key])), Math.max(...places.map((place) => place[key]))];
  const [[left, right], [top, bottom]] = [ends("x"), ends("y")];
  const scale = Math.max(0.05, Math.min(1.9, room.width / (right - left + 190), room.height / (bottom - top + 130)));
  return { position: { x: (left + right) / 2, y: (top + bottom) / 2 - 12 / scale }, scale, ...STILL };
}

export function showWhole() {
  moved = false;
  if (turn(byId("map").getBoundingClientRect(), page.entities)) nodes.update(page.entities.map(({ id, x, y }) => ({ id, x, y })));
  network.moveTo(wholeView());
  settle();
}

function zoom(factor) {
  const whole = wholeView();
  const scale = Math.min(6, Math.max(whole.scale, network.getScale() * factor));
  if (scale <= whole.scale) return showWhole();
  moved = true;
  network.moveTo({ scale, ...STILL });
  return settle();
}

/** After the camera moved: shapes depend on the zoom, the keyboard's stops on the place. */
function settle() {
  shapeArcs(current.arcs, network.getScale());
  for (const stop of byId("stops").children) {
    const { x, y } = project(companies.get(stop.getAttribute("data-node")));
    stop.style.left = `${x}px`;
    stop.style.top = `${y}px`;
  }
  // One finger scrolls the page past a whole map, and moves the map once it is enlarged.
  network.canvas.frame.canvas.style.touchAction = moved ? "none" : "pan-y";
  network.redraw();
}

function underPointer(dom) {
  const node = network.getNodeAt(dom);
  if (node !== undefined) return { node };
  const at = network.DOMtoCanvas(dom);
  const scale = network.getScale();
  let best = null;
  for (const arc of current.arcs) {
    // With something picked, the faded rest does not answer.
    if (current.around && !arc.focused) continue;
    const away = Math.max(0, distanceTo(arc.geometry, at) - arc.width / 2) * scale;
    if (away < 8 && (!best || away < best.away)) best = { away, arc };
  }
  return best || {};
}

/** Pointing shows what belongs together, without changing what is chosen. */
function light(found) {
  const key = found && (found.node || (found.arc && found.arc.id));
  if ((lit && lit.key) === key || (!lit && !key)) return;
  if (!key) lit = null;
  else {
    const arcs = found.arc ? [found.arc] : current.arcs.filter((arc) => arc.from === found.node || arc.to === found.node);
    lit = { key, node: found.node, arcs: new Set(arcs.map((arc) => arc.id)), companies: new Set([found.node, ...arcs.flatMap((a) => [a.from, a.to])]) };
  }
  network.redraw();
}

function onMove(event) {
  if (event.pointerType === "touch") return;
  const box = byId("map").getBoundingClientRect();
  const found = underPointer({ x: event.clientX - box.left, y: event.clientY - box.top });
  const text = found.node ? companyWords(found.node) : found.arc ? arcWords(found.arc) : null;
  byId("map").classList.toggle("point", Boolean(text));
  hint(text ? event : null, text);
  light(found);
}

function onLeave() {
  hint(null);
  light(null);
}

/** Arrow keys go to the nearest company in that direction: one stop of the tab key for the whole map. */
function onKey(event, id) {
  const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] || [0, 0];
  if (!dx && !dy) return;
  event.preventDefault();
  const here = companies.get(id);
  let best = null;
  for (const other of current.shown) {
    const [x, y] = [companies.get(other).x - here.x, companies.get(other).y - here.y];
    const ahead = x * dx + y * dy;
    const cost = ahead + 2.2 * Math.abs(x * dy - y * dx);
    if (ahead > 0 && (!best || cost < best.cost)) best = { cost, id: other };
  }
  if (best) focusStop(best.id);
}

function focusStop(id) {
  cursor = id;
  for (const stop of byId("stops").children) {
    const here = stop.getAttribute("data-node") === id;
    stop.tabIndex = here ? 0 : -1;
    if (here) stop.focus({ preventScroll: true });
  }
}

/** The companies as buttons over their marks: a canvas has none, and the keyboard and screen readers need them. */
function drawStops() {
  const had = byId("stops").contains(document.activeElement) && cursor;
  const order = [...current.shown].sort((a, b) => rankOf.get(a) - rankOf.get(b));
  if (!current.shown.has(cursor)) cursor = order[0] || null;
  replace(byId("stops"), order.map((id) => h("button", {
    type: "button", "data-node": id, tabindex: id === cursor ? 0 : -1, "aria-label": companyWords(id),
    "aria-pressed": String(Boolean(state.pick && state.pick.kind === "company" && state.pick.id === id)),
    click: () => pick("company", id), keydown: (event) => onKey(event, id), focus: () => { cursor = id; light({ node: id }); }, blur: () => light(null),
  })));
  byId("stops").setAttribute("aria-label", `Map: ${plural(order.length, "company", "companies")}, ${plural(current.arcs.length, "arc")}. Arrow keys move between companies, Enter opens one; the table of deals holds the same flows.`);
  if (had && current.shown.has(had)) focusStop(had);
}

/** vis-network asks how to draw a mark and how large it is to the pointer. */
function renderer({ ctx, id, x, y }) {
  const scale = network ? network.getScale() : 1;
  const reach = Math.max(markRadius(id, scale), 12 / scale);
  return { drawNode: () => paintMark(ctx, id, x, y, current, lit, scale), nodeDimensions: { width: 2 * reach, height: 2 * reach } };
}

/** The scene of the moment with its shapes: vis-network may ask for a frame at any time from here on. */
function take() {
  const fresh = scene();
  shapeArcs(fresh.arcs, network ? network.getScale() : 1);
  current = fresh;
}

export function startMap() {
  const made = globalThis.vis;
  turn(byId("map").getBoundingClientRect(), page.entities);
  take();
  nodes = new made.DataSet(page.entities.map(({ id, x, y }) => ({ id, x, y, shape: "custom", ctxRenderer: renderer, hidden: !current.shown.has(id) })));
  lines = new made.DataSet(page.map.edges.map(({ id, from, to }) => ({ id, from, to, hidden: true })));
  const still = { hover: false, dragNodes: false, selectable: false, selectConnectedEdges: false, zoomSpeed: 0.7, keyboard: false };
  network = new made.Network(byId("map"), { nodes, edges: lines }, { physics: false, layout: { improvedLayout: false }, interaction: still, edges: { smooth: false } });
  network.canvas.frame.tabIndex = -1;
  network.on("beforeDrawing", (ctx) => paintBelow(ctx, current, lit, network.getScale()));
  network.on("afterDrawing", (ctx) => paintAbove(ctx, current, lit, network.getScale(), project));
  network.on("click", ({ pointer }) => {
    const found = underPointer(pointer.DOM);
    if (found.node) pick("company", found.node);
    else if (found.arc) open(found.arc);
  });
  for (const name of ["dragEnd", "zoom"]) network.on(name, () => { moved = network.getScale() > wholeView().scale * 1.02 || name === "dragEnd"; settle(); });
  network.on("dragging", () => { hint(null); settle(); });
  network.on("resize", () => { if (!moved) showWhole(); });
  byId("map").addEventListener("pointermove", onMove);
  byId("map").addEventListener("pointerleave", onLeave);
  // A plain wheel belongs to the page; with Ctrl, as a pinch on a touchpad sends it, it enlarges the map.
  byId("map").addEventListener("wheel", (event) => { if (!event.ctrlKey && !event.metaKey) event.stopPropagation(); }, { capture: true });
  byId("closer").addEventListener("click", () => zoom(1.5));
  byId("further").addEventListener("click", () => zoom(1 / 1.5));
  byId("whole").addEventListener("click", showWhole);
  byId("png").addEventListener("click", (event) => { event.currentTarget.href = asPng(network.canvas.frame.canvas); });
  byId("svg").addEventListener("click", (event) => { event.currentTarget.href = asSvg(current); });
  watchTheme(() => network.redraw());
}

export function drawMap() {
  lit = null;
  take();
  nodes.update([...companies.keys()].map((id) => ({ id, hidden: !current.shown.has(id) })));
  drawStops();
  // What was picked may stand outside an enlarged view: then the whole map comes back.
  const room = byId("map").getBoundingClientRect();
  const away = current.around && [...current.around.companies].some((id) => { const { x, y } = project(companies.get(id)); return x < 0 || y < 0 || x > room.width || y > room.height; });
  if (!moved || away) showWhole();
  else settle();
  return current;
}
