// The builder counts what cnnkit.ledger counts, and stops where it stops.
import assert from "node:assert/strict";
import test from "node:test";
import {
  countLayers, FRESH, inBytes, inShort, isNetwork, MOST_LAYERS, sumUp, whyNotNumber,
} from "../../cnnkit/widgets/ledger_builder/count.js";
import { NUMBER_WORDS } from "../../cnnkit/widgets/ledger_builder/editor.js";
import { NETWORK_TASKS } from "../../cnnkit/widgets/ledger_builder/tasks.js";
import { inPython } from "../../cnnkit/widgets/shared/links.js";
import { fixture } from "./fixtures.mjs";

const { limits, tables } = fixture("ledger-limits");
const presets = fixture("ledger-presets");
const nets = [...presets, ...fixture("ledgers")];
const conv = (changes) => ({ ...FRESH.conv, ...changes });
const fc = (out_features) => ({ kind: "fc", out_features });
const net = (changes) => ({ shape: [3, 32, 32], layers: [], bias: true, ...changes });

test("every row has the ledger's numbers, down to the first that does not fit", () => {
  assert.ok(nets.filter(({ problem }) => problem).length > 80);
  assert.ok(nets.filter(({ problem, rows }) => !problem && rows.length > 2).length > 60);
  for (const { state, rows, problem, parameters, multiply_adds } of nets) {
    const label = JSON.stringify(state);
    const mine = countLayers(state, tables);
    assert.deepEqual(mine.filter(({ shape }) => shape), rows, label);
    assert.equal(mine.length, state.layers.length);
    const stuck = mine.findIndex((row) => row.problem);
    assert.equal(stuck, problem ? rows.length : -1, label);
    if (problem) {
      assert.ok(problem.startsWith(`${mine[stuck].name}: `), problem);
      assert.ok(mine.slice(stuck + 1).every(({ waiting }) => waiting));
    }
    const all = sumUp(mine);
    assert.deepEqual([all.parameters, all.work], [parameters, multiply_adds], label);
  }
});

test("the examples come to the totals that are quoted", () => {
  const totals = Object.fromEntries(presets.map(({ name, state }) => [name, sumUp(countLayers(state, tables)).parameters]));
  assert.deepEqual(totals, {
    "CIFAR-10 demo": 22_466, "no padding": 5_592, "LeNet-5, 1998": 60_000, "LeNet-5, modern": 61_706,
    "AlexNet, grouped": 60_965_224, "AlexNet, single": 62_378_344, "AlexNet, torchvision": 61_100_840,
  });
});

test("a way out that is offered lets the row fit", () => {
  let ways = 0;
  for (const { state, problem } of nets.filter((one) => one.problem)) {
    const rows = countLayers(state, tables);
    const at = rows.findIndex((row) => row.problem);
    const { way } = rows[at].problem;
    if (way === null) {
      assert.match(problem, /maps are expected/);
      continue;
    }
    ways += 1;
    let layers = state.layers;
    for (let tries = 0; tries < 3; tries += 1) {
      const found = countLayers({ ...state, layers }, tables)[at].problem;
      if (found) layers = layers.map((layer, index) => (index === at ? { ...layer, ...found.way } : layer));
    }
    assert.ok(countLayers({ ...state, layers }, tables)[at].shape, JSON.stringify(state.layers[at]));
  }
  assert.ok(ways > 40);
});

test("a row that does not fit says why, with its numbers", () => {
  const why = (shape, ...layers) => countLayers(net({ shape, layers }), tables).at(-1).problem.text;
  assert.equal(why([1, 4, 6], conv({ kernel: 5, padding: 0 })), "A kernel of 5 does not fit into 4\u00d76.");
  assert.equal(why([1, 4, 6], conv({ kernel: 7 })), "A kernel of 7 does not fit into 4\u00d76, padded to 6\u00d78.");
  assert.equal(why([1, 1, 1], FRESH.pool), "A window of 2 does not fit into 1\u00d71.");
  assert.equal(why([3, 8, 8], conv({ groups: 2 })), "2 groups must divide 3 and 16 maps.");
  assert.equal(why([3, 8, 8], conv({ links: "C3" })), "Its table joins 6 maps to 16, not 3 to 16.");
  assert.equal(why([3, 8, 8], fc(10), FRESH.pool), "It needs maps, and gets 10 values: move it up.");
});

