// Pooling in the browser is pooling in cnnkit.
import assert from "node:assert/strict";
import test from "node:test";
import { changedValues, shiftMap, sharedLimits, toMap } from "../../cnnkit/widgets/shared/maps.js";
import {
  gaussianWeights, isSetting, lookUnder, pickAmong, pool, whyNot, winnerAmong,
} from "../../cnnkit/widgets/shared/pooling.js";
import { nearestWindow, windowsAlong } from "../../cnnkit/widgets/shared/shapes.js";
import { uniformNumbers } from "../../cnnkit/widgets/shared/random.js";
import { assertClose, fixture } from "./fixtures.mjs";

const share = (flags) => flags.filter(Boolean).length / flags.length;

test("windows lie where cnnkit.shapes says", () => {
  for (const { axis, spans } of fixture("spans")) {
    assert.deepEqual(windowsAlong(...axis).spans, spans, axis.join());
  }
});

test("the nearest window is the one whose middle is nearest", () => {
  for (const [stride, borders] of [[1, "drop"], [2, "partial"], [3, "centred"]]) {
    const axis = windowsAlong(9, 3, stride, borders);
    for (let place = -2; place <= 11; place += 0.3) {
      const far = (index) => Math.abs(index * stride - axis.before + 1.5 - place);
      const nearest = Math.min(...axis.spans.map((_, index) => far(index)));
      assert.ok(far(nearestWindow(axis, place)) <= nearest + 1e-9, `${place} by ${stride}, ${borders}`);
    }
  }
});

for (const name of ["presets", "pooling"]) {
  test(`every state of "${name}" gives cnnkit's numbers, or is refused as there`, () => {
    let refused = 0;
    for (const { state, moved, output, changed } of fixture(name)) {
      const label = JSON.stringify(state);
      assert.equal(whyNot(state) === null, output !== null, label);
      if (output === null) {
        refused += 1;
        continue;
      }
      const before = toMap(state.image);
      const after = shiftMap(before, state.shift_rows, state.shift_columns, state.entering);
      assert.deepEqual(after, toMap(moved), label);
      const pooled = pool(after, state);
      assert.equal(pooled.height, output.length, label);
      assertClose(pooled.values, output, label);
      assertClose([share(changedValues(before, after))], [changed[0]], label);
      assertClose([share(changedValues(pool(before, state), pooled))], [changed[1]], label);
    }
    assert.equal(refused > 0, name === "pooling");
  });
}

test("what is under a window explains its pooled value", () => {
  for (const { state, output } of fixture("pooling").filter(({ output }) => output)) {
    const map = shiftMap(toMap(state.image), state.shift_rows, state.shift_columns, state.entering);
    output.forEach((line, row) =>
      line.forEach((value, column) => {
        const { pixels } = lookUnder(map, state, [row, column]);
        const total = (numbers) => numbers.reduce((sum, number) => sum + number, 0);
        const explained = {
          max: () => pixels[winnerAmong(pixels)].value,
          l2: () => Math.sqrt(total(pixels.map((pixel) => pixel.value ** 2))),
        }[state.mode] ?? (() => total(pixels.map((pixel) => pixel.value * pixel.weight)));
        assertClose([explained()], [value], JSON.stringify(state));
      }),
    );
  }
});

test("a way out that is offered leads to a state that works", () => {
  for (const { state, output } of fixture("pooling").filter(({ output }) => !output)) {
    let now = state;
    for (let tries = 0; whyNot(now) && tries < 6; tries += 1) now = { ...now, ...whyNot(now).way };
    assert.equal(whyNot(now), null, JSON.stringify(state));
    assert.equal(output, null);
  }
  const whole = { ...fixture("presets")[0].state, window: 2.6 };
  assert.deepEqual(whyNot(whole).way, { window: 3 });
  assert.deepEqual(whyNot({ ...whole, window: 2, entering: 1e200 }).way, { entering: 0 });
});

test("the first of equal values wins", () => {
  assert.equal(winnerAmong([{ value: 1 }, { value: 3 }, { value: 3 }]), 1);
});

test("Gaussian weights are cnnkit's, and those of a window add up to 1 where it is cut off", () => {
  fixture("gaussian").forEach((weights, index) => assertClose(gaussianWeights(index + 1), weights, `${index + 1}`));
  const state = { mode: "gaussian", window: 3, stride: 1, borders: "centred" };
  const { pixels } = lookUnder(toMap([[1, 2], [3, 4]]), state, [0, 0]);
  assertClose([pixels.reduce((sum, { weight }) => sum + weight, 0)], [1], "corner");
});

test("the same random numbers pick the same places as cnnkit", () => {
  const options = { mode: "stochastic", window: 2, stride: 2, borders: "drop" };
  for (const { image, marks, out, winners } of fixture("picks")) {
    marks.forEach((line, row) =>
      line.forEach((mark, column) => {
        const { pixels } = lookUnder(toMap(image), options, [row, column]);
        const picked = pickAmong(pixels, mark);
        assert.equal(pixels[picked].value, out[row][column]);
        if (out[row][column] > 0) assert.equal(picked, winners[row][column]);
      }),
    );
  }
});

test("1,000 draws stay within three standard deviations of the chances, and repeat by their seed", () => {
  const pixels = [1.6, 2.4, 0, 0].map((value) => ({ value }));
  for (let seed = 0; seed < 20; seed += 1) {
    const next = uniformNumbers(seed);
    const picks = Array.from({ length: 1000 }, () => pickAmong(pixels, next()));
    const drawn = picks.filter((place) => place === 0).length;
    assert.ok(Math.abs(drawn - 400) <= 3 * Math.sqrt(1000 * 0.4 * 0.6), `seed ${seed}: ${drawn}`);
    assert.ok(picks.every((place) => place < 2));
    const again = uniformNumbers(seed);
    assert.deepEqual(Array.from({ length: 10 }, () => pickAmong(pixels, again())), picks.slice(0, 10));
  }
});

test("compared maps share their limits, and zero stays in the middle of signed ones", () => {
  assert.deepEqual(sharedLimits(toMap([[0, 2]]), toMap([[5]])), { signed: false, reach: 5 });
  assert.deepEqual(sharedLimits(toMap([[-3, 2]])), { signed: true, reach: 3 });
  assert.deepEqual(sharedLimits(toMap([[0]])), { signed: false, reach: 1 });
});

test("a damaged setting is told from a whole one", () => {
  const { opening } = fixture("presets")[2];
  assert.ok(isSetting(opening));
  const damages = {
    image: [[], [[]], [[1, "2"]], [[1], [2, 3]], Array(33).fill([1]), "five", [[1e999]], [[1e101]], null],
    mode: ["mean", null], borders: ["same"], tab: ["", undefined], window: [0, 2.5, 100, "2", NaN],
    stride: [0, -1], shift_rows: [9, 0.5], shift_columns: [-9], entering: ["0", Infinity, -1e101],
    angle: [46, "x", undefined], selected: [[0], [0, 32], [0, 0.5], "00", null], seed: [-1, 2 ** 31],
  };
  for (const [name, values] of Object.entries(damages)) {
    for (const value of values) assert.ok(!isSetting({ ...opening, [name]: value }), `${name}: ${value}`);
  }
  assert.ok(!isSetting({ ...opening, window: 4, borders: "centred" }), "what Python would refuse");
});
