// The map: drawn anew after each choice. Some thirty marks and a hundred arcs cost a few milliseconds,
// which buys that nothing on the screen can disagree with the state.

import { svg, byId, replace } from "./dom.js";
import { page, companies, nameOf, rankOf, throughOf } from "./data.js";
import { state, pick } from "./state.js";
import { scene } from "./view.js";
import { STAGE, widthOf, radiusOf, markPath, curve, pathOf, pointAt, headPath } from "./curves.js";
import { money, plural, capital } from "./format.js";
import { placeLabels } from "./labels.js";
import { hint } from "./tip.js";

let current = null;
let cursor = null;

function titles() {
  // A column's title stands over the middle of its companies of the opening view.
  return page.columns.map((column) => {
    const at = page.entities.filter((e) => e.column === column.id && e.shown).map((e) => e.x);
    if (!at.length) return null;
    const x = (Math.min(...at) + Math.max(...at)) / 2;
    return svg("text", { class: "column", x, y: -16, "text-anchor": "middle" }, column.title);
  });
}

function arcLabel(arc) {
  const more = arc.members.length > 1 ? `, ${arc.members.length} flows` : "";
  const unpriced = arc.unpriced ? `, ${arc.unpriced} of them without an amount` : "";
  const verb = arc.members.length === 1 ? arc.members[0].verb : "pays or backs";
  return `${nameOf(arc.from)} ${verb} ${nameOf(arc.to)}: ${arc.total ? money(arc.amount) : "not known"}${more}${unpriced}`;
}

function drawArc(arc) {
  const [from, to] = [companies.get(arc.from), companies.get(arc.to)];
  const whole = widthOf(arc.total);
  const head = 5 + whole * 0.75;
  const [startGap, endGap] = [radiusOf(throughOf(from)) + 2, radiusOf(throughOf(to)) + 3];
  const kinds = [["paid", arc.paid], ["binding", arc.bound], ["announced", arc.rest]].filter(([, value]) => value > 0);
  const lines = [];
  let used = 0;
  for (const [kind, value] of kinds.length ? kinds : [["unpriced", 0]]) {
    const width = kinds.length ? Math.max(0.9, whole * (value / arc.total)) : 0.8;
    const shift = used + width / 2 - whole / 2;
    used += width;
    const line = curve(from, to, startGap, endGap + head * 0.7, shift);
    lines.push(svg("path", { class: `line ${kind}`, d: pathOf(line), "stroke-width": width.toFixed(2) }));
  }
  const middle = curve(from, to, startGap, endGap, 0);
  arc.geometry = middle;
  const classes = ["arc", arc.ended ? "ended" : arc.class, arc.focused ? "focused" : ""].join(" ");
  return svg(
    "g",
    {
      class: classes,
      "data-arc": arc.id,
      click: () => open(arc),
      pointerenter: (event) => { hint(event, capital(arcLabel(arc))); light(arc); },
      pointermove: (event) => hint(event, capital(arcLabel(arc))),
      pointerleave: () => { hint(null); light(null); },
    },
    lines,
    svg("path", { class: "head", d: headPath(middle.end, middle.middle, head, arc.class) }),
    svg("path", { class: "hit", d: pathOf(middle), "stroke-width": Math.max(11, whole + 4) }),
  );
}

/** One flow opens as a deal, several as the list of them. */
export function open(arc) {
  if (arc.members.length === 1) pick("deal", arc.members[0].id);
  else pick("arc", arc.id);
}

function drawNode(id, busy) {
  const entity = companies.get(id);
  const focused = current.around && current.around.companies.has(id);
  const chosen = state.pick && state.pick.kind === "company" && state.pick.id === id;
  const classes = ["node", entity.pool && "pool", focused && "focused", chosen && "chosen", !busy.has(id) && "idle"];
  const r = radiusOf(throughOf(entity));
  const what = `${entity.name}, ${entity.role.replace(/_/g, " ")}`;
  return svg(
    "g",
    {
      class: classes.filter(Boolean).join(" "), "data-node": id, role: "button", tabindex: id === cursor ? 0 : -1, "aria-label": what,
      "aria-pressed": chosen ? "true" : "false",
      click: () => pick("company", id),
      keydown: (event) => onKey(event, id),
      focus: () => { cursor = id; light(null, id); },
      blur: () => light(null),
      pointerenter: (event) => { hint(event, what); light(null, id); },
      pointerleave: () => { hint(null); light(null); },
    },
    svg("circle", { class: "hit", cx: entity.x, cy: entity.y, r: Math.max(13, r + 3) }),
    svg("path", { class: "mark", d: markPath(entity.shape, entity.x, entity.y, r) }),
  );
}

