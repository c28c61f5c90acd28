// Counts, dates and words.

export const UNKNOWN = "not known";

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

/** A name that cannot turn the text around it: without steering signs, and set apart where it is written from right to left. */
export function apart(name) {
  const said = plain(name);
  return /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/.test(said) ? `\u2068${said}\u2069` : said;
}

export function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
