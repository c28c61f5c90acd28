// The slider of days: the map grows deal by deal, and loops, shares and totals are recounted for the month shown.

import { byId } from "./dom.js";
import { page } from "./data.js";
import { state, choose } from "./state.js";
import { days } from "./past.js";
import { day } from "./format.js";

const PACE = 450;
let timer = null;

const place = () => (state.day === null ? days.length : days.indexOf(state.day));
const go = (index) => choose({ day: index < days.length ? days[index] : null });

function stop() {
  clearTimeout(timer);
  timer = null;
}

function play(from) {
  go(from);
  timer = from < days.length ? setTimeout(() => play(from + 1), PACE) : null;
  if (!timer) drawTimeline();
}

export function startTimeline() {
  for (const id of ["grow", "day"]) byId(id).hidden = !days.length;
  byId("dayword").parentElement.hidden = !days.length;
  byId("day").max = String(days.length);
  byId("day").addEventListener("input", (event) => { stop(); go(Number(event.target.value)); });
  byId("grow").addEventListener("click", () => {
    if (timer) { stop(); return drawTimeline(); }
    // for those who asked for less motion the months are stepped by hand, with the slider
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return byId("day").focus();
    return play(place() < days.length ? place() : 0);
  });
}

export function drawTimeline() {
  if (!days.length) return;
  byId("day").value = String(place());
  const text = day(state.day || page.view.as_of);
  byId("day").setAttribute("aria-valuetext", text);
  byId("dayword").textContent = state.day === null ? `${text}, the latest` : text;
  byId("grow").textContent = timer ? "Pause" : "Play";
}
