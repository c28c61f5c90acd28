// "If it fails": rounds lit one by one on the map, the losers ranked, channels apart, and the chains that bring each dollar.

import { h, byId, named, step } from "./dom.js";
import { page, nameOf } from "./data.js";
import { state, pick, choose } from "./state.js";
import { storyOf, lastRound, lossOf, chainOf, roundShown } from "./losses.js";
import { saveLink } from "./csv.js";
import { bar } from "./bars.js";
import { figure, portion, range, something } from "./figures.js";
import { capital, day, plural, words, UNKNOWN } from "./format.js";

const PACE = 1800;
const FIRST = 12;
const CHANNELS = {
  capital_at_risk: "Capital at risk", backlog_at_risk: "Orders at risk", yearly_revenue_at_risk: "Orders a year", funding_withdrawn: "Promised funding gone",
  supply_at_risk: "Supply to replace", cover_lost: "Guarantees worth nothing", receivable_at_risk: "Bills unpaid", recovered_from_guarantee: "Guarantees pay",
};
const SHARES = { capital_at_risk: ["share_of_equity", "equity"], yearly_revenue_at_risk: ["share_of_revenue", "revenue"], backlog_at_risk: ["share_of_backlog", "reported orders"], funding_withdrawn: ["share_of_cash", "cash"] };
// A channel that loses nothing is left out of the page's data; in a file an empty cell means not known, so it is a zero there.
const NONE = Object.fromEntries((page.channels || []).filter((key) => key !== "receivable_at_risk").map((key) => [key, 0]));
let timer = null;
let open = false;

const keyOf = () => (state.pick ? `${state.pick.kind} ${state.pick.id}` : "");
const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

function stop() {
  clearTimeout(timer);
  timer = null;
}

/** Light one round after the other; at once for those who asked for less motion. */
function play(story) {
  const last = lastRound(story);
  if (still()) return show(story, last);
  const key = keyOf();
  const next = (round) => {
    if (keyOf() !== key) return stop();
    timer = round < last ? setTimeout(() => next(round + 1), PACE) : null;
    return show(story, round);
  };
  return next(state.round && state.round < last ? state.round + 1 : 1);
}

function show(story, round) {
  choose({ round });
  const [line, entry] = [byId("rounds"), story.rounds[round - 1]];
  if (line && entry) byId("live").textContent = roundWords(story, round);
}

function roundWords(story, round) {
  const entry = story.rounds[round - 1];
  const sums = [["capital_lost", "capital lost"], ["backlog_at_risk", "orders at risk"], ["funding_withdrawn", "promised funding gone"]]
    .map(([key, word]) => [range(entry[key]), word]).filter(([a]) => something(a)).map(([a, word]) => `${word} ${figure(a)}`);
  const down = entry.failed ? `; ${entry.failed.map(nameOf).join(", ")} would fail` : "";
  return `Round ${round} of ${lastRound(story)}: ${plural((entry.losers || []).length, "loser")}${sums.length ? `; ${sums.join(", ")}` : ""}${down}`;
}

function controls(story) {
  const last = lastRound(story);
  const now = roundShown() || 0;
  const button = (id, text, action, off) => h("button", { type: "button", id, click: action, disabled: off }, text);
  return h("div", { class: "choice rounds", role: "group", "aria-label": "Rounds on the map" },
    timer ? button("pause", "Pause", () => { stop(); choose({}); byId("play").focus(); }) : button("play", "Play rounds", () => { play(story); if (byId("pause")) byId("pause").focus(); }),
    button("stepback", "Back", () => { stop(); show(story, now - 1); }, now < 2),
    button("stepon", "Next", () => { stop(); show(story, now + 1); }, now >= last),
    button("allrounds", "All", () => { stop(); show(story, last); }, now === last),
    now ? button("norounds", "Off", () => { stop(); choose({ round: null }); byId("play").focus(); }) : null);
}

function roundTable(story) {
  const now = roundShown();
  const cell = (entry, key) => { const a = range(entry[key]); return something(a) ? figure(a) : ""; };
  return h("table", { class: "roundtable" },
    h("caption", { class: "small" }, "What each round adds, USD"),
    h("thead", null, h("tr", null, h("th", { scope: "col" }, "Round"), h("th", { scope: "col", class: "n" }, "Losers"), h("th", { scope: "col", class: "n" }, "Capital lost"), h("th", { scope: "col", class: "n" }, "Orders at risk"))),
    h("tbody", null, story.rounds.map((entry) => h("tr", { class: now === entry.round ? "chosen" : null }, h("th", { scope: "row" }, entry.round),
      h("td", { class: "n" }, (entry.losers || []).length), h("td", { class: "n" }, cell(entry, "capital_lost")), h("td", { class: "n" }, cell(entry, "backlog_at_risk"))))));
}

