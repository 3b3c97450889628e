/** What people type, and what is shown, without a browser. */
import assert from "node:assert/strict";
import test from "node:test";

import { block, inline } from "../../../../sarai/surveys/scripts/emphasis.js";
import { filled, matching } from "../../../../sarai/surveys/scripts/fields.js";
import { html, tag } from "../../../../sarai/surveys/scripts/html.js";
import { fileName } from "../../../../sarai/surveys/scripts/typed.js";

test("whatever is not marked as HTML is escaped", () => {
  assert.equal(String(html("<b>", tag("i", { title: '"&' }, "<"))), '&lt;b&gt;<i title="&quot;&amp;">&lt;</i>');
  assert.equal(String(tag("input", { checked: true, value: "", name: null, disabled: false })), '<input checked value="">');
});

test("emphasis is marked up after escaping", () => {
  assert.equal(String(inline("**a** <script>x</script> & _b_")), "<strong>a</strong> x &amp; <em>b</em>");
  assert.equal(String(inline("[x](javascript:alert)")), "[x](javascript:alert)");
  assert.equal(String(block("# A\nb\n\nc")), "<h3>A</h3><p>b</p><p>c</p>");
});

test("a choice is found by the beginning of what it is called", () => {
  const choices = ["Nairobi", "Mombasa", "New Nairobi"].map((words) => ({ value: words, words }));
  assert.deepEqual(matching(choices, " nairobi ").map((one) => one.words), ["Nairobi"]);
  assert.deepEqual(matching(choices, "nair").map((one) => one.words), ["Nairobi", "New Nairobi"]);
  assert.deepEqual(matching(choices, " "), []);
});

test("a file's name has no folders, and is nobody else's", () => {
  assert.equal(fileName("C:\\photos\\hall.png", new Set(["hall.png"])), "hall-2.png");
  assert.equal(fileName("../../.profile", new Set()), "profile");
  assert.equal(fileName("", new Set(["file"])), "file-2");
});

test("a sentence is filled in", () => {
  assert.equal(filled("%(a)s of %(b)s", { a: 1, b: "two" }), "1 of two");
});
