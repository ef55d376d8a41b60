// The router's numbers are those of cnnkit and of PyTorch's autograd, and its words say them.
import assert from "node:assert/strict";
import test from "node:test";
import { boxOf, cellOf, layOutRouter, numberAt, readable, unitFor } from "../../cnnkit/widgets/gradient_router/layout.js";
import {
  backward, costsTo, forward, isRoute, PARTS, pixelUnder, shareOf, stepped, tiesOf, tried, WEIGHTS, whyNoStep, whyNotRouted, windowOf, winnersOf,
} from "../../cnnkit/widgets/gradient_router/net.js";
import { makeRouterTasks } from "../../cnnkit/widgets/gradient_router/tasks.js";
import { agreement, largestInWords, originOf, partName, sourcesOf, tiesInWords } from "../../cnnkit/widgets/gradient_router/words.js";
import { written } from "../../cnnkit/widgets/shared/numbers.js";
import { assertClose, fixture } from "./fixtures.mjs";

const routes = [...fixture("routes"), ...fixture("route-presets")];
const preset = (number) => structuredClone(fixture("route-presets")[number].state);
const ran = (state) => {
  const values = forward(state);
  return [values, backward(state, values)];
};
const everyNumber = Object.entries(PARTS).flatMap(([part, [rows, columns]]) =>
  Array.from({ length: rows * columns }, (_, index) => [part, index]));
const originAt = (state, part, index) => originOf(state, ...ran(state), part, index);

test("values, deltas and gradients are cnnkit's", () => {
  assert.ok(routes.length >= 30);
  for (const { state, cost, values, back } of routes) {
    const [ours, gradients] = ran(state);
    assertClose([ours.cost], [cost], "cost");
    for (const [part, expected] of Object.entries(values)) assertClose(ours[part], expected, part);
    for (const [part, expected] of Object.entries(back)) assertClose(gradients[part], expected, part);
  }
});

test("all 90 gradients are those of PyTorch's autograd, ties included", () => {
  let ties = 0;
  for (const { state, torch } of routes) {
    const [values, gradients] = ran(state);
    for (const part of Object.keys(PARTS)) assertClose(gradients[part], torch[part], `${part}, ${state.pooling}`);
    if (state.pooling === "max") ties += tiesOf(values).length;
  }
  assert.ok(ties > 8, `${ties} ties`);
});

test("a step goes where cnnkit's goes, and its cost is recorded", () => {
  for (const { state, after, costs } of routes) {
    const next = stepped(state);
    for (const part of WEIGHTS) assertClose(next[part], after[part], part);
    assertClose([forward(state).cost, forward({ ...state, ...next }).cost], costs, "costs");
  }
});

test("differences agree with every gradient where there is no kink", () => {
  let count = 0;
  for (const { state } of routes) {
    const [values, back] = ran(state);
    if (state.pooling === "max" && tiesOf(values).length) continue;
    count += 1;
    for (const [part, index] of everyNumber) {
      const { up, down, quotient } = tried(state, part, index);
      assert.ok(Math.abs(quotient - back[part][index]) < 1e-7, `${part} ${index}: ${quotient} for ${back[part][index]}`);
      assert.equal(quotient, (up - down) / 2e-5);
    }
  }
  assert.ok(count > 15);
});

test("at a tie the difference looks to both sides, and the words say why", () => {
  const state = preset(2);
  const [values, back] = ran(state);
  const { quotient } = tried(state, "map", 3);
  assert.ok(Math.abs(quotient - back.map[3] / 2) < 1e-6);
  assert.match(agreement(state, values, back.map[3], quotient), /at a tie the cost has a kink/);
  assert.match(agreement(state, values, back.output[0], tried(state, "output", 0).quotient), /^They differ by [\de.\u2212]+\.$/);
});

test("average pooling spreads a delta by 1/N\u00b2, max pooling gives it to the first of the largest", () => {
  for (const { state } of routes) {
    const winners = winnersOf(forward(state));
    for (let pooled = 0; pooled < 4; pooled += 1) {
      const shares = windowOf(pooled).map((unit) => shareOf(state, winners, unit));
      assert.deepEqual(shares.toSorted(), state.pooling === "avg" ? [0.25, 0.25, 0.25, 0.25] : [0, 0, 0, 1]);
    }
  }
  const flat = routes.find(({ state }) => state.pooling === "max" && state.x.flat().every((pixel) => pixel === 0)).state;
  assert.deepEqual(winnersOf(forward(flat)), [0, 2, 8, 10]);
  assert.deepEqual(tiesOf(forward(flat)).map(({ units }) => units.length), [4, 4, 4, 4]);
});