/** Arrow keys go to the nearest company in that direction, Enter opens it: one stop of the tab key for the whole map. */
function onKey(event, id) {
  const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] || [0, 0];
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    pick("company", id);
  } else if (dx || dy) {
    event.preventDefault();
    const here = companies.get(id);
    let best = null;
    for (const other of current.shown) {
      const [x, y] = [companies.get(other).x - here.x, companies.get(other).y - here.y];
      const ahead = x * dx + y * dy;
      if (ahead <= 0) continue;
      const cost = ahead + 2.2 * Math.abs(x * dy - y * dx);
      if (!best || cost < best.cost) best = { cost, id: other };
    }
    if (best) focusNode(best.id);
  }
}

function focusNode(id) {
  for (const node of byId("map").querySelectorAll("[data-node]")) {
    node.setAttribute("tabindex", node.getAttribute("data-node") === id ? "0" : "-1");
    if (node.getAttribute("data-node") === id) node.focus();
  }
}

/** Hovering shows what belongs together, without changing what is chosen. */
function light(arc, id) {
  const drawing = byId("map").querySelector("svg");
  if (!drawing) return;
  drawing.classList.toggle("lit", Boolean(arc || id));
  for (const line of drawing.querySelectorAll(".arc")) {
    const [from, to] = line.getAttribute("data-arc").split(">");
    line.classList.toggle("on", arc ? arc.id === line.getAttribute("data-arc") : from === id || to === id);
  }
}

function stepMarks() {
  const steps = current.around ? current.around.steps : [];
  const found = new Map(current.arcs.map((arc) => [arc.id, arc]));
  return steps.map((hop, index) => {
    const edge = page.edges.find((e) => e.id === hop[0]);
    const arc = found.get(`${edge.from}>${edge.to}`);
    if (!arc) return null;
    const { x, y } = pointAt(arc.geometry, 0.5);
    return svg("g", { class: "number" }, svg("circle", { cx: x, cy: y, r: 10 }), svg("text", { x, y: y + 4.2, "text-anchor": "middle" }, index + 1));
  });
}

export function drawMap() {
  const within = byId("map").contains(document.activeElement) ? cursor : null;
  current = scene();
  const busy = new Set(current.arcs.flatMap((arc) => [arc.from, arc.to]));
  const order = [...current.shown].sort((a, b) => rankOf.get(a) - rankOf.get(b));
  if (!current.shown.has(cursor)) cursor = order[0] || null;
  const bottom = Math.max(STAGE.height + STAGE.top, ...order.map((id) => companies.get(id).y + 40));
  const box = [STAGE.left, STAGE.top, STAGE.width, bottom - STAGE.top].join(" ");
  const arcs = [...current.arcs].sort((a, b) => Number(a.focused) - Number(b.focused)).map(drawArc);
  const picked = current.around ? "picked" : "";
  const drawing = svg(
    "svg",
    { viewBox: box, class: picked, role: "group", "aria-label": `Map: ${plural(order.length, "company", "companies")}, ${plural(arcs.length, "arc")}. Arrow keys move between companies; the table below holds the same flows.` },
    svg("g", { "aria-hidden": "true" }, titles()),
    svg("g", { class: "arcs", "aria-hidden": "true" }, arcs),
    svg("g", null, order.map((id) => drawNode(id, busy))),
    svg("g", { class: "labels", "aria-hidden": "true" }, placeLabels(order, current, busy)),
    svg("g", { "aria-hidden": "true" }, stepMarks()),
  );
  replace(byId("map"), drawing);
  if (within) focusNode(within);
  return current;
}
