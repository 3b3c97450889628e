/** What people type, as the form stores it: `surveys/pages/typed.py` in the browser. */

const SPACES = /[\s\u00a0\u2009\u202f'’٬]+/g;
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
const GROUPED = /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/;

/** A text without what XML cannot hold, its lines ended as XML ends them, and nothing empty around it. */
export const clean = (text) => text.replace(/\r\n?/g, "\n").replace(FORBIDDEN, "").trim();

/** A digit of any script as one of ours: the digits of a script stand together, its zero first. */
function digits(text) {
  return text.replace(/\p{Nd}/gu, (letter) => {
    let zero = letter.codePointAt(0);
    while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && letter.codePointAt(0) - zero < 9) zero -= 1;
    return String((letter.codePointAt(0) - zero) % 10);
  });
}

/** A number in ASCII digits with a decimal point, however its writer's language writes it. */
export function number(text) {
  const found = digits(clean(text)).replace(SPACES, "").replace("٫", ".").replace("−", "-");
  if (GROUPED.test(found) && (found.split(",").length > 2 || found.includes("."))) return found.replaceAll(",", "");
  const comma = found.indexOf(",");
  const fraction = found.slice(comma + 1);
  const parts = comma >= 0 && !found.includes(".") && /^\d+$/.test(fraction) && fraction.length !== 3;
  return parts ? `${found.slice(0, comma)}.${fraction}` : found;
}

/** A date from a control that asks for a whole one, for a "month" or for a "year". */
export function day(text, control) {
  const found = digits(clean(text));
  if (control === "year" && /^\d{4}$/.test(found)) return `${found}-01-01`;
  return control === "month" && /^\d{4}-\d\d$/.test(found) ? `${found}-01` : found;
}

/** A time of day, or a date and a time, with seconds as the form has them. */
export function clock(text) {
  const found = clean(text);
  return /^(.*T)?\d\d:\d\d$/.test(found) ? `${found}:00` : found;
}

/** A place from two numbers. */
export function point(latitude, longitude) {
  const two = `${number(latitude)} ${number(longitude)}`;
  if (!two.trim()) return "";
  return two.startsWith(" ") || two.endsWith(" ") ? two : `${two} 0 0`;
}

/** Places from lines of "latitude longitude"; where `closed`, the last is the first again. */
export function places(text, closed) {
  const lines = clean(text).split(/[;\n]/).filter((line) => line.trim());
  const found = lines.map((line) => {
    const parts = line.trim().split(/\s+/);
    const own = parts.length > 1 ? parts.map((part) => part.replace(/^,+|,+$/g, "")) : line.split(",");
    return own.length === 2 ? `${own.map(number).join(" ")} 0 0` : own.map(number).join(" ");
  });
  if (closed && found.length > 2 && found[0] !== found.at(-1)) found.push(found[0]);
  return found.join("; ");
}

/** What a file is called among the answers: without folders, and as no other is. */
export function fileName(name, taken) {
  const own = clean(name.split(/[\\/]/).pop()).replaceAll("\n", " ").slice(-120).replace(/^\.+/, "") || "file";
  const dot = own.lastIndexOf(".");
  const [stem, ending] = dot > 0 ? [own.slice(0, dot), own.slice(dot)] : [own, ""];
  let found = own;
  for (let number = 2; taken.has(found); number += 1) found = `${stem}-${number}${ending}`;
  return found;
}
