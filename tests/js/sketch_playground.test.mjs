// The small net in the browser is cnnkit's, with its softmax and its occlusion maps.
import assert from "node:assert/strict";
import test from "node:test";
import {
  answerOf, classify, coveredLogits, inkedPixels, isPlayground, lookAtUnit, mapsOf, moved, occlusionOf, painted, readNet, rowsOf,
  softmaxOf, topOf,
} from "../../cnnkit/widgets/sketch_playground/net.js";
import { silence } from "../../cnnkit/widgets/sketch_playground/inside.js";
import { letterOf, reachOf } from "../../cnnkit/widgets/sketch_playground/rows.js";
import { makeSketchTasks } from "../../cnnkit/widgets/sketch_playground/tasks.js";
import { coveredInWords, sumInWords, unitInWords, verdictOf } from "../../cnnkit/widgets/sketch_playground/words.js";
import { toMap } from "../../cnnkit/widgets/shared/maps.js";
import { fixture } from "./fixtures.mjs";

const net = () => readNet(fixture("sketch_net"));
const kinds = () => fixture("sketch_kinds");
const paper = () => toMap(Array.from({ length: 16 }, () => Array(16).fill(0)));
const rest = { threshold: 0.5, patch: [2, 1], unit: [0, 5, 3, 9], scores: [2, 1, 0, -1] };
const preset = (name) => ({ ...rest, ...fixture("sketch_presets").house, ...fixture("sketch_presets")[name] });

/** What the net says about a sketch, with its map of covered places. */
function judge(image, state) {
  const sketch = toMap(image);
  const made = classify(net(), sketch, state.relu);
  const seen = { ...made, ...answerOf(made.logits, state) };
  return { ...seen, map: occlusionOf(coveredLogits(net(), sketch, state.relu), seen, state.temperature) };
}

/** Sums in another order may differ in the last digits, and a small temperature makes more of that. */
function assertNear(actual, expected, label) {
  const numbers = Array.from(actual);
  assert.equal(numbers.length, expected.length, label);
  numbers.forEach((number, at) => {
    const apart = Math.abs(number - expected[at]);
    assert.ok(apart <= 1e-9 * Math.max(1, Math.abs(expected[at])), `${label}: ${number} for ${expected[at]}`);
  });
}

test("logits, probabilities, answers and occlusion maps are Python's to nine digits", () => {
  for (const { state, logits, probabilities, kind, answer, occlusion } of fixture("sketch_states")) {
    const label = JSON.stringify({ ...state, image: kind });
    const seen = judge(state.image, state);
    assertNear(seen.logits, logits, label);
    assertNear(seen.probabilities, probabilities, label);
    assert.equal(kinds()[seen.best], kind, label);
    assert.equal(seen.answer === null ? null : kinds()[seen.answer], answer, label);
    assertNear(seen.map.values, occlusion.flat(), label);
    assert.ok(isPlayground(state), label);
  }
});

test("softmax is Python's, finite for any logits that are taken", () => {
  for (const { scores, temperature, shares } of fixture("shares")) {
    const label = JSON.stringify({ scores, temperature });
    const here = softmaxOf(scores, temperature);
    assertNear(here, shares, label);
    assert.ok(Math.abs(here.reduce((sum, share) => sum + share, 0) - 1) < 1e-12, label);
  }
});

test("the features are those of both layers before pooling, and ReLU leaves no negative value", () => {
  const sketch = toMap(preset("house").image);
  const [on, off] = [true, false].map((relu) => {
    const { made } = classify(net(), sketch, relu);
    return [mapsOf(made, 0), mapsOf(made, 1)];
  });
  assert.deepEqual(on.map((maps) => [maps.length, maps[0].height, maps[0].width]), [[8, 16, 16], [12, 8, 8]]);
  on[0].forEach(({ values }, which) =>
    values.forEach((value, at) => assert.equal(value, Math.max(off[0][which].values[at], 0))));
  assert.ok(on[1].every(({ values }) => values.every((value) => value >= 0)));
  assert.ok(off[1].some(({ values }) => values.some((value) => value < 0)));
});

