/**
 * The small script of pages that need none. It keeps answers as they are given, shows what follows from them without a
 * button, asks the device for places, and keeps the survey on the device for when there is no network.
 */
import { fresh, morph, names } from "./morph.js";
import { offerPlace } from "./place.js";
import { dropDraft, draftOf, formOf, keepDraft, keepForm } from "./store.js";

const words = document.currentScript.dataset;
const [, slug, rest = ""] = /^\/s\/([\w-]+)\/(.*)$/.exec(location.pathname) ?? [];
const key = /^a\/([^/]+)\//.exec(rest)?.[1];
const TYPED_AFTER = 800; // milliseconds without a letter
const PATIENCE = 3000; // milliseconds

/** Keeps the answers of a page on the server while they are given. */
class Keeper {
  constructor(form) {
    this.form = form;
    this.kept = Promise.resolve();
    this.busy = 0; // changes on their way
    this.count = 0; // of changes: an answer of the server to an earlier one says nothing of a later one
    this.told = Object.assign(document.createElement("p"), { className: "unseen" });
    this.told.setAttribute("role", "status");
    form.after(this.told);
    form.addEventListener("input", ({ target }) => this.later(target, TYPED_AFTER));
    form.addEventListener("change", ({ target }) => this.later(target, 0));
    form.addEventListener("submit", (event) => this.leave(event));
    offerPlace(form, words);
  }

  stop() {
    clearTimeout(this.waiting);
    this.count += 1;
  }

  later(target, after) {
    if (target.id === "language") return;
    this.stop();
    const { count } = this;
    this.waiting = setTimeout(() => this.queue(target, count), after);
  }

  /** Send one after the other, so that the server hears last what was given last. */
  queue(target, count) {
    const done = () => {
      this.busy -= 1;
    };
    this.busy += 1;
    this.kept = this.kept.then(() => count === this.count && this.keep(target)).then(done, done);
  }

  /** A button waits for what is on its way, but not for long. */
  async leave(event) {
    this.stop();
    if (this.leaving || !this.busy) return;
    event.preventDefault();
    this.leaving = true;
    const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE));
    await Promise.race([this.kept, patience]);
    this.form.requestSubmit(event.submitter);
  }

  /** Send the page as it is, without leaving it. A file goes along once, when it is chosen. */
  async keep(target) {
    const count = this.count;
    const body = new FormData(this.form);
    for (const box of this.form.querySelectorAll("[type=file]")) {
      if (box !== target) this.withoutFile(body, box);
    }
    body.set("go", "keep");
    const response = await fetch(this.form.action, { method: "POST", body });
    if (!response.ok && response.status !== 422) return;
    const wrong = response.ok && this.form.querySelector(".bad");
    const shown = wrong ? await fetch(`${location.pathname}?look=1`) : response;
    const page = new DOMParser().parseFromString(await shown.text(), "text/html");
    const next = page.getElementById("answers");
    if (!next || count !== this.count) return;
    if (target.type === "file") target.value = "";
    this.show(next);
    copy();
  }

  withoutFile(body, box) {
    const held = body.getAll(box.name).filter((value) => typeof value === "string");
    body.delete(box.name);
    held.forEach((value) => body.append(box.name, value));
  }

  show(next) {
    const before = names(this.form);
    next.setAttribute("action", this.form.getAttribute("action"));
    morph(this.form, next);
    offerPlace(this.form, words);
    this.told.textContent = fresh(this.form, before);
  }
}

let copied = Promise.resolve();

/** Keep a copy of what is being given here, so that it can go on without a network; one after the other. */
function copy() {
  copied = copied.then(copyOnce).catch(() => {});
  return copied;
}

async function copyOnce() {
  const before = await draftOf(slug);
  if (!key || key.startsWith("trial-") || (before && before.online !== key)) return;
  const response = await fetch(`/s/${slug}/a/${key}/copy.json`);
  const page = Number(rest.split("/")[2]) || 1;
  if (response.status !== 200) return;
  const told = await response.json();
  if (!(await formOf(told.address))) await keepForm(told.address, await (await fetch(told.address)).json());
  await keepDraft({ ...told, slug, page, online: key });
}

/** Keep the survey on the device, and send what waits there. */
async function keepSurvey() {
  await navigator.serviceWorker.register("/s/sw.js");
  const { active } = await navigator.serviceWorker.ready;
  active.postMessage({ keep: slug });
  const draft = await draftOf(slug);
  if (draft?.online && /^r\/.*\/sent$/.test(rest)) await dropDraft(draft);
  if (draft && !draft.online && !rest) offerDraft();
}

/** Answers that were begun without a network lead on from where the survey begins. */
function offerDraft() {
  const link = Object.assign(document.createElement("a"), { href: `/s/${slug}/offline`, textContent: words.began });
  const note = Object.assign(document.createElement("p"), { className: "note" });
  note.append(link);
  document.querySelector("main form")?.before(note);
}

const form = document.getElementById("answers");
if (form) new Keeper(form);
if (slug && navigator.serviceWorker) {
  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    if (data.kept) document.documentElement.dataset.kept = data.done;
    if (data.done) copy();
  });
  const idle = window.requestIdleCallback ?? setTimeout;
  addEventListener("load", () => idle(() => keepSurvey().catch(() => {})));
}
