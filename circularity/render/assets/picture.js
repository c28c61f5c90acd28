// The map as a picture to take along: PNG as it is on the screen, SVG with lines that stay sharp; both say what they show.

import { svg } from "./dom.js";
import { page, companies, nameOf, throughOf } from "./data.js";
import { state } from "./state.js";
import { STAGE, radiusOf, markPath } from "./curves.js";
import { shortName } from "./labels.js";
import { tone, FONT } from "./theme.js";
import { day, plain } from "./format.js";

const FOOT = 44;

function caption() {
  return [`${plain(page.data.title)}: money goes the way the arrows point; ${state.basis} amounts, as of ${day(state.day || page.view.as_of)}`, plain(page.cite)];
}

/** The canvas on paper, with its caption, as a data address: nothing leaves the page. */
export function asPng(canvas) {
  const dense = canvas.width / canvas.clientWidth;
  const whole = document.createElement("canvas");
  [whole.width, whole.height] = [canvas.width, canvas.height + FOOT * dense];
  const ctx = whole.getContext("2d");
  ctx.fillStyle = tone.paper;
  ctx.fillRect(0, 0, whole.width, whole.height);
  ctx.drawImage(canvas, 0, 0);
  ctx.fillStyle = tone.muted;
  ctx.font = `${11 * dense}px ${FONT}`;
  caption().forEach((line, i) => ctx.fillText(line, 8 * dense, canvas.height + (16 + 16 * i) * dense, whole.width - 16 * dense));
  return whole.toDataURL("image/png");
}

const DASH = { binding: "9 4", announced: "2.5 3", unpriced: "1 4" };

function arcs(scene) {
  return scene.arcs.map((arc) => {
    const faint = scene.around && !arc.focused;
    return svg("g", { opacity: faint ? 0.08 : 0.65, stroke: tone[arc.tone], fill: "none" },
      svg("title", null, plain(`${nameOf(arc.from)} to ${nameOf(arc.to)}`)),
      arc.strands.map((strand) => svg("path", { d: strand.d, "stroke-width": strand.width.toFixed(2), "stroke-dasharray": DASH[strand.kind] || null })),
      svg("path", { d: arc.headD, fill: tone[arc.tone], stroke: "none" }));
  });
}

function marks(scene) {
  return [...scene.shown].sort().map((id) => {
    const entity = companies.get(id);
    const r = radiusOf(throughOf(entity));
    const hollow = entity.pool || !scene.busy.has(id);
    return svg("g", { opacity: scene.around && !scene.around.companies.has(id) ? 0.3 : 1 },
      svg("path", { d: markPath(entity.shape, entity.x, entity.y, r), fill: hollow ? tone.paper : tone.mark, stroke: hollow ? tone.mark : tone.paper, "stroke-width": 1.4, "stroke-dasharray": entity.pool ? "3 2" : null }),
      entity.shown || (scene.around && scene.around.companies.has(id)) ? svg("text", { x: entity.x, y: entity.y + r + 12, "text-anchor": "middle", fill: tone.ink, "font-size": 11, stroke: tone.paper, "stroke-width": 3, "paint-order": "stroke" }, shortName(entity.name)) : []);
  });
}

/** The scene as a drawing of its own, with every style written into it. */
export function asSvg(scene) {
  const box = [STAGE.left, STAGE.top, STAGE.width - STAGE.left, STAGE.height - STAGE.top];
  const titles = page.columns.map((column) => {
    const here = page.entities.filter((e) => e.column === column.id && e.shown);
    return here.length ? svg("text", { x: here.reduce((sum, e) => sum + e.x, 0) / here.length, y: STAGE.top + 16, "text-anchor": "middle", fill: tone.muted, "font-size": 12 }, column.title) : [];
  });
  const drawn = svg("svg", { viewBox: [...box.slice(0, 3), box[3] + FOOT].join(" "), "font-family": "sans-serif", width: box[2], height: box[3] + FOOT },
    svg("rect", { x: box[0], y: box[1], width: box[2], height: box[3] + FOOT, fill: tone.paper }), titles, arcs(scene), marks(scene),
    caption().map((line, i) => svg("text", { x: box[0] + 8, y: STAGE.height + 14 + 16 * i, fill: tone.muted, "font-size": 10 }, line)));
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(drawn))}`;
}
