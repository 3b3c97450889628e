/** The lists and files of a form, as documents that expressions ask and as tables that `pulldata` looks up in. */
import { documentOf } from "./tree.js";

const columnsOf = (choice) => choice.columns ?? { name: choice.value };

export class Lists {
  constructor(form) {
    this.form = form;
    this.documents = new Map();
    this.columns = new Map();
  }

  /** The document of a list or file; null where there is none. */
  document(name) {
    if (!this.documents.has(name)) this.documents.set(name, this.made(name));
    return this.documents.get(name);
  }

  made(name) {
    if (this.form.trees[name]) return documentOf(this.form.trees[name]);
    const choices = this.form.lists[name];
    if (!choices) return null;
    const rows = choices.map((choice) => {
      return ["item", {}, Object.entries(columnsOf(choice)).map(([column, text]) => [column, {}, text])];
    });
    const made = documentOf(["root", {}, rows]);
    choices.forEach((choice, place) => {
      made.documentElement.children[place].choice = choice;
    });
    return made;
  }

  /** A cell of a list: that of `column`, in the first row whose `key` is what is sought. */
  cell(name, column, key, sought) {
    const choices = this.form.lists[name];
    if (!choices) throw new Error(`There is no list or file called “${name}” in this form.`);
    const known = `${name} ${key}`;
    if (!this.columns.has(known)) {
      const rows = new Map();
      for (const choice of [...choices].reverse()) rows.set(columnsOf(choice)[key] ?? "", choice);
      this.columns.set(known, rows);
    }
    const row = this.columns.get(known).get(sought);
    return row ? (columnsOf(row)[column] ?? "") : "";
  }
}

/** An item of any document as a choice. */
export function choiceOf(item, itemset, named = []) {
  const columns = Object.fromEntries([...item.children].map((child) => [child.nodeName, child.textContent]));
  const value = item.children.length ? (columns[itemset.value] ?? "") : item.textContent;
  const known = named.find((each) => each.value === value);
  return known ?? { value, label: { said: { "": [columns[itemset.label] ?? value] } }, columns };
}
