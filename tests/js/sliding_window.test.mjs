// Sliding in the browser is correlate2d in cnnkit; and what does not fit is told in time.
import assert from "node:assert/strict";
import test from "node:test";
import { correlate, flip } from "../../cnnkit/widgets/shared/correlate.js";
import { nearestPlace, toMap } from "../../cnnkit/widgets/shared/maps.js";
import { pythonLine } from "../../cnnkit/widgets/shared/python.js";
import { joiningLines, layBoards } from "../../cnnkit/widgets/sliding_window/layout.js";
import {
  LARGEST, isState, lookUnder, matched, outputOf, resize, resized, rightMatches, runningSum, slidingKernel,
} from "../../cnnkit/widgets/sliding_window/looking.js";
import { makeTasks } from "../../cnnkit/widgets/sliding_window/tasks.js";
import { assertClose, fixture } from "./fixtures.mjs";

const opening = () => fixture("sliding_presets")[0].state;
const names = () => fixture("quizzes").map(({ name }) => name);

for (const name of ["sliding_presets", "sliding"]) {
  test(`every state of "${name}" gives cnnkit's map, window by window`, () => {
    for (const { state, output } of fixture(name)) {
      const label = JSON.stringify(state);
      const map = outputOf(state);
      assert.deepEqual([map.height, map.width], [output.length, output[0].length], label);
      assertClose(map.values, output, label);
      output.forEach((line, row) =>
        line.forEach((value, column) => {
          const look = lookUnder(state, [row, column]);
          assertClose([look.sum], [value], label);
          assert.equal(look.terms.length, state.kernel.length * state.kernel[0].length);
          assert.deepEqual([look.terms[0].row, look.terms[0].column], [row, column]);
        }),
      );
    }
  });
}

test("quiz maps are cnnkit's, no two are alike, and all limits of a matching hold", () => {
  for (const { name, quiz, maps } of fixture("quizzes")) {
    const image = toMap(quiz.image);
    const made = quiz.order.map((filter) => correlate(image, toMap(quiz.filters[filter])));
    made.forEach((map, at) => assertClose(map.values, maps[at], name));
    assert.equal(new Set(maps.map((map) => JSON.stringify(map))).size, 4, name);
    const filters = quiz.filters.map((filter) => JSON.stringify(filter));
    const mirrored = quiz.filters.map((filter) => JSON.stringify(filter.map((row) => [...row].reverse())));
    assert.ok(mirrored.some((text, at) => filters.includes(text) && filters[at] !== text), `${name} has a mirrored pair`);
    assert.equal(rightMatches([...quiz.order], quiz.order), 4);
    assert.notDeepEqual(quiz.order, [0, 1, 2, 3], name);
  }
});

test("what looks alike is right for lines, and wrong for the dot", () => {
  // the largest value of a line's map stands on that line; a dot's map is the filter, turned by half
  const dot = fixture("quizzes").find(({ name }) => name === "a dot").quiz;
  dot.order.forEach((filter) => {
    const kernel = toMap(dot.filters[filter]);
    const map = correlate(toMap(dot.image), kernel);
    const ink = (values) => [...values].filter((value) => value).length;
    assert.equal(ink(map.values), ink(kernel.values));
    const inner = [];
    for (let row = 1; row < 5; row += 1) inner.push(...map.values.slice(row * map.width + 1, row * map.width + 4));
    assert.deepEqual(inner, Array.from(flip(kernel).values));
  });
});

test("a running sum goes on from row to row, and says where digits were cut off", () => {
  const texts = (state, at) => runningSum(lookUnder(state, at)).map(({ text, result }) => `${text} ${result}`);
  assert.deepEqual(texts(opening(), [0, 0]), [
    "1\u00b71 + 1\u00b70 + 1\u00b71 = 2", "2 + 0\u00b70 + 1\u00b71 + 1\u00b70 = 3", "3 + 0\u00b71 + 0\u00b70 + 1\u00b71 = 4",
  ]);
  const signed = { image: [[-2, 1 / 3]], kernel: [[-1, 1]], mode: "convolution" };
  assert.deepEqual(texts(signed, [0, 0]), ["(\u22122)\u00b71 + 0.333\u00b7(\u22121) \u2248 \u22122.33"]);
  const wide = { image: [[1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1]], kernel: [[1, 1, 1, 1, 1, 1], [-1, -1, -1, -1, -1, 0]], mode: "cross-correlation" };
  assert.deepEqual(texts(wide, [0, 0]), ["6 of 6 products = 6", "6 + (\u22125) of 6 products = 1"]);
});

test("sizes are changed by cutting off and by zeros, and a size that does not fit has a way out", () => {
  assert.deepEqual(resized([[1, 2], [3, 4]], 3), [[1, 2, 0], [3, 4, 0], [0, 0, 0]]);
  assert.deepEqual(resized([[1, 2], [3, 4]], 1), [[1]]);
  assert.deepEqual(resize(opening(), "kernel size", 1).changes, { kernel: [[1]] });
  for (const what of Object.keys(LARGEST)) {
    for (const size of [-1, 0, 1, 2, 2.5, 3, 4, 5, 6, 7, 8, 9, 10, 99, NaN]) {
      const { changes, problem } = resize(opening(), what, size);
      assert.equal(Boolean(changes), !problem, `${what} ${size}`);
      if (changes) {
        assert.ok(outputOf({ ...opening(), ...changes }).values.length > 0);
        continue;
      }
      if (Number.isNaN(size)) continue; // the field does not send it
      let [[name, way]] = Object.entries(problem.way);
      let next = resize(opening(), name, way);
      if (next.problem) next = resize(opening(), ...Object.entries(next.problem.way)[0]);
      assert.ok(next.changes, `${what} ${size}: ${problem.text}`);
    }
  }
});

