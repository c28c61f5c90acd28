// The loops: money that comes back to its payer. A list to pick from, and one loop step by step.

import { h, named, step } from "./dom.js";
import { page, edges, nameOf, sentenceOf } from "./data.js";
import { state, pick, choose, loopCompanies } from "./state.js";
import { loops, loopOf, allLoops } from "./view.js";
import { yearsWords } from "./years.js";
import { circlesBox, peeledList } from "./circles.js";
import { plural, words, capital, day } from "./format.js";
import { figure, portion, usd } from "./figures.js";

const FIRST_LOOPS = 12;
let unfolded = false;

export const TYPES = {
  vendor_financing: "the seller finances its buyer",
  vendor_support: "the seller backs its buyer with promises or shares",
  trade: "goods both ways, no financing",
  ownership: "stakes all the way round",
  group: "inside one group of companies",
};

export const circuit = (loop) => [...loop.companies, loop.companies[0]].map(nameOf).join(" → ");

/** When all steps of a loop run together; an end that is not known is open. */
export function liveWords(loop) {
  const { from, to } = loop.live || {};
  if (from || to) return `${from ? day(from) : "?"} to ${to ? day(to) : "open"}`;
  return loop.live_together === false ? "never at once" : "dates not known";
}

/** A loop's size is its smallest step: no more than that can go all the way round. */
const sizeOf = (loop) => ({ ...loop.size, bound: loop.at_most || null });

export function loopList() {
  const found = loops();
  const all = allLoops().length;
  const listed = unfolded ? found : found.slice(0, FIRST_LOOPS);
  const rows = listed.map((loop, index) =>
    h("li", null, h("button", { type: "button", click: () => pick("loop", loop.id), "data-loop": loop.id },
      h("span", { class: "rank" }, index + 1),
      named(circuit(loop)),
      h("span", { class: "size" }, usd(sizeOf(loop))),
      h("span", { class: "type" }, capital(words(loop.type)), loop.grade ? `, evidence ${loop.grade}` : ""))));
  const more = page.left_out && page.left_out.loops[state.basis] ? "at least " : "";
  const left = all === found.length ? `${more}${plural(all, "loop")}` : `${found.length} of ${plural(all, "loop")} after your filters`;
  const choice = (value, words) => h("button", { type: "button", id: value ? "apart" : "ranked", "aria-pressed": String(state.apart === value), click: () => { choose({ apart: value }); document.getElementById(value ? "apart" : "ranked").focus(); } }, words);
  return [
    h("h2", null, "Money that goes round"),
    circlesBox(),
    found.length ? h("div", { class: "choice", role: "group", "aria-label": "Which loops" }, choice(null, "All loops, ranked"), choice(1, "Without overlap")) : null,
    ...(state.apart && found.length ? peeledList() : rankedList(found, rows, left)),
  ];
}

function rankedList(found, rows, left) {
  return [
    h("p", { class: "muted small counted" }, `${left} on ${state.basis} amounts${yearsWords()}, largest first. A loop is as large as its smallest step. Pick one to follow it on the map.`),
    found.length ? h("ol", { class: "looplist" }, rows) : h("p", null, "No loop is left. Switch a class or role back on, or choose another basis or other years."),
    found.length > FIRST_LOOPS && h("p", null, h("button", { type: "button", class: "quiet", click: () => { unfolded = !unfolded; choose({}); } }, unfolded ? "Show fewer" : `Show all ${found.length}`)),
    h("details", null, h("summary", null, "How to read the list"),
      h("ul", { class: "plainlist small" },
        Object.entries(TYPES).map(([id, meaning]) => h("li", null, h("strong", null, capital(words(id))), `: ${meaning}.`)),
        (page.loop_notes[state.basis] || []).map((note) => h("li", null, `${capital(note)}.`)))),
  ];
}

export function loopPanel(id) {
  const { here, loop } = loopOf(id);
  if (!loop) return [h("h2", null, named(circuit({ companies: loopCompanies(id) }))), h("p", { class: "note" }, "With this day, these years, this basis and these filters the loop does not close.")];
  const breaks = loop.key_edge && edges.get(loop.key_edge);
  return [
    h("h2", null, named(circuit(loop))),
    h("p", { class: "muted" }, `${capital(words(loop.type))}: ${TYPES[loop.type] || "money returns to its payer"}.`),
    here ? null : h("p", { class: "note" }, `With this basis and these filters the loop does not close; it is shown as it stands where it does.`),
    h("dl", { class: "three" },
      h("div", null, h("dt", null, "Size, its smallest step"), h("dd", null, usd(sizeOf(loop)))),
      h("div", null, h("dt", null, "Evidence of its weakest step"), h("dd", null, `Grade ${loop.grade}`)),
      h("div", null, h("dt", null, "All steps run together"), h("dd", null, liveWords(loop))),
      loop.binding_share !== null && loop.binding_share !== undefined && h("div", null, h("dt", null, "Bound by contract"), h("dd", null, `${portion({ low: loop.binding_share, point: loop.binding_share, high: loop.binding_share })}`))),
    breaks ? h("p", { class: "small", id: "keydeal" }, "Without one deal it would not close: ", step(sentenceOf(breaks), () => pick("deal", breaks.id))) : h("p", { class: "small muted", id: "keydeal" }, "No step hangs on a single deal: each has others beside it."),
    h("ol", { class: "steps" }, loop.hops.map((hop, index) => {
      const first = edges.get(hop[0]);
      return h("li", null, h("span", { class: "no", "aria-hidden": "true" }, index + 1),
        h("div", null, step(nameOf(first.from), () => pick("company", first.from)), " → ", step(nameOf(first.to), () => pick("company", first.to)),
          h("ul", null, hop.map((edgeId) => hopLine(edges.get(edgeId))))));
    })),
    h("p", { class: "muted small" }, "Loops share deals, so their sizes must not be added up. Escape goes back."),
  ];
}

export function hopLine(edge) {
  const flow = edge.flow[state.basis];
  return h("li", null, h("span", { class: `dot ${edge.class}`, "aria-hidden": "true" }),
    step(sentenceOf(edge), () => pick("deal", edge.id)), ": ", h("strong", null, flow.point === null && !flow.low ? figure(flow) : usd(flow)),
    h("span", { class: "muted" }, `, ${words(edge.stage)}, since ${day(edge.since)}`));
}
