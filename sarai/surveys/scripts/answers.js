/**
 * One person's answers to a form, with the form's logic over them: what `surveys/answering` is on the server.
 *
 * The form is the document that `surveys/offline/definition.py` writes. Elements carry their `path` and, where it is
 * not text, their `kind`; an element in `hidden` is not relevant.
 */
import { luck, seedOf, shuffled } from "./chance.js";
import { choiceOf, Lists } from "./lists.js";
import { descend, documentOf, elementOf, everyNode, named, written } from "./tree.js";
import { Evaluator } from "./xpath/evaluator.js";
import { placeOf } from "./xpath/functions.js";
import { momentOf } from "./xpath/moments.js";
import { toNumber, toText, toTruth } from "./xpath/values.js";

const MOST_INSTANCES = 1000;
const FIRST = "odk-instance-first-load";
const REPEATED = "odk-new-repeat";
const CHANGED = "xforms-value-changed";

export class Answers {
  /**
   * @param {object} form
   * @param {{language?: string, now?: Date, branch?: import("./tree.js").Branch}} [given] `branch`: answers taken up
   */
  constructor(form, { language = form.default, now = new Date(), branch = form.blank } = {}) {
    this.form = form;
    this.language = language;
    this.now = momentOf(now);
    this.version = form.version;
    this.hidden = new Set();
    this.current = null;
    this.troubles = [];
    this.lists = new Lists(form);
    this.repeated = new Map();
    this.repeats = new Set(Object.keys(form.instances));
    this.fixed = new Set([...form.fixed, ...Object.keys(form.counts)]);
    this.document = documentOf(branch, (node) => this.dress(node));
    this.index();
    this.evaluator = new Evaluator(this);
  }

  get root() {
    return this.document.documentElement;
  }

  dress(node) {
    node.kind = this.form.kinds[node.path];
  }

  // --- Begun, changed, ended

  /** Fill in what a form fills in when it is first opened. */
  begin() {
    this.recompute();
    for (const node of everyNode(this.root)) {
      const preload = this.bind(node).preload;
      if (preload && !node.textContent) node.textContent = this.preloaded(preload);
    }
    this.act(FIRST, this.root, () => true);
    if (!this.meta("instanceID")) this.note("instanceID", this.uuid());
    this.recompute({ fit: true });
    return this;
  }

  /** Answers taken up again: what was calculated from the clock or from chance stays. */
  resume() {
    this.recompute({ fit: true, keep: (rule, node) => rule.volatile && node.textContent !== "" });
    return this;
  }

  preloaded(preload) {
    if (preload === "start" || preload === "timestamp") return this.now.iso;
    if (preload === "today") return this.now.asDate().iso;
    return preload === "uid" ? this.uuid() : "";
  }

  uuid() {
    return `uuid:${this.shown(this.root, "uuid()")}`;
  }

  /** Set answers: pairs of an element and its text. Returns whether any is new. */
  answer(values) {
    const told = values.filter(([node, text]) => node.textContent !== text);
    const woken = new Set();
    for (const [node, text] of told) {
      node.textContent = text;
      const also = this.act(CHANGED, this.root, (action) => action.source === node.path, node);
      for (const path of [node.path, ...also]) (this.form.wakes[path] ?? []).forEach((rule) => woken.add(rule));
    }
    if (told.length) this.again(woken);
    return told.length > 0;
  }

  again(woken = new Set()) {
    const rules = this.form.rules;
    this.recompute({
      fit: true,
      keep: (rule, node) => rule.volatile && node.textContent !== "" && !woken.has(rules.indexOf(rule)),
    });
  }

  /** One more instance of the repeat at `path` in `holder`. */
  add(holder, path) {
    const made = this.insert(holder, path);
    this.act(REPEATED, made, (action) => action.target.startsWith(`${path}/`) || action.target === path);
    this.again();
    return made;
  }

  remove(instance) {
    instance.remove();
    this.again();
  }

  insert(holder, path) {
    const made = elementOf(this.document, this.form.instances[path], holder.path, (node) => this.dress(node));
    const own = named(holder, made.nodeName);
    if (own.length) own.at(-1).after(made);
    else {
      const order = this.form.order[holder.path] ?? [];
      const later = new Set(order.slice(order.indexOf(made.nodeName) + 1));
      holder.insertBefore(made, [...holder.children].find((child) => later.has(child.nodeName)) ?? null);
    }
    return made;
  }

  /** Do what waits for an event: set values beneath `scope`. Returns the paths that were set. */
  act(event, scope, waits, from = null) {
    const found = this.form.actions.filter((action) => action.events.includes(event) && waits(action));
    for (const action of found) {
      const within = from ? this.nearest(from, action.target) : scope;
      for (const node of everyNode(within).filter((each) => each.path === action.target)) {
        const value = action.is ? this.value(node, action.is) : { t: "str", v: action.text ?? "" };
        node.textContent = value ? stored(value, node.kind) : "";
      }
    }
    return found.map((action) => action.target);
  }

