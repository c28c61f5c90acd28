// The geometry of marks and arcs, in units of the stage; layout.py has the same stage.

export const STAGE = { left: 0, top: -34, width: 1080, height: 650 };
const LYING = { ...STAGE };
const STANDING = { left: -20, top: -52, width: 640, height: 1160 };

/** Turn the map to suit its room: columns from left to right, or as rows from top to bottom on a phone. True if it turned. */
export function turn(room, entities) {
  const standing = room.height > room.width * 1.15;
  if (standing === (STAGE.width === STANDING.width)) return false;
  Object.assign(STAGE, standing ? STANDING : LYING);
  for (const entity of entities) [entity.x, entity.y] = [entity.y, entity.x];
  return true;
}

export const isStanding = () => STAGE.width === STANDING.width;

/** Width of a line by dollars: the root, so that a hundredfold amount is ten times as wide and small flows stay visible. */
export function widthOf(value) {
  return value > 0 ? Math.min(15, 0.7 + Math.sqrt(value / 1e9) * 0.6) : 0.7;
}

/** Dashes grow with their line, so that a wide promise does not look like a ladder. */
export function dashOf(kind, width) {
  if (kind === "binding") return `${(8 + width * 1.7).toFixed(1)} ${(3.5 + width * 0.35).toFixed(1)}`;
  if (kind === "announced") return `${(2 + width * 0.45).toFixed(1)} ${(2.5 + width * 0.4).toFixed(1)}`;
  return kind === "unpriced" ? "1 4" : null;
}

export function radiusOf(value) {
  return 4.5 + Math.min(16, Math.sqrt(value / 1e9) * 0.4);
}

const round = (v) => Math.round(v * 10) / 10;

/** A mark around its centre; each column has its own outline. */
export function markPath(shape, x, y, r) {
  const ring = (points) => `M${points.map(([a, b]) => `${round(x + a * r)} ${round(y + b * r)}`).join("L")}Z`;
  if (shape === "diamond") return ring([[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]]);
  if (shape === "triangle") return ring([[0, -1.15], [1.12, 0.85], [-1.12, 0.85]]);
  if (shape === "square") return ring([[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]]);
  if (shape === "hexagon") return ring([[-0.5, -0.95], [0.5, -0.95], [1.05, 0], [0.5, 0.95], [-0.5, 0.95], [-1.05, 0]]);
  const size = round(r);
  return `M${round(x - r)} ${round(y)}a${size} ${size} 0 1 0 ${2 * size} 0a${size} ${size} 0 1 0 ${-2 * size} 0Z`;
}

function toward(from, to, distance) {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  return { x: from.x + ((to.x - from.x) / length) * distance, y: from.y + ((to.y - from.y) / length) * distance };
}

/**
 * One arc from mark to mark, bent to the left of its direction, so that two directions are two curves.
 * `shift` moves it sideways: the paid and the promised part of one arc run side by side; `fan` bends it further, for deals of one arc.
 */
export function curve(from, to, startGap, endGap, shift, fan) {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy) || 1;
  const [ux, uy] = [dx / length, dy / length];
  const bend = Math.min(70, 10 + length * 0.13) + 2 * (fan || 0);
  const middle = { x: (from.x + to.x) / 2 + uy * bend, y: (from.y + to.y) / 2 - ux * bend };
  const start = toward(from, middle, startGap);
  const end = toward(to, middle, endGap);
  const side = ({ x, y }) => ({ x: x + uy * shift, y: y - ux * shift });
  return { start: side(start), middle: side(middle), end: side(end) };
}

export function pathOf({ start, middle, end }) {
  return `M${round(start.x)} ${round(start.y)}Q${round(middle.x)} ${round(middle.y)} ${round(end.x)} ${round(end.y)}`;
}

export function pointAt({ start, middle, end }, t) {
  const [a, b, c] = [(1 - t) ** 2, 2 * t * (1 - t), t * t];
  return { x: a * start.x + b * middle.x + c * end.x, y: a * start.y + b * middle.y + c * end.y };
}

/** How far a point lies from an arc; twenty pieces are finer than a finger. */
export function distanceTo(line, { x, y }) {
  let best = Infinity;
  let before = line.start;
  for (let i = 1; i <= 20; i += 1) {
    const next = pointAt(line, i / 20);
    const [dx, dy] = [next.x - before.x, next.y - before.y];
    const along = Math.max(0, Math.min(1, ((x - before.x) * dx + (y - before.y) * dy) / (dx * dx + dy * dy || 1)));
    best = Math.min(best, Math.hypot(x - before.x - along * dx, y - before.y - along * dy));
    before = next;
  }
  return best;
}

/** An arrowhead whose tip is at `tip`; its form says the class again, for eyes that do not tell the colours. */
export function headPath(tip, from, size, kind) {
  const length = Math.hypot(tip.x - from.x, tip.y - from.y) || 1;
  const [ux, uy] = [(tip.x - from.x) / length, (tip.y - from.y) / length];
  const at = (back, side) => `${round(tip.x - ux * back - uy * side)} ${round(tip.y - uy * back + ux * side)}`;
  const half = size * 0.55;
  if (kind === "commerce") return `M${at(size, half)}L${at(0, 0)}L${at(size, -half)}L${at(size * 0.62, 0)}Z`;
  if (kind === "support") return `M${at(size / 2, half)}L${at(0, 0)}L${at(size / 2, -half)}L${at(size, 0)}Z`;
  return `M${at(size, half)}L${at(0, 0)}L${at(size, -half)}Z`;
}