test("features are Python's, value by value", () => {
  for (const { state, features } of fixture("sketch_states").filter((each) => each.features)) {
    const { made } = classify(net(), toMap(state.image), state.relu);
    features.forEach((maps, layer) => maps.forEach((map, which) =>
      assertNear(mapsOf(made, layer)[which].values, map.flat(), `layer ${layer}, map ${which}`)));
  }
});

const UNITS = [[0, 5, 3, 9], [0, 0, 0, 0], [0, 7, 15, 15], [0, 2, 0, 8], [1, 0, 0, 0], [1, 11, 7, 7], [1, 9, 2, 3]];

test("a unit's products and its bias add up to the value in its map, at the borders too", () => {
  const sketch = toMap(preset("house").image);
  for (const relu of [true, false]) {
    const seen = classify(net(), sketch, relu);
    for (const unit of UNITS) {
      const [layer, map, row, column] = unit;
      const { windows, kernels, products, sum, bias, value } = lookAtUnit(net(), seen, relu, unit);
      const { values, width } = mapsOf(seen.made, layer)[map];
      assertNear([value], [values[row * width + column]], String(unit));
      assert.equal(windows.length, [1, 8][layer]);
      let total = 0;
      products.forEach((product, which) => product.values.forEach((one, tap) => {
        assert.equal(one, windows[which].values[tap] * kernels[which].values[tap]);
        total += one;
      }));
      assertNear([total], [sum], String(unit));
      assertNear([relu ? Math.max(sum + bias, 0) : sum + bias], [value], String(unit));
    }
  }
});

test("a unit sees its part of the sketch, all of that and nothing else", () => {
  const sketch = toMap(Array.from({ length: 16 }, (_, row) => Array.from({ length: 16 }, (__, at) => ((7 * row + 3 * at) % 11) / 11)));
  for (const unit of UNITS) {
    const look = (values) => lookAtUnit(net(), classify(net(), { ...sketch, values }, false), false, unit);
    const { sum: before, field } = look(sketch.values);
    const rows = new Set();
    for (let at = 0; at < 256; at += 1) {
      const [row, column] = [Math.floor(at / 16), at % 16];
      const changed = Float64Array.from(sketch.values, (ink, place) => (place === at ? ink + 100 : ink)); // it is the largest under each pooling
      const inside = [row - field.top, column - field.left].every((far) => far >= 0 && far < field.side);
      if (!inside) assert.equal(look(changed).sum, before, `${unit} sees ${row}, ${column}`);
      else if (look(changed).sum !== before) rows.add(row);
    }
    const [first, last] = [Math.max(field.top, 0), Math.min(field.top + field.side, 16) - 1];
    assert.deepEqual([...rows], Array.from({ length: last - first + 1 }, (_, at) => first + at), String(unit));
  }
});

test("a unit's sum is told in words, with what ReLU makes of it", () => {
  const says = (relu, unit) => {
    const seen = classify(net(), toMap(preset("house").image), relu);
    return unitInWords(lookAtUnit(net(), seen, relu, unit), relu, unit);
  };
  assert.equal(
    says(true, [0, 5, 3, 9]),
    "First layer, map 5, row 3, column 9. The products add up to 4.32; with the bias of \u22120.077 that is 4.24, and ReLU lets it through.",
  );
  assert.match(says(true, [0, 5, 0, 0]), /that is \u2212[\d.]+, and ReLU makes 0 of it\.$/);
  assert.match(says(false, [1, 0, 0, 0]), /^Second layer, map 0, row 0, column 0\. In 8 maps the products add up to .*, and without ReLU it goes on as it is\.$/);
});

