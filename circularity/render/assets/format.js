// Dollars, ranges and dates in words. The unknown is never a zero and a ceiling is never a figure.

const UNITS = [[1e12, "tn"], [1e9, "bn"], [1e6, "m"], [1e3, "k"]];
export const UNKNOWN = "not known";

/** A figure in the largest unit that fits, as [digits, unit]. */
function parts(value) {
  for (const [size, unit] of UNITS) {
    if (Math.abs(value) >= size * 0.9995) {
      const scaled = value / size;
      return [Math.abs(scaled) < 999.5 ? String(Number(scaled.toPrecision(3))) : scaled.toFixed(0), unit];
    }
  }
  return [value.toFixed(0), ""];
}

export function dollars(value) {
  if (value === null || value === undefined) return UNKNOWN;
  return parts(value).join(" ").trim();
}

function span(low, high) {
  const [a, b] = [parts(low), parts(high)];
  return low === 0 || a[1] === b[1] ? `${a[0]}–${b.join(" ")}` : `${a.join(" ")} – ${b.join(" ")}`;
}

/** An amount with its doubt, without the currency: "300 bn", "15–20 bn", "at most 100 bn", "not known". */
export function amount(a) {
  if (!a) return UNKNOWN;
  const { low, point, high } = a;
  if (point === null) {
    if (high === null) return low ? `at least ${dollars(low)}` : UNKNOWN;
    return low ? span(low, high) : `at most ${dollars(high)}`;
  }
  if (high === null) {
    if (point === 0) return UNKNOWN;
    if (low === null || low >= 0.995 * point) return `at least ${dollars(point)}`;
    return low ? `${dollars(point)} (at least ${dollars(low)})` : `${dollars(point)} (no upper limit known)`;
  }
  const ceiling = point > 0 && high <= point * 1.001 && ((a.bound && a.bound >= point * 0.999) || low === 0);
  if (ceiling) return `at most ${dollars(point)}`;
  if (low !== null && high - low > 0.005 * Math.max(high, 1)) return low ? span(low, high) : `at most ${dollars(high)}`;
  return dollars(point);
}

/** A table's cell in billions of dollars: "13", "≤ 105", "15–20", "?" where nobody knows. */
export function billions(a) {
  const digits = (v) => (v === 0 ? "0" : Math.abs(v) < 5e7 ? "<0.1" : String(Number((v / 1e9).toPrecision(3))));
  const text = amount(a);
  if (text === UNKNOWN) return "?";
  if (text.startsWith("at most")) return `≤ ${digits(a.point === null ? a.high : a.point)}`;
  if (text.startsWith("at least")) return `≥ ${digits(a.low === null ? a.point : a.low)}`;
  return text.includes("–") && a.low !== null ? `${digits(a.low)}–${digits(a.high)}` : digits(a.point);
}

/** The same with its currency: "USD 300 bn", "at most USD 100 bn". */
export function money(a) {
  const text = amount(a);
  if (text === UNKNOWN) return text;
  return text.startsWith("at ") ? text.replace(/^(at most|at least) /, "$1 USD ") : `USD ${text}`;
}

export function percent(a) {
  if (!a) return UNKNOWN;
  const digits = (v) => (v * 100 >= 10 ? (v * 100).toFixed(0) : String(Number((v * 100).toPrecision(2))));
  if (a.point === null || a.high === null) return a.low ? `at least ${digits(a.low)}%` : UNKNOWN;
  if (a.low === 0 && a.high > 0) return `at most ${digits(a.high)}%`;
  if (a.low !== null && a.high - a.low > 0.005) return `${digits(a.low)}–${digits(a.high)}%`;
  return `${digits(a.point)}%`;
}

export function plural(number, one, many) {
  return `${number.toLocaleString("en-US")} ${number === 1 ? one : many || `${one}s`}`;
}

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** A date as far as it is known: "22 Nov 2024", "Nov 2024", "2024"; other texts stay as they are. */
export function day(text) {
  const found = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(text || "");
  if (!found) return text || "";
  const [, year, month, date] = found;
  return [date && String(Number(date)), month && MONTHS[month - 1], year].filter(Boolean).join(" ");
}

/** An identifier of the vocabulary as words: "vendor_financing" is "vendor financing". */
export function words(id) {
  return String(id).replace(/[_-]/g, " ");
}

/** A name without signs that steer the writing direction or the printer: safe on a canvas and in a file. */
export function plain(text) {
  return String(text).replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g, " ").replace(/\s+/g, " ").trim();
}

export function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
