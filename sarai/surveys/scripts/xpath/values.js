/**
 * Values and how one kind becomes another: XPath 1.0 with the dates of ODK, as `surveys/xpath/values.py` has it.
 *
 * A value is a token of openrosa-xpath-evaluator: `{t, v}`, t one of "num", "str", "bool", "date", "arr" (of nodes).
 * @typedef {{t: string, v: any}} Token
 */
import { Moment, readDate } from "./moments.js";

const CLOSE = 1e-12;
const PLAIN = /^-?(?:\d+\.?\d*|\.\d+)$/;

/** @returns {Token} */
export const number = (v) => ({ t: "num", v });
/** @returns {Token} */
export const text = (v) => ({ t: "str", v });
/** @returns {Token} */
export const truth = (v) => ({ t: "bool", v });
/** @returns {Token} */
export const nodes = (v) => ({ t: "arr", v });
/** @returns {Token} */
export const moment = (v) => ({ t: "date", v });

/** What a node holds as text; one that holds other elements is empty. */
export function textOf(node) {
  return node.nodeType === 1 && node.firstElementChild ? "" : (node.nodeType === 9 ? "" : node.textContent);
}

/** What a node holds, by its data type. The type of an element is in `kind`, where it is not text. */
export function ofNode(node) {
  const held = textOf(node);
  if (!node.kind || !held) return text(held);
  if (node.kind === "int" || node.kind === "decimal") {
    const value = numberOfText(held);
    return Number.isNaN(value) ? text(held) : number(value);
  }
  const read = readDate(held);
  return read ? moment(read) : text(held);
}

/** The value itself; of nodes, what the first one holds, or the empty text. @param {Token} value */
export function scalar(value) {
  if (value.t !== "arr") return value;
  return value.v.length ? ofNode(value.v[0]) : text("");
}

/** @param {Token} value */
export function toText(value) {
  const { t, v } = scalar(value);
  if (t === "num") return numberText(v);
  if (t === "date") return v.iso;
  return String(v);
}

/** @param {Token} value */
export function toNumber(value) {
  const { t, v } = scalar(value);
  if (t === "num") return v;
  if (t === "bool") return v ? 1 : 0;
  return t === "date" ? v.day : numberOfText(v);
}

/** A number other than 0 and NaN, a text that is not empty, any date; of nodes, what the first one holds. */
export function toTruth(value) {
  const { t, v } = scalar(value);
  if (t === "num") return Math.abs(v) > CLOSE;
  return t === "date" ? true : Boolean(v);
}

/** The number that a text is; or the days of an ISO 8601 date. */
export function numberOfText(held) {
  const stripped = held.trim().replaceAll(",", ".");
  if (PLAIN.test(stripped)) return Number(stripped);
  if (stripped.length < 8 || stripped[4] !== "-") return NaN;
  const read = readDate(held);
  if (!read) return NaN;
  return read.whole ? read.day : new Moment(read.clock, read.written ? read.east : 0).exact;
}

/** A number as XPath 1.0 writes it: never an exponent. */
export function numberText(value) {
  if (Number.isNaN(value) || !Number.isFinite(value)) return String(value);
  if (Math.abs(value) < CLOSE) return "0";
  const nearest = Math.round(value);
  if (Math.abs(value - nearest) < CLOSE) return BigInt(nearest).toString();
  const written = String(value);
  return written.includes("e") ? withoutExponent(written) : written;
}

function withoutExponent(written) {
  const [digits, exponent] = written.split("e");
  const sign = digits.startsWith("-") ? "-" : "";
  const plain = digits.replace("-", "").replace(".", "");
  return `${sign}0.${"0".repeat(-Number(exponent) - 1)}${plain}`;
}

/** The values of nodes; no nodes are the empty text. @returns {Token[]} */
function members(value) {
  if (value.t !== "arr") return [value];
  return value.v.length ? value.v.map(ofNode) : [text("")];
}

/** Each value, or each node's. @param {Token[]} values @returns {Token[]} */
export const every = (values) => values.flatMap((value) => (value.t === "arr" ? value.v.map(ofNode) : [value]));

const any = (left, right, test) => members(left).some((one) => members(right).some((other) => test(one, other)));

function same(left, right) {
  const kinds = [left.t, right.t];
  if (left.t === "str" && right.t === "str") return left.v === right.v;
  if (kinds.includes("bool")) return toTruth(left) === toTruth(right);
  if (kinds.includes("num")) return sameNumber(toNumber(left), toNumber(right));
  if (left.t === "date" && right.t === "date") return left.v.day === right.v.day;
  return toText(left) === toText(right);
}

const sameNumber = (left, right) => left === right || Math.abs(left - right) < CLOSE;
const ordered = (holds) => (one, other) => holds(toNumber(one), toNumber(other));

const COMPARE = {
  "=": same,
  "!=": (one, other) => !same(one, other),
  "<": ordered((one, other) => one < other),
  "<=": ordered((one, other) => one <= other),
  ">": ordered((one, other) => one > other),
  ">=": ordered((one, other) => one >= other),
};
const CALCULATE = {
  "+": (one, other) => one + other,
  "-": (one, other) => one - other,
  "*": (one, other) => one * other,
  div: (one, other) => one / other,
  mod: (one, other) => one % other,
};

/** `left operator right`, as a plain value or an array of nodes. @param {Token} left @param {Token} right */
export function operated(left, operator, right) {
  if (operator === "|") return union(left, right);
  if (operator in COMPARE) return any(left, right, COMPARE[operator]);
  return CALCULATE[operator](toNumber(left), toNumber(right));
}

function union(left, right) {
  if (left.t !== "arr" || right.t !== "arr") throw new Error("“|” joins places in the form.");
  return inOrder([...left.v, ...right.v]);
}

/** Each node once, in the order of the document. */
export function inOrder(found) {
  return [...new Set(found)].sort((one, other) => (one.compareDocumentPosition(other) & 4 ? -1 : 1));
}
