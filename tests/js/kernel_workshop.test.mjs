// Filtering in the browser is filtering in cnnkit.
import assert from "node:assert/strict";
import test from "node:test";
import { correlate, flip } from "../../cnnkit/widgets/shared/correlate.js";
import { toMap } from "../../cnnkit/widgets/shared/maps.js";
import { layOut, pixelAt } from "../../cnnkit/widgets/kernel_workshop/layout.js";
import {
  afterTheSum, clippedIn, filtered, flipStory, isSetting, lookAt, onMap, resized, sumStory, takeWay, unpack, whyNot,
} from "../../cnnkit/widgets/kernel_workshop/looking.js";
import { makeTasks } from "../../cnnkit/widgets/kernel_workshop/tasks.js";
import { greyShade } from "../../cnnkit/widgets/ui/pixels.js";
import { assertClose, fixture } from "./fixtures.mjs";

const identity = [[0, 0, 0], [0, 1, 0], [0, 0, 0]];
const plain = { weights: identity, divisor: 1, bias: 0, mode: "cross-correlation", view: "signed", selected: [0, 0] };
const small = toMap(Array.from({ length: 4 }, (_, row) => [0, 10, 20, 30, 40].map((value) => value + row)));

test("correlate is cnnkit's cross-correlation, and with the kernel flipped its convolution", () => {
  for (const { picture, kernel, output, convolved } of fixture("correlate")) {
    const label = `${picture.length} x ${picture[0].length} by ${kernel.length} x ${kernel[0].length}`;
    const made = correlate(toMap(picture), toMap(kernel));
    assert.deepEqual([made.height, made.width], [output.length, output[0].length], label);
    assertClose(made.values, output, label);
    assertClose(correlate(toMap(picture), flip(toMap(kernel))).values, convolved, label);
  }
});

test("a kernel that does not fit gives a map without values", () => {
  for (const rows of [[[1, 2, 3, 4, 5, 6]], Array(5).fill([1])]) {
    assert.equal(correlate(small, toMap(rows)).values.length, 0);
  }
});

test("flipping twice changes nothing, and once is half a turn", () => {
  const kernel = toMap([[1, 2, 3], [4, 5, 6]]);
  assert.deepEqual(flip(kernel), toMap([[6, 5, 4], [3, 2, 1]]));
  assert.deepEqual(flip(flip(kernel)), kernel);
});

const { defaults, states } = fixture("workshop");
for (const [name, cases] of Object.entries({ gallery: fixture("gallery"), workshop: [defaults, ...states] })) {
  test(`every state of "${name}" gives cnnkit's numbers`, () => {
    for (const { setting, image, packed, input, output, clipped } of cases) {
      const label = JSON.stringify(setting);
      const picture = image ? toMap(image) : unpack(packed);
      assert.deepEqual(picture, toMap(input), label);
      assert.equal(whyNot(setting, picture), null, label);
      const made = filtered(picture, setting);
      assert.deepEqual([made.height, made.width], [output.length, output[0].length], label);
      assertClose(made.values, output, label);
      const { below, above, share } = clippedIn(made);
      assertClose([share], [clipped], label);
      assert.equal(below + above, Math.round(clipped * made.values.length), label);
      const [row, column] = setting.selected;
      assertClose([lookAt(picture, setting, [row, column]).result], [output[row][column]], label);
      assert.ok(isSetting(setting, () => picture), label);
    }
  });
}

test("the flip changes nothing in the deck's gallery, signs in Sobel's kernels, and more in others", () => {
  const kinds = fixture("gallery").map(({ name, image, setting }) => [name, flipStory(toMap(image), setting)]);
  const of = (kind) => new Set(kinds.filter(([, story]) => story.kind === kind).map(([name]) => name));
  assert.deepEqual(of("opposite"), new Set(["vertical edges", "horizontal edges"]));
  assert.deepEqual(of("other"), new Set(["emboss", "one bright pixel"]));
  for (const [name, { kind, share }] of kinds) assert.equal(share === "0 %", kind === "symmetric", name);
});

