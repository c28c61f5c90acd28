// The side of the page: the loops, or what the reader picked, with one way back.

import { h, byId, replace } from "./dom.js";
import { state, choose } from "./state.js";
import { loopList, loopPanel } from "./loops.js";
import { companyPanel } from "./company.js";
import { routePanel } from "./route.js";
import { scenarioPanel } from "./failure.js";
import { dealPanel, arcPanel } from "./deal.js";

const PANELS = { loop: loopPanel, company: companyPanel, deal: dealPanel, arc: arcPanel, scenario: scenarioPanel, path: routePanel };
const TITLES = { loop: "Loop", company: "Company", deal: "Deal", arc: "Arc of several flows", scenario: "What if", path: "Path of money" };
let trail = [];
let shown = null;

/** One step back along what was picked, at the end the whole map. */
export function back() {
  trail.pop();
  choose({ pick: trail.length ? trail[trail.length - 1] : null, round: null });
}

export function drawPanel() {
  const picked = state.pick;
  const key = picked ? `${picked.kind} ${picked.id}` : "";
  const changed = key !== shown;
  const first = shown === null;
  const hadFocus = byId("panel").contains(document.activeElement);
  const [table, column] = hadFocus ? ["data-of", "data-sort"].map((name) => document.activeElement.getAttribute(name)) : [];
  if (!picked) trail = [];
  else if (changed) {
    const known = trail.findIndex((p) => p.kind === picked.kind && p.id === picked.id);
    trail = known >= 0 ? trail.slice(0, known + 1) : [...trail, picked];
  }
  shown = key;
  replace(byId("panel"), ...(picked ? [crumb(picked), ...PANELS[picked.kind](picked.id)] : loopList()));
  // Sorting a small table must not throw the reader out of it.
  const sorter = table && byId("panel").querySelector(`[data-of="${table}"][data-sort="${column}"]`);
  if (sorter) sorter.focus({ preventScroll: true });
  // An address that names something opens at the top all the same: the sentence and the date come first.
  if (!changed || first) return;
  const title = byId("panel").querySelector("h2");
  byId("live").textContent = picked ? `${TITLES[picked.kind]}: ${title.textContent}. Escape goes back.` : "All loops";
  byId("side").scrollTop = 0;
  // Redrawing removed what had the focus: give it to the panel, so that the next tab goes on from there.
  if (hadFocus) byId("side").focus({ preventScroll: true });
  const narrow = matchMedia("(max-width: 1100px)").matches;
  if (narrow && picked) byId("side").scrollIntoView({ block: "start" });
}

function crumb(picked) {
  const before = trail.length > 1 ? `Back to the ${trail[trail.length - 2].kind}` : "Back to all loops";
  return h("div", { class: "crumb" }, h("span", null, TITLES[picked.kind]), h("button", { type: "button", class: "quiet", id: "back", click: back }, before));
}
