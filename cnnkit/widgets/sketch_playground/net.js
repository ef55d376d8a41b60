// The sketch net in the browser: the numbers of cnnkit.models.sketch_net in float64, of cnnkit's
// softmax, and of cnnkit.looking.occlusion_map. No DOM here.
// Between the layers the maps are kept as one list, all values of a pixel side by side.
import { shiftMap } from "../shared/maps.js";

export const SIDE = 16;
export const PATCH = 4; // the square that covers a part of the sketch, as in Python
export const PATCH_STEP = 2;
export const PLACES = (SIDE - PATCH) / PATCH_STEP + 1;
export const LARGEST_SCORE = 10000;
export const LAYERS = [{ name: "First layer", side: 16, maps: 8 }, { name: "Second layer", side: 8, maps: 12 }];

/** The net from the weights as they travel; Python keeps them in 32 bits. */
export function readNet(saved) {
  const exact = (values) => Float64Array.from(Float32Array.from(values.flat(Infinity)));
  const conv = (layer) => {
    const weight = saved[`${layer}.weight`];
    const [depth, size] = [weight[0].length, weight[0][0].length];
    const taps = size * size; // a kernel's weights, from tap to tap those of all maps side by side
    const rows = Array.from({ length: depth * taps }, (_, at) => {
      const [channel, tap] = [Math.floor(at / taps), at % taps];
      return weight.map((unit) => unit[channel][Math.floor(tap / size)][tap % size]);
    });
    return { depth, size, maps: weight.length, weights: exact(rows), biases: exact(saved[`${layer}.bias`]) };
  };
  const convs = [conv(0), conv(3)];
  const { maps } = convs[1];
  const turned = (row) => row.map((_, at) => row[((at % maps) * row.length) / maps + Math.floor(at / maps)]);
  return { convs, last: saved["7.weight"].map((row, unit) => ({ weights: exact(turned(row)), bias: exact(saved["7.bias"])[unit] })) };
}

/**
 * { read, sums, made, logits }: what each layer reads, its sums, what it makes of them by ReLU or
 * without, and eight numbers. With what is `known` of a sketch that is much the same, only what
 * differs from that is computed.
 */
export function classify(net, sketch, relu, known) {
  const [read, sums, made] = [[sketch.values], [], []];
  net.convs.forEach((conv, layer) => {
    const { side } = LAYERS[layer];
    sums.push(known ? convolved(conv, side, read[layer], known.read[layer], known.sums[layer]) : convolved(conv, side, read[layer]));
    made.push(relu ? rectified(sums[layer]) : sums[layer]);
    read.push(halved(made[layer], side, conv.maps));
  });
  const logits = net.last.map(({ weights, bias }) => bias + dot(weights, read[2]));
  return { read, sums, made, logits };
}

/**
 * As large as what went in: half of a kernel is padded with zeros. Each value goes to all windows
 * that it is in. What is as it `was` is left out; so is 0, which paper is, and what ReLU silenced.
 */
function convolved({ depth, size, maps, weights, biases }, side, input, was, sums) {
  const half = (size - 1) / 2;
  const output = sums?.slice() ?? new Float64Array(side * side * maps);
  for (let at = 0; !sums && at < output.length; at += maps) output.set(biases, at);
  for (let from = 0; from < input.length; from += 1) {
    const value = was ? input[from] - was[from] : input[from];
    if (value === 0) continue;
    const channel = from % depth;
    const pixel = (from - channel) / depth;
    const column = pixel % side;
    const row = (pixel - column) / side;
    for (let y = Math.max(row - half, 0); y <= Math.min(row + half, side - 1); y += 1) {
      for (let x = Math.max(column - half, 0); x <= Math.min(column + half, side - 1); x += 1) {
        const tap = ((channel * size + row - y + half) * size + column - x + half) * maps;
        const to = (y * side + x) * maps;
        for (let map = 0; map < maps; map += 1) output[to + map] += value * weights[tap + map];
      }
    }
  }
  return output;
}

