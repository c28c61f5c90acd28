// Search with suggestions over names, other names, tickers and deals.

import { h, byId, replace, named } from "./dom.js";
import { page, ranked, nameOf, sentenceOf } from "./data.js";
import { pick } from "./state.js";
import { words } from "./format.js";

const MOST = 12;
const plain = (text) => String(text || "").normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

// Built once: what each thing can be found by, companies before deals.
const index = [
  ...ranked.map((e) => ({ kind: "company", id: e.id, text: e.name, side: e.ticker || words(e.role), keys: [e.name, e.ticker, e.id, ...(e.aliases || [])].filter(Boolean).map(plain) })),
  ...page.edges.map((e) => ({ kind: "deal", id: e.id, text: e.title, side: "deal", hint: sentenceOf(e), keys: [`${plain(e.title)} ${plain(sentenceOf(e))} ${plain(nameOf(e.from))}`] })),
];
let suggestions = [];
let at = -1;

function matches(query) {
  const asked = plain(query).trim();
  if (!asked) return [];
  const pieces = asked.split(/\s+/);
  const score = (item) => (item.keys.some((k) => k === asked) ? 0 : item.keys.some((k) => k.startsWith(asked)) ? 1 : 2);
  return index
    .filter((item) => item.keys.some((key) => pieces.every((piece) => key.includes(piece))))
    .map((item, order) => [score(item) + (item.kind === "deal" ? 3 : 0), order, item])
    .sort((a, b) => a[0] - b[0] || a[1] - b[1])
    .slice(0, MOST)
    .map(([, , item]) => item);
}

function close() {
  byId("found").hidden = true;
  byId("find").setAttribute("aria-expanded", "false");
  byId("find").removeAttribute("aria-activedescendant");
  at = -1;
}

function take(item) {
  close();
  byId("find").value = "";
  pick(item.kind, item.id);
}

function drawFound() {
  const list = byId("found");
  const asked = byId("find").value.trim();
  list.hidden = !asked;
  byId("find").setAttribute("aria-expanded", String(Boolean(asked)));
  const rows = suggestions.map((item, i) => h("li", { role: "option", id: `found-${i}`, "aria-selected": String(i === at), pointerdown: (event) => { event.preventDefault(); take(item); } },
    named(item.hint && item.hint !== item.text ? `${item.text}: ${item.hint}` : item.text), h("span", null, item.side)));
  replace(list, rows.length ? rows : h("li", { role: "option", "aria-disabled": "true" }, "Nothing by that name"));
  if (at >= 0) {
    byId("find").setAttribute("aria-activedescendant", `found-${at}`);
    list.children[at].scrollIntoView({ block: "nearest" });
  } else byId("find").removeAttribute("aria-activedescendant");
}

export function startSearch() {
  const input = byId("find");
  input.addEventListener("input", () => { suggestions = matches(input.value); at = -1; drawFound(); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!suggestions.length) return;
      at = (at + (event.key === "ArrowDown" ? 1 : -1) + suggestions.length + (at < 0 && event.key === "ArrowUp" ? 1 : 0)) % suggestions.length;
      drawFound();
    } else if (event.key === "Enter" && suggestions.length && input.value.trim()) take(suggestions[Math.max(0, at)]);
    else if (event.key === "Escape" && input.value) {
      // The first Escape only clears the search; the next one goes back on the map.
      event.stopPropagation();
      input.value = "";
      close();
    }
  });
}
