// The window of years: amounts are cut to it as the command line cuts them with --from and --to.

import { h, byId } from "./dom.js";
import { page } from "./data.js";
import { state, choose } from "./state.js";

const SPAN = [10, 10];

/** " in 2026 to 2028": the window in words, empty where none is chosen. */
export function yearsWords() {
  const { from, to } = state;
  if (from === null && to === null) return "";
  if (from === to) return ` in ${from}`;
  if (to === null) return ` from ${from} on`;
  return from === null ? ` up to ${to}` : ` in ${from} to ${to}`;
}

function fill(select, chosen, list, any) {
  const years = chosen !== null && !list.includes(chosen) ? [...list, chosen].sort((a, b) => a - b) : list;
  select.replaceChildren(h("option", { value: "" }, any), ...years.map((year) => h("option", { value: year }, year)));
  select.value = chosen === null ? "" : String(chosen);
}

/** A window ends no earlier than it begins: the end that was not touched gives way. */
function change(key, value) {
  const year = value ? Number(value) : null;
  const next = { from: state.from, to: state.to, [key]: year };
  if (next.from !== null && next.to !== null && next.from > next.to) next[key === "from" ? "to" : "from"] = year;
  choose(next);
}

export function startYears() {
  for (const key of ["from", "to"]) byId(key).addEventListener("change", (event) => change(key, event.target.value));
}

export function drawYears() {
  const here = Number(String(page.view.as_of).slice(0, 4));
  const list = Array.from({ length: SPAN[0] + SPAN[1] + 1 }, (_, i) => here - SPAN[0] + i);
  fill(byId("from"), state.from, list, "any year");
  fill(byId("to"), state.to, list, "any year");
  byId("years").classList.toggle("on", state.from !== null || state.to !== null);
}
