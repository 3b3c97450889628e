/** The small part of Markdown that ODK shows, made into HTML: `surveys/pages/emphasis.py` in the browser. */
import { escaped, Html } from "./html.js";

const BREAK = /<br\s*\/?>/gi;
const TAG = /<\/?[A-Za-z][^<>]{0,300}>/g;
const LINK = /\[([^[\]\n]{1,300})\]\(((?:https?:\/\/|mailto:|tel:)[^\s()<>]{1,2000})\)/g;
const STRONG = /\*\*(?=\S)([^*\n]+)\*\*|(?<!\p{L})__(?=\S)([^\n_]+)__(?!\p{L})/gu;
const EMPHASIS = /\*(?=\S)([^*\n]+)\*|(?<![\p{L}\d])_(?=\S)([^\n_]+)_(?![\p{L}\d])/gu;
const HEADING = /^(#{1,6})\s+(.+?)\s*#*$/;

const unmarked = (text) => text.replace(BREAK, "\n").replace(TAG, "");

function marked(line) {
  const parts = [];
  const text = escaped(line);
  let end = 0;
  for (const link of text.matchAll(LINK)) {
    parts.push(emphasised(text.slice(end, link.index)));
    parts.push(`<a href="${link[2]}" target="_blank" rel="noopener nofollow">${emphasised(link[1])}</a>`);
    end = link.index + link[0].length;
  }
  return parts.join("") + emphasised(text.slice(end));
}

function emphasised(text) {
  return text
    .replace(STRONG, (_all, one, other) => `<strong>${one ?? other}</strong>`)
    .replace(EMPHASIS, (_all, one, other) => `<em>${one ?? other}</em>`);
}

function heading(line, element) {
  const found = HEADING.exec(line.trim());
  return found ? `<${element}>${marked(found[2])}</${element}>` : "";
}

/** A text as phrasing content: lines broken, headings bold. @returns {Html} */
export function inline(text) {
  return new Html(unmarked(text).split("\n").map((line) => heading(line, "strong") || marked(line)).join("<br>"));
}

/** A text as flow content: paragraphs where a line is empty. @returns {Html} */
export function block(text) {
  const found = [];
  let paragraph = [];
  const close = () => {
    if (paragraph.length) found.push(`<p>${paragraph.join("<br>")}</p>`);
    paragraph = [];
  };
  for (const line of unmarked(text).split("\n")) {
    const head = heading(line, "h3");
    if (head || !line.trim()) close();
    if (head) found.push(head);
    else if (line.trim()) paragraph.push(marked(line));
  }
  close();
  return new Html(found.join(""));
}
