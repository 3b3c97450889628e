/** The questions of a page as HTML, with the elements and classes of the server's own (`surveys/pages/markup.py`). */
import { filled } from "./fields.js";
import { Html, html, plain, tag } from "./html.js";

const AGREED = "OK";
const NONE_YET = "–";
const LONG = 30; // choices to tick that stand in a box of their own
const TOGETHER = new Set(["radios", "scale", "ticks", "rank", "point", "agree"]);
const yes = (holds) => (holds ? "true" : null);
const hidden = (one) => tag("input", { type: "hidden", name: one.name, value: "" });

export class Writer {
  /**
   * @param {string} media the address beneath which the form's pictures are
   * @param {Record<string, string>} words
   * @param {Record<string, string>} ours language and direction of the words, where they are not the form's
   */
  constructor(media, words, ours = {}) {
    this.media = media;
    this.words = words;
    this.ours = ours;
  }

  /** All parts of a page, in order. @returns {Html} */
  write(blocks) {
    return html(blocks.map((one) => (one.what === "ask" ? this.question(one) : this.mark(one))));
  }

  mark(one) {
    const named = one.number ? html(one.label, ` ${one.number}`) : one.label;
    switch (one.what) {
      case "group":
        return html(new Html('<section class="group">'), String(one.label) ? tag("h2", {}, one.label) : null);
      case "end-group":
        return new Html("</section>");
      case "instance": {
        const legend = tag("legend", {}, named);
        return html(tag("fieldset", { class: "instance", id: one.id, tabindex: -1 }), legend);
      }
      case "add": {
        const what = plain(one.label);
        const words = what ? filled(this.words.addOne, { what }) : this.words.add;
        return tag("p", { class: "add" }, this.button(`add:${one.name}`, words));
      }
      default: {
        const removes = filled(this.words.remove, { what: plain(named) });
        const button = one.removable ? tag("p", {}, this.button(`remove:${one.name}`, removes)) : null;
        return html(button, new Html("</fieldset>"));
      }
    }
  }

  button(value, words) {
    return tag("button", { class: "quiet", name: "go", value, type: "button", ...this.ours }, words);
  }

  /** A note, several controls under a legend, or one with its label. */
  question(one) {
    const classes = ["q", one.row && "row", one.error && "bad"].filter(Boolean).join(" ");
    const about = { "data-path": one.name, "data-kind": one.kind };
    if (one.control === "note") {
      const words = tag("div", { class: "words" }, one.label);
      return tag("div", { class: `${classes} said`, ...about }, words, this.aside(one));
    }
    about.class = classes;
    if (!TOGETHER.has(one.control)) {
      const label = tag("label", { for: one.id }, one.label, this.tags(one));
      return tag("div", about, label, this.aside(one), this.alone(one));
    }
    about["aria-describedby"] = one.described;
    if (one.control === "radios" || one.control === "scale") {
      Object.assign(about, { role: "radiogroup", "aria-required": yes(one.required), "aria-invalid": yes(one.error) });
    }
    const legend = tag("legend", {}, one.label, this.tags(one));
    return tag("fieldset", about, legend, this.aside(one), hidden(one), this.together(one));
  }

  tags(one) {
    return one.required ? html(" ", tag("span", { class: "must", ...this.ours }, this.words.required)) : null;
  }

  /** What stands between the words of a question and its control. */
  aside(one) {
    const parts = one.image ? [this.picture(one.image)] : [];
    for (const [element, source] of [["audio", one.audio], ["video", one.video]]) {
      if (source) parts.push(tag(element, { controls: true, preload: "none", src: this.media + source }, ""));
    }
    if (String(one.hint)) parts.push(tag("p", { class: "hint", id: `${one.id}-hint` }, one.hint));
    if (String(one.guidance)) {
      const summary = tag("summary", this.ours, this.words.more);
      parts.push(tag("details", { class: "guidance" }, summary, one.guidance));
    }
    if (one.error) parts.push(tag("p", { class: "error", id: `${one.id}-error` }, one.error));
    return html(parts);
  }

  picture(image) {
    return tag("img", { src: this.media + image, alt: "", loading: "lazy" });
  }

  hint(words) {
    return tag("p", { class: "hint", ...this.ours }, words);
  }

  // Several controls under one legend

