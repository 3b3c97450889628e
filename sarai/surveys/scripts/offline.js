/** The page on which a survey is answered without a network. */
import { Answers } from "./answers.js";
import { filled } from "./fields.js";
import { Writer } from "./markup.js";
import { fresh, morph, names } from "./morph.js";
import { offerPlace } from "./place.js";
import { problems } from "./problems.js";
import { readPage } from "./reading.js";
import { sendAll } from "./sending.js";
import * as store from "./store.js";
import { branchOf, escaped } from "./tree.js";
import { fileName } from "./typed.js";
import { overviewHtml, pageHtml, progressHtml, sentHtml, startHtml } from "./views.js";
import { asked, isEmpty, nameOf, pagesOf, spots } from "./walking.js";

const LARGEST_FILE = 25 * 1024 * 1024;
const SAVED_AFTER = 250; // milliseconds without a letter

const kit = JSON.parse(document.getElementById("kit").textContent);
const main = document.getElementById("form");
const told = document.getElementById("told");
const progress = document.getElementById("progress-place");

/** What is answered and shown now. */
class Sitting {
  constructor(form, draft) {
    this.form = form;
    this.draft = draft;
    this.faults = {};
    this.raw = {};
    this.speak(draft?.language ?? this.preferred());
    if (draft) this.answers = new Answers(form, { language: draft.language, branch: branchOf(draft.xml) }).resume();
  }

  /** The language in which the server made the page, or the form's own. */
  preferred() {
    const { lang } = document.documentElement;
    const { tongues, default: own } = this.form;
    const find = (wanted) => tongues.find(wanted);
    return (find(({ code }) => code === lang) ?? find(({ language }) => language === own) ?? tongues[0]).language;
  }

  speak(language) {
    const tongue = this.form.tongues.find((one) => one.language === language) ?? this.form.tongues[0];
    const spoken = kit.words[tongue.interface] ? tongue.interface : Object.keys(kit.words)[0];
    this.tongue = tongue;
    this.title = kit.titles[tongue.language];
    this.summary = kit.summaries[tongue.language];
    this.words = kit.words[spoken];
    document.documentElement.lang = tongue.code || spoken;
    document.documentElement.dir = tongue.dir;
    const own = !tongue.code || tongue.code.split("-")[0] === spoken.split("-")[0];
    this.ours = own ? {} : { lang: spoken, dir: spoken === "ar" ? "rtl" : "ltr" };
    this.writer = new Writer(kit.media, this.words, this.ours);
    if (this.answers) this.answers.language = tongue.language;
  }

  // --- What is shown

  /** Show what the address asks for: a page of questions by its number, the overview, the thanks, or the start. */
  async show() {
    const place = location.hash.slice(1);
    if (place.startsWith("sent:")) return this.showSent(decodeURIComponent(place.slice(5)));
    if (!this.answers) return this.showStart();
    if (place === "send") return this.showOverview();
    const page = pagesOf(this.answers)[Number(place.split("/")[0]) - 1];
    if (page && !isEmpty(this.answers, page)) return this.showPage(page);
    const left = pagesOf(this.answers)[(this.draft.page ?? 1) - 1];
    return this.go(left && !isEmpty(this.answers, left) ? left.number : (this.next(0, 1) ?? "send"), true);
  }

  /** Go to a place, which is then shown. */
  go(place, instead = false) {
    const address = `${location.pathname}${location.search}#${place}`;
    history[instead ? "replaceState" : "pushState"](null, "", address);
    return this.show();
  }

  /** The nearest page after (or, backwards, before) a number that has something to ask. */
  next(number, way) {
    const pages = pagesOf(this.answers);
    const found = way > 0 ? pages.slice(number) : pages.slice(0, Math.max(number - 1, 0)).reverse();
    return found.find((page) => !isEmpty(this.answers, page))?.number;
  }

  fill(made, title) {
    main.innerHTML = String(made);
    document.title = `${title ? `${title} · ` : ""}${this.title}`;
    window.scrollTo(0, 0);
    document.getElementById("content").focus({ preventScroll: true });
  }

  say(sentence) {
    told.textContent = "";
    requestAnimationFrame(() => {
      told.textContent = sentence;
    });
  }

  async showStart() {
    progress.textContent = "";
    const waiting = (await store.queued()).filter(({ slug, state }) => slug === kit.slug && state !== "sent");
    this.fill(startHtml(this, waiting.length));
  }

