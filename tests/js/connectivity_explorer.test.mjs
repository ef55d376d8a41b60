// The explorer's nets are those that cnnkit's own operations make, and cost what its ledger counts.
import assert from "node:assert/strict";
import test from "node:test";
import { layOutNet, unitAt } from "../../cnnkit/widgets/connectivity_explorer/layout.js";
import {
  LIMITS, clampChoice, coneOf, costs, edgesInto, isNet, layerSizes, nameOf, whyNotJoined,
} from "../../cnnkit/widgets/connectivity_explorer/net.js";
import { NET_TASKS } from "../../cnnkit/widgets/connectivity_explorer/tasks.js";
import { inWords, readings, unitName } from "../../cnnkit/widgets/connectivity_explorer/words.js";
import { inOrder } from "../../cnnkit/widgets/shared/numbers.js";
import { fixture } from "./fixtures.mjs";

const nets = [...fixture("nets"), ...fixture("net-presets")];
const joined = nets.filter(({ sizes }) => sizes);

test("every net has cnnkit's sizes and costs, or is refused as there", () => {
  assert.ok(joined.length > 300 && joined.length < nets.length);
  for (const { state, sizes, weights, biases, multiply_adds } of nets) {
    const label = JSON.stringify(state);
    assert.equal(whyNotJoined(state) === null, sizes !== null, label);
    if (!sizes) continue;
    assert.deepEqual(layerSizes(state), sizes, label);
    assert.deepEqual(costs(state), { weights, biases, multiplyAdds: multiply_adds }, label);
  }
});

test("the edges of a layer are the matrix that cnnkit's operations multiply by", () => {
  for (const { state, sizes, matrix } of joined) {
    const mine = matrix.map((row) => row.map(() => 0));
    const uses = new Map();
    for (const { from, to, kernel, place } of edgesInto(state, sizes, 1)) {
      mine[to][from] = 1 + 100 * kernel + place;
      uses.set(mine[to][from], (uses.get(mine[to][from]) ?? 0) + 1);
    }
    assert.deepEqual(mine, matrix, JSON.stringify(state));
    for (const edge of edgesInto(state, sizes, 1)) {
      assert.equal(edge.uses, uses.get(1 + 100 * edge.kernel + edge.place), JSON.stringify(state));
    }
  }
});

test("dense and convolutional nets cost what the ledger counts, and see as far", () => {
  const cases = fixture("net-ledgers");
  assert.ok(cases.length > 60);
  for (const { state, sizes, counts: [weights, biases, multiplyAdds], field } of cases) {
    assert.deepEqual(layerSizes(state), sizes);
    assert.deepEqual(costs(state), { weights, biases, multiplyAdds }, JSON.stringify(state));
    const [seen] = coneOf(state, [state.depth, 0]);
    const reach = state.kind === "dense" ? state.inputs : field;
    assert.equal(seen.at(-1) - seen[0] + 1, reach, JSON.stringify(state));
  }
});

test("what a unit sees and reaches is what Python says, and joins up with the edges", () => {
  for (const { state, sizes, sees, reaches } of joined) {
    const { chosen } = clampChoice(state);
    const cone = coneOf(state, chosen);
    assert.deepEqual([cone[0], cone.at(-1)], [sees, reaches], JSON.stringify(state));
    const seen = cone.map((units) => new Set(units));
    for (let layer = 1; layer <= chosen[0]; layer += 1) {
      const feeding = edgesInto(state, sizes, layer).filter(({ to }) => seen[layer].has(to));
      assert.deepEqual([...new Set(feeding.map(({ from }) => from))].sort((a, b) => a - b), cone[layer - 1]);
    }
  }
});

test("a receptive field of width-3 layers grows by 2 a layer, as fan-in and fan-out stay 3", () => {
  const state = { kind: "conv", inputs: 15, kernel: 3, stride: 1, depth: 4, period: 1 };
  assert.deepEqual([1, 2, 3, 4].map((depth) => coneOf({ ...state, depth }, [depth, 3])[0].length), [3, 5, 7, 9]);
  const [fanIn, , fanOut] = readings(state, [2, 5]);
  assert.deepEqual([fanIn.count, fanOut.count], [3, 3]);
});

test("a tiled layer is a convolution at one end of its slider, and locally connected at the other", () => {
  const state = { kind: "tiled", inputs: 9, kernel: 3, stride: 1, depth: 2, period: 1 };
  const edges = (changes) => edgesInto({ ...state, ...changes }, [9, 7, 5], 1);
  assert.deepEqual(edges({}), edges({ kind: "conv" }));
  assert.deepEqual(edges({ period: 7 }), edges({ kind: "local" }));
  assert.deepEqual(costs({ ...state, period: 24 }), costs({ ...state, kind: "local" }));
});

