// The smaller pieces: fives, colours, numbers, answers, links, the layout of the stage.
import assert from "node:assert/strict";
import test from "node:test";
import { judgeChoice, judgeNumber, parseNumber } from "../../cnnkit/widgets/shared/answers.js";
import { colourAt, parseStops, textOn } from "../../cnnkit/widgets/shared/colours.js";
import { digitFive, responsesTo, standardised } from "../../cnnkit/widgets/shared/five.js";
import { inPython, readFragment, writeFragment } from "../../cnnkit/widgets/shared/links.js";
import { equals, percent, thousands, written } from "../../cnnkit/widgets/shared/numbers.js";
import { windowsAlong } from "../../cnnkit/widgets/shared/shapes.js";
import { layOut, unseen } from "../../cnnkit/widgets/pooling_lab/layout.js";
import { assertClose, fixture } from "./fixtures.mjs";

test("the five is drawn as in cnnkit.images, and the detectors answer as there", () => {
  const templates = [-20, 0, 20].map((angle) => standardised(digitFive(angle)));
  for (const { angle, size, five, answers } of fixture("fives")) {
    const drawn = digitFive(angle, size);
    assertClose(drawn.values, five, `${angle} degrees`);
    if (answers) assertClose(responsesTo(drawn, templates), answers, `${angle} degrees`);
  }
  assert.deepEqual(Array.from(standardised({ values: [2, 2] })), [0, 0]);
});

test("colours are the palette's, read from the style sheet", () => {
  const { css, unsigned, signed, text } = fixture("colours");
  const stops = (name) => parseStops(new RegExp(`--ck-${name}: ([^;]*);`).exec(css)[1]);
  const hex = (colour) => `#${colour.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
  for (const [x, colour] of unsigned) assertNear(colourAt(stops("unsigned"), x), colour);
  for (const [x, colour] of signed) assertNear(colourAt(stops("signed"), (x + 1) / 2), colour);
  for (const [colour, ink] of text) assert.equal(textOn(parseStops(colour)[0]), ink === "#000000" ? "#000" : "#fff");
  assert.equal(hex(colourAt(stops("signed"), 0.5)), signed.find(([x]) => x === 0)[1], "zero is the middle");

  function assertNear(colour, expected) {
    // Python rounds halves to even
    parseStops(expected)[0].forEach((channel, at) => assert.ok(Math.abs(colour[at] - channel) <= 1, expected));
  }
});

test("numbers are written with three digits and say when digits were cut off", () => {
  const cases = [[0, "0"], [-0, "0"], [1, "1"], [0.549, "0.549"], [7.937, "7.94"], [12.345, "12.3"], [-0.5, "\u22120.5"], [1234.5, "1235"], [0.1 + 0.2, "0.3"]];
  for (const [value, text] of cases) assert.equal(written(value), text);
  assert.equal(equals(2.08), "= 2.08");
  assert.equal(equals(Math.sqrt(63)), "\u2248 7.94");
  assert.equal(equals(0.1 + 0.2), "= 0.3");
  assert.deepEqual([percent(0.5), percent(0.125), percent(1 / 3)], ["50 %", "12.5 %", "33.3 %"]);
  assert.deepEqual([thousands(999), thousands(12000), thousands(1234567)], ["999", "12,000", "1,234,567"]);
});

test("a typed number is read as a person means it", () => {
  const cases = [["1,536", 1536], ["1 536", 1536], ["3.25", 3.25], ["\u22122", -2], ["1/4", 0.25], ["50 %", 0.5], [" .5 ", 0.5], ["1e3", 1000]];
  for (const [text, value] of cases) assert.equal(parseNumber(text), value, text);
  for (const text of ["", "two", "1/0", "1,53", "--2", "1 2"]) assert.equal(parseNumber(text), null, text);
});

test("known wrong numbers get their hint, others the general one", () => {
  const spec = { answer: 3, tolerance: 0.01, hints: [[4, "Too many."]], says: "Yes.", otherwise: "Look again." };
  assert.deepEqual(judgeNumber("3.005", spec), { right: true, text: "Yes." });
  assert.deepEqual(judgeNumber("4", spec), { right: false, text: "Too many." });
  assert.deepEqual(judgeNumber("5", spec), { right: false, text: "Look again." });
  assert.equal(judgeNumber("x", spec).right, null);
  const options = [{ right: true, says: "Yes." }, { right: false, says: "No." }];
  assert.deepEqual(judgeChoice(1, options), { right: false, text: "No." });
  assert.equal(judgeChoice(null, options).right, null);
});

test("a state survives the way through an address, which holds letters, digits, - and _ only", () => {
  const state = { window: 3, entering: -0.25, mode: "max", image: [[0.1, 1]], note: "\u00d7 \u2713" };
  const fragment = writeFragment("PoolingLab", 2, state);
  assert.match(fragment, /^[\w-]+$/);
  assert.deepEqual(readFragment(`#${fragment}`, "PoolingLab", 2), state);
  for (const other of ["", "#", "#PoolingLab-2-", "#PoolingLab-2-%%%", `#${fragment.slice(0, -3)}`, "#definition"]) {
    assert.equal(readFragment(other, "PoolingLab", 2), null, other);
  }
  assert.equal(readFragment(`#${fragment}`, "PoolingLab", 1), null, "for another lab of the page");
});

test("values are written as Python reads them", () => {
  assert.equal(inPython([[0.1, -1], [2, 3]]), "[[0.1, -1], [2, 3]]");
  assert.equal(inPython([1, 2], true), "(1, 2)");
  assert.deepEqual([inPython("max"), inPython(true), inPython(false), inPython(null), inPython(1e-7)], ['"max"', "True", "False", "None", "1e-7"]);
});

test("everything on the stage has its place, in any width", () => {
  const states = [[4, 4, 2, 2, "drop"], [1, 4, 3, 1, "centred"], [16, 16, 2, 2, "drop"], [6, 6, 3, 2, "partial"], [32, 32, 1, 1, "drop"], [1, 32, 5, 2, "centred"], [32, 1, 1, 1, "drop"], [4, 4, 9, 1, "partial"]];
  for (const [height, width, window, stride, borders] of states) {
    for (const room of [311, 340, 585, 800]) {
      for (const pairs of [1, 2]) {
        const axes = [height, width].map((size) => windowsAlong(size, window, stride, borders));
        const plan = layOut({ width: room, axes, pairs });
        const label = JSON.stringify({ height, width, window, room, pairs });
        assert.ok(plan.cell >= 4, label);
        assert.equal(plan.boxes.length, pairs, label);
        for (const { input, output } of plan.boxes) {
          assert.ok(input[0] - plan.over.left * plan.cell >= -0.5 && input[1] > 0, label);
          const last = plan.at(axes[0].spans.length - 1, axes[1].spans.length - 1);
          assert.ok(output[0] + last[0] + plan.cell <= room + 0.5, label);
          assert.ok(output[1] + last[1] + plan.cell <= plan.height, label);
          assert.ok(input[1] + height * plan.cell <= plan.height, label);
        }
      }
    }
  }
});

test("pixels that no window sees are named", () => {
  assert.deepEqual(unseen(windowsAlong(7, 3, 3, "drop")), [[6, 7]]);
  assert.deepEqual(unseen(windowsAlong(7, 1, 3, "drop")), [[1, 3], [4, 6]]);
  assert.deepEqual(unseen(windowsAlong(6, 3, 2, "partial")), []);
});
