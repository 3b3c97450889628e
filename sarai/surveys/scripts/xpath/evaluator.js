/** openrosa-xpath-evaluator, given the functions and comparisons on which it and the server would differ. */
import ExtendedXPathEvaluator from "openrosa-xpath-evaluator/src/extended-xpath.js";
import extensions from "openrosa-xpath-evaluator/src/openrosa-extensions.js";

import { corrected } from "./functions.js";
import { operated } from "./values.js";

/**
 * What expressions can ask about: see `Answers` in `../answers.js`.
 * @typedef {object} World
 * @property {Node} current the node that current() is
 * @property {Set<Node>} hidden what is not relevant, and so not there for any expression
 */

const OPERATORS = {
  0b01000: "=", 0b01001: "!=", 0b01100: "<", 0b01101: "<=", 0b01110: ">", 0b01111: ">=",
  0b10000: "+", 0b10001: "-", 0b10100: "*", 0b10101: "div", 0b10110: "mod", 0b11000: "|",
};
const RAW = "token"; // asks for a value as it is

export class Evaluator {
  /** @param {World} world */
  constructor(world) {
    this.world = world;
    const own = extensions();
    Object.assign(own.func, corrected(world), { "string-join": own.func.join });
    own.process = {
      toExternalResult: (token, wanted) => (wanted === RAW ? { token } : undefined),
      typefor: (value) => (Array.isArray(value) ? "arr" : undefined),
      handleInfix: (_error, left, operator, right) => operated(left, OPERATORS[operator], right),
    };
    this.evaluator = new ExtendedXPathEvaluator(new Visible(world), own);
  }

  /** The value of an expression at a node. @returns {import("./values.js").Token} */
  value(expression, node) {
    const before = this.world.current;
    this.world.current = node;
    try {
      return this.evaluator.evaluate(expression, node, null, RAW).token;
    } finally {
      this.world.current = before;
    }
  }
}

/** The browser's own evaluator of paths, without what is hidden. */
class Visible {
  constructor(world) {
    this.world = world;
    this.native = new XPathEvaluator();
    this.known = new Map();
  }

  evaluate(path, node) {
    return this.createExpression(path).evaluate(node);
  }

  createExpression(path) {
    let known = this.known.get(path);
    if (!known) {
      known = this.native.createExpression(path, null);
      this.known.set(path, known);
    }
    return { evaluate: (node) => this.seen(known.evaluate(node, XPathResult.ORDERED_NODE_SNAPSHOT_TYPE)) };
  }

  /** The nodes of a result, as something that is gone through once. */
  seen(result) {
    const found = [];
    for (let place = 0; place < result.snapshotLength; place += 1) {
      const node = result.snapshotItem(place);
      if (!this.world.hidden.has(node)) found.push(node);
    }
    let place = 0;
    return { resultType: XPathResult.ORDERED_NODE_ITERATOR_TYPE, iterateNext: () => found[place++] };
  }
}