test("layers and bytes are told in few words", () => {
  const all = { stride: 2, padding: 1, groups: 4 };
  assert.equal(inShort(conv(all)), "16 of 3\u00d73, stride 2, padding 1, 4 groups");
  assert.equal(inShort(conv({ padding: 0, links: "C3" })), "16 of 3\u00d73, table of C3");
  assert.equal(inShort(FRESH.pool), "largest of 2\u00d72");
  assert.equal(inShort({ kind: "pool", window: 3, stride: 2, mode: "avg" }), "mean of 3\u00d73, stride 2");
  assert.equal(inShort(fc(84)), "to 84");
  assert.equal(inShort({ kind: "rbf", out_features: 10 }), "to 10, fixed");
  assert.deepEqual([40, 1280, 65_536, 1_161_600].map(inBytes), ["40 B", "1.28 kB", "65.5 kB", "1.16 MB"]);
});

test("what is added is whole, and Python reads it", () => {
  for (const layer of Object.values(FRESH)) assert.ok(isNetwork(net({ layers: [layer] }), limits, tables));
  assert.equal(inPython([FRESH.pool]), '[{"kind": "pool", "window": 2, "stride": 2, "mode": "max"}]');
  assert.match(inPython(FRESH.conv), /"groups": 1, "links": None}$/);
});

test("a number beyond its limits is told, with the nearest that is allowed", () => {
  assert.equal(whyNotNumber({ kernel: 3 }, limits.conv, NUMBER_WORDS), null);
  assert.deepEqual(whyNotNumber({ kernel: 16 }, limits.conv, NUMBER_WORDS).way, { kernel: 15 });
  assert.deepEqual(whyNotNumber({ out_channels: 0 }, limits.conv, NUMBER_WORDS), {
    text: "maps must be a whole number from 1 to 4096.", way: { out_channels: 1 },
  });
  assert.deepEqual(whyNotNumber({ padding: 1.6 }, limits.conv, NUMBER_WORDS).way, { padding: 2 });
});

test("no example meets a challenge, and each challenge can be met", () => {
  const met = (state) => NETWORK_TASKS.filter((task) => task.met({ ...state, rows: countLayers(state, tables) })).map(({ id }) => id);
  for (const { state } of nets.slice(0, presets.length)) assert.deepEqual(met(state), [], JSON.stringify(state));
  const small = net({ layers: [conv({ out_channels: 6 }), FRESH.pool, FRESH.pool, fc(10)] });
  assert.deepEqual(met(small), ["small"]);
  const inConvolutions = net({ shape: [3, 28, 28], layers: [conv({}), conv({ kernel: 15, stride: 15, out_channels: 10 }), fc(10)] });
  assert.deepEqual(met(inConvolutions), ["convolutions"]);
  const { layers, ...alexnet } = presets.find(({ name }) => name === "AlexNet, grouped").state;
  const slim = (values) => ({ ...alexnet, layers: [...layers.slice(0, 8), FRESH.pool, fc(values)] });
  assert.deepEqual(met(slim(1000)), ["slim"]);
  assert.deepEqual(met(slim(999)), []);
  const rows = countLayers(small, tables);
  assert.deepEqual(NETWORK_TASKS.map(({ says }) => says({ ...small, rows }).length > 10), [true, true, true]);
});

test("a damaged state is told from a whole one", () => {
  const state = net({ layers: [conv({}), FRESH.pool, fc(10)] });
  assert.ok(isNetwork(state, limits, tables));
  assert.ok(presets.every((one) => isNetwork(one.state, limits, tables)));
  const damages = {
    shape: [null, [3, 32], [0, 32, 32], [3, 257, 32], [513, 9, 9], "abc", [3, 1.5, 2]],
    bias: [1, null, "yes"],
    layers: [
      null, {}, [null], [{}], [{ kind: "lstm" }], [{ kind: "toString" }], [{ kind: "fc" }], [fc(0)], [fc("10")], [conv({ kernel: 16 })],
      [conv({ links: "C5" })], [conv({ extra: 1 })], [{ ...FRESH.pool, mode: "min" }], Array(MOST_LAYERS + 1).fill(FRESH.pool),
    ],
  };
  for (const [name, values] of Object.entries(damages)) {
    for (const value of values) assert.ok(!isNetwork({ ...state, [name]: value }, limits, tables), `${name}: ${JSON.stringify(value)}`);
  }
});
