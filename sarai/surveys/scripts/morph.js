/** One piece of a page made like another, with as little touched as can be: what has the focus stays as it is. */

/** Make `old` like `next`: attributes, and what is inside. @param {Element} old @param {Element} next */
export function morph(old, next) {
  for (const { name } of [...old.attributes]) if (!next.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of next.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  if (old.matches("input, textarea, select")) morphControl(old, next);
  if (!old.matches("textarea")) morphInside(old, next);
  if (old.matches("select") && old !== document.activeElement) old.value = next.value;
}

function morphControl(old, next) {
  if (old === document.activeElement || old.type === "file") return;
  if (old.type === "checkbox" || old.type === "radio") old.checked = next.hasAttribute("checked");
  else if (old.matches("textarea")) old.value = next.value;
  else if (old.matches("input")) old.value = next.getAttribute("value") ?? "";
}

/** What a piece is known by: ids are those of places on the page, and move on when something comes before. */
function keyOf(node) {
  if (node.nodeType !== 1) return "";
  if (node.dataset.path) return node.dataset.path;
  if (node.matches("input")) return `${node.name} ${node.type} ${/radio|checkbox/.test(node.type) ? node.value : ""}`;
  return node.matches(".instance, [name]") ? node.getAttribute("name") ?? node.id : "";
}

const alike = (one, other) => one.nodeName === other.nodeName && keyOf(one) === keyOf(other);

function morphInside(old, next) {
  let at = old.firstChild;
  for (const wanted of [...next.childNodes]) {
    const found = sameIn(at, wanted);
    if (!found) {
      old.insertBefore(wanted, at);
      continue;
    }
    while (at !== found) at = removed(at);
    if (found.nodeType === 1) morph(found, wanted);
    else if (found.nodeValue !== wanted.nodeValue) found.nodeValue = wanted.nodeValue;
    at = found.nextSibling;
  }
  while (at) at = removed(at);
}

/** The first node from `at` on that is what is wanted. */
function sameIn(at, wanted) {
  for (let node = at; node; node = node.nextSibling) if (alike(node, wanted)) return node;
  return null;
}

function removed(node) {
  const next = node.nextSibling;
  if (!node.matches?.(".locate")) node.remove();
  return next;
}

/** The names of the questions that are shown. @returns {Set<string>} */
export const names = (within) => new Set([...within.querySelectorAll("[data-path]")].map((one) => one.dataset.path));

/** The words of the questions that were not shown before, to be said aloud. */
export function fresh(within, before) {
  const found = [...within.querySelectorAll("[data-path]")].filter((one) => !before.has(one.dataset.path));
  return found.map((one) => one.querySelector("label, legend, .words")?.textContent ?? "").join(". ");
}
