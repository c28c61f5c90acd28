// Names on the map: the most important first, each where it covers no other; the rest on demand.

import { svg } from "./dom.js";
import { companies, throughOf } from "./data.js";
import { state } from "./state.js";
import { radiusOf } from "./curves.js";

const LETTER = 6.4;
const LINE = 15;
const LONGEST = 26;

export function shortName(name) {
  const letters = Array.from(name);
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST - 1).join("")}…` : name;
}

function boxAt(place, entity, width) {
  const r = radiusOf(throughOf(entity));
  if (place === "below") return { x: entity.x - width / 2, y: entity.y + r + 2, anchor: "middle", at: entity.x };
  if (place === "above") return { x: entity.x - width / 2, y: entity.y - r - 2 - LINE, anchor: "middle", at: entity.x };
  if (place === "right") return { x: entity.x + r + 4, y: entity.y - LINE / 2, anchor: "start", at: entity.x + r + 4 };
  return { x: entity.x - r - 4 - width, y: entity.y - LINE / 2, anchor: "end", at: entity.x - r - 4 };
}

const overlaps = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + LINE && b.y < a.y + LINE;

export function placeLabels(order, scene, busy) {
  const focused = (id) => Boolean(scene.around && scene.around.companies.has(id));
  const first = (id) => (state.pick && state.pick.id === id ? 0 : focused(id) ? 1 : companies.get(id).shown ? 2 : 3);
  const queue = order.map((id, rank) => [first(id), rank, id]).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const taken = order.map((id) => {
    const { x, y } = companies.get(id);
    const r = radiusOf(throughOf(companies.get(id))) - 1;
    return { x: x - r, y: y - r + LINE / 2 - 2, width: 2 * r, owner: id };
  });
  const drawn = [];
  for (const [level, , id] of queue) {
    const entity = companies.get(id);
    const text = shortName(entity.name);
    const width = Array.from(text).length * LETTER + 4;
    // With something picked, the others keep their names only if they had one: a faint background.
    if (scene.around && level === 3) continue;
    for (const place of ["below", "above", "right", "left"]) {
      const box = { ...boxAt(place, entity, width), width, owner: id };
      if (box.x < -8 || box.x + width > 1088 || taken.some((other) => other.owner !== id && overlaps(box, other))) continue;
      taken.push(box);
      const classes = ["label", focused(id) && "focused", !busy.has(id) && "idle", !entity.shown && "small"].filter(Boolean).join(" ");
      drawn.push(svg("text", { class: classes, x: box.at, y: box.y + 11.5, "text-anchor": box.anchor }, text));
      break;
    }
  }
  return drawn;
}
