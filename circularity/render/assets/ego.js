// One company alone with its neighbours: a mode in which everything else is left out, with one way back.

import { h, byId, named, replace } from "./dom.js";
import { page, nameOf } from "./data.js";
import { state, choose } from "./state.js";
import { neighbours } from "./scope.js";
import { plural } from "./format.js";

export function look(id) {
  choose({ ego: id, reach: 1, pick: null, round: null });
  byId("leave").focus();
}

export function leave() {
  const id = state.ego;
  choose({ ego: null, reach: 1, pick: { kind: "company", id } });
}

/** A button for the company's panel. */
export function lookButton(id) {
  return state.ego === id ? null : h("button", { type: "button", class: "quiet boxed", id: "alone", click: () => look(id) }, "Only this company and its neighbours");
}

export function drawEgo() {
  const bar = byId("ego");
  const had = bar.contains(document.activeElement) && document.activeElement.id;
  bar.hidden = !state.ego;
  if (!state.ego) return replace(bar);
  const others = neighbours().size - 1;
  const reach = (steps, text) => h("button", { type: "button", id: `reach${steps}`, "aria-pressed": String(state.reach === steps), click: () => choose({ reach: steps }) }, text);
  replace(bar,
    h("p", { id: "egotext" }, h("strong", null, "Only ", named(nameOf(state.ego))), ` and the ${plural(others, "company", "companies")} within ${state.reach === 1 ? "one step" : "two steps"} of it, with the money among them. Everything on this page is recounted for these ${others + 1} of ${page.entities.length}.`),
    h("div", { class: "choice", role: "group", "aria-label": "How far to look" }, reach(1, "One step"), reach(2, "Two steps"),
      h("button", { type: "button", id: "leave", click: leave }, "Show everything")));
  if (had && byId(had)) byId(had).focus({ preventScroll: true });
  return undefined;
}
