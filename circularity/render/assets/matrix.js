// Payer by payee: the same flows as a square, for reading across and down.

import { h, named, step } from "./dom.js";
import { page, nameOf, companies } from "./data.js";
import { sum } from "./amounts.js";
import { state, pick, choose } from "./state.js";
import { scene } from "./view.js";
import { counted } from "./scope.js";
import { open } from "./map.js";
import { shortName } from "./labels.js";
import { keepLinks, fileOf } from "./table.js";
import { yearsWords } from "./years.js";
import { figure, plainDollars } from "./figures.js";

const ORDERS = { role: "By role, as on the map", name: "By name", "-amount": "By amount" };

function cellsOf() {
  const cells = new Map();
  for (const edge of counted()) {
    const key = `${edge.from}>${edge.to}`;
    if (!cells.has(key)) cells.set(key, []);
    cells.get(key).push(edge);
  }
  return cells;
}

/** The companies in the order asked for: that of the map, of the alphabet, or the larger of what they pay and receive here. */
function inOrder(ids, cells, order) {
  const columns = page.columns.map((column) => column.id);
  const place = (id) => [columns.indexOf(companies.get(id).column), companies.get(id).y];
  const side = (id, at) => sum([...cells].filter(([key]) => key.split(">")[at] === id).flatMap(([, members]) => members.map((edge) => edge.flow[state.basis]))).point || 0;
  const most = new Map(order === "-amount" ? ids.map((id) => [id, Math.max(side(id, 0), side(id, 1))]) : []);
  return [...ids].sort((a, b) => {
    if (order === "name") return nameOf(a).localeCompare(nameOf(b), "en");
    if (order === "-amount") return most.get(b) - most.get(a) || (a < b ? -1 : 1);
    return place(a)[0] - place(b)[0] || place(a)[1] - place(b)[1];
  });
}

export function matrix() {
  const cells = cellsOf();
  const busy = new Set([...cells.keys()].flatMap((key) => key.split(">")));
  const order = ORDERS[state.sort] ? state.sort : "role";
  const ids = inOrder([...scene().shown].filter((id) => busy.has(id)), cells, order);
  const total = (payer, payee) => (cells.has(`${payer}>${payee}`) ? sum(cells.get(`${payer}>${payee}`).map((edge) => edge.flow[state.basis])) : null);
  const file = () => fileOf(ids.map((payer) => ({ payer })), [{ key: "payer", of: ({ payer }) => nameOf(payer) }, ...ids.map((payee) => ({ key: nameOf(payee), of: ({ payer }) => { const a = total(payer, payee); return a ? figure(a) : ""; } }))]);
  return [
    h("div", { class: "bar" }, h("span", null, `Billions of dollars on ${state.basis} amounts${yearsWords()} between the companies on the map: the row pays or backs the column. “?” is a flow without a known amount.`),
      h("label", { class: "field" }, "Order ", h("select", { id: "order", change: (event) => { choose({ sort: event.target.value === "role" ? null : event.target.value }); document.getElementById("order").focus(); } }, Object.entries(ORDERS).map(([value, text]) => h("option", { value, selected: value === order }, text)))),
      keepLinks("payer-by-payee", file)),
    h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "Payer by payee; scrolls" }, h("table", { class: "matrix" },
      h("caption", null, "Payer (rows) by payee (columns)"),
      h("thead", null, h("tr", null, h("th", { class: "corner", scope: "col" }, "Payer"), ids.map((id) => h("th", { scope: "col" }, named(shortName(nameOf(id))))))),
      h("tbody", null, ids.map((payer) => h("tr", null,
        h("th", { scope: "row" }, step(nameOf(payer), () => pick("company", payer))),
        ids.map((payee) => square(payer, payee, cells.get(`${payer}>${payee}`)))))))),
  ];
}

function square(payer, payee, members) {
  if (payer === payee) return h("td", { class: "self" });
  if (!members) return h("td");
  const total = sum(members.map((edge) => edge.flow[state.basis]));
  const text = total.point ? billions(total.point) : members.some((edge) => edge.flow[state.basis].point === null) ? "?" : "0";
  const label = `${nameOf(payer)} to ${nameOf(payee)}: ${figure(total)}`;
  return h("td", { class: total.point >= 1e11 ? "l3" : total.point >= 1e10 ? "l2" : total.point ? "l1" : null }, h("button", { type: "button", class: "link", "aria-label": label, title: label, click: () => open({ id: `${payer}>${payee}`, members }) }, text));
}

function billions(value) {
  const scaled = value / 1e9;
  return scaled >= 0.05 ? String(Number(scaled.toPrecision(3))) : plainDollars(value);
}
