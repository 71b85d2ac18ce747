// Moments drawn in a reader's zone and language, and wall-clock times turned back into moments.

const DAY = 86400;
const formats = new Map();

function format(locale, options) {
  const key = locale + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(locale, options));
  return formats.get(key);
}

/** A locale Intl accepts. Arabic keeps Latin digits, as the bot's own sentences do. */
export function intlLocale(locale) {
  const tag = (locale || "en-US").replace("_", "-");
  try {
    const known = Intl.getCanonicalLocales(tag)[0];
    return known.startsWith("ar") ? `${known}-u-nu-latn` : known;
  } catch {
    return "en-US";
  }
}

export const isRightToLeft = (locale) => /^(ar|he|fa|ur)\b/.test(locale ?? "");

/** Who reads: the zone and the language of a person. */
export const readerOf = (person) => ({ tz: person?.tz || "UTC", locale: intlLocale(person?.locale) });

export function draw(epoch, reader, options) {
  return format(reader.locale, { timeZone: reader.tz, ...options }).format(new Date(epoch * 1000));
}

export const time = (epoch, reader) => draw(epoch, reader, { timeStyle: "short" });
export const fullMoment = (epoch, reader) => `${draw(epoch, reader, { dateStyle: "full", timeStyle: "short" })} (${offsetLabel(reader.tz, epoch)})`;

/** The calendar day in a zone, as YYYY-MM-DD. */
export function dayIn(tz, epoch) {
  return format("en-CA", { timeZone: tz, year: "numeric", month: "2-digit", day: "2-digit" }).format(new Date(epoch * 1000));
}

const dayNumber = (isoDay) => Date.parse(`${isoDay}T00:00:00Z`) / 1000 / DAY;
const daysFromToday = (epoch, now, tz) => Math.round(dayNumber(dayIn(tz, epoch)) - dayNumber(dayIn(tz, now)));

export function capital(word, locale) {
  return word.charAt(0).toLocaleUpperCase(locale) + word.slice(1);
}

/** Yesterday, today or tomorrow in the reader's language; null for any other day. */
export function nearDay(epoch, now, reader) {
  const days = daysFromToday(epoch, now, reader.tz);
  if (Math.abs(days) > 1) return null;
  return new Intl.RelativeTimeFormat(reader.locale, { numeric: "auto" }).format(days, "day");
}

export function dayDivider(epoch, now, reader) {
  const near = nearDay(epoch, now, reader);
  return near ? capital(near, reader.locale) : capital(longDay(epoch, now, reader, "long"), reader.locale);
}

// Slack leaves the year out within six months of now.
const yearWanted = (epoch, now) => Math.abs(epoch - now) > 183 * DAY;

function longDay(epoch, now, reader, month, weekday = "long") {
  const options = { day: "numeric", month };
  if (weekday) options.weekday = weekday;
  if (yearWanted(epoch, now)) options.year = "numeric";
  return draw(epoch, reader, options);
}

export function ago(epoch, now, reader) {
  const relative = new Intl.RelativeTimeFormat(reader.locale, { numeric: "auto" });
  const seconds = epoch - now;
  for (const [unit, size] of [["year", 365 * DAY], ["month", 30 * DAY], ["day", DAY], ["hour", 3600], ["minute", 60]])
    if (Math.abs(seconds) >= size) return relative.format(Math.round(seconds / size), unit);
  return relative.format(0, "second");
}

const TOKENS = {
  date_num: (e, n, r) => dayIn(r.tz, e),
  date_slash: (e, n, r) => draw(e, r, { day: "2-digit", month: "2-digit", year: "numeric" }),
  date: (e, n, r) => longDay(e, n, r, "long", null),
  date_short: (e, n, r) => longDay(e, n, r, "short", null),
  date_long: (e, n, r) => longDay(e, n, r, "long"),
  date_long_full: (e, n, r) => draw(e, r, { weekday: "long", day: "numeric", month: "long", year: "numeric" }),
  date_pretty: (e, n, r) => nearDay(e, n, r) ?? longDay(e, n, r, "long", null),
  date_short_pretty: (e, n, r) => nearDay(e, n, r) ?? longDay(e, n, r, "short", null),
  date_long_pretty: (e, n, r) => nearDay(e, n, r) ?? longDay(e, n, r, "long"),
  day_divider_pretty: (e, n, r) => nearDay(e, n, r) ?? longDay(e, n, r, "long"),
  time: (e, n, r) => time(e, r),
  time_secs: (e, n, r) => draw(e, r, { timeStyle: "medium" }),
  ago: (e, n, r) => ago(e, n, r),
};

/** Slack's `{date_long} at {time}` filled in for a reader; null when a token is not Slack's. */
export function fillDateTokens(pattern, epoch, now, reader) {
  let unknown = false;
  const filled = pattern.replace(/\{(\w+)\}/g, (whole, token) => {
    if (!TOKENS[token]) unknown = true;
    return TOKENS[token]?.(epoch, now, reader) ?? whole;
  });
  return unknown ? null : filled;
}

function zoneOffset(tz, epoch) {
  const name = format("en-US", { timeZone: tz, timeZoneName: "longOffset" }).formatToParts(new Date(epoch * 1000)).find((part) => part.type === "timeZoneName").value;
  const found = /GMT([+-])(\d\d):(\d\d)/.exec(name);
  return found ? (found[1] === "-" ? -1 : 1) * (Number(found[2]) * 3600 + Number(found[3]) * 60) : 0;
}

/** "UTC+2" for a zone at a moment. */
export function offsetLabel(tz, epoch) {
  const minutes = zoneOffset(tz, epoch) / 60;
  const size = Math.abs(minutes);
  const rest = size % 60 ? `:${String(size % 60).padStart(2, "0")}` : "";
  return minutes ? `UTC${minutes < 0 ? "−" : "+"}${Math.floor(size / 60)}${rest}` : "UTC";
}

/** The moment of "YYYY-MM-DDTHH:MM" on a zone's wall; inside a gap, the moment after it. */
export function momentOf(wall, tz) {
  const asUtc = Date.parse(`${wall}Z`) / 1000;
  if (Number.isNaN(asUtc)) return null;
  const first = asUtc - zoneOffset(tz, asUtc);
  return asUtc - zoneOffset(tz, first);
}

/** "YYYY-MM-DDTHH:MM" as a zone's wall shows a moment. */
export function wallOf(epoch, tz) {
  const clock = format("en-GB", { timeZone: tz, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(epoch * 1000));
  return `${dayIn(tz, epoch)}T${clock}`;
}
