/** SHA-256 (FIPS 180-4), at once: the browser's own answers only later, which an expression cannot wait for. */

const primes = (count) => {
  const found = [];
  for (let number = 2; found.length < count; number += 1) {
    if (found.every((prime) => number % prime)) found.push(number);
  }
  return found;
};
const fraction = (number) => Math.floor((number - Math.floor(number)) * 2 ** 32);
const FIRST = primes(8).map((prime) => fraction(Math.sqrt(prime)));
const ROUNDS = primes(64).map((prime) => fraction(Math.cbrt(prime)));
const turned = (word, by) => (word >>> by) | (word << (32 - by));

/** The digest of bytes: eight words of 32 bits. @param {Uint8Array} bytes @returns {number[]} */
export function sha256(bytes) {
  const length = ((bytes.length + 8) >> 6 << 6) + 64;
  const view = new DataView(new ArrayBuffer(length));
  bytes.forEach((byte, place) => view.setUint8(place, byte));
  view.setUint8(bytes.length, 0x80);
  view.setUint32(length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(length - 4, bytes.length << 3);
  let state = [...FIRST];
  for (let start = 0; start < length; start += 64) state = compressed(state, view, start);
  return state.map((word) => word >>> 0);
}

function compressed(state, view, start) {
  const words = [];
  for (let place = 0; place < 16; place += 1) words.push(view.getUint32(start + 4 * place));
  for (let place = 16; place < 64; place += 1) {
    const [early, late] = [words[place - 15], words[place - 2]];
    const one = turned(early, 7) ^ turned(early, 18) ^ (early >>> 3);
    const two = turned(late, 17) ^ turned(late, 19) ^ (late >>> 10);
    words.push((words[place - 16] + one + words[place - 7] + two) | 0);
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let place = 0; place < 64; place += 1) {
    const one = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const first = (h + one + ((e & f) ^ (~e & g)) + ROUNDS[place] + words[place]) | 0;
    const two = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
    const second = (two + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  return [a, b, c, d, e, f, g, h].map((word, place) => (word + state[place]) | 0);
}
