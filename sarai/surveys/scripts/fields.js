/** A page as it is shown: every text in the person's language, every control with what was answered so far. */
import { bounds, control, hasAppearance, shortly, steps } from "./controls.js";
import { block, inline } from "./emphasis.js";
import { nameOf, spots } from "./walking.js";

const IN_A_ROW = ["likert", "columns", "columns-pack", "columns-flex", "horizontal", "horizontal-compact"];
const LISTED = 500; // choices that a browser is given to search in; more are searched here
const MOST_MATCHES = 30;

/** `%(name)s` in a sentence, filled in. */
export const filled = (sentence, values) => sentence.replace(/%\((\w+)\)s/g, (_all, name) => values[name] ?? "");

/** The choices of a question as a person reads them: `{value, words, image}`. */
export function offered(answers, question, node) {
  return answers.choices(node, question).map((choice) => ({
    value: choice.value,
    words: answers.said(node, choice.label) || choice.value,
    image: imageOf(answers, choice.label),
  }));
}

function imageOf(answers, text) {
  const files = answers.files(text);
  return encodeURIComponent(files.image ?? files["big-image"] ?? "");
}

const folded = (text) => text.toLocaleLowerCase().split(/\s+/).filter(Boolean).join(" ");

/** The choices that somebody may mean who typed this: the one that reads so, else those that have it in them. */
export function matching(choices, typed) {
  const wanted = folded(typed);
  if (!wanted) return [];
  const same = choices.filter((one) => folded(one.words) === wanted);
  return same.length ? same : choices.filter((one) => folded(one.words).includes(wanted)).slice(0, MOST_MATCHES);
}

/** The parts of a page in order; `faults` are sentences by the names of questions, `raw` what was not taken. */
export function shown(answers, page, words, faults = {}, raw = {}) {
  let count = 0;
  return spots(answers, page).map((spot) => {
    if (spot.what === "ask") {
      count += 1;
      return field(answers, spot.item, spot.node, `q${count}`, words, faults, raw);
    }
    return mark(answers, spot);
  });
}

function mark(answers, { what, item, node, removable }) {
  const name = nameOf(answers, node);
  const label = inline(answers.said(node, item.label));
  if (what === "add") return { what, label, name: `${name}/${item.path.slice(item.path.lastIndexOf("/") + 1)}` };
  const number = what.endsWith("instance") ? Number(/\[(\d+)\]$/.exec(name)?.[1] ?? 1) : 0;
  return { what, label, name, number, removable, id: name.replace(/[^\w.]+/g, "-").replace(/^-+|-+$/g, "") };
}

function field(answers, question, node, id, words, faults, raw) {
  const name = nameOf(answers, node);
  const choices = offered(answers, question, node);
  const how = control(answers, question, node, choices.length);
  const said = answers.said(node, question.label);
  const files = answers.files(question.label);
  const made = {
    what: "ask", control: how, id, name, kind: question.kind,
    label: how === "note" ? block(said) : inline(said || node.nodeName),
    value: raw[name] ?? node.textContent,
    hint: inline(answers.said(node, question.hint)),
    guidance: block(answers.said(node, question.guidance)),
    error: faults[name] ?? "",
    required: how !== "note" && how !== "shown" && answers.required(node),
    row: IN_A_ROW.some((word) => hasAppearance(question, word)),
    image: imageOf(answers, question.label),
    audio: encodeURIComponent(files.audio ?? ""),
    video: encodeURIComponent(files.video ?? ""),
    options: [], parts: [], input: {},
  };
  (HOW[how] ?? HOW.line)(made, question, choices, words);
  const described = [String(made.hint) && `${id}-hint`, made.error && `${id}-error`].filter(Boolean);
  made.described = described.join(" ") || null;
  return made;
}

/** Choices in their control; the `first` of them has the id to which links lead. */
function options(made, choices, chosen, first = 1) {
  return choices.map((one, place) => ({
    id: place + 1 === first ? made.id : `${made.id}-${place + 1}`,
    value: one.value, label: inline(one.words), words: one.words, image: one.image,
    chosen: chosen.includes(one.value), place: "",
  }));
}

