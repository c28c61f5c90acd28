// How much of the money runs in circles: the shares and the loops without overlap, recounted for whatever is switched on.
// The same definitions as the analysis: balanced flow forwarding in each strong component, then the widest loop first.

const USED_UP = 1e-12;
const REST = 1e-9;

/** Strong components of a list of arcs: for each node its component (Tarjan 1972, without recursion). */
function components(arcs) {
  const heads = new Map();
  for (const { from, to } of arcs) {
    if (!heads.has(from)) heads.set(from, []);
    heads.get(from).push(to);
    if (!heads.has(to)) heads.set(to, []);
  }
  const [order, low, part, stack] = [new Map(), new Map(), new Map(), []];
  for (const start of heads.keys()) {
    if (order.has(start)) continue;
    const work = [[start, 0]];
    while (work.length) {
      const top = work[work.length - 1];
      const [node, next] = top;
      if (next === 0) { order.set(node, order.size); low.set(node, order.get(node)); stack.push(node); }
      if (next < heads.get(node).length) {
        top[1] += 1;
        const head = heads.get(node)[next];
        if (!order.has(head)) work.push([head, 0]);
        else if (!part.has(head)) low.set(node, Math.min(low.get(node), order.get(head)));
        continue;
      }
      work.pop();
      if (work.length) low.set(work[work.length - 1][0], Math.min(low.get(work[work.length - 1][0]), low.get(node)));
      if (low.get(node) !== order.get(node)) continue;
      for (let member; member !== node;) { member = stack.pop(); part.set(member, node); }
    }
  }
  return part;
}

/** Solve a small linear system (Gauss, with the largest pivot). */
function solve(rows, right) {
  const size = right.length;
  for (let column = 0; column < size; column += 1) {
    let pivot = column;
    for (let i = column + 1; i < size; i += 1) if (Math.abs(rows[i][column]) > Math.abs(rows[pivot][column])) pivot = i;
    [rows[column], rows[pivot], right[column], right[pivot]] = [rows[pivot], rows[column], right[pivot], right[column]];
    for (let i = column + 1; i < size; i += 1) {
      const factor = rows[i][column] / rows[column][column];
      if (!factor) continue;
      for (let j = column; j < size; j += 1) rows[i][j] -= factor * rows[column][j];
      right[i] -= factor * right[column];
    }
  }
  for (let i = size - 1; i >= 0; i -= 1) {
    for (let j = i + 1; j < size; j += 1) right[i] -= rows[i][j] * right[j];
    right[i] /= rows[i][i];
  }
  return right;
}

/** Take one stationary circulation out of a strong component, scaled until somebody has nothing left to pay. */
function forward(arcs) {
  const names = [...new Set(arcs.flatMap((arc) => [arc.from, arc.to]))];
  const at = new Map(names.map((name, index) => [name, index]));
  const outflow = names.map(() => 0);
  for (const arc of arcs) outflow[at.get(arc.from)] += arc.left;
  const rows = names.map((_, i) => names.map((__, j) => (i === j ? 1 : 0)));
  for (const arc of arcs) rows[at.get(arc.to)][at.get(arc.from)] -= arc.left / outflow[at.get(arc.from)];
  rows[names.length - 1] = names.map(() => 1);
  const often = solve(rows, names.map((_, i) => (i === names.length - 1 ? 1 : 0)));
  const reach = often.map((value, i) => Math.max(0, value) / outflow[i]);
  const most = Math.max(...reach);
  for (const arc of arcs) {
    const portion = reach[at.get(arc.from)] / most;
    arc.used += arc.left * portion;
    arc.left = portion >= 1 - USED_UP ? 0 : arc.left * (1 - portion);
  }
}

/** The balanced circulation of some arcs ({from, to, amount}): each gets `used`, what of it runs in circles. */
function balance(arcs) {
  for (const arc of arcs) Object.assign(arc, { left: arc.amount, used: 0 });
  for (let rest = arcs; rest.length;) {
    const part = components(rest.filter((arc) => arc.left > 0));
    rest = rest.filter((arc) => arc.left > 0 && part.get(arc.from) === part.get(arc.to));
    const byPart = new Map();
    for (const arc of rest) {
      const key = part.get(arc.from);
      if (!byPart.has(key)) byPart.set(key, []);
      byPart.get(key).push(arc);
    }
    for (const members of byPart.values()) forward(members);
  }
}

/** The shortest loop over some arcs, of those the first by name. */
function shortest(arcs) {
  const heads = new Map();
  for (const { from, to } of arcs) heads.set(from, [...(heads.get(from) || []), to].sort());
  let best = null;
  for (const root of [...heads.keys()].sort()) {
    const came = new Map();
    let closed = null;
    for (let ring = [root], length = 1; ring.length && closed === null && (!best || length < best.length); length += 1) {
      const next = [];
      for (const node of ring) {
        for (const head of heads.get(node) || []) {
          if (head === root) { closed = node; break; }
          if (head > root && !came.has(head)) { came.set(head, node); next.push(head); }
        }
        if (closed !== null) break;
      }
      ring = next;
    }
    if (closed === null) continue;
    const ring = [closed];
    while (ring[0] !== root) ring.unshift(came.get(ring[0]));
    best = ring;
  }
  return best;
}

/** Loops without overlap: the widest there is, then the widest in what is left. */
function peel(arcs) {
  const left = new Map(arcs.filter((arc) => arc.used > 0).map((arc) => [`${arc.from}>${arc.to}`, { ...arc, left: arc.used }]));
  const least = REST * arcs.reduce((sum, arc) => sum + arc.used, 0);
  const found = [];
  while (left.size) {
    const widths = [...new Set([...left.values()].map((arc) => arc.left))].sort((a, b) => a - b);
    let [low, high, ring] = [0, widths.length, null];
    while (low < high) {
      const middle = (low + high) >> 1;
      const here = shortest([...left.values()].filter((arc) => arc.left >= widths[middle]));
      if (here) [ring, low] = [here, middle + 1]; else high = middle;
    }
    if (!ring) break;
    const hops = ring.map((name, i) => `${name}>${ring[(i + 1) % ring.length]}`);
    const amount = Math.min(...hops.map((hop) => left.get(hop).left));
    if (amount <= least) break;
    found.push({ companies: ring, amount, circulating: amount * ring.length });
    for (const hop of hops) {
      const arc = left.get(hop);
      arc.left -= amount;
      if (arc.left <= 1e-12 * arc.used) left.delete(hop);
    }
  }
  return found.sort((a, b) => b.circulating - a.circulating || (a.companies.join() < b.companies.join() ? -1 : 1));
}

/** The shares of the gross flow between companies, and the loops without overlap, of some arcs ({from, to, amount}). */
export function circulation(arcs) {
  const sum = (list, key) => list.reduce((total, arc) => total + arc[key], 0);
  const gross = sum(arcs, "amount");
  const part = components(arcs);
  const inside = arcs.filter((arc) => part.get(arc.from) === part.get(arc.to));
  balance(inside);
  const share = (value) => (gross > 0 ? value / gross : 0);
  const core = new Set(inside.flatMap((arc) => [arc.from, arc.to])).size;
  return { gross, kappa_bff: share(sum(inside, "used")), kappa_scc: share(sum(inside, "amount")), core, loops: peel(inside) };
}