  nearest(node, target) {
    let above = node;
    while (above !== this.root && !`${target}/`.startsWith(`${above.path}/`)) above = above.parentElement;
    return above;
  }

  /** Write down when the answers ended, and give them as they are sent. */
  finish(now = new Date()) {
    for (const node of everyNode(this.root)) {
      if (this.bind(node).preload === "end") node.textContent = momentOf(now).iso;
    }
    return written(this.root, this.hidden);
  }

  /** All answers, what is not asked now included, to be taken up again. */
  xml() {
    return written(this.root, this.hidden, true);
  }

  /** What the answers tell of themselves: "instanceID". */
  meta(name) {
    return descend(this.root, ["meta", name])?.textContent.trim() ?? "";
  }

  note(name, text) {
    const made = (above, called) => {
      const found = descend(above, [called]);
      return found ?? above.appendChild(elementOf(this.document, [called, {}, ""], above.path, () => {}));
    };
    made(made(this.root, "meta"), name).textContent = text;
  }

  // --- Calculated

  /** Calculate everything anew; with `fit`, repeats stand as often as their counts ask for. */
  recompute({ fit = false, keep = () => false } = {}) {
    this.hidden.clear();
    this.troubles = [];
    this.index();
    for (const { rules, repeat } of this.form.stages) {
      const own = rules.map((number) => this.form.rules[number]);
      if (!repeat) own.forEach((rule) => this.nodesOf(rule).forEach((node) => this.apply(rule, node, fit, keep)));
      else this.inTurn(own, repeat, fit, keep);
    }
  }

  inTurn(rules, repeat, fit, keep) {
    for (const instance of this.known.get(repeat) ?? []) {
      for (const rule of rules) {
        const inside = (this.known.get(rule.path) ?? []).filter((node) => instance.contains(node));
        inside.forEach((node) => this.apply(rule, node, fit, keep));
      }
    }
  }

  /** Remember the elements by their path. */
  index() {
    this.known = new Map();
    for (const node of everyNode(this.root)) {
      const same = this.known.get(node.path);
      if (same) same.push(node);
      else this.known.set(node.path, [node]);
    }
  }

  nodesOf(rule) {
    const path = rule.gives === "count" ? rule.path.slice(0, rule.path.lastIndexOf("/")) : rule.path;
    return [...(this.known.get(path) ?? [])];
  }

  apply(rule, node, fit, keep) {
    if (rule.gives === "relevance") this.relevance(rule, node);
    else if (this.hidden.has(node)) return;
    else if (rule.gives === "count") fit && this.fit(rule, node);
    else if (!keep(rule, node)) {
      const value = this.value(node, rule.is);
      node.textContent = value ? stored(value, node.kind) : "";
    }
  }

  relevance(rule, node) {
    const above = !this.hidden.has(node.parentElement);
    const value = above && this.value(node, rule.is);
    const holds = above && (value === null || toTruth(value));
    for (const each of everyNode(node)) {
      if (holds) this.hidden.delete(each);
      else this.hidden.add(each);
    }
  }

  fit(rule, holder) {
    const own = named(holder, rule.path.slice(rule.path.lastIndexOf("/") + 1));
    const wanted = this.count(rule, holder, own);
    own.slice(wanted).forEach((node) => node.remove());
    for (let place = own.length; place < wanted; place += 1) this.insert(holder, rule.path);
    if (wanted !== own.length) this.index();
  }

  count(rule, holder, own) {
    const node = own[0] ?? this.insert(holder, rule.path);
    if (!own.length) this.hidden.add(node);
    const value = this.value(node, rule.is);
    if (!own.length) node.remove();
    const number = value ? toNumber(value) : 0;
    return Number.isNaN(number) ? 0 : Math.trunc(Math.min(Math.max(number, 0), MOST_INSTANCES));
  }

  /** The value of an expression at a node; null where it has none. */
  value(node, expression) {
    try {
      return this.evaluator.value(expression, node);
    } catch (error) {
      this.troubles.push({ node, expression, error });
      return null;
    }
  }

  truth(node, expression, otherwise = false) {
    const value = expression ? this.value(node, expression) : null;
    return value ? toTruth(value) : otherwise;
  }

  // --- Asked

  bind(node) {
    return this.form.binds[node.path] ?? {};
  }

  relevant = (node) => !this.hidden.has(node);
  required = (node) => this.truth(node, this.bind(node).required);
  readonly = (node) => Boolean(this.bind(node).calculated) || this.truth(node, this.bind(node).readonly);
  satisfied = (node) => !node.textContent || this.truth(node, this.bind(node).constraint, true);

