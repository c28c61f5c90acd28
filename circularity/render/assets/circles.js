// The shares of money in circles beside chance, and the loops that may be added up.

import { h, named } from "./dom.js";
import { page, companies, nameOf } from "./data.js";
import { state, pick } from "./state.js";
import { loops } from "./view.js";
import { circulation } from "./circulation.js";
import { plural, capital } from "./format.js";
import { plainDollars } from "./figures.js";
import { counted, filtered, priced } from "./scope.js";
import { shareScale } from "./bars.js";

const SHARES = [
  ["kappa_bff", "Runs in circles", "kappa_bff: if all pass on what comes in, in proportion to what they pay"],
  ["kappa_max", "At most could", "kappa_max: the largest circulation that the amounts allow"],
  ["kappa_scc", "Could come back", "kappa_scc: all that moves among companies that reach each other"],
];
const tenth = (value) => `${(100 * value).toFixed(1)}%`;

/** The money between companies that is switched on, one arc a pair; guarantees and the like move none. */
function arcs() {
  const folded = new Map();
  for (const edge of counted()) {
    if (!priced(edge) || edge.class === "support" || companies.get(edge.from).pool || companies.get(edge.to).pool) continue;
    const key = `${edge.from}>${edge.to}`;
    if (!folded.has(key)) folded.set(key, { from: edge.from, to: edge.to, amount: 0 });
    folded.get(key).amount += edge.flow[state.basis].point;
  }
  return [...folded.values()];
}

// With a thousand companies the count takes half a minute: it is then given for a whole basis only.
const tooMany = Boolean(page.left_out && page.left_out.failures);
let last = { key: null, value: null };

/** What the filters leave, worked out once a view. */
export function circles() {
  const key = `${state.day} ${state.basis} ${state.minimum} ${[...state.hidden].sort().join()}`;
  if (last.key !== key) last = { key, value: circulation(arcs()) };
  return last.value;
}

function told() {
  return page.network[state.basis];
}

const chanceOf = (key) => (filtered() ? [] : told().chance.filter((c) => c.statistic === key));
const chanceWords = (key) => chanceOf(key).map((c) => `${tenth(c.mean)} ± ${tenth(c.sd)} when ${c.model}, p = ${c.p}`).join("; ");

function shareRow([key, label], now) {
  const share = filtered() ? now[key] : told()[key];
  if (share === undefined) return null;
  const words = chanceWords(key);
  return h("tr", null, h("th", { scope: "row" }, label), h("td", { class: "n" }, h("strong", null, tenth(share))),
    h("td", null, shareScale(share, chanceOf(key), `${label}: ${tenth(share)} on a scale from 0 to 100 %${words && `; chance: ${words}`}`)));
}

/** What the two null models say of the share shown, in one sentence. */
function verdict() {
  const said = chanceOf("kappa_bff");
  if (!said.length) return "";
  if (said.every((c) => c.verdict === said[0].verdict)) return ` That is ${said[0].verdict} gives to networks like it.`;
  return ` Beside chance: ${said.map((c) => `${c.verdict.replace(" than chance", "")} when ${c.model === "shuffled" ? "amounts are shuffled" : "the network is rewired"}`).join(", ")}.`;
}

function meanings() {
  const lines = SHARES.map(([key, label, meaning]) => {
    const range = told().ranges[key];
    const facts = [filtered() || !range ? "" : `${tenth(range[0])} to ${tenth(range[1])} within the amounts' own ranges`, chanceWords(key) && `chance gives ${chanceWords(key)}`].filter(Boolean);
    return h("li", null, h("strong", null, label), `, ${meaning}${facts.length ? `; ${facts.join("; ")}` : ""}.`);
  });
  const notes = filtered() ? ["Recounted for what is switched on; chance and the largest circulation are worked out for a whole basis only."]
    : [told().draws ? `Chance: ${plural(told().draws, "random network")} a model. Bands show the mean and one standard deviation.` : "Not held against chance: there are too many companies.", ...told().notes.map((note) => `${capital(note)}.`)];
  return h("details", null, h("summary", null, "What the shares mean"), h("ul", { class: "plainlist small" }, lines, notes.map((note) => h("li", null, note))));
}

/** The box above the loops: how much of the money runs in circles, beside chance. */
export function circlesBox() {
  if (!page.network) return null;
  if (tooMany && filtered()) return h("p", { class: "circles small muted" }, "How much runs in circles is not counted again for what is switched on: there are too many companies.");
  // Worked out beforehand for a whole basis; the page counts again only what the filters change.
  const now = filtered() ? circles() : { ...told(), gross: told().gross_flow };
  if (!now.gross) return null;
  const share = now.kappa_bff;
  return h("section", { class: "circles", "aria-labelledby": "circles-title" },
    h("h3", { id: "circles-title" }, "How much is that of all the money?"),
    h("p", { class: "small" }, now.core ? `Of USD ${plainDollars(now.gross)} between companies, USD ${plainDollars(share * now.gross)} run in circles.${verdict()}` : `Of USD ${plainDollars(now.gross)} between companies nothing can come back.`),
    h("table", { class: "shares" },
      h("caption", { class: filtered() ? "small" : "small muted" }, filtered() ? "Recounted for what is switched on" : told().chance.length > 0 && [h("span", { class: "key shuffled" }), " chance with amounts shuffled, ", h("span", { class: "key rewired" }), " rewired"]),
      h("tbody", null, SHARES.map((row) => shareRow(row, now)))),
    meanings());
}

/** Loops that may be added up: together they are exactly the money in circles. */
export function peeledList() {
  if (tooMany) return [h("p", { class: "muted small" }, "Not counted for so many companies. The command circularity network lists loops without overlap.")];
  const found = circles();
  const total = found.loops.reduce((sum, loop) => sum + loop.circulating, 0);
  const ids = new Set(loops().map((loop) => loop.id));
  return [
    h("p", { class: "muted small" }, `These do not share money: USD ${plainDollars(total)} is what runs in circles, split into ${plural(found.loops.length, "loop")}, widest first taken out. A deal may appear in several with a part of its amount.`),
    h("ol", { class: "looplist" }, found.loops.map((loop, index) => {
      const circuit = [...loop.companies, loop.companies[0]].map(nameOf).join(" → ");
      const id = `loops:${loop.companies.join("/")}`;
      const facts = [h("span", { class: "rank" }, index + 1), named(circuit), h("span", { class: "size" }, `USD ${plainDollars(loop.amount)}`),
        h("span", { class: "type" }, `${plainDollars(loop.circulating)} over ${plural(loop.companies.length, "step")}`)];
      // a loop longer than the ranked list goes has no page of its own
      return h("li", null, ids.has(id) ? h("button", { type: "button", "data-peeled": id, click: () => pick("loop", id) }, facts) : h("div", { class: "plainrow" }, facts));
    })),
  ];
}
