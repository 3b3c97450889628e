/** Values, dates and chance, without a browser. */
import assert from "node:assert/strict";
import test from "node:test";

import { luck, seedOf, shuffled } from "../../../../sarai/surveys/scripts/chance.js";
import { dateOf, formatted, readDate, readTime } from "../../../../sarai/surveys/scripts/xpath/moments.js";
import { sha256 } from "../../../../sarai/surveys/scripts/xpath/sha256.js";
import { number, numberText, operated, text, toNumber, toTruth } from "../../../../sarai/surveys/scripts/xpath/values.js";

const hex = (bytes) => sha256(bytes).map((word) => word.toString(16).padStart(8, "0")).join("");
const utf8 = (words) => new TextEncoder().encode(words);

test("SHA-256 gives the digests of its standard (FIPS 180-4), at the edges of a block too", () => {
  assert.equal(hex(utf8("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  assert.equal(hex(utf8("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  assert.equal(
    hex(utf8("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  );
});

test("a seed gives one order everywhere", () => {
  assert.deepEqual(shuffled(["a", "b", "c", "d"], 42), shuffled(["a", "b", "c", "d"], 42));
  assert.deepEqual([...shuffled([1, 2, 3, 4, 5], 7)].sort(), [1, 2, 3, 4, 5]);
  assert.equal(seedOf(text("12.9")), 12);
  assert.equal(seedOf(text("")), 0);
  assert.notEqual(luck("a"), luck("b"));
});

test("dates that no calendar has are none", () => {
  assert.equal(readDate("2023-02-29"), null);
  assert.equal(readDate("2024-02-29").iso, "2024-02-29");
  assert.equal(readDate("2024-02-29T10:20:30.4+02:00").iso, "2024-02-29T10:20:30.400+02:00");
  assert.equal(readDate("2024-02-29T25:00"), null);
  assert.equal(readTime("18:30").clock, 18.5 * 3_600_000);
  assert.equal(dateOf(-1).iso, "1969-12-31");
  assert.equal(formatted(readDate("2024-12-30"), "%e %b %Y, week %W, %%"), "30 Dec 2024, week 1, %");
});

test("numbers are written without an exponent", () => {
  assert.equal(numberText(1e10), "10000000000");
  assert.equal(numberText(0.00001), "0.00001");
  assert.equal(numberText(-1.5e-7), "-0.00000015");
  assert.equal(numberText(-0), "0");
  assert.ok(Number.isNaN(toNumber(text("1e3"))));
});

test("dates in texts compare as days, and nothing is false", () => {
  assert.equal(operated(text("2024-03-01"), "-", text("2024-02-28")), 2);
  assert.equal(operated(text("2024-03-01"), ">", text("2024-02-28")), true);
  assert.equal(operated(number(NaN), "=", number(NaN)), false);
  assert.equal(toTruth(text("")), false);
  assert.equal(toTruth(text("0")), true);
});
