/** HTML put together; whatever is not `Html` is escaped. */

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;" };
export const escaped = (text) => String(text).replace(/[&<>"']/g, (letter) => ESCAPES[letter]);

/** HTML that is written as it is. */
export class Html {
  constructor(text) {
    this.text = text;
  }

  toString() {
    return this.text;
  }
}

/** Parts put together; empty ones are left out. */
export function html(...parts) {
  return new Html(
    parts.flat(Infinity).filter((part) => part !== null && part !== undefined && part !== false)
      .map((part) => (part instanceof Html ? part.text : escaped(part))).join(""),
  );
}

/** An element; attributes that are null, undefined or false are left out, and `true` stands without a value. */
export function tag(name, attributes = {}, ...content) {
  const said = Object.entries(attributes)
    .filter(([, value]) => value !== null && value !== undefined && value !== false)
    .map(([key, value]) => (value === true ? ` ${key}` : ` ${key}="${escaped(value)}"`)).join("");
  return new Html(`<${name}${said}>${content.length ? `${html(...content)}</${name}>` : ""}`);
}

/** The words of HTML of ours, without its marks. */
export function plain(made) {
  const read = new DOMParser().parseFromString(String(made), "text/html");
  return read.body.textContent.trim();
}
