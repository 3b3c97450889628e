/** What was answered, in words, for the person to look over. */
import { hasAppearance } from "./controls.js";
import { inline } from "./emphasis.js";
import { offered } from "./fields.js";
import { pagesOf, spots } from "./walking.js";
import { placeOf } from "./xpath/functions.js";

const SEVERAL = ["select_multiple", "rank"];
const CHOSEN = [...SEVERAL, "select_one", "range"];

/** The lines of the overview: `{label, answer, page, anchor}`, or `{label, heading: true}`. */
export function overview(answers, words) {
  const found = [];
  let heading = null;
  for (const page of pagesOf(answers)) {
    let count = 0;
    for (const spot of spots(answers, page)) {
      if (spot.what === "ask") {
        count += 1;
        if (spot.item.kind === "note" || hasAppearance(spot.item, "label")) continue;
        if (heading !== null) found.push({ label: inline(heading), heading: true });
        heading = null;
        found.push(line(answers, spot, page, `q${count}`, words));
      } else heading = headingOf(answers, spot) ?? heading;
    }
  }
  return found;
}

function headingOf(answers, { what, item, node }) {
  const words = answers.said(node, item.label);
  if (what === "instance") return `${words} ${placeOf(node)}`.trim();
  if (what === "group") return words;
  return what.startsWith("end-") ? "" : null;
}

function line(answers, { item, node }, page, anchor, words) {
  const label = inline(answers.said(node, item.label) || node.nodeName);
  return { label, answer: inWords(answers, item, node, words), page: page.number, anchor };
}

const degrees = (place) => place.trim().split(/\s+/).slice(0, 2).join(", ");

/** An answer as people read it: choices by their labels. */
function inWords(answers, question, node, words) {
  const text = node.textContent;
  if (!text) return "";
  const { kind } = question;
  if (CHOSEN.includes(kind)) {
    const named = new Map(offered(answers, question, node).map((one) => [one.value, one.words]));
    if (!SEVERAL.includes(kind)) return named.get(text) ?? text;
    const said = text.split(/\s+/).map((value) => named.get(value) ?? value);
    return said.map((each, place) => (kind === "rank" ? `${place + 1}. ${each}` : each)).join("\n");
  }
  if (kind === "acknowledge") return words.agreed;
  if (kind.startsWith("geo")) return text.split(";").map(degrees).join("\n");
  if (kind === "dateTime") return text.slice(0, 16).replace("T", " ");
  return kind === "time" ? text.slice(0, 5) : text;
}
