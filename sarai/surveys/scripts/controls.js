/** By which control a question is answered: `surveys/pages/controls.py` in the browser. */

const LONG_LIST = 30;
const MOST_STEPS = 11;
const PLAIN = {
  integer: "whole", decimal: "decimal", date: "date", time: "time", dateTime: "moment", acknowledge: "agree",
  note: "note", rank: "rank", geopoint: "point", geotrace: "places", geoshape: "places", image: "file", audio: "file",
  video: "file", file: "file", osm: "file",
};

const DATES = { year: "year", "month-year": "month" };

export const hasAppearance = (question, word) => (question.appearance ?? []).includes(word);

/** Which control; `choices` is how many there are to choose from. */
export function control(answers, question, node, choices) {
  const { kind } = question;
  if (kind === "note" || hasAppearance(question, "label")) return "note";
  if (answers.readonly(node)) return "shown";
  if (kind === "select_one") return oneOf(question, choices);
  if (kind === "select_multiple") return "ticks";
  if (kind === "range") return steps(question).length ? "scale" : "decimal";
  if (kind === "date") return DATES[(question.appearance ?? []).find((word) => word in DATES)] ?? "date";
  if (kind === "text" && hasAppearance(question, "multiline")) return "lines";
  return PLAIN[kind] ?? "line";
}

function oneOf(question, choices) {
  if (hasAppearance(question, "minimal")) return "select";
  const completes = (question.appearance ?? []).some((word) => word.startsWith("autocomplete"));
  return choices > LONG_LIST || completes ? "search" : "radios";
}

/** The start, end and step of a range. @returns {[number, number, number]} */
export function bounds(question) {
  const given = ["start", "end", "step"].map((name) => parseFloat(question.parameters?.[name]));
  const [start, end, step] = given.map((value, place) => (Number.isFinite(value) ? value : [0, 10, 1][place]));
  return [start, end, Math.abs(step) || 1];
}

/** The numbers of a range with few of them; nothing for a longer one. */
export function steps(question) {
  const [start, end, step] = bounds(question);
  const count = Math.round(Math.abs(end - start) / step) + 1;
  if (count > MOST_STEPS) return [];
  const sign = end >= start ? 1 : -1;
  return Array.from({ length: count }, (_none, place) => shortly(start + sign * step * place));
}

/** A number without the dust of binary fractions. */
export const shortly = (value) => String(Number(value.toPrecision(10)));
