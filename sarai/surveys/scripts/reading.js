/** What stands in a page's controls, read into answers: `surveys/pages/reading.py` in the browser. */
import { control } from "./controls.js";
import { filled, matching, offered } from "./fields.js";
import * as typed from "./typed.js";
import { asked, nameOf } from "./walking.js";

const LONGEST = 20_000;

/**
 * The answers of a page: pairs of node and text, and what was wrong where the answers themselves cannot tell.
 * @param {FormData} given
 */
export function readPage(answers, page, given, words) {
  const faults = {};
  const raw = {};
  const values = [];
  for (const { item, node } of asked(answers, page)) {
    const name = nameOf(answers, node);
    if (!given.has(name) || item.kind === "note" || answers.readonly(node)) continue;
    const text = textOf(answers, item, node, name, given, faults, words);
    if (text.length > LONGEST) {
      faults[name] = filled(words.tooLong, { most: LONGEST });
      raw[name] = text;
    } else values.push([node, text]);
  }
  return { values, faults, raw };
}

function textOf(answers, question, node, name, given, faults, words) {
  const values = given.getAll(name).filter((value) => typeof value === "string").map(typed.clean);
  const last = values.findLast(Boolean) ?? "";
  const choices = offered(answers, question, node);
  const how = control(answers, question, node, choices.length);
  switch (how) {
    case "ticks":
      return ordered(values, choices);
    case "search":
      return meant(choices, last);
    case "rank":
      return ranked(name, choices, given, faults, words);
    case "whole":
    case "decimal":
    case "scale":
      return typed.number(last);
    case "date":
    case "month":
    case "year":
      return typed.day(last, how);
    case "time":
    case "moment":
      return typed.clock(last);
    case "agree":
      return last ? "OK" : "";
    case "point":
      return typed.point(String(given.get(`${name}#latitude`) ?? ""), String(given.get(`${name}#longitude`) ?? ""));
    case "places":
      return typed.places(last, question.kind === "geoshape");
    case "file":
      return given.get(`${name}#remove`) ? "" : node.textContent;
    default:
      return last;
  }
}

/** Several choices in the order in which they are offered. */
function ordered(values, choices) {
  const chosen = new Set(values.flatMap((value) => value.split(/\s+/)).filter(Boolean));
  const known = choices.map((one) => one.value).filter((value) => chosen.delete(value));
  return [...known, ...[...chosen].sort()].join(" ");
}

function meant(choices, last) {
  if (choices.some((one) => one.value === last)) return last;
  const found = matching(choices, last);
  return found.length === 1 ? found[0].value : last;
}

/** The choices in the order of the places that they were given; those without a place are left out. */
function ranked(name, choices, given, faults, words) {
  const places = choices
    .map((one) => [one.value, Number(typed.number(String(given.get(`${name}#${one.value}`) ?? "")) || NaN)])
    .filter(([, place]) => Number.isInteger(place));
  if (new Set(places.map(([, place]) => place)).size < places.length) faults[name] = words.twice;
  return places.sort(([, one], [, other]) => one - other).map(([value]) => value).join(" ");
}
