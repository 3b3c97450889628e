/**
 * Keeps surveys for when there is no network. It never answers from what it keeps while the network answers, so a page
 * is never older than the site.
 */
import { sendAll } from "./sending.js";

const KEPT = "survey:"; // and its address name: one cache for each survey
const STAMP = "stamp";
const TRIAL = /^\/s\/[\w-]+\/a\/trial-/;

self.addEventListener("install", (event) => event.waitUntil(self.skipWaiting()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("sync", (event) => event.waitUntil(sendAll()));
self.addEventListener("message", (event) => event.waitUntil(heard(event)));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const own = new URL(request.url).origin === self.location.origin;
  if (own && (request.method === "GET" || request.mode === "navigate")) event.respondWith(answered(request));
});

/** A page asks to keep a survey ("keep"), or to send what waits ("send"). */
async function heard({ data, source }) {
  if (data.keep) source?.postMessage({ kept: data.keep, done: await keep(data.keep).catch(() => false) });
  if (data.keep || data.send) await sendAll();
}

/** Keep everything that a survey needs, if it is not here already; all of it or none. */
async function keep(slug) {
  const response = await fetch(`/s/${slug}/offline.json`, { cache: "no-store" });
  if (response.status === 404) await caches.delete(KEPT + slug);
  if (!response.ok) return false;
  const { keep: addresses, stamp } = await response.json();
  const found = await caches.open(KEPT + slug);
  if ((await (await found.match(STAMP))?.text()) === stamp) return true;
  const fetched = await Promise.all(addresses.map((address) => fetch(address, { cache: "reload" })));
  if (fetched.some((one) => !one.ok)) return false;
  await Promise.all((await found.keys()).map((old) => found.delete(old)));
  await Promise.all(addresses.map((address, place) => found.put(address, fetched[place])));
  await found.put(STAMP, new Response(stamp));
  return true;
}

/** From the network; without one, from what is kept. */
async function answered(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const slug = /^\/s\/([\w-]+)\//.exec(new URL(request.url).pathname)?.[1];
    const found = request.mode === "navigate" ? await page(request, slug) : await caches.match(request);
    if (found) return found;
    throw error;
  }
}

/** The page of a survey without a network: whatever was asked for of a survey leads to it. A trial does not, for what
 * is answered there counts. */
async function page(request, slug) {
  const address = `/s/${slug}/offline`;
  if (TRIAL.test(new URL(request.url).pathname)) return null;
  if (!slug || !(await caches.has(KEPT + slug))) return null;
  const kept = await (await caches.open(KEPT + slug)).match(address);
  if (!kept || new URL(request.url).pathname === address) return kept;
  return Response.redirect(address, 303);
}
