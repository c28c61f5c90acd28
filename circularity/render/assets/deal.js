// One flow of a deal with its evidence, and the list of flows that share an arc.

import { h, named, source, step } from "./dom.js";
import { page, edges, nameOf, sentenceOf } from "./data.js";
import { state, pick } from "./state.js";
import { sheet } from "./table.js";
import { yearsWords } from "./years.js";
import { plural, words, capital, day } from "./format.js";
import { figure, usd } from "./figures.js";
import { sum } from "./amounts.js";

const GRADES = {
  A: "a filing or a party's own statement, opened by the editor",
  B: "such a document as quoted by others, or two publishers that do not relay the same report",
  C: "one report",
  D: "nothing that could be seen",
};
const MEANING = {
  headline: "as announced", binding: "bound by contract", paid: "already moved", expected: "weighed by stage, see notes", outstanding: "still owed or held",
};
const LINKS = [["part_of", "Part of"], ["serves", "Serves"], ["guarantees", "Guarantees"], ["contingent_on", "Depends on"], ["superseded_by", "Replaced by"], ["parts", "Its parts"]];

export function dealPanel(id) {
  const edge = edges.get(id);
  const more = page.edges.filter((other) => other.deal === edge.deal && other.id !== id);
  return [
    h("p", { class: "muted small" }, h("span", { class: `dot ${edge.class}`, "aria-hidden": "true" }), `${capital(edge.class)} · ${words(edge.kind)} · ${words(edge.stage)}`),
    h("h2", null, step(nameOf(edge.from), () => pick("company", edge.from)), ` ${edge.verb} `, step(nameOf(edge.to), () => pick("company", edge.to))),
    h("p", { class: "muted" }, named(edge.title), edge.starts || edge.ends ? `, ${day(edge.starts) || "?"} – ${day(edge.ends) || "open"}` : ""),
    state.day ? h("p", { class: "note small" }, edge.away ? `Not yet known on ${day(state.day)}, the day that the map shows.` : `The map shows ${day(state.day)}; the amounts here are those known on ${day(page.view.as_of)}.`) : null,
    yearsWords() ? h("p", { class: "note small" }, `The map draws ${figure(edge.flow[state.basis])} of it${yearsWords()}, on ${state.basis} amounts; below stands the whole deal.`) : null,
    h("dl", { class: "three" }, columns(edge).map((basis) => h("div", null,
      h("dt", null, capital(basis)), h("dd", null, usd(edge.amounts[basis]), h("small", null, under(edge, basis)))))),
    edge.derivation ? [h("h3", null, "Worked out"), h("p", { class: "note" }, named(edge.derivation))] : null,
    edge.disputes ? [h("h3", null, "Disputed or open"), h("p", { class: "note" }, named(edge.disputes))] : null,
    edge.contingent_on && !links(edge.contingent_on).length ? [h("h3", null, "Depends on"), h("p", null, named(String(edge.contingent_on)))] : null,
    edge.history.length ? [h("h3", null, "History"), h("ol", { class: "time" }, edge.history.map(moment))] : null,
    relations(edge, more),
    h("h3", null, `Sources (${edge.sources.length})`),
    h("p", { class: "small muted" }, `Evidence grade ${edge.grade}: ${GRADES[edge.grade]}.`),
    h("ul", { class: "sources" }, edge.sources.map(evidence)),
  ];
}

/** What is still owed or held says something of stakes and loans only. */
function columns(edge) {
  const owed = edge.class === "financing" && edge.amounts.outstanding && (edge.amounts.outstanding.high !== null || edge.amounts.outstanding.low);
  return [...page.bases, ...(owed ? ["outstanding"] : [])];
}

function under(edge, basis) {
  const own = edge.amounts[basis];
  const said = own && own.text && own.text !== figure(own) ? own.text : "";
  if (basis === "paid" && own && own.as_of) return `by ${day(own.as_of)}`;
  const flow = edge.whole[basis];
  const inside = flow && own && flow.point !== null && own.point !== null && Math.abs(flow.point - own.point) > 1;
  return [said || MEANING[basis], inside ? `the map draws ${figure(flow)}, the rest stands in its parts` : ""].filter(Boolean).join("; ");
}

function moment(item) {
  const sums = ["amount", "binding", "paid", "outstanding"].filter((key) => item[key]).map((key) => `${key === "amount" ? "headline" : key} ${item[key]}`);
  const said = [sums.join(", "), item.note].filter(Boolean).join("; ");
  return h("li", null, h("time", { datetime: item.date }, day(item.date)), h("div", null, item.stage ? capital(words(item.stage)) : "", item.stage && said ? ": " : "", named(said)));
}

/** Identifiers of other flows named in a field, which may hold one, several or a plain text. */
function links(value) {
  return (Array.isArray(value) ? value : value ? [value] : []).filter((id) => edges.has(id));
}

function relations(edge, more) {
  const found = LINKS.flatMap(([key, title]) => links(edge[key]).map((id) => [title, id]));
  for (const other of more) if (!found.some(([, id]) => id === other.id)) found.push(["Same deal", other.id]);
  if (!found.length) return null;
  return [h("h3", null, "Belongs with"), h("ul", { class: "plainlist" }, found.map(([title, id]) =>
    h("li", null, h("span", { class: "muted" }, `${title}: `), step(sentenceOf(edges.get(id)), () => pick("deal", id)), `, ${usd(edges.get(id).amounts[state.basis])}`)))];
}

function evidence(item) {
  const facts = [item.type && words(item.type), item.date && day(item.date), item.seen_via && `seen via ${item.seen_via}`, item.by && `statement of ${nameOf(item.by)}`,
    item.relays && `relays ${item.relays}`].filter(Boolean).join(", ");
  return h("li", null, source(item.url, named(item.publisher || item.url || "source")), h("span", { class: "muted" }, ` ${facts}`), item.says ? h("div", null, named(item.says)) : null);
}

export function arcPanel(id) {
  const [from, to] = id.split(">");
  const members = page.edges.filter((edge) => !edge.away && edge.from === from && edge.to === to);
  const sorted = [...members].sort((a, b) => (b.flow[state.basis].point || 0) - (a.flow[state.basis].point || 0));
  return [
    h("h2", null, step(nameOf(from), () => pick("company", from)), " → ", step(nameOf(to), () => pick("company", to))),
    h("p", { class: "muted" }, `${plural(members.length, "flow")} in this direction, ${usd(sum(members.map((edge) => edge.flow[state.basis])))} on ${state.basis} amounts${yearsWords()}.`),
    ...sheet({
      name: "arc", panel: true, caption: "Flows in this direction", rows: sorted, order: "-amount", first: 60,
      columns: [
        { key: "flow", title: "Flow", of: (edge) => sentenceOf(edge), cell: (edge) => [h("span", { class: `dot ${edge.class}`, "aria-hidden": "true" }), step(sentenceOf(edge), () => pick("deal", edge.id)), h("div", { class: "muted small" }, named(edge.title), `, ${words(edge.stage)}`)] },
        { key: "since", title: "Since", of: (edge) => edge.since, cell: (edge) => day(edge.since) },
        { key: "amount", title: "USD", amount: (edge) => edge.flow[state.basis] }],
    }),
    h("p", { class: "muted small" }, "On the map the arc has opened into its deals; click one for its sources."),
  ];
}
