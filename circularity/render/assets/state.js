// What the reader has chosen, in one place, and its twin in the address: a copied address is a copied view.

import { page, companies, edges } from "./data.js";
import { days, travel } from "./past.js";

const REACHES = ["main", "more", "all"];
const TABS = ["deals", "companies", "matrix", "lists", "vendors", "prices", "funding", "claims", "notes"];
/** What a company's panel can show. */
const PARTS = ["money", "fails", "vendor", "pay", "life"];
/** What the legend can switch: the tones of a line, and below them the columns of the map. */
export const TONES = ["financing", "commerce", "support", "group", "ended", "unpriced"];

export const state = initial();
const listeners = [];

function initial() {
  return { basis: page.view.basis, size: "main", minimum: 0, hidden: new Set(["unpriced"]), pick: null, day: null, step: null, round: null, part: "money", life: null, tab: "deals" };
}

/** Call `listener` after every change. */
export function onChange(listener) {
  listeners.push(listener);
}

/** Change some choices, write the address, redraw. */
export function choose(change) {
  Object.assign(state, change);
  const fragment = toFragment();
  if (fragment !== location.hash.replace(/^#/, "")) {
    // Replacing keeps the back button for leaving the page; an empty fragment leaves no "#".
    history.replaceState(null, "", fragment ? `#${fragment}` : location.href.split("#")[0]);
  }
  travel(state.day);
  for (const listener of listeners) listener(state);
}

export function reset() {
  choose(initial());
}

export function pick(kind, id) {
  choose({ pick: { kind, id }, round: null });
}

export function toggleHidden(key) {
  const hidden = new Set(state.hidden);
  if (!hidden.delete(key)) hidden.add(key);
  choose({ hidden });
}

function toFragment() {
  const first = initial();
  const says = new URLSearchParams();
  for (const key of ["basis", "size", "minimum", "day", "tab", "part", "round", "life", "step"]) if (state[key] !== first[key]) says.set(key, state[key]);
  const hidden = [...state.hidden].sort().join(",");
  if (hidden !== [...first.hidden].sort().join(",")) says.set("hide", hidden);
  if (state.pick) says.set(state.pick.kind, state.pick.id);
  return says.toString();
}

/** Whether a pick names something that exists; an address may be old or mistyped. */
function exists(kind, id) {
  if (kind === "company") return companies.has(id);
  if (kind === "deal") return edges.has(id);
  if (kind === "path") return id.split(">").length === 2 && id.split(">").every((end) => companies.has(end)) && id.split(">")[0] !== id.split(">")[1];
  if (kind === "scenario") return (page.scenarios || []).some((story) => story.id === id);
  if (kind === "arc") return page.map.edges.some((arc) => arc.id === id);
  return Object.values(page.loops).some((loops) => loops.some((loop) => loop.id === id));
}

export function readFragment() {
  const says = new URLSearchParams(location.hash.replace(/^#/, ""));
  const found = initial();
  if (page.bases.includes(says.get("basis"))) found.basis = says.get("basis");
  if (REACHES.includes(says.get("size"))) found.size = says.get("size");
  if (TABS.includes(says.get("tab"))) found.tab = says.get("tab");
  const minimum = Number(says.get("minimum"));
  if (Number.isFinite(minimum) && minimum > 0) found.minimum = minimum;
  if (PARTS.includes(says.get("part"))) found.part = says.get("part");
  if (days.includes(says.get("day"))) found.day = says.get("day");
  for (const key of ["round", "life", "step"]) if (/^[1-9]\d?$/.test(says.get(key) || "")) found[key] = Number(says.get(key));
  const known = new Set([...TONES, ...page.columns.map((column) => column.id)]);
  if (says.has("hide")) found.hidden = new Set(says.get("hide").split(",").filter((key) => known.has(key)));
  for (const kind of ["company", "deal", "arc", "loop", "scenario", "path"]) {
    if (says.has(kind) && exists(kind, says.get(kind))) found.pick = { kind, id: says.get(kind) };
  }
  choose(found);
}
