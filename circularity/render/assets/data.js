// The payload, unpacked (pack.py says how it was packed) and indexed for the questions the page asks.

import { byId } from "./dom.js";
import { apart } from "./format.js";

const RANGE = ["low", "point", "high"];

function unslim(value) {
  if (value === undefined || value === null) return null;
  if (typeof value === "number") return { low: value, point: value, high: value };
  if ("is" in value) return { ...value, low: value.is, point: value.is, high: value.is };
  return { low: null, point: null, high: null, ...value };
}

const sameRange = (a, b) => RANGE.every((end) => (a ? a[end] : null) === (b ? b[end] : null));

function unpack(raw) {
  for (const edge of raw.edges) {
    const amounts = edge.amounts || {};
    edge.amounts = {};
    for (const basis of [...raw.bases, "outstanding"]) edge.amounts[basis] = unslim(amounts[basis]);
    const flow = edge.flow || {};
    edge.flow = {};
    for (const basis of raw.bases) {
      const own = edge.amounts[basis];
      edge.flow[basis] = basis in flow ? unslim(flow[basis]) : own || unslim({});
      // How much of what the map draws is only a ceiling: never more than the deal's own ceiling.
      if (own && own.bound && edge.flow[basis].point) {
        edge.flow[basis].bound = Math.min(own.bound, edge.flow[basis].point);
        edge.flow[basis].partial = !sameRange(own, edge.flow[basis]);
      }
    }
    edge.sources = (edge.sources || []).map((index) => raw.sources[index]);
    edge.history = edge.history || [];
  }
  return raw;
}

/** The block's head as it stands, and the rest of it inflated. */
function read() {
  const block = JSON.parse(byId("data").textContent);
  const letters = atob(block.zipped);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i += 1) bytes[i] = letters.charCodeAt(i);
  return { ...block, ...JSON.parse(pako.inflate(bytes, { toText: true })) };
}

function readOrSay() {
  try {
    return read();
  } catch (problem) {
    byId("headline").textContent = "The data in this file cannot be read: it was cut or changed on its way. Write the page anew with circularity report.";
    throw problem;
  }
}

export const page = unpack(readOrSay());
export const companies = new Map(page.entities.map((entity) => [entity.id, entity]));
export const edges = new Map(page.edges.map((edge) => [edge.id, edge]));
export const CLASSES = ["financing", "commerce", "support"];
export const ENDED = new Set(["lapsed", "cancelled", "superseded", "defaulted", "repaid"]);

for (const node of page.map.nodes) Object.assign(companies.get(node.id), { shape: node.shape });

export function nameOf(id) {
  const entity = companies.get(id);
  return entity ? apart(entity.name) : id;
}

/** The head of the group a company belongs to; itself if it stands alone. */
export function headOf(id) {
  const seen = new Set();
  let head = id;
  while (companies.has(head) && companies.get(head).parent && !seen.has(head)) {
    seen.add(head);
    head = companies.get(head).parent;
  }
  return head;
}

/** How a flow is coloured: by its class, unless it has ended or stays inside one group. */
export function toneOf(edge) {
  if (ENDED.has(edge.stage)) return "ended";
  return headOf(edge.from) === headOf(edge.to) ? "group" : edge.class;
}

for (const edge of page.edges) edge.tone = toneOf(edge);

/** A deal's one line: "OpenAI buys cloud capacity from Oracle". */
export function sentenceOf(edge) {
  return `${nameOf(edge.from)} ${edge.verb} ${nameOf(edge.to)}`;
}

/** The most dollars that pass through a company on any basis: its rank and the size of its mark. */
export function throughOf(entity) {
  return Math.max(0, ...Object.values(entity.through || {}));
}

export const ranked = [...page.entities].sort((a, b) => throughOf(b) - throughOf(a) || (a.id < b.id ? -1 : 1));
export const rankOf = new Map(ranked.map((entity, index) => [entity.id, index]));
