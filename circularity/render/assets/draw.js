// Paints one frame of the map: column titles, arcs and marks in the stage's units, names and numbers in the screen's.
// What is faint and what stands out is decided here; what is there at all is decided in view.js.

import { page, companies, rankOf, throughOf } from "./data.js";
import { state } from "./state.js";
import { STAGE, isStanding, widthOf, radiusOf, markPath, curve, pathOf, headPath } from "./curves.js";
import { tone, FONT } from "./theme.js";
import { placeLabels, paintLabels } from "./labels.js";

const DASH = { paid: [], binding: [9, 4], announced: [2.5, 3], unpriced: [1, 4], ended: [] };

/** Marks and lines grow slower than the distances when one zooms in, so that near things come apart. */
export function growth(scale) {
  return 1 / Math.sqrt(Math.max(scale, 0.05));
}

export function markRadius(id, scale) {
  return Math.max(radiusOf(throughOf(companies.get(id))) * growth(scale), 3.5 / scale);
}

/** Where an arc runs and of which strands it is made: paid, bound, only announced, side by side. */
export function shapeArcs(arcs, scale) {
  const grow = growth(scale);
  for (const arc of arcs) {
    const [from, to] = [companies.get(arc.from), companies.get(arc.to)];
    const whole = widthOf(arc.total) * grow;
    const head = 5 * grow + whole * 1.15;
    const [start, end] = [markRadius(arc.from, scale) + 2 * grow, markRadius(arc.to, scale) + 3 * grow];
    const parts = [["paid", arc.paid], ["binding", arc.bound], ["announced", arc.rest]].filter(([, value]) => value > 0);
    let used = 0;
    arc.strands = (parts.length ? parts : [[arc.ended ? "ended" : "unpriced", 0]]).map(([kind, value]) => {
      const width = parts.length ? Math.max(0.8 * grow, whole * (value / arc.total)) : 0.8 * grow;
      const shift = used + width / 2 - whole / 2;
      used += width;
      const d = pathOf(curve(from, to, start, end + head * 0.7, parts.length > 1 ? shift : 0, arc.fan));
      return { kind, width, d, path: new Path2D(d) };
    });
    arc.width = whole;
    arc.geometry = curve(from, to, start, end, 0, arc.fan);
    arc.headD = headPath(arc.geometry.end, arc.geometry.middle, head, arc.tone);
    arc.head = new Path2D(arc.headD);
  }
}

function strength(arc, scene, lit) {
  if (lit && lit.arcs.has(arc.id)) return 0.95;
  if (scene.around && !arc.focused) return 0.07;
  if (lit) return scene.around ? 0.3 : 0.12;
  if (arc.focused && scene.around.fresh) return arc.members.some((edge) => scene.around.fresh.has(edge.id)) ? 0.95 : 0.35;
  if (arc.focused) return 0.85;
  return arc.tone === "ended" || !arc.total ? 0.75 : 0.55;
}

function paintArc(ctx, arc, alpha, grow) {
  ctx.globalAlpha = alpha;
  ctx.strokeStyle = ctx.fillStyle = tone[arc.tone];
  for (const strand of arc.strands) {
    ctx.lineWidth = strand.width;
    // Wide lines need longer dashes, or they look like ladders.
    const stretch = Math.max(grow, strand.width / 3.2);
    ctx.setLineDash(DASH[strand.kind].map((length) => length * stretch));
    ctx.stroke(strand.path);
  }
  ctx.setLineDash([]);
  ctx.globalAlpha = Math.min(1, alpha * 1.3);
  ctx.fill(arc.head);
}