  together(one) {
    if (one.control === "rank") {
      const rows = one.options.map((option) => this.place(one, option));
      return html(this.hint(this.words.places), tag("div", { class: "ranks" }, rows));
    }
    if (one.control === "point") {
      const north = this.degrees(one, one.id, this.words.latitude, "#latitude", one.parts[0], "-1.2864");
      const east = this.degrees(one, `${one.id}-2`, this.words.longitude, "#longitude", one.parts[1], "36.8172");
      return tag("div", { class: "point" }, north, east);
    }
    if (one.control === "agree") {
      const label = tag("span", this.ours, this.words.agree);
      const agreed = { id: one.id, value: AGREED, label, image: "", chosen: Boolean(one.value) };
      return tag("div", { class: "options" }, this.option(one, agreed, "checkbox"));
    }
    if (!one.options.length) return this.hint(this.words.nothingToChoose);
    const kind = one.control === "ticks" ? "checkbox" : "radio";
    const rows = one.options.map((option) => this.option(one, option, kind));
    if (kind === "radio" || rows.length <= LONG) return tag("div", { class: "options" }, rows);
    const about = { class: "options long", tabindex: 0, role: "group", "aria-label": plain(one.label) };
    return tag("div", about, rows);
  }

  option(one, option, type) {
    const button = tag("input", {
      type, id: option.id, name: one.name, value: option.value, checked: option.chosen,
      "aria-invalid": type === "checkbox" ? yes(one.error) : null,
    });
    const picture = option.image ? this.picture(option.image) : null;
    return tag("div", { class: "option" }, button, tag("label", { for: option.id }, picture, option.label));
  }

  place(one, option) {
    const places = one.parts.map((place) => tag("option", { selected: place === option.place }, place));
    const about = { id: option.id, name: `${one.name}#${option.value}`, "aria-invalid": yes(one.error) };
    const select = tag("select", about, tag("option", { value: "" }, NONE_YET), places);
    return tag("div", { class: "rank" }, select, tag("label", { for: option.id }, option.label));
  }

  degrees(one, id, words, name, value, placeholder) {
    const box = tag("input", {
      type: "text", id, name: one.name + name, value, placeholder, dir: "ltr", autocomplete: "off",
      "aria-invalid": yes(one.error),
    });
    return tag("div", {}, tag("label", { for: id, ...this.ours }, words), box);
  }

  // One control

  alone(one) {
    const state = {
      id: one.id, name: one.name, "aria-required": yes(one.required), "aria-invalid": yes(one.error),
      "aria-describedby": one.described,
    };
    switch (one.control) {
      case "lines":
      case "places": {
        const area = tag("textarea", { rows: one.input.rows ?? "4", dir: "auto", ...state }, `\n${one.value}`);
        return one.control === "lines" ? area : html(area, this.hint(this.words.lines));
      }
      case "select": {
        const rows = one.options.map((each) => tag("option", { value: each.value, selected: each.chosen }, each.words));
        return tag("select", state, tag("option", { value: "" }, NONE_YET), rows);
      }
      case "search":
        return this.search(one, state);
      case "shown":
        return tag("output", { id: one.id }, one.value || NONE_YET);
      case "file":
        return html(
          one.value ? this.kept(one) : null, hidden(one), tag("input", { type: "file", ...one.input, ...state }),
        );
      default: {
        const dir = one.control === "line" && one.input.type === "text" ? "auto" : "ltr";
        return tag("input", { value: one.value, dir, ...one.input, ...state });
      }
    }
  }

  search(one, state) {
    const box = tag("input", { type: "text", value: one.value, dir: "auto", ...one.input, ...state });
    const rows = one.parts.map((words) => tag("option", { value: words }));
    const listed = rows.length ? tag("datalist", { id: `${one.id}-list` }, rows) : null;
    if (!one.options.length) return html(box, listed, this.hint(this.words.search));
    const meant = one.options.map((option) => this.option(one, option, "radio"));
    const legend = tag("legend", this.ours, this.words.which);
    return html(box, listed, tag("fieldset", { class: "meant" }, legend, tag("div", { class: "options" }, meant)));
  }

  /** The file that was given before, and a way to take it away. */
  kept(one) {
    const id = `${one.id}-remove`;
    const box = tag("input", { type: "checkbox", id, name: `${one.name}#remove`, value: "1" });
    const label = tag("label", { for: id, ...this.ours }, this.words.removeFile);
    return html(
      tag("p", { class: "kept" }, tag("bdi", {}, one.value)), tag("div", { class: "option" }, box, label),
    );
  }
}