test("a filter that is given again leaves the map that had it", () => {
  assert.deepEqual(matched([-1, -1, -1, -1], 2, 1), [-1, -1, 1, -1]);
  assert.deepEqual(matched([0, 1, 2, 3], 3, 1), [0, -1, 2, 1]);
  assert.equal(rightMatches([0, -1, 2, 1], [0, 1, 2, 3]), null);
  assert.equal(rightMatches([0, 3, 2, 1], [0, 1, 2, 3]), 2);
});

test("a damaged state is told from a whole one", () => {
  assert.ok(isState(opening(), names()));
  const damages = {
    image: [[], [[]], [[1, "2"]], [[1], [2, 3]], Array(10).fill([1]), "five", [[1e999]], null, [[1]]],
    kernel: [[], [[NaN]], Array(8).fill(Array(8).fill(1)), Array(6).fill(Array(6).fill(1)), 3],
    mode: ["same", null], tab: ["pool", undefined], quiz: ["a cat", null],
    selected: [[0], [0, 3], [-1, 0], [0, 0.5], "00", null],
    matches: [[0, 1, 2], [0, 0, 1, 2], [0, 1, 2, 4], [-2, 0, 1, 2], "0123", null],
  };
  for (const [name, values] of Object.entries(damages)) {
    for (const value of values) assert.ok(!isState({ ...opening(), [name]: value }, names()), `${name}: ${JSON.stringify(value)}`);
  }
});

test("the shortest Python line is the one that is copied", () => {
  const presets = [{ name: "first", state: { size: 1, at: [0, 0] } }, { name: "second", state: { size: 9, at: [2, 2] } }];
  const line = (state) => pythonLine("W", state, { defaults: { ...presets[0].state, tab: "a" }, presets, tuples: ["at"] });
  assert.equal(line({ size: 1, at: [0, 0], tab: "a" }), "W()");
  assert.equal(line({ size: 2, at: [0, 1], tab: "b" }), 'W(size=2, at=(0, 1), tab="b")');
  assert.equal(line({ size: 9, at: [2, 2], tab: "b" }), 'W.preset("second", tab="b")');
});

test("both maps have their place in any width, and the lines join the window with its value", () => {
  for (const [size, kernel] of [[5, 3], [9, 1], [9, 7], [1, 1], [2, 1], [8, 2]]) {
    const image = { height: size, width: size };
    const window = { height: kernel, width: kernel };
    const output = { height: size - kernel + 1, width: size - kernel + 1 };
    for (const width of [290, 311, 585, 800]) {
      const plan = layBoards(width, image, output);
      const label = JSON.stringify({ size, kernel, width });
      assert.ok(plan.cell >= 30, label);
      for (const [[left, top], map] of [[plan.input, image], [plan.output, output]]) {
        assert.ok(left >= 0 && left + map.width * plan.cell <= width, label);
        assert.ok(top >= 20 && top + map.height * plan.cell <= plan.height, label);
      }
      const at = [output.height - 1, 0];
      const [first, last] = joiningLines(plan, image, window, at);
      const corner = [plan.output[0], plan.output[1] + at[0] * plan.cell];
      assert.deepEqual(first.at(-1), corner, label);
      const step = [plan.cell * Number(!plan.beside), plan.cell * Number(plan.beside)];
      assert.deepEqual(last.at(-1), corner.map((place, axis) => place + step[axis]), label);
    }
  }
});

test("challenges are met by what they ask for only, and by no example as it opens", () => {
  const presets = fixture("sliding_presets").map(({ state }) => state);
  const quizzes = fixture("quizzes").map(({ quiz }) => quiz);
  const tasks = Object.fromEntries(makeTasks(presets[0], quizzes).map((task) => [task.id, task]));
  for (const state of presets) {
    for (const task of Object.values(tasks)) assert.ok(!task.met(state), task.id);
  }
  const middle = { ...presets[0], kernel: [[1, 1, 1], [-1, 1, 1], [-1, 1, 1]] };
  assert.ok(tasks.middle.met(middle));
  assert.match(tasks.middle.says(middle), /^Well found: 7 in the middle, at most \d elsewhere\.$/);
  assert.ok(!tasks.middle.met({ ...middle, image: middle.image.map((row) => row.map((value) => value + 0)).with(0, [0, 0, 0, 0, 0]) }));
  assert.ok(!tasks["half-turn"].met(middle));
  const turned = { ...presets[0], kernel: [[1, 2, 0], [0, 5, 0], [0, 2, 1]] };
  assert.ok(tasks["half-turn"].met(turned));
  assert.deepEqual(slidingKernel(turned), slidingKernel({ ...turned, mode: "convolution" }));
  const dot = { ...presets[0], tab: "quiz", quiz: "a dot" };
  assert.ok(!tasks.dot.met({ ...dot, matches: [0, 1, 2, 3] }));
  assert.ok(tasks.dot.met({ ...dot, matches: quizzes.find(({ name }) => name === "a dot").order }));
  assert.deepEqual(nearestPlace({ height: 3, width: 3 }, [5, -2]), [2, 0]);
});