test("the flip counts the pixels that change", () => {
  const weights = [[0, 0, 0], [1, 0, 0], [0, 0, 0]]; // a shift: in a ramp, every pixel changes
  assert.match(flipStory(small, { ...plain, weights }).says, /6 of 6 pixels change/);
  const flat = toMap(Array(3).fill([7, 7, 7]));
  assert.match(flipStory(flat, { ...plain, weights }).says, /0 of 1 pixels change/);
});

test("the sum of weights tells what becomes of a flat area", () => {
  const story = (weights, divisor = 1, bias = 0) => sumStory({ weights, divisor, bias });
  assert.deepEqual(story(identity), { text: "1", says: "flat areas keep their brightness" });
  assert.equal(story(Array(3).fill([1, 1, 1]), 9).text, "9 \u00f7 9 = 1");
  assert.equal(story(identity, 1, 20).says, "flat areas keep their brightness, plus the bias of 20");
  assert.match(story([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], 1, 128).says, /^flat areas become 128: only differences/);
  assert.match(story([[0, 0, 0], [0, 1.5, 0], [0, 0, 0]], 1, -9).says, /1.5 times their brightness less the bias of 9/);
  assert.equal(story([[0.1, 0, 0], [0, 0.2, 0], [0, 0, -0.3]]).says.slice(0, 20), "flat areas become 0:");
});

test("what follows the sum is written out, and what clipping shows instead", () => {
  const after = (sum, state) => afterTheSum({ sum, result: sum / state.divisor + state.bias }, { ...plain, ...state });
  assert.deepEqual(after(3, { divisor: 1, bias: 0 }), { text: "", clipped: "" });
  assert.equal(after(300, { divisor: -4, bias: -5 }).text, "300 \u00f7 (\u22124) \u2212 5 = \u221280");
  assert.equal(after(100, { divisor: 9, bias: 0 }).text, "100 \u00f7 9 \u2248 11.11");
  assert.equal(after(300, { divisor: 1, bias: 0, view: "clipped" }).clipped, "shown as 255");
  assert.equal(after(-3, { divisor: 1, bias: 0, view: "clipped" }).clipped, "shown as 0");
  assert.equal(after(255, { divisor: 1, bias: 0, view: "clipped" }).clipped, "");
});

test("weights keep their middle when the size changes", () => {
  const five = resized(identity, 5);
  assert.equal(five[2][2], 1);
  assert.equal(five.flat().filter((weight) => weight).length, 1);
  assert.deepEqual(resized(five, 3), identity);
});

test("what can't be shown is refused with a way out that works", () => {
  const cases = [
    [{ divisor: 0 }, small], [{ divisor: 1e-9 }, small], [{ divisor: -1e-9 }, small], [{ divisor: 1e7 }, small],
    [{ bias: -1e9 }, small], [{ weights: [[2e6, 0, 0], [0, -2e6, 0], [0, 0, 0]] }, small],
    [{ weights: resized(identity, 5) }, small],
  ];
  for (const [changes, picture] of cases) {
    const problem = whyNot({ ...plain, ...changes }, picture);
    assert.ok(problem.text, JSON.stringify(changes));
    const taken = { ...plain, ...takeWay(changes, plain, problem.way) };
    assert.equal(whyNot(taken, picture), null, JSON.stringify(changes));
  }
  assert.deepEqual(whyNot({ ...plain, divisor: 0 }, small).way, { divisor: 1 });
  const wide = { ...plain, weights: resized(identity, 5) };
  assert.deepEqual(takeWay({ picture: "own" }, wide, whyNot(wide, small).way), { picture: "own", weights: identity });
});

test("a damaged setting is told from a whole one", () => {
  const find = (name) => (name === "temple" ? small : null);
  const whole = { ...plain, picture: "temple", selected: [1, 2] };
  assert.ok(isSetting(whole, find));
  const damages = {
    picture: ["own", "moon", undefined], weights: [null, [], [[1]], [[1, 2, 3]], [[1, 2, 3], [4, 5, 6], [7, 8]], [[1, 2, 3], [4, "5", 6], [7, 8, 9]], resized(identity, 5), "aaa"],
    divisor: [0, "1", NaN, 1e9], bias: [null, 1e7], mode: ["same", null], view: ["grey"],
    selected: [[0], [2, 0], [0, 3], [-1, 0], [0, 0.5], "00", null],
  };
  for (const [name, values] of Object.entries(damages)) {
    for (const value of values) assert.ok(!isSetting({ ...whole, [name]: value }, find), `${name}: ${value}`);
  }
});

