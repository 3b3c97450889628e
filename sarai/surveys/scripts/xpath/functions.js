/**
 * The functions of expressions in which openrosa-xpath-evaluator differs from the server, or which it does not have.
 *
 * `corrected(world)` gives them by name; they take the evaluator's tokens, and `this` has the context node (`cN`), and
 * in a predicate `contextPosition` and `contextSize`. Every other function is the evaluator's own.
 */
import { seedOf } from "../chance.js";
import { GEOGRAPHY } from "./geography.js";
import { DAY, dateOf, formatted, Moment, readDate, readTime } from "./moments.js";
import {
  every, inOrder, moment, nodes, number, ofNode, scalar, text, toNumber, toText, toTruth, truth,
} from "./values.js";

/** A number as Java makes an int of it: towards zero, and 0 of what is no number. */
function whole(value) {
  const found = toNumber(value);
  return Number.isNaN(found) ? 0 : Math.trunc(Math.max(Math.min(found, 2 ** 31 - 1), -(2 ** 31)));
}

const ofTexts = (make) => (...values) => text(make(...values.map(toText)));
const ofTruth = (make) => (...values) => truth(make(...values.map(toText)));

/** A node's own value, where a function is called without one. */
const given = (context, value) => value ?? nodes([context.cN]);

const TEXTS = {
  string(value) {
    return text(toText(given(this, value)));
  },
  substr(value, start, end) {
    return text([...toText(value)].slice(whole(start), end ? whole(end) : undefined).join(""));
  },
  substring(value, start, length) {
    const first = rounded(toNumber(start));
    const last = length ? first + rounded(toNumber(length)) : Infinity;
    return text([...toText(value)].filter((_letter, place) => first <= place + 1 && place + 1 < last).join(""));
  },
  "substring-before": ofTexts((held, mark) => held.slice(0, Math.max(held.indexOf(mark), 0))),
  "substring-after": ofTexts((held, mark) => (held.includes(mark) ? held.slice(held.indexOf(mark) + mark.length) : "")),
  translate: ofTexts((held, before, after) => {
    const [olds, news] = [[...before], [...after]];
    return [...held].map((letter) => (olds.includes(letter) ? (news[olds.indexOf(letter)] ?? "") : letter)).join("");
  }),
  "string-length"(value) {
    return number([...toText(given(this, value))].length);
  },
  contains: ofTruth((held, part) => held.includes(part)),
  "starts-with": ofTruth((held, part) => held.startsWith(part)),
  regex: ofTruth((held, pattern) => fitting(pattern).test(held)),
  "base64-decode": ofTexts((held) => {
    try {
      return new TextDecoder().decode(Uint8Array.from(atob(held), (letter) => letter.charCodeAt(0)));
    } catch {
      return "";
    }
  }),
};

const rounded = (value) => (Number.isFinite(value) ? Math.floor(value + 0.5) : value);

const POSIX = {
  Digit: "0-9", Alpha: "A-Za-z", Alnum: "A-Za-z0-9", Upper: "A-Z", Lower: "a-z", Space: "\\s", XDigit: "0-9A-Fa-f",
};

/** A pattern that the whole text must fit; what Java writes otherwise, as browsers read it. */
function fitting(pattern) {
  const flags = /^\(\?([is]+)\)/.exec(pattern)?.[1] ?? "";
  const rest = pattern.slice(flags ? flags.length + 3 : 0);
  const plain = rest.replace(/\\p\{(\w+)\}/g, (all, name) => (POSIX[name] ? `[${POSIX[name]}]` : all));
  try {
    return new RegExp(`^(?:${plain})$`, `${flags}u`);
  } catch {
    return new RegExp(`^(?:${plain})$`, flags);
  }
}

const TRUTH = {
  boolean: (value) => truth(toTruth(value)),
  holds(value) {
    const { t, v } = scalar(value);
    return truth(value.t === "num" ? v === this.contextPosition : toTruth({ t, v }));
  },
  "boolean-from-string": ofTruth((held) => held.toLowerCase() === "true" || held === "1"),
  not: (value) => truth(!toTruth(value)),
  all: (...values) => truth(values.every(toTruth)),
  any: (...values) => truth(values.some(toTruth)),
  if: (condition, one, other) => (toTruth(condition) ? one : other),
  coalesce(first, second) {
    const { v } = scalar(first);
    return v === "" || Number.isNaN(v) ? second : first;
  },
  once(value) {
    const held = ofNode(this.cN);
    return held.v === "" ? value : held;
  },
  depend: (value) => value,
  "weighted-checklist"(least, most, ...pairs) {
    const factors = every(pairs.filter((_pair, place) => place % 2 === 0));
    const weights = every(pairs.filter((_pair, place) => place % 2 === 1));
    const total = factors.reduce((sum, factor, place) => {
      return weights[place] && toTruth(factor) ? sum + toNumber(weights[place]) : sum;
    }, 0);
    return truth(toNumber(least) <= total && total <= toNumber(most));
  },
};

const kept = (make) => (value) => number(make(toNumber(value)));

/** To the nearest; halves go up. Counted in decimal, not in binary. */
function round(value, decimals) {
  const exact = toNumber(value);
  const places = decimals ? whole(decimals) : 0;
  if (!Number.isFinite(exact)) return number(exact);
  if (Math.abs(places) > 30) return number(NaN);
  const moved = Number(shifted(String(exact), places));
  return number(Number(shifted(String(Math.floor(moved + 0.5)), -places)));
}

