// The top of the page: one sentence made from the numbers, the totals, and the controls.

import { h, byId, replace, named } from "./dom.js";
import { page, nameOf } from "./data.js";
import { state, choose, reset } from "./state.js";
import { loops, totals } from "./view.js";
import { money, dollars, plural, day, capital } from "./format.js";

const BASES = { headline: "as announced", binding: "bound by contract", paid: "already moved", expected: "weighed by how firm each deal is" };
const MINIMA = [0, 1e8, 1e9, 5e9, 10e9, 25e9, 50e9, 100e9];

export function startControls() {
  byId("basis").append(...page.bases.map((basis) => h("label", { title: capital(BASES[basis] || basis) },
    h("input", { type: "radio", name: "basis", value: basis, change: () => choose({ basis }) }), capital(basis))));
  const main = page.entities.filter((entity) => entity.shown).length;
  byId("companies").append(...[["main", `${main} largest`], ["more", "60 largest"], ["all", `all ${page.entities.length}`]].map(([value, text]) => h("option", { value }, text)));
  byId("companies").addEventListener("change", (event) => choose({ size: event.target.value }));
  byId("minimum").append(...MINIMA.map((value) => h("option", { value }, value ? `USD ${dollars(value)}` : "any size")));
  byId("minimum").addEventListener("change", (event) => choose({ minimum: Number(event.target.value) }));
  byId("reset").addEventListener("click", reset);
}

export function drawHeading(scene) {
  for (const input of byId("basis").querySelectorAll("input")) input.checked = input.value === state.basis;
  byId("companies").value = state.size;
  if (!MINIMA.includes(state.minimum)) byId("minimum").append(h("option", { value: state.minimum }, `USD ${dollars(state.minimum)}`));
  byId("minimum").value = String(state.minimum);
  replace(byId("kicker"), named(page.data.title));
  byId("asof").textContent = `· as of ${day(page.view.as_of)} · data version ${page.data.version}`;
  replace(byId("headline"), named(sentence()));
  const { gross, edges, unpriced } = totals();
  const ceiling = gross.bound ? `, of which ${dollars(gross.bound)} are ceilings (“up to”)` : "";
  replace(byId("totals"), h("strong", null, `${capital(state.basis)} amounts`), `, ${BASES[state.basis]}: `, h("strong", null, money({ ...gross, bound: null })),
    ` in ${plural(edges, "priced flow")}${ceiling}; ${plural(unpriced, "further flow")} with no known amount. Map: ${plural(scene.arcs.length, "arc")} between ${plural(scene.shown.size, "company", "companies")}.`);
}

function sentence() {
  const found = loops();
  if (!found.length) return `No money loop closes on ${state.basis} amounts with these filters`;
  const counts = new Map();
  for (const loop of found) for (const id of loop.companies) counts.set(id, (counts.get(id) || 0) + 1);
  const [hub, times] = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0];
  const largest = found[0];
  const run = [...largest.companies, largest.companies[0]].map(nameOf).join(" to ");
  if (found.length === 1) return `One loop brings money back to its payer: ${run}, ${money(largest.size)}`;
  return `Money comes back to its payer in ${found.length} loops, ${times === found.length ? "all" : times} of them through ${nameOf(hub)}; the largest, ${run}, carries ${money({ ...largest.size, bound: largest.at_most })}`;
}
