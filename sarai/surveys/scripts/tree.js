/** Answers as a document of elements without namespaces, from and to what the server writes. */

/** @typedef {[string, Record<string, string>, string | Branch[]]} Branch a name, its attributes, text or children */

/** @returns {XMLDocument} a document with this tree in it */
export function documentOf(branch, dress = () => {}) {
  const made = document.implementation.createDocument(null, null);
  made.append(elementOf(made, branch, "", dress));
  return made;
}

/** An element for a branch beneath `above` (a path); `dress` is shown every element that is made. */
export function elementOf(owner, [name, attributes, inside], above, dress) {
  const made = owner.createElementNS(null, name);
  made.path = `${above}/${name}`;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (typeof inside === "string") made.textContent = inside;
  else made.append(...inside.map((branch) => elementOf(owner, branch, made.path, dress)));
  dress(made);
  return made;
}

/** The children of this name. */
export const named = (node, name) => [...node.children].filter((child) => child.nodeName === name);

/** An element and all beneath it, in order. */
export const everyNode = (node) => [node, ...node.querySelectorAll("*")];

/** The first element at the end of these names. */
export function descend(node, names) {
  let found = node;
  for (const name of names) {
    found = found && [...found.children].find((child) => child.nodeName === name);
  }
  return found ?? null;
}

const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
export const escaped = (text) => text.replace(/[&<>"]/g, (letter) => ESCAPES[letter]);

/** The answers as XML, as ODK writes a submission; what is hidden is left out, unless `everything` is wanted. */
export function written(root, hidden, everything = false) {
  const inside = [];
  const write = (node) => {
    const attributes = [...node.attributes].map(({ name, value }) => ` ${name}="${escaped(value)}"`).join("");
    inside.push(`<${node.nodeName}${attributes}>`);
    if (node.children.length) {
      [...node.children].filter((child) => everything || !hidden.has(child)).forEach(write);
    } else {
      inside.push(escaped(node.textContent.replace(FORBIDDEN, "")));
    }
    inside.push(`</${node.nodeName}>`);
  };
  write(root);
  return `<?xml version='1.0' encoding='UTF-8'?>${inside.join("")}`;
}

/** A document that `written` made, as a branch. @returns {Branch} */
export function branchOf(xml) {
  const read = new DOMParser().parseFromString(xml, "application/xml");
  const branch = (node) => [
    node.nodeName,
    Object.fromEntries([...node.attributes].map(({ name, value }) => [name, value])),
    node.children.length ? [...node.children].map(branch) : node.textContent,
  ];
  return branch(read.documentElement);
}
