/** Chance that falls the same everywhere: the shuffle and the generator that ODK asks for. */

import { sha256 } from "./xpath/sha256.js";
import { toNumber, toText } from "./xpath/values.js";

const MODULUS = 2 ** 31 - 1;

/**
 * The items by the inside-out shuffle of Fisher and Yates, drawn from the generator of Park and Miller.
 * @template T @param {T[]} items @param {number} seed @returns {T[]}
 */
export function shuffled(items, seed) {
  let state = seed % MODULUS;
  if (state <= 0) state += MODULUS - 1;
  const mixed = [];
  items.forEach((item, place) => {
    state = (state * 16807) % MODULUS;
    const other = Math.trunc(((state - 1) / (MODULUS - 1)) * (place + 1));
    mixed.push(item);
    mixed[place] = mixed[other];
    mixed[other] = item;
  });
  return mixed;
}

/** A seed as number: what is no number is hashed, so that a name can be a seed too. */
export function seedOf(value) {
  const number = toNumber(value);
  if (!Number.isNaN(number)) return Math.trunc(Math.max(Math.min(number, 2 ** 63), -(2 ** 63)));
  const text = toText(value);
  if (!text) return 0;
  const [high, low] = sha256(new TextEncoder().encode(text));
  return Number(BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low)));
}

/** A whole number from a text (FNV-1a), for an order that a person finds again. */
export function luck(text) {
  let hash = 0x811c9dc5;
  for (const letter of new TextEncoder().encode(text)) hash = Math.imul(hash ^ letter, 0x01000193);
  return hash >>> 0;
}