function shifted(written, places) {
  const [digits, exponent = "0"] = written.split("e");
  return `${digits}e${Number(exponent) + places}`;
}

const NUMBERS = {
  number(value) {
    return number(toNumber(given(this, value)));
  },
  neg: (value) => number(-toNumber(value)),
  int: kept(Math.trunc),
  floor: kept(Math.floor),
  ceiling: kept(Math.ceil),
  round,
};

function placed(value) {
  if (value.t !== "arr") throw new Error("This function needs a question or group of the form, not a value.");
  return value.v;
}

/** The numbers among values; unanswered questions are left out. */
const numbersIn = (values) => every(values).map(toNumber).filter((value) => !Number.isNaN(value));

/** The place of a node among its siblings of the same name, from 1. */
export function placeOf(node) {
  let place = 1;
  for (let before = node.previousElementSibling; before; before = before.previousElementSibling) {
    if (before.nodeName === node.nodeName) place += 1;
  }
  return place;
}

const NODES = {
  sum: (value) => number(numbersIn([nodes(placed(value))]).reduce((sum, each) => sum + each, 0)),
  max: (...values) => extreme(values, Math.max),
  min: (...values) => extreme(values, Math.min),
  "count-non-empty": (value) => number(placed(value).filter(holdsSomething).length),
  position(value) {
    if (!value) return number(this.contextPosition);
    const found = placed(value);
    return number(found.length ? placeOf(found[0]) : 0);
  },
};

const holdsSomething = (node) => node.firstElementChild || ofNode(node).v !== "";

function extreme(values, choose) {
  const found = numbersIn(values);
  return number(found.length ? choose(...found) : NaN);
}

/** The date or moment of a value; null if it is empty. */
function read(value) {
  const { t, v } = scalar(value);
  if (t === "date") return v;
  if (v === "" || Number.isNaN(v)) return null;
  const found = t === "num" ? new Moment(Math.trunc(v * DAY), 0) : t === "str" ? readDate(v) : null;
  if (!found) throw new Error(`“${v}” is not a date.`);
  return found;
}

function decimalTime(value) {
  const { t, v } = scalar(value);
  if (t === "num") return number(v - Math.floor(v));
  const clock = t === "str" ? readTime(v) : null;
  if (clock) return number(clock.clock / DAY);
  const found = read(value);
  if (!found) return text("");
  return number((found.clock - found.day * DAY) / DAY);
}

function formattedDate(value, pattern) {
  const found = read(value);
  return text(found ? formatted(found, toText(pattern)) : "");
}

const TIMES = {
  date(value) {
    const { t, v } = scalar(value);
    if (t === "num" && Number.isFinite(v)) return moment(dateOf(Math.trunc(v)));
    const found = read(value);
    return found ? moment(found.asDate()) : text("");
  },
  "date-time"(value) {
    const found = read(value);
    return found ? moment(found.asMoment()) : text("");
  },
  "decimal-date-time"(value) {
    const held = scalar(value);
    if (held.t === "num") return held;
    const found = read(value);
    return found ? number(found.exact) : text("");
  },
  "decimal-time": decimalTime,
  "format-date": formattedDate,
  "format-date-time": formattedDate,
};

const words = (value) => toText(value).split(/\s+/).filter(Boolean);

const CHOICES = {
  selected: (chosen, value) => truth(` ${toText(chosen)} `.includes(` ${toText(value).trim()} `)),
  "selected-at": (chosen, index) => text(words(chosen)[whole(index)] ?? ""),
  itext: (name) => text(toText(name)),
  "jr:itext": (name) => text(toText(name)),
};

/** The functions that look around in the form. @param {import("./evaluator.js").World} world */
function around(world) {
  return {
    at(path) {
      return nodes(world.at(toText(path), this.cN));
    },
    current: () => nodes([world.current]),
    instance(name) {
      const found = world.instance(toText(name));
      if (!found) throw new Error(`There is no list or file called “${toText(name)}” in this form.`);
      return nodes([found]);
    },
    pulldata: ofTexts((name, column, key, sought) => world.cell(name, column, key, sought)),
    "indexed-repeat"(target, ...pairs) {
      const wanted = {};
      for (let place = 0; place < pairs.length; place += 2) {
        wanted[toText(pairs[place])] = Math.max(whole(pairs[place + 1]), 1);
      }
      return nodes(world.indexed(toText(target), wanted, this.cN));
    },
    "jr:choice-name"(value, path) {
      const node = path.t === "arr" ? path.v[0] : null;
      return text(world.choiceName(toText(value), node, node ? "" : toText(path).trim()));
    },
    randomize: (value, seed) => nodes(world.shuffled(inOrder(placed(value)), seed && seedOf(seed))),
    today: () => moment(world.now.asDate()),
    now: () => moment(world.now),
    version: () => text(world.version),
    property: (name) => text(world.property(toText(name))),
  };
}

/** All corrections. @param {import("./evaluator.js").World} world */
export function corrected(world) {
  const found = { ...TEXTS, ...TRUTH, ...NUMBERS, ...NODES, ...TIMES, ...CHOICES, ...GEOGRAPHY, ...around(world) };
  return { ...found, "is-selected": found.selected };
}