/** Each control, by its name. */
const HOW = {
  line(made, question) {
    const filledIn = question.autocomplete;
    const kinds = { email: "email", tel: "tel" };
    made.input = { type: hasAppearance(question, "url") ? "url" : (kinds[filledIn] ?? "text"), autocomplete: filledIn };
    if (hasAppearance(question, "numbers")) made.input.inputmode = "numeric";
    if (hasAppearance(question, "masked")) made.input = { type: "password", autocomplete: "off" };
  },
  lines(made, question) {
    const rows = Number(question.parameters?.rows);
    made.input = { rows: rows > 0 && rows < 40 ? String(rows) : "4" };
  },
  whole(made) {
    made.input = { type: "text", inputmode: "numeric", autocomplete: "off" };
  },
  decimal(made, question, _choices, words) {
    made.input = { type: "text", inputmode: "decimal", autocomplete: "off" };
    if (question.kind === "range" && !String(made.hint)) {
      const [start, end, step] = bounds(question).map(shortly);
      made.hint = inline(filled(words.steps, { start, end, step }));
    }
  },
  date(made) {
    made.input = { type: "date" };
    made.value = made.value.split("T")[0];
  },
  month(made) {
    made.input = { type: "month", placeholder: "2025-01" };
    made.value = made.value.replace(/-01$/, "");
  },
  year(made) {
    made.input = { type: "text", inputmode: "numeric", placeholder: "2025" };
    made.value = made.value.replace(/-01-01$/, "");
  },
  time(made) {
    made.input = { type: "time" };
    made.value = made.value.slice(0, 5);
  },
  moment(made) {
    made.input = { type: "datetime-local" };
    made.value = made.value.slice(0, 16);
  },
  radios(made, _question, choices, words) {
    made.options = options(made, choices, [made.value]);
    if (made.value && !made.required) {
      const none = { id: `${made.id}-none`, value: "", label: inline(words.noAnswer), words: "", image: "" };
      made.options.push({ ...none, chosen: false, place: "" });
    }
  },
  ticks(made, _question, choices) {
    made.options = options(made, choices, made.value.split(/\s+/));
  },
  select(made, _question, choices) {
    made.options = options(made, choices, [made.value]);
  },
  search(made, _question, choices) {
    const chosen = choices.find((one) => one.value === made.value);
    if (!chosen) made.options = options(made, matching(choices, made.value), [], 0);
    made.value = chosen ? chosen.words : made.value;
    made.input = { autocomplete: "off" };
    if (choices.length <= LISTED) {
      made.input.list = `${made.id}-list`;
      made.parts = choices.map((one) => one.words);
    }
  },
  rank(made, _question, choices) {
    const places = made.value.split(/\s+/).filter(Boolean);
    made.options = options(made, choices, []);
    for (const option of made.options) {
      const place = places.indexOf(option.value) + 1;
      option.place = place ? String(place) : "";
    }
    made.parts = choices.map((_one, place) => String(place + 1));
  },
  scale(made, question, choices, words) {
    const named = new Map(choices.map((one) => [one.value, one.words]));
    made.row = true;
    const numbers = steps(question).map((value) => {
      return { value, words: named.has(value) ? `${value} ${named.get(value)}` : value, image: "" };
    });
    HOW.radios(made, question, numbers, words);
  },
  point(made) {
    const [latitude = "", longitude = ""] = made.value.split(" ");
    made.parts = [latitude, longitude];
  },
  places(made) {
    made.value = made.value.split(";").map((each) => each.trim().split(/\s+/).slice(0, 2).join(" ")).join("\n");
  },
  file(made, question) {
    made.input = question.accept ? { accept: question.accept } : {};
    made.value = made.value.split("/").at(-1); // the form's own picture is where the form says
  },
  agree() {},
  note() {},
  shown() {},
};

/** The label of the one group that a page is, taken out of the page to stand above it. */
export function titled(blocks) {
  if (blocks[0]?.what !== "group") return ["", blocks];
  let depth = 0;
  for (const [place, one] of blocks.entries()) {
    depth += { group: 1, instance: 1, "end-group": -1, "end-instance": -1 }[one.what] ?? 0;
    if (depth === 0) return place === blocks.length - 1 ? [blocks[0].label, blocks.slice(1, -1)] : ["", blocks];
  }
  return ["", blocks];
}
