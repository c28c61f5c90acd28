// Names on the map: the most important first, each where it covers no other and no mark; the rest on demand.
// With something picked or under the pointer, its lines say their amounts too.

import { companies, nameOf } from "./data.js";
import { state } from "./state.js";
import { pointAt } from "./curves.js";
import { plain } from "./format.js";
import { tone, FONT } from "./theme.js";
import { figure } from "./figures.js";

const LINE = 14;
const LONGEST = 26;
const MOST_AMOUNTS = 16;

export function shortName(name) {
  const letters = Array.from(plain(name));
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST - 1).join("")}…` : letters.join("");
}

const overlaps = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

function boxAt(place, { x, y }, r, width) {
  if (place === "below") return { x: x - width / 2, y: y + r + 2 };
  if (place === "above") return { x: x - width / 2, y: y - r - 2 - LINE };
  return { x: place === "right" ? x + r + 4 : x - r - 4 - width, y: y - LINE / 2 };
}

/** Numbers of a loop's steps, each in a disc on its arc. */
function stepMarks(scene, project) {
  const arcs = new Map(scene.arcs.map((arc) => [arc.id, arc]));
  return scene.steps.map((arcId, index) => {
    const arc = arcs.get(arcId);
    return arc && { disc: true, text: String(index + 1), ...project(pointAt(arc.geometry, 0.5)), arc };
  }).filter(Boolean);
}

/** In which round each loser is hit, in a disc beside its mark. */
function roundMarks(scene, spots, radius) {
  if (!scene.around || !scene.around.since) return [];
  return [...scene.around.since].filter(([id]) => spots.has(id)).map(([id, round]) => {
    const [{ x, y }, r] = [spots.get(id), radius(id)];
    return { disc: true, text: String(round), x: x + r * 0.7 + 6, y: y - r * 0.7 - 6, loss: true };
  });
}

function fits(box, taken, room) {
  return box.x >= 2 && box.y >= 0 && box.x + box.width <= room.width - 2 && box.y + box.height <= room.height && !taken.some((t) => t.owner !== box.owner && overlaps(box, t));
}

/** How much a name is wanted: what is picked, then its companions, then the opening view, then the rest. */
function levelOf(id, scene, lit) {
  if ((state.pick && state.pick.id === id) || (lit && lit.node === id)) return 0;
  if ((lit && lit.companies.has(id)) || (scene.around && scene.around.companies.has(id))) return 1;
  return companies.get(id).shown ? 2 : 3;
}

function amountsOn(scene, lit) {
  if (scene.around && scene.around.since && !lit) return [];
  const wanted = scene.arcs.filter((arc) => (lit ? lit.arcs.has(arc.id) : arc.focused));
  return wanted.length <= MOST_AMOUNTS ? wanted : wanted.slice(0, MOST_AMOUNTS);
}

export function placeLabels(ctx, order, scene, lit, project, room, radius) {
  const spots = new Map(order.map((id) => [id, project(companies.get(id))]));
  const taken = order.map((id) => {
    const [{ x, y }, r] = [spots.get(id), radius(id) - 1];
    return { x: x - r, y: y - r, width: 2 * r, height: 2 * r, owner: id };
  });
  const drawn = [];
  for (const mark of [...stepMarks(scene, project), ...roundMarks(scene, spots, radius)]) {
    taken.push({ x: mark.x - 10, y: mark.y - 10, width: 20, height: 20, owner: "step" });
    drawn.push(mark);
  }
  const queue = order.map((id, rank) => ({ id, rank, level: levelOf(id, scene, lit) })).sort((a, b) => a.level - b.level || a.rank - b.rank);
  const name = ({ id, level }) => {
    const small = !companies.get(id).shown;
    const font = `${level < 2 ? 600 : small ? 400 : 500} ${small ? 11 : 12}px ${FONT}`;
    ctx.font = font;
    const text = shortName(nameOf(id));
    const width = ctx.measureText(text).width + 2;
    for (const place of ["below", "right", "left", "above"]) {
      const box = { ...boxAt(place, spots.get(id), radius(id), width), width, height: LINE, owner: id };
      if (!fits(box, taken, room)) continue;
      taken.push(box);
      const faint = scene.around && level > 1;
      drawn.push({ text, font, x: box.x + 1, y: box.y + 11, fill: scene.busy.has(id) ? tone.ink : tone.muted, alpha: faint ? 0.4 : 1 });
      break;
    }
  };
  queue.filter((item) => item.level < 2).forEach(name);
  const font = `500 11px ${FONT}`;
  ctx.font = font;
  for (const arc of amountsOn(scene, lit)) {
    const text = figure(arc.amount);
    const width = ctx.measureText(text).width + 4;
    for (const t of scene.steps.length ? [0.62, 0.38, 0.7] : [0.5, 0.4, 0.6, 0.3]) {
      const { x, y } = project(pointAt(arc.geometry, t));
      const box = { x: x - width / 2, y: y - LINE / 2, width, height: LINE, owner: arc.id };
      if (!fits(box, taken, room)) continue;
      taken.push(box);
      drawn.push({ text, font, x: box.x + 2, y: box.y + 11, fill: tone[arc.tone], alpha: 1, plate: box });
      break;
    }
  }
  queue.filter((item) => item.level > 1).forEach(name);
  return drawn;
}

export function paintLabels(ctx, labels) {
  ctx.lineJoin = "round";
  ctx.direction = "ltr";
  for (const label of labels) {
    ctx.globalAlpha = label.disc ? 1 : label.alpha;
    if (label.disc) {
      ctx.beginPath();
      ctx.arc(label.x, label.y, label.loss ? 8 : 10, 0, 2 * Math.PI);
      ctx.fillStyle = label.loss ? tone.loss : tone.ink;
      ctx.strokeStyle = tone.paper;
      ctx.lineWidth = 2;
      ctx.fill();
      ctx.stroke();
      ctx.fillStyle = tone.paper;
      ctx.font = `700 12px ${FONT}`;
      ctx.textAlign = "center";
      ctx.fillText(label.text, label.x, label.y + 4.3);
      continue;
    }
    ctx.font = label.font;
    ctx.textAlign = "left";
    if (label.plate) {
      // An amount stands on its own line: paper under it keeps the line from striking it through.
      ctx.fillStyle = tone.paper;
      ctx.globalAlpha = 0.88;
      ctx.fillRect(label.plate.x, label.plate.y + 1, label.plate.width, label.plate.height - 2);
      ctx.globalAlpha = 1;
    }
    ctx.strokeStyle = tone.paper;
    ctx.lineWidth = 3.5;
    ctx.strokeText(label.text, label.x, label.y);
    ctx.fillStyle = label.fill;
    ctx.fillText(label.text, label.x, label.y);
  }
  ctx.globalAlpha = 1;
}