  /** A text of the form as it reads at a node. */
  said(node, text) {
    const parts = inLanguage(text?.said, this.language, this.form.default) ?? [];
    return parts.map((part) => (typeof part === "string" ? part : this.shown(node, part[0]))).join("");
  }

  shown(node, expression) {
    const value = this.value(node, expression);
    return value ? toText(value) : "";
  }

  /** The files that go with a text: kind → name. */
  files(text) {
    return inLanguage(text?.files, this.language, this.form.default) ?? {};
  }

  /** The choices that a question offers at a node: `{value, label, columns}`. */
  choices(node, question) {
    const { itemset } = question;
    if (!itemset) return [];
    const found = itemset.nodes ? this.filtered(node, itemset) : (this.form.lists[itemset.list] ?? []);
    if (!itemset.randomize) return found;
    const seed = itemset.seed ? this.value(node, itemset.seed) : null;
    return shuffled(found, seed ? seedOf(seed) : luck(`${this.meta("instanceID")} ${node.path}`));
  }

  filtered(node, itemset) {
    const value = this.value(node, itemset.nodes);
    const named = this.form.lists[itemset.list];
    return value?.t === "arr" ? value.v.map((item) => item.choice ?? choiceOf(item, itemset, named)) : [];
  }

  // --- What expressions ask (a World; see xpath/evaluator.js)

  /** The nodes at a path from the root; of a repeat, the instance in which `from`, or the current node, stands. */
  at(path, from) {
    if (path && !this.isRepeated(path)) return (this.known.get(path) ?? []).filter(this.relevant);
    let found = [this.document];
    for (const name of path.split("/").slice(1)) {
      const next = found.flatMap((node) => named(node, name));
      const own = next.length > 1 && found.length === 1 ? this.own(found[0], name, from) : null;
      found = own ? [own] : next;
    }
    return found.filter(this.relevant);
  }

  /** Whether a path leads through a repeat, so that it matters where it is asked from. */
  isRepeated(path) {
    let known = this.repeated.get(path);
    if (known === undefined) {
      known = [...this.repeats].some((repeat) => `${path}/`.startsWith(`${repeat}/`));
      this.repeated.set(path, known);
    }
    return known;
  }

  own(parent, name, from) {
    for (const start of [from, this.current]) {
      let node = start;
      while (node && node.parentNode !== parent) node = node.parentNode;
      if (node) return node.nodeName === name ? node : null;
    }
    return null;
  }

  /** The nodes at a path, in the instances of repeats that are wanted by number. */
  indexed(path, wanted, from) {
    const own = {};
    for (let node = from; node?.path; node = node.parentElement) own[node.path] = placeOf(node);
    let found = [this.document];
    let above = "";
    for (const name of path.split("/").slice(1)) {
      above += `/${name}`;
      const number = wanted[above] ?? (found.length === 1 ? own[above] : undefined);
      const next = found.flatMap((node) => named(node, name));
      found = number === undefined ? next : next.slice(number - 1, number);
    }
    return found.filter(this.relevant);
  }

  instance = (name) => this.lists.document(name);
  cell = (name, column, key, sought) => this.lists.cell(name, column, key, sought);

  choiceName(value, node, path) {
    const asked = node ? node.path : `/${path.split("/").map((part) => part.trim()).filter(Boolean).join("/")}`;
    const question = questionsOf(this.form).get(asked);
    const choice = (this.form.lists[question?.itemset?.list] ?? []).find((each) => each.value === value);
    return choice ? this.said(node ?? this.root, choice.label) : value;
  }

  shuffled(found, seed) {
    return shuffled(found, seed ?? Math.trunc(Math.random() * 2 ** 31));
  }

  property() {
    return "";
  }
}

function inLanguage(found, language, otherwise) {
  if (!found) return undefined;
  const key = [language, otherwise, ""].find((each) => each in found);
  return key === undefined ? Object.values(found)[0] : found[key];
}

/** A calculated value as the text of a node: no number is no answer; a whole-number node drops its fraction. */
export function stored(value, kind) {
  const text = toText(value);
  if (text === "NaN") return "";
  if (kind === "int" && text.includes(".")) return toText({ t: "num", v: Math.trunc(Number(text)) });
  return kind === "date" ? text.split("T")[0] : text;
}

const known = new WeakMap();

/** The questions of a form by path. @returns {Map<string, object>} */
export function questionsOf(form) {
  if (!known.has(form)) {
    const found = new Map();
    const walk = (items) => items.forEach((item) => {
      if (item.what !== "ask") walk(item.items ?? []);
      else if (!found.has(item.path)) found.set(item.path, item);
    });
    form.screens.forEach((screen) => walk(screen.items));
    known.set(form, found);
  }
  return known.get(form);
}