/** A title stands over the middle of its companies of the opening view; with the map turned, over the left end of their row. */
function paintTitles(ctx, scale) {
  ctx.globalAlpha = 1;
  ctx.fillStyle = tone.muted;
  ctx.font = `${12 / scale}px ${FONT}`;
  ctx.textAlign = isStanding() ? "left" : "center";
  // at the upper edge of what is seen, wherever the map has been moved to
  const view = ctx.getTransform();
  const top = Math.max(STAGE.top, -view.f / view.d) + 16 / Math.max(1, scale);
  for (const column of page.columns) {
    const here = page.entities.filter((e) => e.column === column.id && e.shown);
    if (!here.length) continue;
    const [xs, ys] = [here.map((e) => e.x), here.map((e) => e.y)];
    if (isStanding()) ctx.fillText(column.title, Math.max(STAGE.left, -view.e / view.a) + 4 / scale, Math.min(...ys) - 46);
    else ctx.fillText(column.title, (Math.min(...xs) + Math.max(...xs)) / 2, top);
  }
}

/** Everything under the marks. */
export function paintBelow(ctx, scene, lit, scale) {
  const grow = growth(scale);
  ctx.save();
  ctx.lineCap = "butt";
  if (isStanding() || scale > 0.6) paintTitles(ctx, scale);
  const last = (arc) => Number(Boolean(lit && lit.arcs.has(arc.id))) * 2 + Number(arc.focused);
  for (const arc of [...scene.arcs].sort((a, b) => last(a) - last(b))) paintArc(ctx, arc, strength(arc, scene, lit), grow);
  ctx.restore();
}

/** One company: filled where money flows, hollow for a pool or where nothing is drawn on this basis. */
export function paintMark(ctx, id, x, y, scene, lit, scale) {
  const entity = companies.get(id);
  const faint = scene.around && !scene.around.companies.has(id) && !(lit && lit.companies.has(id));
  const hollow = entity.pool || !scene.busy.has(id);
  const lost = scene.around && scene.around.since;
  const chosen = state.pick && state.pick.kind === "company" && state.pick.id === id;
  const grow = growth(scale);
  const path = new Path2D(markPath(entity.shape, x, y, markRadius(id, scale)));
  ctx.save();
  // The paper under a faint mark hides the lines behind it; otherwise they would shine through.
  ctx.fillStyle = tone.paper;
  ctx.fill(path);
  ctx.globalAlpha = faint ? 0.28 : 1;
  ctx.fillStyle = hollow ? tone.paper : tone.mark;
  ctx.fill(path);
  ctx.lineWidth = (chosen ? 3 : 1.4) * grow;
  ctx.strokeStyle = chosen ? tone.financing : hollow ? (scene.busy.has(id) ? tone.mark : tone.ended) : tone.paper;
  if (lost && scene.around.down.has(id)) paintDown(ctx, x, y, markRadius(id, scale), grow);
  else if (lost && lost.has(id)) { ctx.strokeStyle = tone.loss; ctx.lineWidth = 3 * grow; }
  if (entity.pool) ctx.setLineDash([3 * grow, 2 * grow]);
  ctx.stroke(path);
  ctx.restore();
}

/** A company that is down is crossed out: a sign that needs no colour. */
function paintDown(ctx, x, y, r, grow) {
  ctx.strokeStyle = tone.loss;
  ctx.lineWidth = 2.5 * grow;
  const reach = r + 3 * grow;
  ctx.stroke(new Path2D(`M${x - reach} ${y - reach}L${x + reach} ${y + reach}M${x - reach} ${y + reach}L${x + reach} ${y - reach}`));
}

/** Everything above the marks, in pixels of the screen: names and numbers keep their size at every zoom. */
export function paintAbove(ctx, scene, lit, scale, project) {
  const matrix = ctx.getTransform();
  const density = matrix.a / scale;
  ctx.save();
  ctx.setTransform(density, 0, 0, density, 0, 0);
  const room = { width: ctx.canvas.width / density, height: ctx.canvas.height / density };
  const order = [...scene.shown].sort((a, b) => rankOf.get(a) - rankOf.get(b));
  paintLabels(ctx, placeLabels(ctx, order, scene, lit, project, room, (id) => markRadius(id, scale) * scale));
  ctx.restore();
}
