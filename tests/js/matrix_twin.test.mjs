// The twin's matrices are those of cnnkit.ops.conv_matrix, and both products give the same.
import assert from "node:assert/strict";
import test from "node:test";
import {
  inputPlaces, isDoubly, isHankel, isToeplitz, isTwin, outShape, redundancyOf, resized, weightPlaces, whyNoTwin, windowsOf,
} from "../../cnnkit/widgets/matrix_twin/matrices.js";
import { fontFor, layOutTable } from "../../cnnkit/widgets/matrix_twin/stage.js";
import { TWIN_TASKS } from "../../cnnkit/widgets/matrix_twin/tasks.js";
import { backInWords, sumInWords, twinOf, weightsInWords, windowsInWords } from "../../cnnkit/widgets/matrix_twin/words.js";
import { assertClose, fixture } from "./fixtures.mjs";

const VIEWS = ["both", "weights", "windows", "back"];
const ENTRIES = ["names", "values"];
const twins = [...fixture("twins"), ...fixture("twin-presets")];
const whole = twins.filter(({ output }) => output);
const preset = (number) => fixture("twin-presets")[number].state;

test("both matrices and both products are cnnkit's, or the state is refused as there", () => {
  assert.ok(whole.length > 40 && whole.length < twins.length - 10);
  for (const { state, weights, windows, output, back, redundancy } of twins) {
    const label = JSON.stringify(state);
    assert.equal(whyNoTwin(state) === null, output !== null, label);
    if (!output) continue;
    const twin = twinOf(state);
    assert.deepEqual(twin.matrix, weights, label);
    assert.deepEqual(twin.columns, windows, label);
    assertClose(twin.byWeights, output, label);
    assertClose(twin.byWindows, output, label);
    assertClose(twin.back, back, label);
    assertClose([redundancyOf(state)], [redundancy], label);
    const [rows, columns] = outShape(state);
    assert.equal(rows * columns, output.length);
  }
});

test("equal names stand where equal weights do, also where two weights have one value", () => {
  for (const { state, weight_names } of whole) {
    assert.deepEqual(weightPlaces(state).map((row) => row.map((place) => (place === null ? 0 : place + 1))), weight_names);
  }
});

test("which matrix is Toeplitz is computed, and agrees with NumPy's diagonals", () => {
  let plain = 0;
  for (const { state, toeplitz, hankel } of whole) {
    const both = [weightPlaces(state), inputPlaces(state)];
    assert.deepEqual(both.map(isToeplitz), toeplitz, JSON.stringify(state));
    assert.deepEqual(both.map(isHankel), hankel, JSON.stringify(state));
    plain += Number(toeplitz[0]);
  }
  assert.ok(plain > 10 && plain < whole.length);
});

test("every weight matrix is doubly block Toeplitz, and every matrix of windows doubly block Hankel", () => {
  for (const { state } of whole) {
    const width = outShape(state)[1];
    assert.ok(isDoubly(isToeplitz, weightPlaces(state), [width, state.image[0].length]), JSON.stringify(state));
    assert.ok(isDoubly(isHankel, inputPlaces(state), [state.kernel[0].length, width]), JSON.stringify(state));
  }
  const state = preset(0);
  assert.ok(!isDoubly(isToeplitz, inputPlaces(state), [2, 2]), "the replicated input is not");
});

test("deck 003's example: 16 entries for 9 values, block Hankel and not Toeplitz", () => {
  const state = preset(0);
  assert.deepEqual(twinOf(state).columns, [[1, 2, 4, 5], [2, 3, 5, 6], [4, 5, 7, 8], [5, 6, 8, 9]]);
  assert.equal(
    windowsInWords(state),
    "4 \u00d7 4: 16 entries for 9 values, 1.78 times as many. Block Hankel, not Toeplitz: equal inputs, and equal blocks, lie along the other diagonals.",
  );
  assert.equal(
    weightsInWords(state),
    "4 \u00d7 9: 16 of 36 entries are weights, and only 4 different ones. Doubly block Toeplitz: equal blocks along the diagonals, and each block is Toeplitz. As a whole it is not.",
  );
  assert.match(weightsInWords(preset(1)), /5 \u00d7 6: 10 of 30 entries .* Toeplitz: the same weight all along/);
  assert.match(windowsInWords(preset(1)), /Hankel, not Toeplitz: equal inputs lie along/);
  assert.equal(windowsInWords({ image: [[1, 2]], kernel: [[3, 4]] }), "2 \u00d7 1: 2 entries for 2 values, 1 times as many.");
});

