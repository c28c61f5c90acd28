// A table that sorts by any column and is saved as it stands: one way for all lists of rows.
// A column is { key, title, of } where `of` gives a row's text or number, or { key, title, amount } with its range in dollars;
// `cell` draws it where more than its words are wanted. A column with neither is a picture: it neither sorts nor is saved.

import { h } from "./dom.js";
import { state, choose } from "./state.js";
import { figure } from "./figures.js";
import { cell, copyText } from "./csv.js";
import { plural } from "./format.js";

const unfolded = new Set();
/** Order of the small tables in the panels; that of the large sheet stands in the address. */
const local = new Map();

const numeric = (column) => Boolean(column.amount || column.n);
const rankOf = (a) => (a ? a.point : null);
const valueOf = (column, row) => (column.amount ? rankOf(column.amount(row)) : column.of(row));
const blankOf = (value) => value === null || value === undefined || value === "";

function compare(x, y) {
  if (typeof x === "number" && typeof y === "number") return x - y;
  return String(x).localeCompare(String(y), "en", { numeric: true });
}

/** Rows in an order like "amount" or "-amount"; equal ones stay as they were, and what is not known stands last either way. */
export function sortedBy(rows, columns, order) {
  const down = order.startsWith("-");
  const column = columns.find(({ key }) => key === order.replace(/^-/, ""));
  if (!column) return rows;
  return rows.map((row) => [valueOf(column, row), row]).sort(([x], [y]) => {
    if (blankOf(x) || blankOf(y)) return blankOf(x) - blankOf(y);
    return down ? compare(y, x) : compare(x, y);
  }).map(([, row]) => row);
}

/** The rows as a file: the columns and the order that are shown, dollars in full, an amount as its three ends and its ceiling. */
export function fileOf(rows, columns) {
  const told = columns.filter((column) => column.amount || column.of);
  const head = told.flatMap(({ key, amount }) => (amount ? [`${key}_low`, key, `${key}_high`, `${key}_at_most`] : [key]));
  const line = (row) => told.flatMap((column) => {
    if (!column.amount) return [column.of(row)];
    const a = column.amount(row) || { low: null, point: null, high: null };
    return [...[a.low, a.point, a.high].map((v) => (v === null ? null : Math.round(v))), Math.round(a.bound || a.at_most || 0) || null];
  });
  return [head, ...rows.map(line)].map((cells) => cells.map(cell).join(",")).join("\r\n") + "\r\n";
}

/** The two ways to take rows along. */
export function keepLinks(name, text) {
  return [
    h("a", { href: "#", download: `${name}.csv`, class: "save", click: (event) => { event.currentTarget.href = `data:text/csv;charset=utf-8,${encodeURIComponent(text())}`; } }, "Save as CSV"),
    h("button", { type: "button", class: "link", click: (event) => copyText(text(), event.currentTarget) }, "Copy as CSV")];
}

function heading(name, column, order, turn) {
  if (!column.of && !column.amount) return h("th", { scope: "col" }, column.title);
  const now = order.replace(/^-/, "") === column.key;
  const sort = !now ? "none" : order.startsWith("-") ? "descending" : "ascending";
  const next = sort === "none" ? `${numeric(column) ? "-" : ""}${column.key}` : sort === "descending" ? column.key : `-${column.key}`;
  const sign = { none: "", descending: " ↓", ascending: " ↑" }[sort];
  return h("th", { scope: "col", "aria-sort": sort, class: numeric(column) ? "n" : null, title: column.about },
    h("button", { type: "button", class: "sort", "data-sort": column.key, "data-of": name, click: () => turn(next) }, column.title, h("span", { "aria-hidden": "true" }, sign)));
}

/**
 * The table with its head and its links.
 * `name` is that of the file, `first` how many rows are shown before one asks for the rest, `panel` keeps the order out of the
 * address, `whole` is a further link beside those that save the table, `label` its name where the caption is more than words,
 * `silent` leaves the caption to screen readers where a heading above says the same.
 */
export function sheet({ name, caption, silent, label, columns, rows, order, first, about, marked, panel, attributes, whole: kept }) {
  const asked = panel ? local.get(name) : state.sort;
  const now = asked && columns.some(({ key }) => key === asked.replace(/^-/, "")) ? asked : order;
  const sorted = sortedBy(rows, columns, now);
  const whole = unfolded.has(name) || sorted.length <= (first || Infinity) + 2;
  const turn = (next) => { if (panel) { local.set(name, next); choose({}); } else choose({ sort: next === order ? null : next }); };
  const text = (column, row) => (column.cell ? column.cell(row) : column.amount ? figure(column.amount(row)) : String(column.of(row) ?? ""));
  return [
    about === undefined ? null : h("div", { class: "bar" }, h("span", null, about), keepLinks(name, () => fileOf(sorted, columns)), kept || null),
    h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": `${label || caption}; scrolls` }, h("table", { class: `sheet ${name.split("-")[0]}` },
      h("caption", { class: silent ? "aside" : null }, caption),
      h("thead", null, h("tr", null, columns.map((column) => heading(name, column, now, turn)))),
      h("tbody", null, (whole ? sorted : sorted.slice(0, first)).map((row) => h("tr", { class: marked && marked(row) ? "chosen" : null, ...(attributes ? attributes(row) : {}) },
        columns.map((column, i) => h(i || !column.row ? "td" : "th", { class: numeric(column) ? "n" : column.kind || null, scope: !i && column.row ? "row" : null }, text(column, row)))))))),
    sorted.length > (first || Infinity) + 2 ? h("p", null, h("button", { type: "button", class: "quiet", "data-more": name, click: () => { if (!unfolded.delete(name)) unfolded.add(name); choose({}); } }, whole ? "Show the first rows only" : `Show all ${plural(sorted.length, "row")}`)) : null,
  ];
}
