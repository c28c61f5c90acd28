// Days as whole numbers, and dates known to a day, a month or a year: a date counts from its first day.

const DAY = 864e5;

export const dayOf = (year, month, date) => Math.round(Date.UTC(year, month - 1, date) / DAY);

function read(text) {
  const found = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(text || "");
  return found && found.slice(1).map((part) => (part ? Number(part) : null));
}

/** The first day of "2025", "2025-10" or "2025-10-06"; null where there is no date. */
export function firstOf(text) {
  const found = read(text);
  return found && dayOf(found[0], found[1] || 1, found[2] || 1);
}

/** The last day of the same. */
export function lastOf(text) {
  const found = read(text);
  if (!found) return null;
  const [year, month, date] = found;
  // the day before the first of the next month, or year
  return date ? dayOf(year, month, date) : (month ? dayOf(year, month + 1, 1) : dayOf(year + 1, 1, 1)) - 1;
}

/** A whole number as "2025-10-06" again. */
export const isoOf = (day) => (day === null ? null : new Date(day * DAY).toISOString().slice(0, 10));
