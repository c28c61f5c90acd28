// The table as a file: what a spreadsheet reads, and the two ways to take it along without leaving the page.

import { h } from "./dom.js";
import { plain } from "./format.js";
import { range } from "./figures.js";

/** A cell that a spreadsheet reads as text, never as a formula. */
export function cell(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(value);
  const said = plain(value);
  const text = /^[=+\-@]/.test(said) ? `'${said}` : said;
  return /[",\n\r]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

const ENDS = ["low", "point", "high"];
const ranged = (value) => value === "?" || (Array.isArray(value) && value.length === 3 && value.every((v) => v === null || typeof v === "number")) || (value && typeof value === "object" && "is" in value);

/** A row's fields side by side, nested names joined by a dot; lists of other things are left out. */
function flat(row, lead, into) {
  for (const [key, value] of Object.entries(row)) {
    const name = lead + key;
    if (value === null || ranged(value) || typeof value !== "object") into.set(name, value);
    else if (!Array.isArray(value)) flat(value, `${name}.`, into);
  }
  return into;
}

/** Rows of an answer as they were worked out: dollars in full, a field with doubt as three columns. */
export function answerCsv(rows) {
  const lines = rows.map((row) => flat(row, "", new Map()));
  const names = [...new Set(lines.flatMap((line) => [...line.keys()]))];
  const wide = new Set(names.filter((name) => lines.some((line) => ranged(line.get(name)))));
  const head = names.flatMap((name) => (wide.has(name) ? ENDS.map((end) => `${name}.${end}`) : [name]));
  const body = lines.map((line) => names.flatMap((name) => {
    const value = line.get(name);
    if (!wide.has(name)) return [value];
    const a = range(value);
    return a ? ENDS.map((end) => a[end]) : [null, null, null];
  }));
  return [head, ...body].map((line) => line.map(cell).join(",")).join("\r\n") + "\r\n";
}

/** A link that saves rows of an answer. */
export function saveLink(name, rows, text) {
  return h("a", { href: "#", download: `${name}.csv`, class: "save", click: (event) => { event.currentTarget.href = `data:text/csv;charset=utf-8,${encodeURIComponent(answerCsv(rows()))}`; } }, text || "Save as CSV");
}

/** A page opened from disk may not be allowed to use the clipboard: then the old way, with a field. */
export function copyText(text, button) {
  const said = button.textContent;
  const done = () => { button.textContent = "Copied"; setTimeout(() => { button.textContent = said; }, 1500); };
  const byField = () => {
    const field = h("textarea", { "aria-hidden": "true" });
    field.value = text;
    document.body.append(field);
    field.select();
    if (document.execCommand("copy")) done();
    field.remove();
    button.focus();
  };
  if (navigator.clipboard && navigator.clipboard.writeText) navigator.clipboard.writeText(text).then(done, byField);
  else byField();
}
