// The table as a file: what a spreadsheet reads, and the two ways to take it along without leaving the page.

import { h } from "./dom.js";
import { page, nameOf } from "./data.js";
import { plain } from "./format.js";

/** A cell that a spreadsheet reads as text, never as a formula. */
function cell(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(value);
  const said = plain(value);
  const text = /^[=+\-@]/.test(said) ? `'${said}` : said;
  return /[",\n\r]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

export function csv(rows) {
  const head = ["id", "deal", "payer", "verb", "payee", "class", "kind", "stage", "grade", "since", ...page.bases.flatMap((b) => [`${b}_low`, `${b}`, `${b}_high`])];
  const lines = rows.map((e) => [e.id, e.deal, nameOf(e.from), e.verb, nameOf(e.to), e.class, e.kind, e.stage, e.grade, e.since,
    ...page.bases.flatMap((b) => [e.flow[b].low, e.flow[b].point, e.flow[b].high])]);
  return [head, ...lines].map((line) => line.map(cell).join(",")).join("\r\n") + "\r\n";
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
