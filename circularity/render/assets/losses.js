// Failures and scenarios as they were worked out beforehand: which story belongs to what is picked, and how far it has spread.

import { page, edges } from "./data.js";
import { range } from "./figures.js";
import { state } from "./state.js";

const scenarios = new Map((page.scenarios || []).map((story) => [story.id, story]));

/** What happens if the picked company fails, or in the picked scenario; null where nobody would lose anything. */
export function storyOf(picked) {
  if (!picked) return null;
  if (picked.kind === "scenario") return scenarios.get(picked.id) || null;
  return picked.kind === "company" ? (page.failures || {})[picked.id] || null : null;
}

export const lastRound = (story) => story.rounds.length;

/** One channel of a loser or of a round, with how much of it is only a ceiling. */
export function lossOf(row, channel) {
  const amount = range(row[channel]);
  return amount && { ...amount, bound: (row.at_most || {})[channel] || 0 };
}

/** The deals of a chain; one that this page does not draw is passed over. */
export function chainOf(fall) {
  return fall[2].map((place) => (typeof place === "number" ? page.edges[place] : edges.get(place))).filter(Boolean);
}

/** What the losses have reached by a round: the deals on the way, who has lost since when, and who is down. */
export function reached(story, round) {
  const found = { edges: new Set(), companies: new Set(story.failing), steps: [], since: new Map(), fresh: new Set(), down: new Set(story.failing) };
  for (const row of story.rows) {
    if (row.round > round) continue;
    found.companies.add(row.entity);
    found.since.set(row.entity, row.round);
    if (row.fails_in && row.fails_in <= round) found.down.add(row.entity);
    for (const fall of row.falls) {
      if (fall[0] > round) continue;
      for (const edge of chainOf(fall)) {
        found.edges.add(edge.id);
        found.companies.add(edge.from).add(edge.to);
        if (fall[0] === round) found.fresh.add(edge.id);
      }
    }
  }
  return found;
}

/** The round that the map shows, or null: losses are lit only for what is picked. */
export function roundShown() {
  const story = state.round ? storyOf(state.pick) : null;
  return story ? Math.min(state.round, lastRound(story)) : null;
}
