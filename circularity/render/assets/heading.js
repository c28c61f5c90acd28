// The top of the page: one sentence made from the numbers, the totals, and the controls.

import { h, byId, replace, named } from "./dom.js";
import { page, nameOf } from "./data.js";
import { state, choose, reset } from "./state.js";
import { startTimeline, drawTimeline } from "./timeline.js";
import { startYears, drawYears, yearsWords } from "./years.js";
import { loops } from "./view.js";
import { plural, day, capital } from "./format.js";
import { plainDollars, usd } from "./figures.js";
import { narrowed, supportTotal, totals } from "./scope.js";

const BASES = { headline: "announced", binding: "bound by contract", paid: "paid so far", expected: "expected, by how firm each deal is" };
const MINIMA = [0, 1e8, 1e9, 5e9, 10e9, 25e9, 50e9, 100e9];

export function startControls() {
  byId("basis").append(...page.bases.map((basis) => h("label", { title: capital(BASES[basis] || basis) },
    h("input", { type: "radio", name: "basis", value: basis, change: () => choose({ basis }) }), capital(basis))));
  const main = page.entities.filter((entity) => entity.shown).length;
  byId("companies").append(...[["main", `${main} largest`], ["more", "60 largest"], ["all", `all ${page.entities.length}`]].map(([value, text]) => h("option", { value }, text)));
  byId("companies").addEventListener("change", (event) => choose({ size: event.target.value }));
  byId("minimum").append(...MINIMA.map((value) => h("option", { value }, value ? `USD ${plainDollars(value)}` : "any size")));
  byId("minimum").addEventListener("change", (event) => choose({ minimum: Number(event.target.value) }));
  byId("scenario").append(h("option", { value: "" }, "nothing happens"), ...(page.scenarios || []).map((story) => h("option", { value: story.id }, story.title)));
  byId("scenario").addEventListener("change", (event) => choose({ pick: event.target.value ? { kind: "scenario", id: event.target.value } : null, round: null }));
  startTimeline();
  startYears();
  byId("reset").addEventListener("click", reset);
}

export function drawHeading(scene) {
  for (const input of byId("basis").querySelectorAll("input")) input.checked = input.value === state.basis;
  byId("companies").value = state.size;
  byId("scenario").value = state.pick && state.pick.kind === "scenario" ? state.pick.id : "";
  if (!MINIMA.includes(state.minimum)) byId("minimum").append(h("option", { value: state.minimum }, `USD ${plainDollars(state.minimum)}`));
  byId("minimum").value = String(state.minimum);
  drawTimeline();
  drawYears();
  replace(byId("kicker"), named(page.data.title));
  byId("asof").textContent = `· as of ${day(state.day || page.view.as_of)} · data version ${page.data.version}`;
  replace(byId("headline"), named(sentence()));
  const { gross, edges, unpriced, undated } = totals();
  const ceiling = gross.bound ? `, ${plainDollars(gross.bound)} of it upper bounds` : "";
  const support = supportTotal().point;
  const standing = support ? `, ${plainDollars(support)} guarantees, warrants and the like, which move no money unless called` : "";
  replace(byId("totals"), h("strong", null, capital(`${usd(gross)} ${BASES[state.basis]}${yearsWords()}`)),
    ` in ${plural(edges, "flow")}${ceiling}${standing}; ${plural(unpriced, "more flow")} without a known amount${undated ? `, ${undated} with an amount that no date places in these years` : ""}. Drawn: ${plural(scene.arcs.length, "arc")} between ${scene.shown.size} of ${plural(page.entities.length, "company", "companies")}.`);
}

/** Where a loop's money goes, as one reads it: "from Amazon to OpenAI and back". */
function run(loop) {
  const names = loop.companies.map(nameOf);
  return names.length === 2 ? `from ${names[0]} to ${names[1]} and back` : `from ${names.join(" to ")} and back`;
}

/** Whether the page holds only the largest loops of this basis. */
const unheld = () => Boolean(page.left_out && page.left_out.loops[state.basis]);

export function sentence() {
  const found = loops();
  const where = state.ego ? `Around ${nameOf(state.ego)}` : narrowed() ? "Of what is switched on" : "";
  const lead = (text) => [where, `${text}${yearsWords()}`].filter(Boolean).join(", ");
  const start = (text) => (where ? text.charAt(0).toLowerCase() + text.slice(1) : text);
  if (!found.length) return lead(start(`No money loop closes on ${state.basis} amounts`));
  const counts = new Map();
  for (const loop of found) for (const id of loop.companies) counts.set(id, (counts.get(id) || 0) + 1);
  const [hub, times] = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0];
  const largest = found[0];
  const size = usd({ ...largest.size, bound: largest.at_most });
  if (found.length === 1) return `${lead(start("One loop brings money back to its payer"))}: it can carry ${size} ${run(largest)}`;
  return `${lead(start(`Money comes back to its payer in ${unheld() ? "at least " : ""}${found.length} loops`))}, ${times === found.length ? "all" : times} of them through ${nameOf(hub)}; the largest can carry ${size} ${run(largest)}`;
}
