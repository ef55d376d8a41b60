// The sketch net in the browser: the numbers of cnnkit.models.sketch_net in float64, of cnnkit's
// softmax, and of cnnkit.looking.occlusion_map. No DOM here.
import { correlate } from "../shared/correlate.js";
import { shiftMap } from "../shared/maps.js";
import { pool } from "../shared/pooling.js";

export const SIDE = 16;
export const PATCH = 4; // the square that covers a part of the sketch, as in Python
export const PATCH_STEP = 2;
export const PLACES = (SIDE - PATCH) / PATCH_STEP + 1;
export const LARGEST_SCORE = 10000;
const HALVED = { mode: "max", window: 2, stride: 2, borders: "drop" };

/** The net from the weights as they travel; Python keeps them in 32 bits. */
export function readNet(saved) {
  const exact = (values) => Float64Array.from(Float32Array.from(values.flat(Infinity)));
  const kernel = (rows) => ({ height: rows.length, width: rows[0].length, values: exact(rows) });
  const units = (layer, read) => {
    const biases = exact(saved[`${layer}.bias`]);
    return saved[`${layer}.weight`].map((weights, unit) => ({ ...read(weights), bias: biases[unit] }));
  };
  const bank = (layer) => units(layer, (weights) => ({ kernels: weights.map(kernel) }));
  return { convs: [bank(0), bank(3)], last: units(7, (weights) => ({ weights: exact(weights) })) };
}

/** { features, logits }: the maps of both layers as they are before pooling, and eight numbers. */
export function classify(net, sketch, relu) {
  let maps = [sketch];
  const features = net.convs.map((bank) => {
    const made = convolved(maps, bank, relu);
    maps = made.map((map) => pool(map, HALVED));
    return made;
  });
  const flat = maps.flatMap(({ values }) => Array.from(values));
  const logits = net.last.map(({ weights, bias }) => weights.reduce((sum, weight, at) => sum + weight * flat[at], bias));
  return { features, logits };
}

/** As large as what went in: the kernels are odd, and half of them is padded with zeros. */
function convolved(maps, bank, relu) {
  const margin = (bank[0].kernels[0].height - 1) / 2;
  const padded = maps.map((map) => framed(map, margin));
  return bank.map(({ kernels, bias }) => {
    const values = new Float64Array(maps[0].values.length).fill(bias);
    kernels.forEach((kernel, from) => {
      const part = correlate(padded[from], kernel).values;
      for (let at = 0; at < part.length; at += 1) values[at] += part[at];
    });
    for (let at = 0; relu && at < values.length; at += 1) values[at] = Math.max(values[at], 0);
    return { ...maps[0], values };
  });
}

function framed({ height, width, values }, margin) {
  const wide = width + 2 * margin;
  const all = new Float64Array((height + 2 * margin) * wide);
  for (let row = 0; row < height; row += 1) {
    all.set(values.subarray(row * width, (row + 1) * width), (row + margin) * wide + margin);
  }
  return { height: height + 2 * margin, width: wide, values: all };
}

/** Probabilities of logits; the largest is taken off first, so that nothing overflows. */
export function softmaxOf(logits, temperature) {
  const scaled = logits.map((logit) => logit / temperature);
  const most = Math.max(...scaled);
  const powers = scaled.map((value) => Math.exp(value - most));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** The indices of the largest, from the first on; of equal ones, that which comes first. */
export function topOf(values, count = 3) {
  return values.map((_, at) => at).sort((a, b) => values[b] - values[a] || a - b).slice(0, count);
}

/** What is made of the logits: probabilities, the best, and the answer or null. */
export function answerOf(logits, { temperature, threshold }) {
  const probabilities = softmaxOf(logits, temperature);
  const [best] = topOf(probabilities, 1);
  return { probabilities, best, answer: probabilities[best] >= threshold ? best : null };
}

/** The logits with a square of paper on each of its places; null where there is no ink to cover. */
export function coveredLogits(net, sketch, relu) {
  return Array.from({ length: PLACES * PLACES }, (_, at) => {
    const covered = coveredAt(sketch, [Math.floor(at / PLACES), at % PLACES]);
    return covered && classify(net, covered, relu).logits;
  });
}

/** By how much the probability of the best falls on each of these places. */
export function occlusionOf(covered, { best, probabilities }, temperature) {
  const drop = (logits) => (logits ? probabilities[best] - softmaxOf(logits, temperature)[best] : 0);
  return { height: PLACES, width: PLACES, values: Float64Array.from(covered, drop) };
}

/** The sketch with the square on one of its places; null where there is no ink to cover. */
function coveredAt(sketch, place) {
  const values = Float64Array.from(sketch.values);
  const [top, left] = place.map((at) => at * PATCH_STEP);
  let ink = 0;
  for (let row = top; row < top + PATCH; row += 1) {
    for (let at = row * SIDE + left; at < row * SIDE + left + PATCH; at += 1) {
      ink += values[at];
      values[at] = 0;
    }
  }
  return ink ? { ...sketch, values } : null;
}

// -- painting -------------------------------------------------------------------------------------

/** What a tool does to a pixel in its middle, and to its four neighbours. */
export const TOOLS = {
  broad: (old, middle) => Math.max(old, middle ? 1 : 0.5),
  fine: (old, middle) => (middle ? 1 : old),
  rubber: (old, middle) => (middle ? 0 : old),
};

/** The sketch after a stroke of a tool from one pixel to another, both painted. */
export function painted(sketch, tool, from, to) {
  const values = Float64Array.from(sketch.values);
  const steps = Math.max(...to.map((end, axis) => Math.abs(end - from[axis])), 1);
  for (let step = 0; step <= steps; step += 1) {
    const [row, column] = from.map((start, axis) => Math.round(start + ((to[axis] - start) * step) / steps));
    for (const [down, right] of [[0, 0], [-1, 0], [1, 0], [0, -1], [0, 1]]) {
      const [y, x] = [row + down, column + right];
      if (y < 0 || y >= SIDE || x < 0 || x >= SIDE) continue;
      values[y * SIDE + x] = TOOLS[tool](values[y * SIDE + x], !down && !right);
    }
  }
  return { ...sketch, values };
}

/** The sketch as rows of numbers, as Python has it. */
export function rowsOf({ height, width, values }) {
  return Array.from({ length: height }, (_, row) => Array.from(values.subarray(row * width, (row + 1) * width)));
}

/** Moved by a pixel; what leaves the paper is lost. */
export function moved(sketch, [rows, columns]) {
  return shiftMap(sketch, rows, columns, 0);
}

/** How many pixels hold ink. */
export function inkedPixels(image) {
  return image.flat().filter((ink) => ink > 0).length;
}

/** Whether something that was read from a link is a state of the playground. */
export function isPlayground({ tab, image, temperature, relu, threshold, patch, scores }) {
  const list = (value, least, most, fits) =>
    Array.isArray(value) && value.length >= least && value.length <= most && value.every(fits);
  const between = (low, high) => (value) => Number.isFinite(value) && value >= low && value <= high;
  return (
    ["sketch", "softmax"].includes(tab) &&
    list(image, SIDE, SIDE, (row) => list(row, SIDE, SIDE, between(0, 1))) &&
    between(0.1, 10)(temperature) &&
    typeof relu === "boolean" &&
    between(0, 1)(threshold) &&
    list(patch, 2, 2, (at) => Number.isInteger(at) && between(0, PLACES - 1)(at)) &&
    list(scores, 2, 8, between(-LARGEST_SCORE, LARGEST_SCORE))
  );
}
