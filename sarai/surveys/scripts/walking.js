/** The pages of a form, and the way through one: `surveys/pages/walking.py` in the browser. */
import { descend, named } from "./tree.js";
import { placeOf } from "./xpath/functions.js";
import { toTruth } from "./xpath/values.js";

const MOST_TOGETHER = 40; // questions of a repeat on one page

const names = (path) => path.split("/").slice(1);
const last = (path) => path.slice(path.lastIndexOf("/") + 1);
const above = (path) => path.slice(0, path.lastIndexOf("/"));

/** @typedef {{number: number, screen: object, first: number, last: number, adds: boolean}} Page */

/** All pages, those on which nothing is to be asked now included. @returns {Page[]} */
export function pagesOf(answers) {
  const found = [];
  for (const screen of answers.form.screens) {
    for (const slice of slices(answers, screen)) found.push({ number: found.length + 1, screen, ...slice });
  }
  return found;
}

function slices(answers, screen) {
  if (!screen.repeat) return [{ first: 0, last: 0, adds: true }];
  const holder = descend(answers.document, names(above(screen.repeat)));
  const count = holder ? named(holder, last(screen.repeat)).length : 0;
  const step = Math.max(1, Math.floor(MOST_TOGETHER / Math.max(questionsIn(screen.items), 1)));
  const found = [];
  for (let first = 0; first < Math.max(count, 1); first += step) {
    found.push({ first, last: Math.min(first + step, count), adds: first + step >= count });
  }
  return found;
}

const questionsIn = (items) =>
  items.reduce((sum, item) => sum + (item.what === "ask" ? 1 : questionsIn(item.items ?? [])), 0);

/** What is on a page, in order: `{what, item, node, removable}`, as a `Spot` of the server. */
export function spots(answers, page) {
  return [...walk(answers, page, page.screen.items, answers.document, "")];
}

/** The questions of a page that are asked now, with their nodes. */
export const asked = (answers, page) => spots(answers, page).filter((spot) => spot.what === "ask");

export const isEmpty = (answers, page) => !spots(answers, page).some(({ what }) => what === "ask" || what === "add");

function* walk(answers, page, items, base, path) {
  for (const item of items ?? []) {
    if (item.what === "ask") {
      const node = at(answers, item.path, base, path);
      if (node && answers.relevant(node)) yield { what: "ask", item, node };
    } else if (item.what === "repeat") yield* repeat(answers, page, item, base, path);
    else yield* group(answers, page, item, base, path);
  }
}

function at(answers, path, base, above_) {
  if (`${path}/`.startsWith(`${above_}/`)) return descend(base, names(path.slice(above_.length)));
  return descend(answers.document, names(path));
}

function* group(answers, page, item, base, path) {
  const inside = [...walk(answers, page, item.items, base, path)];
  if (!inside.length) return;
  yield { what: "group", item, node: inside[0].node };
  yield* inside;
  yield { what: "end-group", item, node: inside[0].node };
}

function* repeat(answers, page, item, base, path) {
  const holder = at(answers, above(item.path), base, path);
  if (!holder) return;
  const whole = page.screen.repeat === item.path;
  const own = named(holder, last(item.path));
  const removable = !answers.fixed.has(item.path);
  for (const node of whole ? own.slice(page.first, page.last) : own) {
    if (answers.relevant(node)) {
      yield { what: "instance", item, node, removable };
      yield* walk(answers, page, item.items, node, item.path);
      yield { what: "end-instance", item, node, removable };
    }
  }
  if (removable && (page.adds || !whole) && wanted(answers, item, holder, own)) {
    yield { what: "add", item, node: holder };
  }
}

/** Whether one more may be begun: where there is none, its own relevance is asked of one that might be. */
function wanted(answers, item, holder, own) {
  if (own.length || !answers.relevant(holder)) return own.some(answers.relevant);
  const relevant = answers.form.binds[item.path]?.relevant;
  if (!relevant) return true;
  const might = answers.insert(holder, item.path);
  answers.hidden.add(might);
  const value = answers.value(might, relevant);
  answers.hidden.delete(might);
  might.remove();
  return value === null || toTruth(value);
}

/** What a node is called in a page: its path, the instances of repeats numbered. */
export function nameOf(answers, node) {
  const parts = [];
  for (let each = node; each?.path; each = each.parentElement) {
    parts.unshift(answers.repeats.has(each.path) ? `${each.nodeName}[${placeOf(each)}]` : each.nodeName);
  }
  return `/${parts.join("/")}`;
}
