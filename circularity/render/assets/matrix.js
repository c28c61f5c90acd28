// Payer by payee: the same flows as a square, for reading across and down.

import { h, named, step } from "./dom.js";
import { page, nameOf, companies, sum } from "./data.js";
import { state, pick } from "./state.js";
import { scene, counted } from "./view.js";
import { open } from "./map.js";
import { shortName } from "./labels.js";
import { dollars, amount } from "./format.js";

export function matrix() {
  const cells = new Map();
  for (const edge of counted()) {
    const key = `${edge.from}>${edge.to}`;
    if (!cells.has(key)) cells.set(key, []);
    cells.get(key).push(edge);
  }
  const order = page.columns.map((column) => column.id);
  const busy = new Set([...cells.keys()].flatMap((key) => key.split(">")));
  const ids = [...scene().shown].filter((id) => busy.has(id)).sort((a, b) => order.indexOf(companies.get(a).column) - order.indexOf(companies.get(b).column) || companies.get(a).y - companies.get(b).y);
  const body = ids.map((payer) => h("tr", null,
    h("th", { scope: "row" }, step(nameOf(payer), () => pick("company", payer))),
    ids.map((payee) => square(payer, payee, cells.get(`${payer}>${payee}`)))));
  return [
    h("div", { class: "bar" }, `Billions of dollars on ${state.basis} amounts between the companies on the map: the row pays or backs the column. “?” is a flow without a known amount.`),
    h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "Scrolls sideways" }, h("table", { class: "matrix" },
      h("caption", null, "Payer (rows) by payee (columns)"),
      h("thead", null, h("tr", null, h("th", { class: "corner", scope: "col" }, "Payer"), ids.map((id) => h("th", { scope: "col" }, named(shortName(nameOf(id))))))),
      h("tbody", null, body))),
  ];
}

function square(payer, payee, members) {
  if (payer === payee) return h("td", { class: "self" });
  if (!members) return h("td");
  const total = sum(members.map((edge) => edge.flow[state.basis]));
  const text = total.point ? billions(total.point) : members.some((edge) => edge.flow[state.basis].point === null) ? "?" : "0";
  const label = `${nameOf(payer)} to ${nameOf(payee)}: ${amount(total)}`;
  return h("td", { class: total.point >= 1e11 ? "l3" : total.point >= 1e10 ? "l2" : total.point ? "l1" : null }, h("button", { type: "button", class: "link", "aria-label": label, title: label, click: () => open({ id: `${payer}>${payee}`, members }) }, text));
}

function billions(value) {
  const scaled = value / 1e9;
  return scaled >= 0.05 ? String(Number(scaled.toPrecision(3))) : dollars(value);
}
