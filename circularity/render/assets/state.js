// What the reader has chosen, in one place, and its twin in the address: a copied address is a copied view.

import { page, companies, edges } from "./data.js";
import { days, travel, YEARS } from "./past.js";

const REACHES = ["main", "more", "all"];
const LISTS = ["largest", "unpaid", "disputed"];
const TABS = ["deals", "companies", "loops", "matrix", "lists", "vendors", "prices", "funding", "claims", "notes"];
/** What a company's panel can show. */
const PARTS = ["money", "fails", "vendor", "pay", "life"];
/** What the legend can switch: the tones of a line, and besides them the columns of the map, kinds and grades. */
export const GRADES = ["A", "B", "C", "D"];
export const TONES = ["financing", "commerce", "support", "group", "ended", "unpriced"];

const KEYS = ["basis", "size", "minimum", "day", "from", "to", "ego", "reach", "tab", "sort", "list", "apart", "part", "round", "life", "step"];

export const state = initial();
const listeners = [];

function initial() {
  return { basis: page.view.basis, size: "main", minimum: 0, hidden: new Set(["unpriced"]), pick: null, day: null, from: null, to: null, ego: null, reach: 1, step: null, round: null, part: "money", life: null, tab: "deals", sort: null, list: "largest", apart: null };
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
  travel(state.day, state.from, state.to);
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
  for (const key of KEYS) if (state[key] !== first[key]) says.set(key, state[key]);
  const hidden = [...state.hidden].sort().join(",");
  if (hidden !== [...first.hidden].sort().join(",")) says.set("hide", hidden);
  if (state.pick) says.set(state.pick.kind, state.pick.id);
  return says.toString();
}

/** The companies that a loop's name names, in order. */
export const loopCompanies = (id) => id.replace(/^loops:/, "").split("/");

/** Whether a pick names something that exists; an address may be old or mistyped. */
function exists(kind, id) {
  if (kind === "company") return companies.has(id);
  if (kind === "deal") return edges.has(id);
  if (kind === "path") return id.split(">").length === 2 && id.split(">").every((end) => companies.has(end)) && id.split(">")[0] !== id.split(">")[1];
  if (kind === "scenario") return (page.scenarios || []).some((story) => story.id === id);
  if (kind === "arc") return page.map.edges.some((arc) => arc.id === id);
  return loopCompanies(id).length > 1 && loopCompanies(id).every((name) => companies.has(name));
}

export function readFragment() {
  const says = new URLSearchParams(location.hash.replace(/^#/, ""));
  const found = initial();
  if (page.bases.includes(says.get("basis"))) found.basis = says.get("basis");
  if (REACHES.includes(says.get("size"))) found.size = says.get("size");
  if (TABS.includes(says.get("tab"))) found.tab = says.get("tab");
  if (LISTS.includes(says.get("list"))) found.list = says.get("list");
  if (says.get("apart") === "1") found.apart = 1;
  const minimum = Number(says.get("minimum"));
  if (Number.isFinite(minimum) && minimum > 0) found.minimum = minimum;
  if (PARTS.includes(says.get("part"))) found.part = says.get("part");
  if (days.includes(says.get("day"))) found.day = says.get("day");
  for (const key of ["round", "life", "step"]) if (/^[1-9]\d?$/.test(says.get(key) || "")) found[key] = Number(says.get(key));
  for (const key of ["from", "to"]) if (/^\d{4}$/.test(says.get(key) || "") && Number(says.get(key)) >= YEARS[0] && Number(says.get(key)) <= YEARS[1]) found[key] = Number(says.get(key));
  if (found.from !== null && found.to !== null && found.to < found.from) [found.from, found.to] = [null, null];
  if (companies.has(says.get("ego"))) found.ego = says.get("ego");
  if (found.ego && says.get("reach") === "2") found.reach = 2;
  if (/^-?[a-z_]+$/.test(says.get("sort") || "")) found.sort = says.get("sort");
  const known = new Set([...TONES, ...GRADES, ...Object.keys(page.kinds || {}), ...page.columns.map((column) => column.id)]);
  if (says.has("hide")) found.hidden = new Set(says.get("hide").split(",").filter((key) => known.has(key)));
  for (const kind of ["company", "deal", "arc", "loop", "scenario", "path"]) {
    if (says.has(kind) && exists(kind, says.get(kind))) found.pick = { kind, id: says.get(kind) };
  }
  choose(found);
}