test("the largest come first, and of equal ones that which is named first", () => {
  assert.deepEqual(topOf([0.1, 0.4, 0.1, 0.4]), [1, 3, 0]);
  assert.deepEqual(topOf([1, 1, 1, 1], 2), [0, 1]);
});

test("a stroke paints every pixel on its way, and stays on the paper", () => {
  const line = painted(paper(), "fine", [2, 3], [2, 7]);
  assert.equal(inkedPixels(rowsOf(line)), 5);
  assert.deepEqual(rowsOf(line)[2].slice(3, 8), [1, 1, 1, 1, 1]);
  assert.equal(inkedPixels(rowsOf(painted(paper(), "fine", [0, 0], [9, 5]))), 10);
  const corner = rowsOf(painted(paper(), "broad", [0, 15], [0, 15]));
  assert.deepEqual([corner[0][15], corner[0][14], corner[1][15], inkedPixels(corner)], [1, 0.5, 0.5, 3]);
  assert.equal(inkedPixels(rowsOf(painted(line, "rubber", [2, 3], [2, 6]))), 1);
  assert.equal(rowsOf(painted(line, "broad", [3, 3], [3, 3]))[2][3], 1, "a broad pen takes no ink away");
  assert.equal(inkedPixels(rowsOf(paper())), 0);
});

test("a sketch is moved by a pixel, and what leaves the paper is lost", () => {
  const dot = painted(paper(), "fine", [15, 4], [15, 4]);
  assert.equal(rowsOf(moved(dot, [-1, 0]))[14][4], 1);
  assert.equal(inkedPixels(rowsOf(moved(dot, [1, 0]))), 0);
});

test("the verdict tells the top three, or that the net does not know", () => {
  const seen = (name) => judge(preset(name).image, preset(name));
  assert.match(verdictOf(seen("square"), kinds(), 0.5), /^Square, 99\.6 % sure\. Then circle 0\.4 %, plus 0 %\.$/);
  assert.match(verdictOf(seen("nothing"), kinds(), 0.5), /^I do not know: the best guess is triangle 29\.9 %, below the threshold of 50 %\. Then arrow /);
});

test("the covering square is described where it lies, and where it does most", () => {
  const state = preset("triangle");
  const seen = judge(state.image, state);
  const { map } = seen;
  const most = topOf(Array.from(map.values), 1)[0];
  const place = [Math.floor(most / 7), most % 7];
  assert.match(
    coveredInWords(map, seen, kinds(), place),
    /^A square of 4 × 4 pixels of paper lies there: triangle goes from 99\.9 % to 0\.1 %\. Nowhere does it take away more\.$/,
  );
  const elsewhere = coveredInWords(map, seen, kinds(), [0, 0]);
  assert.ok(elsewhere.endsWith(`in row ${place[0]}, column ${place[1]} of this map: from 99.9 % to 0.1 %.`), elsewhere);
  const blank = judge(rowsOf(paper()), state);
  assert.match(coveredInWords(blank.map, blank, kinds(), [0, 0]), /from 29\.9 % to 29\.9 %\. Nowhere does it lower/);
});

test("the sum of softmax says what is taken off, and where a float would overflow", () => {
  assert.equal(
    sumInWords([2, 1, 0], 1),
    "Each logit is divided by 1, and the largest, 2, is taken off. What is left: exp(0) = 1, exp(\u22121) = 0.368, " +
      "exp(\u22122) = 0.135; together 1.5, and each probability is its part of that.",
  );
  assert.match(sumInWords([1000, 1001], 1), /Without that, exp\(1001\) is too large for a float, and ∞ ÷ ∞ is no number\.$/);
  assert.match(sumInWords([100, 10], 0.1), /exp\(0\) = 1, exp\(−900\) = 0; .* Without that, exp\(1000\) is too large/);
});

test("how much ReLU silences is counted", () => {
  assert.equal(silence([0, 0, 1, 3], true), "ReLU leaves 50 % at 0.");
  assert.equal(silence([-1, 0, 1, 3], false), "25 % are negative, and go on.");
});

