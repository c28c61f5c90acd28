// The guided tour: a strip above the map that leads from view to view, each with the sentence of the analysis behind it.

import { h, byId, named, replace } from "./dom.js";
import { page } from "./data.js";
import { state, choose, readFragment } from "./state.js";

const steps = page.tour || [];

function go(number) {
  const show = steps[number - 1].show;
  history.replaceState(null, "", `#${show}${show ? "&" : ""}step=${number}`);
  readFragment();
  byId("tourtext").focus({ preventScroll: true });
  scrollTo({ top: 0 });
  // a step about a table leads there, and where the panel stands under the map one about a panel to it
  const narrow = matchMedia("(max-width: 1100px)").matches;
  if (show.includes("tab=")) byId("below").scrollIntoView({ block: "start" });
  else if (narrow && state.pick) byId("side").scrollIntoView({ block: "start" });
}

export function endTour() {
  choose({ step: null });
  byId("tour").focus();
}

export function startTour() {
  byId("tour").hidden = !steps.length;
  byId("tour").addEventListener("click", () => go(1));
}

export function drawTour() {
  const now = state.step && state.step <= steps.length ? state.step : null;
  const strip = byId("strip");
  strip.hidden = !now;
  // what is scrolled to must not hide under the strip
  const clear = () => { document.documentElement.style.scrollPaddingTop = now ? `${strip.offsetHeight + 8}px` : ""; };
  if (!now) return clear();
  const had = strip.contains(document.activeElement) && document.activeElement.id;
  const { title, text } = steps[now - 1];
  const button = (id, words, action, off) => h("button", { type: "button", id, click: action, disabled: off }, words);
  replace(strip,
    h("p", { id: "tourtext", tabindex: -1 }, h("strong", null, `${now} of ${steps.length}. `, named(title)), " ", named(text)),
    h("div", { class: "choice", role: "group", "aria-label": "Tour" },
      button("tourback", "Back", () => go(now - 1), now < 2), button("tournext", "Next", () => go(now + 1), now >= steps.length),
      button("tourend", "End", endTour)));
  clear();
  if (had && byId(had) && !byId(had).disabled) byId(had).focus({ preventScroll: true });
  return undefined;
}