  showPage(page) {
    this.page = page;
    this.draft.page = page.number;
    progress.innerHTML = String(progressHtml(this, page));
    this.fill(this.pageHtml());
    offerPlace(main, this.words);
    const wrong = main.querySelector(".wrong");
    if (wrong) wrong.focus();
    else document.getElementById(location.hash.split("/")[1] ?? "")?.focus();
  }

  pageHtml() {
    const then = location.hash.includes("then=send");
    return pageHtml(this, this.page, { then, back: this.next(this.page.number, -1) !== undefined });
  }

  showOverview() {
    this.page = null;
    progress.textContent = "";
    this.fill(overviewHtml(this, problems(this.answers, this.words).length > 0), this.words.lookOver);
  }

  async showSent(id) {
    const { words } = this;
    const one = (await store.queued()).find((each) => each.id === id);
    if (!one) return this.go("", true);
    progress.textContent = "";
    this.fill(sentHtml(this, one), words.thanks);
    return this.say({
      sent: filled(words.received, { number: one.number }),
      waiting: words.waits,
      refused: filled(words.refused, { reason: one.sentence }),
    }[one.state]);
  }

  // --- What is done

  async begin() {
    this.answers = new Answers(this.form, { language: this.tongue.language }).begin();
    this.draft = { slug: kit.slug, id: this.answers.meta("instanceID"), address: kit.form, media: kit.media, page: 1 };
    await store.keepForm(kit.form, this.form);
    await this.keep();
    return this.go(this.next(0, 1) ?? "send");
  }

  /** Keep the answers on the device. */
  async keep() {
    delete this.draft.online; // from here on it goes on in this browser alone
    Object.assign(this.draft, { xml: this.answers.xml(), language: this.tongue.language });
    await store.keepDraft(this.draft);
  }

  /** Take over what stands on the page; the page then shows what follows from it. */
  take({ checked = false } = {}) {
    const form = document.getElementById("answers");
    if (!form || !this.page) return false;
    const read = readPage(this.answers, this.page, new FormData(form), this.words);
    this.answers.answer(read.values);
    this.raw = read.raw;
    const here = checked ? problems(this.answers, this.words, [this.page]) : [];
    const seen = Object.keys(this.faults).length && !checked ? problems(this.answers, this.words, [this.page]) : [];
    const still = seen.filter(({ name }) => name in this.faults);
    this.faults = { ...byName([...here, ...still]), ...read.faults };
    return true;
  }

  /** Show what an answer changed on the page, without touching what has the focus. */
  refresh() {
    const before = names(main);
    const pages = pagesOf(this.answers);
    this.page = pages.find((page) => page.screen === this.page.screen && page.first === this.page.first) ?? this.page;
    const next = document.createElement("div");
    next.innerHTML = String(this.pageHtml());
    morph(main, Object.assign(next, { id: "form" }));
    main.setAttribute("aria-live", "off");
    offerPlace(main, this.words);
    progress.innerHTML = String(progressHtml(this, this.page));
    const said = fresh(main, before);
    if (said) this.say(said);
  }

  async changed() {
    if (this.take()) {
      this.refresh();
      await this.keep();
    }
  }

  async forward() {
    this.take({ checked: true });
    await this.keep();
    if (Object.keys(this.faults).length) return this.showPage(this.page);
    if (location.hash.includes("then=send")) return this.go("send");
    return this.go(this.next(this.page.number, 1) ?? "send");
  }

  async back() {
    this.take();
    this.faults = {};
    await this.keep();
    return this.go(this.next(this.page.number, -1) ?? this.page.number);
  }

  async mend() {
    const [first] = problems(this.answers, this.words);
    const page = pagesOf(this.answers)[first.page - 1];
    this.faults = byName(problems(this.answers, this.words, [page]));
    return this.go(first.page);
  }

  last() {
    return this.go(this.next(pagesOf(this.answers).length + 1, -1) ?? 1);
  }

  async change(language) {
    this.take();
    this.speak(language);
    if (!this.answers) return this.showStart();
    this.answers.again();
    this.faults = {};
    await this.keep();
    return this.show();
  }

  /** One more instance of a repeat, or one less: what a button's value says. */
  async press(value) {
    this.take();
    const name = value.slice(value.indexOf(":") + 1);
    for (const { what, item, node } of spots(this.answers, this.page)) {
      const own = nameOf(this.answers, node);
      if (what === "add" && value === `add:${own}${item.path.slice(item.path.lastIndexOf("/"))}`) {
        const made = this.answers.add(node, item.path);
        await this.keep();
        return this.showInstance(nameOf(this.answers, made));
      }
      if (what === "instance" && value.startsWith("remove:") && own === name) {
        this.answers.remove(node);
        await this.keep();
        return this.refresh();
      }
    }
    return null;
  }