test("a place finds its pixel: the middle of the window, and the nearest along the rim", () => {
  const output = { height: 2, width: 3 };
  assert.deepEqual(pixelAt([25, 15], 10, 1, output), [0, 1]);
  assert.deepEqual(pixelAt([0, 0], 10, 1, output), [0, 0]);
  assert.deepEqual(pixelAt([49, 39], 10, 1, output), [1, 2]);
  assert.deepEqual(onMap(output, [-Infinity, Infinity]), [0, 2]);
});

test("both pictures have their place, in any width", () => {
  for (const size of [{ height: 80, width: 80 }, { height: 3, width: 3 }, { height: 128, width: 128 }, { height: 3, width: 128 }, { height: 128, width: 3 }]) {
    for (const room of [290, 519, 520, 585, 900]) {
      const plan = layOut(room, size);
      const label = JSON.stringify({ size, room });
      const [across, down] = [size.width * plan.cell, size.height * plan.cell];
      for (const [x, y] of [plan.input, plan.output]) {
        assert.ok(x >= 0 && x + across <= room + 0.5, label);
        assert.ok(y > 20 && y + down < plan.height, label);
      }
      const [x, y] = plan.output.map((at, axis) => at - plan.input[axis]);
      assert.ok(x >= across + 20 || y >= down + 20, `${label}: the pictures do not overlap`);
    }
  }
});

test("grey levels end at black and white", () => {
  assert.deepEqual([-9, 0, 127.6, 255, 400].map((value) => greyShade(value)[0]), [0, 0, 128, 255, 255]);
});

test("each challenge is met by its kernels alone", () => {
  const [shift, negative, two] = makeTasks();
  const one = (row, column, weight, more) => {
    const weights = identity.map((line) => line.map(() => 0));
    weights[row][column] = weight;
    return { ...plain, weights, ...more };
  };
  assert.ok(shift.met(one(1, 0, 1)));
  assert.ok(shift.met(one(1, 0, 4, { divisor: 4 })));
  assert.ok(shift.met(one(1, 2, 1, { mode: "convolution" })));
  for (const other of [one(1, 2, 1), one(0, 1, 1), one(1, 0, 2), one(1, 0, 1, { bias: 1 }), one(1, 1, 1), one(1, 0, 0)]) assert.ok(!shift.met(other));
  // what the challenge says, on a picture: every pixel has its left neighbour's value
  assertClose(filtered(small, one(1, 0, 1)).values, [1, 11, 21, 2, 12, 22], "moved to the right");
  assert.notEqual(shift.says(plain), shift.says({ ...plain, mode: "convolution" }));

  assert.ok(negative.met(one(1, 1, -1, { bias: 255 })));
  assert.ok(negative.met(one(1, 1, 2, { divisor: -2, bias: 255 })));
  for (const other of [one(1, 1, -1), one(1, 1, 1, { bias: 255 }), one(0, 1, -1, { bias: 255 })]) assert.ok(!negative.met(other));

  const pair = (from, to) => {
    const state = one(...from);
    state.weights[to[0]][to[1]] = to[2];
    return state;
  };
  assert.ok(two.met(pair([0, 1, -1], [2, 1, 1])));
  assert.ok(two.met(pair([0, 0, 3], [1, 0, -3])));
  for (const other of [pair([1, 0, -1], [1, 2, 1]), pair([0, 1, 1], [2, 1, 1]), pair([0, 0, -1], [2, 2, 1]), one(0, 1, -1)]) assert.ok(!two.met(other));
  for (const task of [shift, negative, two]) assert.ok(task.says(plain).length > 20);
});

test("no preset meets a challenge by itself", () => {
  for (const { state } of defaults.presets) {
    for (const mode of ["cross-correlation", "convolution"]) {
      for (const task of makeTasks()) assert.ok(!task.met({ ...plain, ...state, mode }), task.id);
    }
  }
});