test("the cells that are pointed at are the ones that matter", () => {
  const state = preset(0);
  for (const [part, index] of everyNumber) {
    const { deltas, factors } = sourcesOf(part, index);
    for (const cells of [...deltas, ...factors]) {
      const plan = layOutRouter(800);
      const box = boxOf(plan, cells, "value");
      assert.equal((box.width * box.height) / cellOf(cells.part) ** 2, cells.indices.length, "they fill a rectangle");
    }
  }
  const reached = (pixel) => Array.from({ length: 16 }, (_, unit) => unit).filter((unit) => [...Array(9).keys()].some((weight) => pixelUnder(unit, weight) === pixel));
  for (let pixel = 0; pixel < 36; pixel += 1) assert.deepEqual(sourcesOf("x", pixel).deltas[0].indices, reached(pixel));
  assert.deepEqual(sourcesOf("x", 0).factors[0].indices, [0], "the corner meets the first weight only");
  assert.deepEqual(sourcesOf("x", 14).factors[0].indices.length, 9);
  assert.deepEqual(sourcesOf("conv", 8).factors[0].indices[0], 14);
  assert.equal(originAt(state, "x", 14).note, "The delta of each window that holds the pixel, 9 here; 3 of 9 products are 0.");
});

test("products are written out, and come to the gradient", () => {
  const state = preset(0);
  assert.deepEqual(originAt(state, "output", 0), {
    formula: "\u03b4 = (h \u2212 y)\u00b7h(1 \u2212 h)",
    numbers: "= (0.461 \u2212 1)\u00b70.461\u00b70.539 \u2248 \u22120.134",
    note: "How wrong the output is, times the slope of its sigmoid.",
  });
  assert.equal(originAt(state, "hidden", 1).numbers, "= ((\u22121)\u00b7(\u22120.134) + 1\u00b70.132)\u00b70.828\u00b70.172 \u2248 0.0379");
  assert.equal(originAt(state, "pooled", 0).numbers, "= 1\u00b7(\u22120.0547) + (\u22121)\u00b70.0379 + 0.5\u00b70.0116 \u2248 \u22120.0867");
  assert.equal(originAt(state, "map", 6).numbers, "= 0.0768/4\u00b70.818\u00b70.182 \u2248 0.00287");
  assert.match(originAt(state, "map", 6).note, /1\/N\u00b2 of the delta: 1\/4, not 1\/2/);
  assert.equal(originAt(state, "fc2", 1).numbers, "= 0.29\u00b70.132 \u2248 0.0382");
  assert.equal(originAt(state, "fc1", 3).numbers, "= 0.849\u00b7(\u22120.0547) \u2248 \u22120.0464");
  assert.equal(originAt(state, "target", 1).numbers, "= \u2212(0.787 \u2212 0) \u2248 \u22120.787");
  assert.equal(originAt(state, "x", 0).numbers, "= 0.5\u00b7(\u22120.00323) \u2248 \u22120.00162");
  const sum = originAt(state, "conv", 4);
  assert.equal(sum.numbers.split(" + ").length, 9);
  assert.match(sum.note, /all of them; 7 of 16 products are 0\.$/);
});

test("every sum that is written out is right, to the digits that are shown", () => {
  const value = (text) => Function(`return ${text.replaceAll("\u2212", "-").replaceAll("\u00b7", "*").replaceAll("-(", "-1*(")}`)();
  for (const { state } of routes) {
    const [values, back] = ran(state);
    for (const [part, index] of everyNumber) {
      const { numbers } = originOf(state, values, back, part, index);
      const [, sum, result] = /^= (.*) [=\u2248] (\S+)$/.exec(numbers);
      assert.equal(result, written(back[part][index]));
      const bound = value(sum.replace(/(?<!e)\u2212/g, "+")); // what rounding is measured by
      assert.ok(Math.abs(value(sum) - back[part][index]) <= 0.02 * bound, `${part} ${index}: ${numbers}`);
    }
  }
});

test("max pooling says who takes the delta, and why", () => {
  assert.match(originAt(preset(1), "map", 3).note, /It is the largest of its window/);
  assert.match(originAt(preset(1), "map", 2).note, /^The largest of its window, map unit \(0, 3\) with 0\.858, takes the whole delta\.$/);
  assert.equal(
    originAt(preset(2), "map", 7).note,
    "A tie: (0, 3) and (1, 3) are equally large. The first in row-major order, map unit (0, 3), takes the whole delta.",
  );
  assert.match(originAt(preset(2), "map", 12).note, /^A tie: \(2, 0\) and \(3, 0\) and \(3, 1\) are/);
  assert.match(originAt(preset(2), "map", 7).numbers, /^= 0\u00b70\.881\u00b70\.119 = 0$/);
  assert.match(tiesInWords(preset(2), forward(preset(2))), /Windows with a tie: 3 of 4; the first in row-major order wins/);
  assert.match(tiesInWords(preset(1), forward(preset(1))), /There is no tie\./);
  assert.match(tiesInWords(preset(0), forward(preset(0))), /a quarter of its delta/);
});

test("numbers have names", () => {
  const names = everyNumber.map((number) => partName(...number));
  assert.equal(new Set(names).size, 90);
  assert.equal(partName("fc1", 5), "weight from pooled unit (0, 1) to hidden unit 2");
  assert.equal(largestInWords(ran(preset(3))[1]), "Largest delta: output 0.043, hidden 0.000032, pooled 0.00025, map 1.5e\u22127.");
});

