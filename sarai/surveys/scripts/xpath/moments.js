/** Dates and moments as ODK writes them. A moment keeps the offset that it was written with. */

const DATE = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
const TIME = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{1,2}(?::?\d{2})?)?$/;
const MINUTE = 60_000;
export const DAY = 86_400_000;

const padded = (number, length = 2) => String(number).padStart(length, "0");

/** A date (`whole`), or a moment with its offset from UTC in minutes. `clock` are its local milliseconds since 1970. */
export class Moment extends Date {
  /**
   * @param {number} clock
   * @param {number | null} offset minutes east of UTC; null where nothing was written: that of this device
   * @param {boolean} whole
   */
  constructor(clock, offset, whole = false) {
    const east = offset ?? deviceOffset(clock);
    super(whole ? clock : clock - east * MINUTE);
    this.clock = clock;
    this.east = whole ? 0 : east;
    this.written = offset !== null;
    this.whole = whole;
  }

  getTimezoneOffset() {
    return -this.east;
  }

  /** Whole days since 1 January 1970, by the calendar of the place. */
  get day() {
    return Math.floor(this.clock / DAY);
  }

  /** Days and parts of a day since 1 January 1970, 00:00 UTC. */
  get exact() {
    return (this.whole ? this.clock - deviceOffset(this.clock) * MINUTE : this.getTime()) / DAY;
  }

  /** ISO 8601, as ODK writes it. */
  get iso() {
    const utc = new Date(this.clock).toISOString().slice(0, 23);
    if (this.whole) return utc.slice(0, 10);
    return this.written ? utc + offsetText(this.east) : utc;
  }

  /** The first moment of a date; a moment itself, with an offset. */
  asMoment() {
    return new Moment(this.clock, this.whole || !this.written ? deviceOffset(this.clock) : this.east);
  }

  asDate() {
    return dateOf(this.day);
  }
}

function deviceOffset(clock) {
  const utc = new Date(clock);
  const local = new Date(
    utc.getUTCFullYear(), utc.getUTCMonth(), utc.getUTCDate(),
    utc.getUTCHours(), utc.getUTCMinutes(), utc.getUTCSeconds(),
  );
  return -local.getTimezoneOffset();
}

function offsetText(minutes) {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${padded(Math.floor(size / 60))}:${padded(size % 60)}`;
}

/** The date so many whole days after 1 January 1970. */
export const dateOf = (day) => new Moment(day * DAY, 0, true);

/** The moment of this device's clock. @param {Date} now */
export function momentOf(now) {
  const east = -Date.prototype.getTimezoneOffset.call(now);
  return new Moment(now.getTime() + east * MINUTE, east);
}

/** The date or moment that a text is, or null. @param {string} text */
export function readDate(text) {
  const [day, clock] = cut(text.trim());
  const found = DATE.exec(day);
  if (!found) return null;
  const [year, month, date] = found.slice(1).map(Number);
  const at = Date.UTC(year, month - 1, date);
  const back = new Date(at);
  if (year < 100 || back.getUTCMonth() !== month - 1 || back.getUTCDate() !== date) return null;
  if (clock === undefined) return new Moment(at, 0, true);
  const time = readTime(clock);
  return time && new Moment(at + time.clock, time.offset);
}

function cut(text) {
  const place = text.indexOf("T");
  return place < 0 ? [text] : [text.slice(0, place), text.slice(place + 1)];
}

/** The time of day that a text is: milliseconds since midnight, and the offset in minutes (null if it has none). */
export function readTime(text) {
  const found = TIME.exec(text.trim());
  if (!found) return null;
  const [hour, minute, second] = [found[1], found[2], found[3] ?? 0].map(Number);
  if (hour > 23 || minute > 59 || second > 59) return null;
  const fraction = Number((found[4] ?? "0").slice(0, 3).padEnd(3, "0"));
  return { clock: ((hour * 60 + minute) * 60 + second) * 1000 + fraction, offset: offsetOf(found[5]) };
}

function offsetOf(text) {
  if (text === undefined) return null;
  if (text === "Z") return 0;
  const digits = text.slice(1).replace(":", "");
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2) || 0);
  return text[0] === "-" ? -minutes : minutes;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** A date in the pattern of `format-date`; an unknown letter stands for itself. */
export function formatted(moment, pattern) {
  const at = new Date(moment.clock);
  const parts = {
    Y: padded(at.getUTCFullYear(), 4),
    y: padded(at.getUTCFullYear() % 100),
    m: padded(at.getUTCMonth() + 1),
    n: at.getUTCMonth() + 1,
    b: MONTHS[at.getUTCMonth()],
    d: padded(at.getUTCDate()),
    e: at.getUTCDate(),
    a: WEEKDAYS[at.getUTCDay()],
    H: padded(at.getUTCHours()),
    h: at.getUTCHours(),
    M: padded(at.getUTCMinutes()),
    S: padded(at.getUTCSeconds()),
    3: padded(at.getUTCMilliseconds(), 3),
    W: week(at),
    "%": "%",
  };
  return pattern.replace(/%(.)/gs, (_all, letter) => String(parts[letter] ?? letter));
}

/** The week of the year (ISO 8601: the one with the year's first Thursday is the first). */
function week(at) {
  const thursday = new Date(at.getTime() + (3 - ((at.getUTCDay() + 6) % 7)) * DAY);
  const first = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  return Math.floor((thursday.getTime() - first) / DAY / 7) + 1;
}