function shareWords(row, channel) {
  if (!SHARES[channel]) return "";
  const share = range(row[SHARES[channel][0]]);
  if (!share) return "";
  const of = share.denominator;
  return h("span", { class: "muted", title: `${words(of.metric)} of ${day(of.period_end)}` }, ` = ${portion(share)} of ${SHARES[channel][1]}`);
}

/** How much of its equity a loser would use up, as a bar with its words. */
function distress(row) {
  const [low, high] = row.distress_range || [null, null];
  if (row.distress === undefined && low === null) return null;
  const level = row.distress === undefined ? { low, point: null, high } : { low: row.distress, point: row.distress, high: row.distress };
  const said = row.fails_in ? `equity used up: fails in round ${row.fails_in}` : `distress ${portion(level)}`;
  return h("div", { class: "distress" },
    bar([["loss", level]], 1, said),
    h("span", { class: "small" }, said));
}

function falls(row) {
  const list = h("ol", { class: "falls" });
  const box = h("details", null, h("summary", null, `Which deals bring it (${row.falls.length})`), list);
  box.addEventListener("toggle", () => {
    if (list.children.length) return;
    list.append(...row.falls.map((fall) => h("li", null,
      h("span", { class: "small" }, `Round ${fall[0]}, ${CHANNELS[page.channels[fall[1]]].toLowerCase()}: `, h("strong", null, figure(range(fall[3])))),
      h("ul", null, chainOf(fall).map((edge) => h("li", null, h("span", { class: `dot ${edge.class}`, "aria-hidden": "true" }), step(`${nameOf(edge.from)} ${edge.verb} ${nameOf(edge.to)}`, () => pick("deal", edge.id))))))));
  });
  return box;
}

function loser(row, now) {
  const lines = page.channels.map((channel) => [channel, lossOf(row, channel)]).filter(([, amount]) => something(amount));
  return h("li", { class: now && row.round > now ? "later" : now && row.round === now ? "fresh" : null, "data-loser": row.entity },
    h("div", { class: "who" }, step(nameOf(row.entity), () => pick("company", row.entity)), h("span", { class: "muted small" }, row.pool ? `pool, round ${row.round}` : `round ${row.round}`)),
    h("dl", null, lines.map(([channel, amount]) => h("div", null, h("dt", null, CHANNELS[channel]), h("dd", { "data-channel": channel }, figure(amount), shareWords(row, channel))))),
    distress(row), falls(row));
}

/** The whole story of a failure or a scenario: the same rows, figures and notes as the command line prints. */
export function failureBox(story) {
  const now = roundShown();
  const rows = open ? story.rows : story.rows.slice(0, FIRST);
  return [
    h("p", { class: "story" }, named(story.sentence)),
    controls(story),
    h("p", { id: "rounds", class: "small" }, now ? roundWords(story, now) : `${plural(lastRound(story), "round")}. Play them to see on the map how losses travel.`),
    roundTable(story),
    h("h3", null, `Who loses, the largest single channel first (${story.rows.length})`),
    h("p", { class: "small muted" }, `USD, on binding amounts as of ${day(page.view.as_of)}, over all rounds, whatever is switched on above. Channels are different losses and do not add up.`),
    h("p", { class: "small" }, saveLink(state.pick.id, () => story.rows.map((row) => ({ ...NONE, ...row })))),
    h("ol", { class: "losses" }, rows.map((row) => loser(row, now))),
    story.rows.length > FIRST && h("button", { type: "button", class: "quiet", id: "morelosers", click: () => { open = !open; choose({}); } }, open ? "Show the first only" : `Show all ${story.rows.length}`),
    notes("What to keep in mind", story.notes), notes("Not known, and where the chain ends", story.unknown),
    story.assumed.length ? h("p", { class: "small muted" }, `Assumed: ${story.assumed.map((id) => { const a = page.assumptions.find((other) => other.id === id); return a ? `${id} ${a.value}` : id; }).join(", ")}; reasons under Notes.`) : null,
  ];
}

function notes(title, lines) {
  if (!lines.length) return null;
  return h("details", null, h("summary", null, `${title} (${lines.length})`), h("ul", { class: "plainlist small" }, lines.map((line) => h("li", null, named(capital(line))))));
}

export function failurePart() {
  const story = storyOf(state.pick);
  if (!story) return [h("p", { class: "muted" }, page.left_out && page.left_out.failures ? "Not known here: a page of so many companies holds the failures of the largest only, and of those that cost somebody something." : "Nobody with a claim on it is recorded.")];
  return failureBox(story);
}

export function scenarioPanel(id) {
  const story = storyOf({ kind: "scenario", id });
  return [h("h2", null, named(story.title)), h("p", { class: "muted" }, named(story.about)),
    h("ul", { class: "plainlist" }, story.shocks.map((line) => h("li", null, named(capital(line || UNKNOWN))))), ...failureBox(story)];
}
