// Making a formatter is dear, using it is not: one for each language and look.
const made = {};
const formatter = (Kind, language, look) => {
  let key = Kind.name + language;
  for (const part in look) key += look[part];
  return (made[key] ??= new Kind(language, look));
};

// A moment in words; nothing where there is none.
export const written = (iso, language, look) => (iso ? formatter(Intl.DateTimeFormat, language, look).format(new Date(iso)) : "");

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];

// Bytes in the unit that reads best; never on two lines.
export const sized = (bytes, language) => {
  const power = UNITS.findIndex((_, i) => bytes < 1000 ** (i + 1) || i === UNITS.length - 1);
  const look = { style: "unit", unit: UNITS[power], unitDisplay: power ? "short" : "long", maximumFractionDigits: 1 };
  return formatter(Intl.NumberFormat, language, look).format(bytes / 1000 ** power).replace(" ", "\u00a0");
};

const MINUTE = 60_000, HOUR = 60 * MINUTE, DAY = 24 * HOUR, WEEK = 7;
const midnight = (date) => new Date(date).setHours(0, 0, 0, 0);

// How long ago, within a week: "yesterday" follows the calendar, not 24 hours. Clocks that differ make no future.
function since(then, language) {
  const relative = formatter(Intl.RelativeTimeFormat, language, { numeric: "auto" });
  const now = new Date(), gone = Math.max(0, now - then);
  if (gone < MINUTE) return relative.format(0, "second");
  if (gone < HOUR) return relative.format(-Math.floor(gone / MINUTE), "minute");
  if (gone < DAY) return relative.format(-Math.floor(gone / HOUR), "hour");
  const days = Math.round((midnight(now) - midnight(then)) / DAY);
  if (days < WEEK) return relative.format(-days, "day");
  return written(then, language, { dateStyle: "medium" });
}

export function Ago({ iso, language, className }) {
  const then = new Date(iso);
  const whole = written(then, language, { dateStyle: "full", timeStyle: "short" });
  return <time dateTime={iso} title={whole} className={className}>{since(then, language)}</time>;
}
