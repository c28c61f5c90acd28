// One company, in parts: what it pays and receives, and what the analyses say of it.

import { h, named, step } from "./dom.js";
import { page, companies, nameOf, sentenceOf, CLASSES } from "./data.js";
import { state, pick, choose } from "./state.js";
import { loops } from "./view.js";
import { lookButton } from "./ego.js";
import { sheet } from "./table.js";
import { yearsWords } from "./years.js";
import { routeChoice } from "./route.js";
import { failurePart } from "./failure.js";
import { vendorOf, vendorPart } from "./vendor.js";
import { payOf, payPart } from "./pay.js";
import { lifeOf, lifePart } from "./life.js";
import { plural, words, capital } from "./format.js";
import { figure, usd } from "./figures.js";
import { sum } from "./amounts.js";
import { passes } from "./scope.js";

const touching = (id, side) => page.edges.filter((edge) => edge[side] === id && passes(edge));
const pointOf = (edge) => edge.flow[state.basis].point || 0;

/** The panel's parts, each with whether a company has it. */
const PARTS = {
  money: ["Money in and out", () => true, moneyPart],
  fails: ["If it fails", (id, entity) => !entity.pool, failurePart],
  vendor: ["As a vendor", (id) => Boolean(vendorOf(id)), vendorPart],
  pay: ["Can it pay?", (id) => Boolean(payOf(id)), payPart],
  life: ["Useful life", (id) => Boolean(lifeOf(id)), lifePart],
};

function parts(id, entity) {
  const here = Object.entries(PARTS).filter(([, [, has]]) => has(id, entity));
  const chosen = here.some(([key]) => key === state.part) ? state.part : "money";
  const turn = (key) => { choose({ part: key, round: null }); const now = document.querySelector(`[data-part=${key}]`); if (now) now.focus(); };
  return [
    here.length > 1 ? h("div", { class: "choice parts", role: "group", "aria-label": "What to show of the company" }, here.map(([key, [title]]) =>
      h("button", { type: "button", "data-part": key, "aria-pressed": String(key === chosen), click: () => turn(key) }, title))) : null,
    ...PARTS[chosen][2](id, entity),
  ];
}

export function companyPanel(id) {
  const entity = companies.get(id);
  const facts = [capital(words(entity.role)), entity.ticker, entity.country, entity.parent && `part of ${nameOf(entity.parent)}`].filter(Boolean);
  return [
    h("h2", null, named(entity.name)),
    h("p", { class: "muted" }, facts.map((fact, index) => [index ? " · " : "", named(fact)])),
    h("p", null, lookButton(id)),
    entity.pool ? h("p", { class: "note" }, "A pool stands for several parties that the sources do not name one by one.") : null,
    ...parts(id, entity),
  ];
}

function moneyPart(id) {
  const [out, into] = [touching(id, "from"), touching(id, "to")];
  const rings = loops().filter((loop) => loop.companies.includes(id));
  return [
    h("table", { class: "sides" },
      h("caption", null, `Money on ${state.basis} amounts${yearsWords()}`),
      h("thead", null, h("tr", null, h("th", { scope: "col" }, "Class"), h("th", { scope: "col", class: "n" }, "In, USD"), h("th", { scope: "col", class: "n" }, "Out, USD"))),
      h("tbody", null, CLASSES.map((name) => h("tr", null,
        h("th", { scope: "row" }, h("span", { class: `dot ${name}`, "aria-hidden": "true" }), capital(name)),
        h("td", { class: "n" }, total(into, name)), h("td", { class: "n" }, total(out, name)))))),
    rings.length ? [h("h3", null, `In ${plural(rings.length, "loop")}`), h("ul", { class: "plainlist" }, rings.slice(0, 4).map((loop) =>
      h("li", null, step(loop.companies.map(nameOf).join(" → "), () => pick("loop", loop.id)), `, ${usd({ ...loop.size, bound: loop.at_most })}`)))] : null,
    companies.get(id).pool ? null : routeChoice(id),
    flowList(`Pays and backs (${out.length})`, out, "to"),
    flowList(`Receives (${into.length})`, into, "from"),
  ];
}

function total(list, name) {
  const found = list.filter((edge) => edge.class === name);
  return found.length ? figure(sum(found.map((edge) => edge.flow[state.basis]))) : "none";
}

function flowList(title, list, side) {
  if (!list.length) return null;
  const rows = [...list].sort((a, b) => pointOf(b) - pointOf(a) || (a.id < b.id ? -1 : 1));
  const saying = (edge) => (side === "from" ? sentenceOf(edge) : `${edge.verb} ${nameOf(edge.to)}`);
  const columns = [
    { key: "deal", title: "Deal", of: saying, cell: (edge) => [h("span", { class: `dot ${edge.class}`, "aria-hidden": "true" }), step(saying(edge), () => pick("deal", edge.id)), h("div", { class: "muted small" }, `${words(edge.stage)}, evidence ${edge.grade}`)] },
    { key: "amount", title: "USD", amount: (edge) => edge.flow[state.basis] }];
  return [h("h3", null, title), sheet({ name: side === "from" ? "receives" : "pays", panel: true, caption: title, silent: true, columns, rows, order: "-amount", first: 8 })];
}
