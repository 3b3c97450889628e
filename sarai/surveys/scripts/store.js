/** What is kept on the device: answers being given, their files, and finished ones that wait to be sent. */

const NAME = "sarai-surveys";
const STORES = { drafts: "slug", forms: "address", files: ["id", "name"], queue: "id" };
const KEPT = 30 * 24 * 60 * 60 * 1000; // milliseconds for which answers that nobody goes on with, and receipts, stay

let opened;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      for (const [name, keyPath] of Object.entries(STORES)) asked.result.createObjectStore(name, { keyPath });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opened;
}

/** Do something in one transaction; resolves once it is kept. */
async function within(names, mode, work) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(names, mode, { durability: "strict" });
    const asked = work(...names.map((name) => transaction.objectStore(name)));
    transaction.oncomplete = () => resolve(asked?.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

/**
 * Answers that are being given; `address` is that of their form, and `online` the key under which the server has them.
 * @typedef {{slug: string, id?: string, address: string, media: string, xml: string, language: string, page: number,
 *   online?: string, changed?: number}} Draft
 */

/** @returns {Promise<Draft | undefined>} the answers that are being given to a survey */
export const draftOf = (slug) => within(["drafts"], "readonly", (drafts) => drafts.get(slug));
export const keepDraft = (draft) =>
  within(["drafts"], "readwrite", (drafts) => drafts.put({ ...draft, changed: Date.now() }));

/** The form at an address, if answers are being given to it here. */
export const formOf = async (address) =>
  (await within(["forms"], "readonly", (forms) => forms.get(address)))?.form;
export const keepForm = (address, form) => within(["forms"], "readwrite", (forms) => forms.put({ address, form }));

/** Files of one set of answers, by its instanceID. */
export const filesOf = (id) =>
  within(["files"], "readonly", (files) => files.getAll(IDBKeyRange.bound([id], [id, []])));
export const keepFile = (id, name, blob) => within(["files"], "readwrite", (files) => files.put({ id, name, blob }));

/** Forget answers that were being given, with their form and their files. @param {Draft} draft */
export const dropDraft = ({ slug, address, id = "" }) =>
  within(["drafts", "forms", "files"], "readwrite", (drafts, forms, files) => {
    drafts.delete(slug);
    forms.delete(address);
    files.delete(IDBKeyRange.bound([id], [id, []]));
  });

/** Forget what nobody has gone on with for thirty days, and receipts of that age. What waits to be sent stays. */
export async function sweep(now = Date.now()) {
  const old = ({ changed = now }) => changed < now - KEPT;
  for (const draft of (await within(["drafts"], "readonly", (drafts) => drafts.getAll())).filter(old)) {
    await dropDraft(draft);
  }
  for (const { id } of (await queued()).filter((one) => one.state === "sent" && old(one))) await dropQueued(id);
}

/** @typedef {{id: string, slug: string, xml: string, language: string, address: string, state: string}} Waiting */

/** The answers are finished: from now on they wait to be sent. One step, so that they are never both or neither. */
export const enqueue = (waiting, draft) =>
  within(["drafts", "forms", "queue"], "readwrite", (drafts, forms, queue) => {
    drafts.delete(draft.slug);
    forms.delete(draft.address);
    queue.put(waiting);
  });

/** @returns {Promise<Waiting[]>} */
export const queued = () => within(["queue"], "readonly", (queue) => queue.getAll());
export const keepQueued = (waiting) => within(["queue"], "readwrite", (queue) => queue.put(waiting));

/** Answers that were sent: what they were is forgotten on this device, the receipt is kept. */
export const keepReceipt = (receipt) =>
  within(["queue", "files"], "readwrite", (queue, files) => {
    queue.put({ ...receipt, changed: Date.now() });
    files.delete(IDBKeyRange.bound([receipt.id], [receipt.id, []]));
  });

export const dropQueued = (id) =>
  within(["queue", "files"], "readwrite", (queue, files) => {
    queue.delete(id);
    files.delete(IDBKeyRange.bound([id], [id, []]));
  });