test("sums are written out, and what comes back adds up", () => {
  const state = preset(0);
  assert.equal(sumInWords(state, 1), "y1 = a\u00b7x1 + b\u00b7x2 + c\u00b7x4 + d\u00b7x5 = 1\u00b72 + 2\u00b73 + 3\u00b75 + 4\u00b76 = 47");
  assert.equal(sumInWords({ image: [[1, -2]], kernel: [[-1, 0.5]] }, 0), "y0 = a\u00b7x0 + b\u00b7x1 = (\u22121)\u00b71 + 0.5\u00b7(\u22122) = \u22122");
  const five = { image: [[1, 2, 3, 4, 5]], kernel: [[1, 1, 1, 1, 1]] };
  assert.equal(sumInWords(five, 0), "y0 = 1\u00b71 + 1\u00b72 + 1\u00b73 + 1\u00b74 + 1\u00b75 = 15");
  const large = { image: resized([[1]], 3, 4, () => 1), kernel: resized([[1]], 3, 4, () => 1) };
  assert.equal(sumInWords(large, 0), "y0: 12 products of weight and input = 12");
  assert.equal(backInWords(state, 3), "y3 sends its 1 back along its row: a to x4, b to x5, c to x7, d to x8. x4 receives d + c + b + a = 10.");
});

test("a way out that is offered leads to a state that works", () => {
  for (const { state } of twins.filter(({ output }) => !output)) {
    let now = state;
    for (let tries = 0; whyNoTwin(now) && tries < 6; tries += 1) {
      const [[name, size]] = Object.entries(whyNoTwin(now).way);
      const [height, width] = size.split(" \u00d7 ").map(Number);
      const trait = name === "input" ? "image" : "kernel";
      now = { ...now, [trait]: resized(now[trait], height, width, () => 1) };
    }
    assert.equal(whyNoTwin(now), null, JSON.stringify(state));
  }
  assert.deepEqual(whyNoTwin({ image: resized([[1]], 10, 10, () => 1), kernel: [[1]] }).way, { input: "9 \u00d7 9" });
});

test("a map of another size keeps what was there", () => {
  assert.deepEqual(resized([[1, 2], [3, 4]], 3, 1, (number) => 10 * number), [[1], [3], [20]]);
});

test("everything of a table has its place, in any width, and unreadable type is left out", () => {
  for (const { state } of whole) {
    const [outputs, inputs, weights] = [windowsOf(state).length, state.image.flat().length, state.kernel.flat().length];
    for (const room of [300, 585, 800]) {
      for (const [rows, columns, below] of [[outputs, inputs, false], [weights, outputs, true]]) {
        const { cell, left, top, width, height } = layOutTable({ room, rows, columns, below });
        assert.ok(left >= 0 && top >= 0 && left + columns * cell <= width && top + rows * cell <= height);
        assert.ok(width <= room + 0.5, `${columns} columns in ${room}`);
      }
    }
  }
  assert.equal(fontFor(["12"], 12), null);
  assert.ok(fontFor(["\u221212.5"], 38) >= 8.5);
});

test("no example meets a challenge, and each challenge can be met", () => {
  for (const { state } of fixture("twin-presets")) {
    assert.deepEqual(TWIN_TASKS.filter(({ met }) => met(state)), [], JSON.stringify(state));
  }
  const state = preset(0);
  const answers = [
    { ...state, image: [[1, 2, 3, 4, 5, 6]], kernel: [[1, 2, 3]] },
    { ...state, kernel: [[1, -1], [-1, 1]] },
    { ...state, image: [[1, 2, 3], [4, 5, 6]] },
  ];
  answers.forEach((answer, at) => {
    assert.deepEqual(TWIN_TASKS.map(({ met }) => met(answer)), [0, 1, 2].map((task) => task === at));
    assert.match(TWIN_TASKS[at].says(answer), /^(Well found|Yes)/);
  });
});

test("a damaged setting is told from a whole one", () => {
  const state = preset(0);
  assert.ok(isTwin(state, VIEWS, ENTRIES));
  const damages = {
    image: [[], [[]], [[1], [2, 3]], [[1, "2"]], "map", null, [[1]], [[1e101, 1], [1, 1]]],
    kernel: [[[1, 2, 3, 4]], [[NaN]], undefined], view: ["front", null], entries: [0], chosen: [4, -1, 0.5, "0"],
  };
  for (const [name, values] of Object.entries(damages)) {
    for (const value of values) assert.ok(!isTwin({ ...state, [name]: value }, VIEWS, ENTRIES), `${name}: ${value}`);
  }
});
