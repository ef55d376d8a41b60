// The arithmetic behind the widgets on one channel of 256 x 256 under 11 x 11, and the sketch net on
// a sketch, in milliseconds.
import { readFileSync } from "node:fs";
import { correlate } from "../cnnkit/widgets/shared/correlate.js";
import { pool } from "../cnnkit/widgets/shared/pooling.js";
import { uniformNumbers } from "../cnnkit/widgets/shared/random.js";
import { classify, readNet } from "../cnnkit/widgets/sketch_playground/net.js";

const next = uniformNumbers(1);
const map = (side) => ({
  height: side, width: side, values: Float64Array.from({ length: side * side }, next),
});
const image = map(256);
const kernel = map(11);
const pooled = (mode, borders) => () => pool(image, { mode, window: 11, stride: 1, borders });
const weights = new URL("../cnnkit/models/sketch_net.json", import.meta.url);
const net = readNet(JSON.parse(readFileSync(weights, "utf-8")));
const sketch = map(16);
const ways = {
  correlate: () => correlate(image, kernel),
  "pool max": pooled("max", "centred"),
  "pool avg": pooled("avg", "centred"),
  "pool l2": pooled("l2", "centred"),
  "pool gaussian": pooled("gaussian", "centred"),
  "pool stochastic": pooled("stochastic", "drop"),
  "sketch net": () => classify(net, sketch, true),
};
const times = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
for (let round = 0; round < 60; round += 1) {
  for (const [name, way] of Object.entries(ways)) {
    const start = performance.now();
    way();
    if (round >= 10) times[name].push(performance.now() - start);
  }
}
const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1];
console.log(JSON.stringify(Object.fromEntries(
  Object.entries(times).map(([name, numbers]) => [name, median(numbers)]),
)));
