/** What has to be looked at again before answers can be sent; the server looks at all of it once more. */
import { bounds, shortly } from "./controls.js";
import { filled } from "./fields.js";
import { asked, nameOf, pagesOf } from "./walking.js";
import { readDate, readTime } from "./xpath/moments.js";

const WHOLE = /^[+-]?\d{1,18}$/;
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;
const CLOCK = /^\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d(?::?\d\d)?)?$/;

const isDay = (text) => /^\d{4}-\d\d-\d\d$/.test(text) && readDate(text) !== null;
const isClock = (text) => CLOCK.test(text) && readTime(text) !== null;

function isMoment(text) {
  const place = text.indexOf("T");
  return place < 0 ? isDay(text) : isDay(text.slice(0, place)) && isClock(text.slice(place + 1));
}

function isPoint(text) {
  const numbers = text.split(/\s+/).filter(Boolean);
  const all = numbers.length >= 2 && numbers.length <= 4 && numbers.every((each) => DECIMAL.test(each));
  return all && Math.abs(Number(numbers[0])) <= 90 && Math.abs(Number(numbers[1])) <= 180;
}

const points = (text) => text.split(";").map((part) => part.trim()).filter(Boolean);

function isShape(text) {
  const found = points(text);
  return found.length >= 4 && found.every(isPoint) && found[0] === found.at(-1);
}

/** Whether a text is a value of an XForms data type. */
const TYPES = {
  int: (text) => WHOLE.test(text),
  decimal: (text) => DECIMAL.test(text),
  date: isMoment,
  time: isClock,
  dateTime: isMoment,
  geopoint: isPoint,
  geotrace: (text) => points(text).length >= 2 && points(text).every(isPoint),
  geoshape: isShape,
};

/** Everything to be looked at again: `{name, sentence, page}`, in the order of the form. */
export function problems(answers, words, pages = pagesOf(answers)) {
  const found = [];
  for (const page of pages) {
    for (const { item, node } of asked(answers, page)) {
      const sentence = fault(answers, item, node, words);
      if (sentence) found.push({ name: nameOf(answers, node), sentence, page: page.number });
    }
  }
  return found;
}

function fault(answers, question, node, words) {
  const text = node.textContent;
  const bind = answers.bind(node);
  if (bind.calculated) return "";
  if (!text) {
    const needed = answers.required(node) && !answers.readonly(node);
    return needed ? answers.said(node, bind.requiredMessage) || words.needsAnswer : "";
  }
  if (TYPES[bind.type] && !TYPES[bind.type](text)) return words[bind.type];
  if (!answers.satisfied(node)) return answers.said(node, bind.constraintMessage) || words.notAllowed;
  return strange(answers, question, node, words) || outOfRange(question, text, words);
}

/** Why what was chosen is no choice here. */
function strange(answers, question, node, words) {
  if (!["select1", "select", "rank"].includes(question.control) || !question.itemset) return "";
  const offered = new Set(answers.choices(node, question).map((choice) => choice.value));
  const chosen = question.control === "select1" ? [node.textContent] : node.textContent.split(/\s+/);
  const value = chosen.find((each) => !offered.has(each));
  return value === undefined ? "" : filled(words.notChoice, { value: value.slice(0, 60) });
}

function outOfRange(question, text, words) {
  if (question.control !== "range") return "";
  const [start, end, step] = bounds(question);
  const [low, high] = [Math.min(start, end), Math.max(start, end)];
  const away = (Number(text) - start) / step;
  if (low <= Number(text) && Number(text) <= high && Math.abs(away - Math.round(away)) < 1e-6) return "";
  return filled(words.outOfRange, { low: shortly(low), high: shortly(high), step: shortly(step) });
}