  showInstance(name) {
    const pages = pagesOf(this.answers).filter((page) => page.screen === this.page.screen);
    this.page = pages.at(-1);
    history.replaceState(null, "", `#${this.page.number}`);
    this.refresh();
    document.getElementById(name.replace(/[^\w.]+/g, "-").replace(/^-+|-+$/g, ""))?.focus();
  }

  /** Keep a file that was chosen; its name is the answer. */
  async file(input) {
    const [file] = input.files;
    if (!file) return;
    const spot = asked(this.answers, this.page).find(({ node }) => nameOf(this.answers, node) === input.name);
    if (file.size > LARGEST_FILE) {
      this.faults[input.name] = filled(this.words.tooLarge, { most: "25 MB" });
      input.value = "";
    } else {
      const id = this.answers.meta("instanceID");
      const taken = new Set((await store.filesOf(id)).map(({ name }) => name));
      const name = fileName(file.name, taken);
      await store.keepFile(id, name, file);
      delete this.faults[input.name];
      this.answers.answer([[spot.node, name]]);
    }
    this.refresh();
    await this.keep();
  }

  async send() {
    const id = this.answers.meta("instanceID");
    const xml = this.answers.finish();
    const kept = (await store.filesOf(id)).map(({ name }) => name);
    const files = kept.filter((name) => xml.includes(`>${escaped(name)}<`));
    const language = this.tongue.language;
    const waiting = { id, slug: kit.slug, xml, files, language, address: kit.sent, state: "waiting" };
    await store.enqueue(waiting, this.draft);
    this.answers = this.draft = this.page = null;
    registration().then((worker) => worker?.sync?.register("send")).catch(() => {});
    await this.go(`sent:${encodeURIComponent(id)}`);
    return this.deliver();
  }

  /** Send what waits, and show what became of it. */
  async deliver() {
    await sendAll();
    if (location.hash.startsWith("#sent:") || !this.answers) await this.show();
  }

  async discard() {
    await store.dropQueued(decodeURIComponent(location.hash.slice(6)));
    return this.go("");
  }

  another() {
    return this.go("");
  }
}

/** Sentences by the names of their questions. */
const byName = (found) => Object.fromEntries(found.map(({ name, sentence }) => [name, sentence]));
const registration = async () => ("serviceWorker" in navigator ? navigator.serviceWorker.ready : null);

/** The form of the draft, which may be of an earlier version, or the newest. */
async function opened() {
  await store.sweep();
  const draft = await store.draftOf(kit.slug);
  if (draft) {
    kit.media = draft.media;
    return new Sitting((await store.formOf(draft.address)) ?? (await (await fetch(draft.address)).json()), draft);
  }
  const response = await fetch(kit.form);
  return new Sitting(await response.json(), null);
}

function listen(page) {
  let typing;
  main.addEventListener("input", ({ target }) => {
    if (!target.closest("#answers") || target.type === "file" || target.id === "language") return;
    clearTimeout(typing);
    typing = setTimeout(() => page.changed(), SAVED_AFTER);
  });
  main.addEventListener("change", ({ target }) => {
    if (!target.closest("#answers") || target.id === "language") return;
    clearTimeout(typing);
    if (target.type === "file") page.file(target);
    else page.changed();
  });
  main.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(typing);
    page.forward();
  });
  main.addEventListener("click", (event) => {
    const { target } = event;
    const button = target.closest("button, [data-focus]");
    if (!button) return;
    if (button.dataset.focus) {
      event.preventDefault();
      document.getElementById(button.dataset.focus)?.focus();
    } else if (button.dataset.language !== undefined) page.change(button.dataset.language);
    else if (button.name === "go") page.press(button.value);
    else if (button.dataset.do === "language") page.change(document.getElementById("language").value);
    else if (button.dataset.do) page[button.dataset.do]();
  });
  addEventListener("popstate", () => page.show());
  addEventListener("online", () => page.deliver());
  addEventListener("pagehide", () => page.take() && page.keep());
}

async function start() {
  try {
    const page = await opened();
    listen(page);
    await page.show();
    await page.deliver();
    navigator.storage?.persist?.();
    await navigator.serviceWorker?.register("/s/sw.js");
    (await registration())?.active.postMessage({ keep: kit.slug });
  } catch (error) {
    const words = Object.values(kit.words)[0];
    main.textContent = words.broken;
    throw error;
  }
}

start();
