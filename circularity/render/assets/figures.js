// Amounts and shares in the very words of the command line, and how the page's small writing of them is read.

import { UNKNOWN } from "./format.js";

const UNITS = [[1e12, "tn"], [1e9, "bn"], [1e6, "m"], [1e3, "k"]];

/** An amount as answers.py writes it: a number, "?", or [low, point, high]; null where there is none. */
export function range(value) {
  if (value === null || value === undefined) return null;
  if (value === "?") return { low: null, point: null, high: null };
  if (typeof value === "number") return { low: value, point: value, high: value };
  if (Array.isArray(value)) return { low: value[0], point: value[1], high: value[2] };
  return { ...value, ...range(value.is) };
}

/** Digits rounded half to even, as Python does it: a figure on the page must not differ in its last digit. */
function precise(value, count) {
  // Sixty digits hold the number as it is, so that what looks like a half is one.
  const [digits, power] = value.toExponential(60).replace("-", "").replace(".", "").split("e");
  const tie = /^50*$/.test(digits.slice(count)) && Number(digits[count - 1]) % 2 === 0;
  if (!tie) return String(Number(value.toPrecision(count)));
  return String(Math.sign(value) * Number(`${digits[0]}.${digits.slice(1, count)}e${power}`));
}

function whole(value) {
  const down = Math.floor(value);
  return value - down === 0.5 ? (down % 2 === 0 ? down : down + 1) : Math.round(value);
}

export function plainDollars(value) {
  if (value === null || value === undefined) return UNKNOWN;
  for (const [size, unit] of UNITS) {
    if (Math.abs(value) >= size * 0.9995) return `${Math.abs(value) < 999.5 * size ? precise(value / size, 3) : whole(value / size).toLocaleString("en-US")} ${unit}`;
  }
  return String(whole(value) + 0);
}

const unitOf = (value) => (plainDollars(value).includes(" ") ? plainDollars(value).split(" ").pop() : plainDollars(value));
const bare = (value) => plainDollars(value).split(" ")[0];

/** The low end of a range: without its unit where the high end has the same, and single dollars in thousands beside thousands. */
function lower(low, high) {
  if (Math.abs(low) < 999.5 && unitOf(high) === "k") return low === 0 ? "0" : precise(low / 1e3, 2);
  return low && unitOf(low) !== unitOf(high) ? plainDollars(low) : bare(low);
}

function span(low, high) {
  if (low === high || (low && plainDollars(low) === plainDollars(high))) return plainDollars(high);
  return `${lower(low, high)} to ${plainDollars(high)}`;
}

/** An amount with its best known figure and its doubt: "135 bn (15 to 136)", "at most 439 bn", "not known". */
export function figure(a) {
  if (!a || (a.low === null && a.point === null && a.high === null)) return UNKNOWN;
  const { low, point, high } = a;
  const bound = a.bound || a.at_most || 0;
  if (point === null) return high === null ? (low ? `at least ${plainDollars(low)}` : UNKNOWN) : span(low || 0, high);
  if (point && bound > 0 && bound >= point * 0.999 && high !== null && high <= point * 1.001) return `at most ${plainDollars(point)}`;
  if (high === null) {
    if (point === 0) return UNKNOWN;
    if (low === null || low >= 0.995 * point) return `at least ${plainDollars(point)}`;
    return low ? `${plainDollars(point)} (at least ${plainDollars(low)})` : `${plainDollars(point)} (no upper limit known)`;
  }
  if (low !== null && high - low > 0.005 * Math.max(Math.abs(high), 1)) {
    if (unitOf(point) !== unitOf(high)) return `${plainDollars(point)} (${span(low, high)})`;
    const least = lower(low, high);
    return `${plainDollars(point)} (${least} to ${least.includes(" ") ? plainDollars(high) : bare(high)})`;
  }
  return plainDollars(point);
}

/** The same with its currency: "USD 300 bn", "at most USD 100 bn". */
export function usd(a) {
  const text = figure(a);
  if (text === UNKNOWN) return text;
  return text.startsWith("at ") ? text.replace(/^(at most|at least) /, "$1 USD ") : `USD ${text}`;
}

const digits = (value) => (Math.abs(value) >= 10 ? String(whole(value)) : value === 0 ? "0" : precise(value, 2));

/** A share with its doubt: "51 % (49 to 53)". */
export function portion(a) {
  if (!a || (a.low === null && a.point === null && a.high === null)) return UNKNOWN;
  const [low, point, high] = [a.low, a.point, a.high].map((v) => (v === null ? null : 100 * v));
  if (point === null) return high === null ? `at least ${digits(low || 0)} %` : `${digits(low || 0)} to ${digits(high)} %`;
  if (high === null) {
    if (low !== null && low >= 0.995 * point) return `at least ${digits(point)} %`;
    return `${digits(point)} % (${low ? `at least ${digits(low)}` : "no upper limit known"})`;
  }
  if (low !== null && high - low > Math.min(0.5, 0.1 * high) && digits(low) !== digits(high)) return `${digits(point)} % (${digits(low)} to ${digits(high)})`;
  return `${digits(point)} %`;
}

/** Whether an amount is there and not simply nothing. */
export const something = (a) => Boolean(a) && !(!a.point && !a.low && a.high === 0);
/** The figure by which one ranks and draws: the best known, else the high end. */
export const reading = (a) => (!a ? 0 : a.point !== null ? a.point : a.high || a.low || 0);