test("every part has its place in any width, and each place leads back to its number", () => {
  for (const room of [260, 303, 585, 700, 1100]) {
    const plan = layOutRouter(room);
    assert.ok(plan.width <= room, `${plan.width} in ${room}`);
    const [left, top, width] = plan.curve;
    assert.ok(left + width <= room && width >= 130 && (top >= plan.height || left > 0));
    for (const [part, index] of everyNumber) {
      for (const band of ["value", "delta"]) {
        if (!plan.parts[part][band]) continue;
        const box = boxOf(plan, { part, indices: [index] }, band);
        assert.deepEqual(numberAt(plan, [box.x + box.width / 2, box.y + box.height / 2]), [part, index]);
        assert.ok(box.x + box.width <= plan.width && box.y + box.height <= plan.height);
      }
    }
  }
  assert.equal(layOutRouter(1100).rows.length, 1);
  assert.equal(numberAt(layOutRouter(585), [1, 1]), null);
});

test("deltas are written in a power of a thousand that fits them", () => {
  assert.deepEqual(unitFor([0.134, -0.02]), { power: -3, digits: 0 });
  assert.deepEqual(unitFor([-0.0048]), { power: -3, digits: 1 });
  assert.deepEqual(unitFor([1.5e-7]), { power: -9, digits: 0 });
  assert.deepEqual(unitFor([0, 0]), { power: 0, digits: 1 });
  assert.equal(readable([-100.25], 2, 33, written).font > 8, true);
  assert.equal(readable([-1000.5], 1, 12, written).font, null);
});

test("costs lead to where one is, or start anew", () => {
  assert.deepEqual(costsTo([3, 2], 2), [3, 2]);
  assert.deepEqual(costsTo([3, 2], 2.1), [2.1]);
  assert.deepEqual(costsTo([], 1), [1]);
  assert.deepEqual(costsTo(null, 1), [1]);
});

test("limits say what is wrong, and the way out works", () => {
  for (const rate of [0, -1, 1e9]) {
    const { way } = whyNotRouted({ ...preset(0), learning_rate: rate });
    assert.equal(whyNotRouted({ ...preset(0), learning_rate: way["learning rate"] }), null);
  }
  const far = preset(0);
  far.fc1[1][2] = -101;
  assert.deepEqual(whyNotRouted(far).way, { value: -100 });
  const state = preset(0);
  state.conv[0][0] = 100;
  state.x[0][0] = 100;
  state.target = [-100, 100];
  state.learning_rate = 1000;
  let tries = 0;
  for (let problem = whyNoStep(state); problem; problem = whyNoStep(state), tries += 1) {
    assert.match(problem.text, /carry a weight beyond \u00b1100/);
    state.learning_rate = problem.way["learning rate"];
  }
  assert.ok(tries >= 1 && tries < 6, `${tries}`);
});

test("a damaged setting is told from a whole one", () => {
  const state = preset(0);
  assert.ok(isRoute(state, preset(1)));
  const damages = {
    x: [[], null, [[1]], state.x.map((row) => row.slice(1)), state.x.map((row) => row.map(String))],
    conv: [[[1, 2, 3], [4, 5, 6], [7, 8, null]], [[1, 2, 3], [4, 5, 6], [7, 8, 1e3]]],
    target: [[1], [[1, 0]], "10"], pooling: ["l2", null], learning_rate: [0, "1", null],
    chosen: [["map", 16], ["map", -1], ["map", 0.5], ["toString", 0], ["map"], "map", null],
  };
  for (const [name, values] of Object.entries(damages)) {
    for (const value of values) assert.ok(!isRoute({ ...state, [name]: value }, preset(0)), `${name}: ${JSON.stringify(value)}`);
  }
});

test("no example meets a challenge, and each challenge can be met", () => {
  const tasks = makeRouterTasks(preset(0));
  const met = (state) => tasks.filter((task) => task.met(state)).map(({ id }) => id);
  for (const { state, costs } of fixture("route-presets")) {
    assert.deepEqual(met({ ...state, costs: costs.slice(0, 1) }), []);
    assert.deepEqual(met({ ...state, costs }), [], "nor does its first step");
  }
  const unseen = { ...preset(2), chosen: ["x", 35] };
  assert.deepEqual(met(unseen), ["unseen"]);
  const dark = preset(0);
  for (const pixel of [20, 14, 8, 26]) dark.x[Math.floor(pixel / 6)][pixel % 6] = 0;
  assert.deepEqual(met(dark), ["picture"]);
  dark.x[0][0] = 1.01;
  assert.deepEqual(met(dark), [], "no brighter than white");
  const state = { ...preset(4), learning_rate: 15 };
  const costs = [forward(state).cost, forward({ ...state, ...stepped(state) }).cost];
  assert.deepEqual(met({ ...state, ...stepped(state), costs }), ["rate"]);
  for (const task of tasks) assert.match(task.says({ ...dark, costs }), /^(Yes|Well)/);
});
