// What commentary says, each claim with its verdict, our own figure beside theirs, and everything behind it on demand.

import { h, named, step, source } from "./dom.js";
import { page, nameOf, companies } from "./data.js";
import { pick, choose } from "./state.js";
import { saveLink } from "./csv.js";
import { sheet } from "./table.js";
import { capital, plural, words } from "./format.js";

const VERDICTS = ["supported", "partly", "unsupported", "wrong", "cannot_be_judged"];
let shown = "all";

const compared = (figure) => `${figure.text}${figure.compared ? ` (theirs is ${figure.compared})` : ""}`;
const who = (id) => (companies.has(id) ? step(nameOf(id), () => pick("company", id)) : named(nameOf(id)));

const best = (row) => (row.ours || []).find((f) => f.comparable) || (row.ours || [])[0];

function whole(row) {
  const line = (figure) => h("li", null, named(`${figure.words}${figure.arithmetic ? ` = ${figure.arithmetic}` : ""}: ${figure.what}`), figure.source ? [" ", source(figure.source, "source")] : "");
  return h("details", null, h("summary", null, named(row.claim)), h("div", { class: "small" },
    h("p", { class: "muted" }, named(`Said by ${row.said_by}${row.date ? `, ${row.date}` : ""}`)),
    h("p", null, named(row.finding)),
    row.why ? h("p", null, named(`Why it cannot be judged: ${row.why}`)) : null,
    row.subjects && row.subjects.length ? h("p", null, "About ", row.subjects.map((id, i) => [i ? ", " : "", who(id)])) : null,
    h("ul", { class: "plainlist" }, row.theirs ? line(row.theirs) : null, (row.figures || []).map(line),
      (row.ours || []).map((f) => h("li", null, named(`Ours: ${compared(f)}: ${f.what}`), h("div", { class: "muted" }, h("code", null, `circularity ${f.command}`)))),
      row.sources.map((s) => h("li", null, s.url ? source(s.url, s.publisher) : named(s.publisher), named(`: ${s.says}`))))));
}

const COLUMNS = [
  { key: "claim", title: "Claim", of: (row) => row.claim, cell: whole }, { key: "verdict", title: "Verdict", of: (row) => words(row.verdict) },
  { key: "theirs", title: "Theirs", of: (row) => (row.theirs ? row.theirs.words : ""), cell: (row) => (row.theirs ? named(row.theirs.words) : "") },
  { key: "ours", title: "Ours", of: (row) => (best(row) ? compared(best(row)) : ""), cell: (row) => (best(row) ? [compared(best(row)), h("div", { class: "muted small" }, named(best(row).what))] : "") },
  { key: "evidence", title: "Evidence", of: (row) => row.grade },
];

export function claimTable() {
  const verdicts = VERDICTS.filter((verdict) => page.claims.rows.some((row) => row.verdict === verdict));
  const rows = page.claims.rows.filter((row) => shown === "all" || row.verdict === shown);
  const choice = (key) => h("button", { type: "button", "data-verdict": key, "aria-pressed": String(shown === key), click: () => { shown = key; choose({}); document.querySelector(`[data-verdict=${key}]`).focus(); } }, capital(words(key)));
  return [
    h("div", { class: "choice parts", role: "group", "aria-label": "Which verdicts" }, ["all", ...verdicts].map(choice)),
    h("p", null, named(page.claims.sentence)),
    ...sheet({
      name: "claims", rows, order: "", columns: COLUMNS, about: plural(rows.length, "claim"), attributes: (row) => ({ "data-claim": row.claim_id }), whole: saveLink("claims-all-figures", () => rows, "Save all figures"),
      caption: "A verdict is an editor's, on the sources named; open a claim for the figures, the arithmetic and the sources. Ours is worked out from these data on the binding basis unless its command says otherwise.", label: "Claims",
    }),
    h("details", null, h("summary", null, "What to keep in mind, and what is not known"), h("ul", { class: "plainlist small" }, [...page.claims.notes, ...page.claims.unknown].map((line) => h("li", null, named(capital(line)))))),
  ];
}
