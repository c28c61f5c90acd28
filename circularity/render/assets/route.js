// How money gets from one company to another: the path with the fewest steps, of those the widest.

import { h, named, step } from "./dom.js";
import { page, ranked, nameOf } from "./data.js";
import { state, pick, choose } from "./state.js";
import { routeOf } from "./paths.js";
import { hopLine } from "./loops.js";
import { day } from "./format.js";
import { figure } from "./figures.js";
import { smallest, sum } from "./amounts.js";

/** A choice of the other end, in a company's panel. */
export function routeChoice(from) {
  const others = ranked.filter((entity) => !entity.pool && entity.id !== from);
  return h("label", { class: "field route" }, "How does money get to ", h("select", { id: "goal", change: (event) => event.target.value && pick("path", `${from}>${event.target.value}`) },
    h("option", { value: "" }, "choose a company"), others.map((entity) => h("option", { value: entity.id }, entity.name))));
}

export function routePanel(id) {
  const [from, to] = id.split(">");
  const found = routeOf(from, to, state.basis);
  const title = [h("h2", null, named(`${nameOf(from)} to ${nameOf(to)}`))];
  if (!found) return [...title, h("p", null, `No money gets from ${nameOf(from)} to ${nameOf(to)} in four steps on ${state.basis} amounts, as of ${day(state.day || page.view.as_of)}.`)];
  const size = smallest(found.hops.map((hop) => sum(hop.map((edge) => edge.flow[state.basis]))));
  return [...title,
    h("p", { class: "muted", id: "routewords" }, `The path with the fewest steps could carry ${figure(size)}: ${found.companies.map(nameOf).join(" > ")}.`),
    h("ol", { class: "steps" }, found.hops.map((hop, index) => h("li", null, h("span", { class: "no", "aria-hidden": "true" }, index + 1),
      h("div", null, step(nameOf(hop[0].from), () => pick("company", hop[0].from)), " → ", step(nameOf(hop[0].to), () => pick("company", hop[0].to)), h("ul", null, hop.map(hopLine)))))),
    h("button", { type: "button", class: "quiet", id: "turn", click: () => choose({ pick: { kind: "path", id: `${to}>${from}` } }) }, "The other way round"),
    h("p", { class: "muted small" }, "A size is what could pass, not what was traced. All flows of the day count, whatever is switched on."),
  ];
}
