/** What the tests ask of the scripts, as one global. */
import { Answers, questionsOf } from "../../../sarai/surveys/scripts/answers.js";
import { shown, titled } from "../../../sarai/surveys/scripts/fields.js";
import { Writer } from "../../../sarai/surveys/scripts/markup.js";
import { overview } from "../../../sarai/surveys/scripts/overview.js";
import { problems } from "../../../sarai/surveys/scripts/problems.js";
import { branchOf, everyNode } from "../../../sarai/surveys/scripts/tree.js";
import { isEmpty, pagesOf } from "../../../sarai/surveys/scripts/walking.js";
import { placeOf } from "../../../sarai/surveys/scripts/xpath/functions.js";
import { ofNode, toText } from "../../../sarai/surveys/scripts/xpath/values.js";

export * as typed from "../../../sarai/surveys/scripts/typed.js";
export { block, inline } from "../../../sarai/surveys/scripts/emphasis.js";

/** HTML with its attributes in one order, for comparison. */
function ordered(made) {
  const read = new DOMParser().parseFromString(`<body>${made}</body>`, "text/html").body;
  for (const each of read.querySelectorAll("*")) {
    const attributes = [...each.attributes].map(({ name, value }) => [name, value]).sort();
    attributes.forEach(([name]) => each.removeAttribute(name));
    attributes.forEach(([name, value]) => each.setAttribute(name, value));
    if (each.matches("button")) each.removeAttribute("type");
  }
  return read.innerHTML.replaceAll("><", ">\n<");
}

/** Every page of a set of answers, as this browser and as the server show it, and what is wrong on each. */
export function pages(form, xml, language, words, servers) {
  const answers = new Answers(form, { language, branch: branchOf(xml) }).resume();
  const writer = new Writer("/media/", words);
  const all = pagesOf(answers).filter((page) => !isEmpty(answers, page));
  const ours = all.map((page) => {
    const faults = Object.fromEntries(problems(answers, words, [page]).map((one) => [one.name, one.sentence]));
    return ordered(String(writer.write(titled(shown(answers, page, words, faults))[1])));
  });
  const lines = overview(answers, words).map((one) => [String(one.label), one.answer ?? "", one.page ?? 0, one.anchor ?? ""]);
  return { ours, servers: servers.map(ordered), lines };
}

/** The path of a node with the number of each instance where there are several. */
function placed(node) {
  const parts = [];
  for (let each = node; each?.path; each = each.parentElement) {
    const alone = [...(each.parentElement?.children ?? [each])].filter((one) => one.nodeName === each.nodeName).length === 1;
    parts.unshift(alone ? each.nodeName : `${each.nodeName}[${placeOf(each)}]`);
  }
  return `/${parts.join("/")}`;
}

/** Everything that is known of a set of answers, for comparison with the server. */
export function told(form, xml, now) {
  const answers = new Answers(form, { now: new Date(now), branch: branchOf(xml) });
  answers.recompute();
  const leaves = everyNode(answers.root).filter((node) => !node.children.length && !node.path.includes("/meta"));
  const questions = questionsOf(form);
  const said = (test, among = leaves) => Object.fromEntries(among.map((node) => [placed(node), test(node)]));
  const asked = leaves.filter(answers.relevant);
  return {
    troubles: answers.troubles.map(({ node, expression, error }) => `${node.path} ${expression} ${error}`),
    values: said((node) => node.textContent, asked),
    relevant: said(answers.relevant),
    required: said(answers.required, asked),
    readonly: said(answers.readonly, asked),
    satisfied: said(answers.satisfied, asked),
    choices: said(
      (node) => answers.choices(node, questions.get(node.path)).map((choice) => choice.value),
      asked.filter((node) => questions.get(node.path)?.itemset),
    ),
  };
}

function plain({ t, v }) {
  if (t === "arr") return { t, v: v.map((node) => toText(ofNode(node))) };
  if (t === "date") return { t, v: Math.round(v.exact * 86_400_000) };
  return { t, v: typeof v === "number" ? String(v) : v };
}

/** The values of expressions at a node: {t, v}, or the error. */
export function values(form, xml, now, path, expressions) {
  const answers = new Answers(form, { now: new Date(now), branch: branchOf(xml) });
  let node = answers.root;
  for (const [name, place] of path) node = [...node.children].filter((child) => child.nodeName === name)[place - 1];
  return expressions.map((expression) => {
    try {
      return plain(answers.evaluator.value(expression, node));
    } catch (error) {
      return { t: "error", v: String(error) };
    }
  });
}