test("a way out that is offered leads to a net", () => {
  for (const { state } of nets.filter(({ sizes }) => !sizes)) {
    let now = state;
    for (let tries = 0; whyNotJoined(now) && tries < 6; tries += 1) now = { ...now, ...whyNotJoined(now).way };
    assert.equal(whyNotJoined(now), null, JSON.stringify(state));
  }
  const state = fixture("net-presets")[0].state;
  for (const [name, [low, high]] of Object.entries(LIMITS)) {
    assert.deepEqual(whyNotJoined({ ...state, [name]: low - 1 }).way, { [name]: low });
    assert.deepEqual(whyNotJoined({ ...state, [name]: high + 0.7 }).way, { [name]: high });
  }
});

test("a choice that a smaller net does not have moves to the nearest, and its weight is let go", () => {
  const state = { kind: "conv", inputs: 9, kernel: 3, stride: 1, depth: 1, period: 1, chosen: [4, 8], tie: 2 };
  assert.deepEqual(clampChoice(state), { chosen: [1, 6], tie: 2 });
  assert.deepEqual(clampChoice({ ...state, kernel: 2 }), { chosen: [1, 7], tie: null });
  assert.deepEqual(clampChoice({ ...state, kind: "dense" }).tie, null);
  assert.deepEqual(clampChoice({ ...state, chosen: [0, 3] }), { chosen: [0, 3], tie: null });
});

test("units and weights are named as a reader would", () => {
  assert.deepEqual([[3], [3, 4], [3, 4, 5], [0, 2, 3]].map(inOrder), ["3", "3 and 4", "3 to 5", "0, 2 and 3"]);
  assert.equal(inOrder([0, 2, 4, 6, 8, 10, 12, 14, 16, 18]), "10 between 0 and 18");
  assert.deepEqual([nameOf({ kernel: 0, place: 2 }), nameOf({ kernel: 23, place: 8 })], ["a2", "x8"]);
  assert.equal(unitName([0, 4], 2), "input 4");
  const state = { kind: "conv", inputs: 9, kernel: 3, stride: 1, depth: 2, period: 1 };
  assert.equal(inWords(state, [1, 0]), "unit 0 of layer 1: fan-in 3, inputs 0 to 2; fan-out 1, output 0");
  assert.equal(inWords({ ...state, stride: 3, depth: 1, inputs: 10 }, [0, 9]), "input 9: fan-out 0, reaches no output");
});

test("every unit has its place on the drawing, and is found there", () => {
  for (const { state, sizes } of joined) {
    for (const width of [300, 620, 800]) {
      const plan = layOutNet({ ...state, width, sizes });
      plan.rows.forEach(({ y, xs }, layer) =>
        xs.forEach((x, unit) => {
          assert.ok(x - plan.radius >= plan.gutter && x + plan.radius <= width, JSON.stringify(state));
          assert.ok(y + plan.radius < plan.height);
          assert.deepEqual(unitAt(plan, [x + 0.4 * plan.pitch, y + 3]), [layer, unit]);
        }),
      );
      assert.equal(unitAt(plan, [plan.rows[0].xs[0], plan.rows[0].y + 45]), null);
    }
  }
});

test("no example meets a challenge, and each challenge can be met", () => {
  const states = fixture("net-presets").map(({ state }) => state);
  for (const state of states) assert.deepEqual(NET_TASKS.filter(({ met }) => met(state)), [], JSON.stringify(state));
  const conv = states[3];
  const answers = [
    { ...conv, kind: "tiled" },
    { ...conv, inputs: 15, stride: 2, depth: 3 },
    { ...conv, chosen: [0, 8] },
  ];
  answers.forEach((state, at) => {
    assert.deepEqual(NET_TASKS.map(({ met }) => met(state)), [0, 1, 2].map((task) => task === at));
    assert.match(NET_TASKS[at].says(state), /^(Well found|Yes)/);
  });
});

test("a damaged setting is told from a whole one", () => {
  const { state } = fixture("net-presets")[3];
  assert.ok(isNet(state));
  const damages = {
    kind: ["conv2d", null, undefined], inputs: [1, 25, "9", 4.5, null], kernel: [0, 10, [3]], stride: [0, 5],
    depth: [0, 5, 8], period: [0, NaN], chosen: [[2, 0], [1, 7], [0], [0, -1], "00", null, [0.5, 0]], tie: [3, -1, "1", undefined],
  };
  for (const [name, values] of Object.entries(damages)) {
    for (const value of values) assert.ok(!isNet({ ...state, [name]: value }), `${name}: ${value}`);
  }
  assert.ok(!isNet({ ...state, inputs: 4, depth: 2 }), "what Python would refuse");
});