function rectified(values) {
  const output = new Float64Array(values.length);
  for (let at = 0; at < values.length; at += 1) if (values[at] > 0) output[at] = values[at];
  return output;
}

/** Maximum pooling, 2 by 2. */
function halved(input, side, maps) {
  const output = new Float64Array(input.length / 4);
  const line = side * maps;
  let to = 0;
  for (let row = 0; row < input.length; row += 2 * line) {
    for (let pixel = row; pixel < row + line; pixel += 2 * maps) {
      for (let at = pixel; at < pixel + maps; at += 1, to += 1) {
        output[to] = Math.max(input[at], input[at + maps], input[at + line], input[at + line + maps]);
      }
    }
  }
  return output;
}

function dot(a, b) {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += a[at] * b[at];
  return sum;
}

/** The maps of a layer, one by one. */
export function mapsOf(made, layer) {
  const { side, maps } = LAYERS[layer];
  return Array.from({ length: maps }, (_, map) => ({
    height: side, width: side, values: Float64Array.from({ length: side * side }, (__, pixel) => made[layer][pixel * maps + map]),
  }));
}

/**
 * One unit, that of a layer and map at a row and column: { windows, kernels, products }, a small
 * map for each map that it reads, { sum, bias, value }, and the part of the sketch that it sees as
 * { top, left, side }, which may reach beyond the paper.
 */
export function lookAtUnit(net, { read }, relu, [layer, map, row, column]) {
  const { depth, size, maps, weights, biases } = net.convs[layer];
  const { side } = LAYERS[layer];
  const half = (size - 1) / 2;
  const tiles = (value) => Array.from({ length: depth }, (_, channel) => ({
    height: size, width: size, values: Float64Array.from({ length: size * size }, (__, tap) => value(channel, tap)),
  }));
  const seen = (channel, tap) => {
    const [y, x] = [row - half + Math.floor(tap / size), column - half + (tap % size)];
    return y < 0 || x < 0 || y >= side || x >= side ? 0 : read[layer][(y * side + x) * depth + channel];
  };
  const weighs = (channel, tap) => weights[(channel * size * size + tap) * maps + map];
  const products = tiles((...at) => seen(...at) * weighs(...at));
  const sum = products.reduce((total, { values }) => values.reduce((part, value) => part + value, total), 0);
  const bias = biases[map];
  const value = relu ? Math.max(sum + bias, 0) : sum + bias;
  // a pixel of the second layer's maps stands for 2 by 2, which see 2 more on each side
  const field = layer ? { top: 2 * row - 4, left: 2 * column - 4, side: 10 } : { top: row - half, left: column - half, side: size };
  return { windows: tiles(seen), kernels: tiles(weighs), products, sum, bias, value, field };
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
  const whole = classify(net, sketch, relu);
  return Array.from({ length: PLACES * PLACES }, (_, at) => {
    const covered = coveredAt(sketch, [Math.floor(at / PLACES), at % PLACES]);
    return covered && classify(net, covered, relu, whole).logits;
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
export function isPlayground({ tab, image, temperature, relu, threshold, patch, unit, scores }) {
  const list = (value, least, most, fits) =>
    Array.isArray(value) && value.length >= least && value.length <= most && value.every(fits);
  const whole = (count) => (value) => Number.isInteger(value) && value >= 0 && value < count;
  const isUnit = ([layer, map, ...place]) =>
    whole(2)(layer) && whole(LAYERS[layer].maps)(map) && place.every(whole(LAYERS[layer].side));
  const between = (low, high) => (value) => Number.isFinite(value) && value >= low && value <= high;
  return (
    ["sketch", "softmax"].includes(tab) &&
    list(image, SIDE, SIDE, (row) => list(row, SIDE, SIDE, between(0, 1))) &&
    between(0.1, 10)(temperature) &&
    typeof relu === "boolean" &&
    between(0, 1)(threshold) &&
    list(patch, 2, 2, whole(PLACES)) &&
    list(unit, 4, 4, Number.isInteger) && isUnit(unit) &&
    list(scores, 2, 8, between(-LARGEST_SCORE, LARGEST_SCORE))
  );
}