test("logits are dragged within limits that hold them all, and stay while they do", () => {
  assert.deepEqual(reachOf([2, 1, 0, -1], null), [-10, 10]);
  assert.deepEqual(reachOf([1000, 1001], [-10, 10]), [990, 1010]);
  assert.deepEqual(reachOf([1000, 1010], [990, 1010]), [990, 1010]);
  assert.deepEqual(reachOf([0, 0], [990, 1010]), [-10, 10]);
  const [low, high] = reachOf([0, 1000], [-10, 10]);
  assert.ok(low <= 0 && high >= 1000);
  assert.deepEqual(reachOf([1, 2], [low, high]), [-10, 10]);
  assert.deepEqual([0, 7].map(letterOf), ["a", "h"]);
});

test("a damaged state is told from a whole one", () => {
  const state = preset("house");
  assert.ok(isPlayground(state));
  const dark = state.image.map((row) => row.map((ink) => ink + 0.5));
  const damages = {
    tab: ["draw", null], relu: ["on", 1], temperature: [0, 11, "1", NaN], threshold: [-0.1, 1.1, null],
    image: [[], null, state.image.slice(1), state.image.map((row) => row.slice(1)), dark, "x".repeat(16)],
    patch: [[7, 0], [0, -1], [0.5, 0], [1], null],
    unit: [[0, 8, 0, 0], [1, 12, 0, 0], [2, 0, 0, 0], [0, 0, 16, 0], [1, 0, 0, 8], [0, 0, 0], [0, 0, -1, 0], [0, 0, 0.5, 0], null], scores: [[1], Array(9).fill(0), [1, "2"], [1, 1e5], null],
  };
  for (const [name, values] of Object.entries(damages)) {
    for (const value of values) assert.ok(!isPlayground({ ...state, [name]: value }), `${name}: ${JSON.stringify(value)}`);
  }
});

test("challenges are met by what they ask for only, and by no example as it opens", () => {
  const look = (state) => judge(state.image, state);
  const made = makeSketchTasks({ kinds: kinds(), look, large: preset("one large").scores });
  const tasks = Object.fromEntries(made.map((task) => [task.id, task]));
  for (const name of Object.keys(fixture("sketch_presets"))) {
    for (const task of made) assert.ok(!task.met(preset(name)), `${task.id}: ${name}`);
  }
  const dot = { ...preset("nothing"), image: rowsOf(painted(paper(), "fine", [14, 8], [14, 9])) };
  assert.ok(tasks.fooled.met(dot));
  assert.match(tasks.fooled.says(dot), /^2 inked, and (9\d(\.\d)?|100) % sure/);
  for (const change of [{ relu: false }, { temperature: 2 }, { tab: "softmax" }, { threshold: 1 }]) {
    assert.ok(!tasks.fooled.met({ ...dot, ...change }), JSON.stringify(change));
  }
  const many = { ...dot, image: rowsOf(painted(toMap(preset("house").image), "fine", [14, 8], [14, 9])) };
  assert.ok(!tasks.fooled.met(many));
  const aside = { ...preset("two at once"), image: rowsOf(moved(toMap(preset("two at once").image), [0, 1])) };
  assert.ok(tasks.unsure.met(aside));
  assert.match(tasks.unsure.says(aside), /^Only 36\.3 %/);
  assert.ok(!tasks.unsure.met(preset("nothing")), "paper is not a sketch");
  const large = { ...preset("one large"), temperature: 5.37 };
  assert.ok(tasks.half.met(large));
  assert.match(tasks.half.says(large), /^At 5\.37 it has (49|50)/);
  assert.ok(!tasks.half.met({ ...large, temperature: 4.5 }));
  assert.ok(!tasks.half.met({ ...large, scores: [0, 0], temperature: 1 }));
});
