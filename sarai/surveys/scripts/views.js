/** The page without a network as HTML. `view` is what is shown: see `Sitting` in `offline.js`. */
import { filled, shown, titled } from "./fields.js";
import { Html, html, plain, tag } from "./html.js";
import { overview } from "./overview.js";
import { isEmpty, pagesOf } from "./walking.js";

/** Where answering begins; `waiting` is how many answers wait to be sent. */
export function startHtml(view, waiting) {
  const { words, ours, title, summary } = view;
  return html(
    tag("h1", { dir: "auto" }, title),
    summary ? tag("p", { class: "lede", dir: "auto" }, summary) : null,
    waiting ? tag("p", { class: "note", ...ours }, filled(words.waitSome, { count: waiting })) : null,
    tag("p", ours, words.onDevice),
    startTongues(view),
    tag("p", { class: "steps", ...ours }, tag("button", { class: "main", "data-do": "begin" }, words.begin)),
  );
}

function startTongues({ form, tongue, words }) {
  if (form.tongues.length < 2) return null;
  const buttons = form.tongues.map((one) => tag("li", {}, tag("button", {
    class: "quiet", lang: one.code || null, dir: one.dir, "data-language": one.language,
    "aria-pressed": one === tongue ? "true" : "false",
  }, one.name)));
  return tag("nav", { class: "tongues", "aria-label": words.language }, tag("ul", {}, buttons));
}

/** How far somebody is: the part and the number of parts, as the head of the page says it. */
export function progressHtml({ answers, words }, page) {
  const numbers = pagesOf(answers).filter((one) => !isEmpty(answers, one)).map((one) => one.number);
  const [part, parts] = [numbers.filter((number) => number <= page.number).length, numbers.length];
  const bar = tag("progress", { max: parts, value: part, "aria-hidden": "true" }, "");
  return html(bar, " ", filled(words.part, { part, parts }));
}

/** A page of questions; `then` says that the overview comes after it, `back` that a page is before it. */
export function pageHtml(view, page, { then, back }) {
  const { words, ours } = view;
  const [title, blocks] = titled(shown(view.answers, page, words, view.faults, view.raw));
  const wrong = blocks.filter((one) => one.error);
  return html(
    wrong.length ? wrongHtml(view, wrong) : null,
    tag("h1", { class: String(title) ? null : "unseen" }, String(title) ? title : view.title),
    tag("form", { id: "answers", novalidate: true },
      tag("button", { class: "unseen", tabindex: "-1", "aria-hidden": "true" }, words.next),
      view.writer.write(blocks),
      tag("div", { class: "steps", ...ours },
        tag("button", { class: "main" }, then ? words.keep : words.next),
        back ? tag("button", { class: "quiet", type: "button", "data-do": "back" }, words.back) : null),
      tonguesHtml(view)),
  );
}

function wrongHtml({ words, ours }, wrong) {
  const lines = wrong.map((one) => {
    const named = tag("bdi", {}, plain(one.label).slice(0, 80));
    const link = tag("a", { href: `#${one.id}`, "data-focus": one.id }, named);
    return tag("li", {}, link, " ", tag("span", {}, one.error));
  });
  const about = { class: "wrong", role: "alert", tabindex: "-1", ...ours };
  return tag("div", about, tag("h2", {}, words.lookAgain), tag("ul", {}, lines));
}

function tonguesHtml({ form, tongue, words, ours }) {
  if (form.tongues.length < 2) return null;
  const options = form.tongues.map((one) =>
    tag("option", { value: one.language, lang: one.code || null, selected: one === tongue }, one.name));
  return tag("div", { class: "tongue", ...ours },
    tag("label", { for: "language" }, words.language),
    tag("select", { id: "language", name: "language" }, options),
    tag("button", { class: "quiet", type: "button", "data-do": "language" }, words.change));
}

/** Everything that was answered, to be looked over; `open` says that something has to be looked at again. */
export function overviewHtml(view, open) {
  const { words, ours } = view;
  const lines = overview(view.answers, words).map((line) => lineHtml(view, line));
  return html(
    tag("div", ours, tag("h1", {}, words.lookOver),
      tag("p", { class: open ? "note" : "lede" }, open ? words.open : words.notSentYet)),
    tag("div", { class: "lines" }, lines),
    tag("div", { class: "steps", ...ours },
      tag("button", { class: "main", "data-do": open ? "mend" : "send" }, open ? words.toQuestion : words.send),
      tag("button", { class: "quiet", "data-do": "last" }, words.back)),
  );
}

function lineHtml({ words, ours }, line) {
  if (line.heading) return String(line.label) ? tag("h2", {}, line.label) : new Html("<hr>");
  const answer = line.answer.split("\n").flatMap((part, place) => (place ? [new Html("<br>"), part] : [part]));
  const said = line.answer ? tag("span", { dir: "auto" }, answer)
    : tag("span", { class: "soft", ...ours }, words.unanswered);
  const link = tag("a", { href: `#${line.page}/${line.anchor}/then=send`, ...ours }, words.change,
    tag("span", { class: "unseen" }, `: ${plain(line.label)}`));
  return tag("dl", {}, tag("dt", {}, line.label), tag("dd", {}, said), tag("dd", { class: "change" }, link));
}

/** What became of answers that were finished: sent, waiting, or refused. */
export function sentHtml({ words, ours }, one) {
  const said = { sent: receiptHtml, waiting: waitingHtml, refused: refusedHtml }[one.state](words, one);
  const another = tag("button", { class: "quiet", "data-do": "another" }, words.another);
  return tag("div", ours, said, tag("p", { class: "steps" }, another));
}

const receiptHtml = (words, one) => [
  tag("h1", {}, words.thanks), tag("p", { class: "lede" }, filled(words.received, { number: one.number })),
  ...(one.address ? [
    tag("h2", {}, words.changeLater), tag("p", {}, words.byAddress),
    tag("p", { class: "address", dir: "ltr" }, tag("a", { href: one.address }, one.address)),
  ] : []),
];

const waitingHtml = (words) => [
  tag("h1", {}, words.thanks), tag("p", { class: "note", id: "waits" }, words.waits), tag("p", {}, words.waitsHow),
];

const refusedHtml = (words, one) => [
  tag("h1", {}, words.lookAgain), tag("p", { class: "note" }, filled(words.refused, { reason: one.sentence })),
  tag("button", { class: "quiet", "data-do": "discard" }, words.discard),
];
