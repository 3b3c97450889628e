/**
 * Finished answers on their way to the server. The same is sent until its receipt is here: the server knows it by its
 * instanceID, and takes it once.
 */
import { filesOf, keepQueued, keepReceipt, queued } from "./store.js";

const LOCK = "sarai-surveys-sending";

/** Send whatever waits; only one page or worker at a time does. Resolves to all that is in the queue afterwards. */
export async function sendAll() {
  const send = async () => {
    for (const waiting of await queued()) {
      if (waiting.state === "waiting" && !(await sendOne(waiting))) break;
    }
    return queued();
  };
  return navigator.locks ? navigator.locks.request(LOCK, send) : send();
}

/** Send one; whether the server has answered. */
async function sendOne(waiting) {
  let response;
  try {
    response = await fetch(waiting.address, { method: "POST", body: await bodyOf(waiting), credentials: "omit" });
  } catch {
    return false; // no network; it goes on waiting
  }
  const told = await response.json().catch(() => ({}));
  if (response.status === 201) {
    const { id, slug } = waiting;
    await keepReceipt({ id, slug, state: "sent", number: told.number, address: told.address });
    return true;
  }
  if (response.status >= 500 || response.status === 429 || !told.sentence) return false;
  await keepQueued({ ...waiting, state: "refused", sentence: told.sentence });
  return true;
}

async function bodyOf(waiting) {
  const body = new FormData();
  body.append("xml_submission_file", new Blob([waiting.xml], { type: "text/xml" }), "submission.xml");
  body.append("language", waiting.language);
  for (const { name, blob } of await filesOf(waiting.id)) {
    if (waiting.files.includes(name)) body.append(name, blob, name);
  }
  return body;
}
