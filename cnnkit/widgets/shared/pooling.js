// Pooling: the same numbers as cnnkit.ops.pool, and what a reader wants to know about one window.
import { BORDERS, windowsAlong } from "./shapes.js";
import { shiftMap, toMap } from "./maps.js";

const LARGEST = 1e100; // as in Python: sums of squares stay finite

/** How the values under a window are summed up. */
export const MODES = ["max", "avg", "l2", "gaussian", "stochastic"];

/** Weights that fall off with the distance from the middle of a window; they add up to 1. */
export function gaussianWeights(window) {
  const weights = Array.from({ length: window }, (_, place) => {
    const distance = (place - (window - 1) / 2) / (window / 4);
    return Math.exp(-0.5 * distance * distance);
  });
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** The windows along both axes of a map: [rows, columns]. */
export function poolingAxes({ height, width }, { window, stride, borders }) {
  return [height, width].map((size) => windowsAlong(size, window, stride, borders));
}

/** Pool a map; stochastic pooling gives what is used for testing, the probability-weighted mean. */
export function pool(map, { mode, ...options }) {
  const [rows, columns] = poolingAxes(map, options);
  const weights = mode === "gaussian" ? gaussianWeights(options.window) : null;
  const slide = mode === "max" ? slideMaximum : slideSum;
  const under = (numbers) => slide(slide(numbers, columns, weights), rows, weights);
  const [height, width] = [rows.spans.length, columns.spans.length];
  const values = under(mode === "l2" || mode === "stochastic" ? squares(map.values) : map.values);
  if (mode === "l2") {
    for (let at = 0; at < values.length; at += 1) values[at] = Math.sqrt(values[at]);
  } else if (mode === "stochastic") {
    const sums = under(map.values);
    for (let at = 0; at < values.length; at += 1) values[at] = sums[at] > 0 ? values[at] / sums[at] : 0;
  } else if (mode !== "max") {
    // an average: where a window is cut off, the weights on the map still count as all there is
    const across = columns.spans.map((_, out) => weightOn(columns, out, weights));
    rows.spans.forEach((_, row) => {
      const down = weightOn(rows, row, weights);
      across.forEach((weight, column) => (values[row * width + column] /= down * weight));
    });
  }
  return { height, width, values };
}

function squares(values) {
  const result = new Float64Array(values.length);
  for (let at = 0; at < values.length; at += 1) result[at] = values[at] * values[at];
  return result;
}

// Both slide a window along the rows and turn the result over, rows to columns, so that doing it
// twice has done both axes: 11 + 11 steps for a window of 11 x 11 instead of 121.

function slideMaximum(values, { size, spans }) {
  const lines = values.length / size;
  const result = new Float64Array(lines * spans.length);
  for (let line = 0, start = 0; line < lines; line += 1, start += size) {
    for (let out = 0; out < spans.length; out += 1) {
      const end = start + spans[out][1];
      let largest = -Infinity;
      for (let at = start + spans[out][0]; at < end; at += 1) {
        if (values[at] > largest) largest = values[at];
      }
      result[out * lines + line] = largest;
    }
  }
  return result;
}

function slideSum(values, { size, spans, stride, before }, weights) {
  const lines = values.length / size;
  const result = new Float64Array(lines * spans.length);
  for (let line = 0, start = 0; line < lines; line += 1, start += size) {
    for (let out = 0; out < spans.length; out += 1) {
      const corner = start + out * stride - before;
      const end = start + spans[out][1];
      let sum = 0;
      for (let at = start + spans[out][0]; at < end; at += 1) {
        sum += weights ? values[at] * weights[at - corner] : values[at];
      }
      result[out * lines + line] = sum;
    }
  }
  return result;
}

/** Where a window begins; it may lie off the map. */
function startOf({ stride, before }, out) {
  return out * stride - before;
}

/** The sum of a window's weights on the map, along one axis; without weights, its pixels. */
function weightOn(axis, out, weights) {
  const [first, end] = axis.spans[out];
  if (!weights) return end - first;
  const start = startOf(axis, out);
  return weights.slice(first - start, end - start).reduce((sum, weight) => sum + weight, 0);
}

/** One window: where it is, and each pixel on the map under it with its weight in the result. */
export function lookUnder(map, options, [row, column]) {
  const [rows, columns] = poolingAxes(map, options);
  const [top, bottom] = rows.spans[row];
  const [left, right] = columns.spans[column];
  const gaussian = options.mode === "gaussian" ? gaussianWeights(options.window) : null;
  const pixels = [];
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) {
      const value = map.values[y * map.width + x];
      let weight = options.mode === "stochastic" ? value : 1;
      if (gaussian) weight = gaussian[y - startOf(rows, row)] * gaussian[x - startOf(columns, column)];
      pixels.push({ row: y, column: x, value, weight });
    }
  }
  const total = pixels.reduce((sum, pixel) => sum + pixel.weight, 0);
  for (const pixel of pixels) pixel.weight = total > 0 ? pixel.weight / total : 0;
  return { top, bottom, left, right, pixels };
}

/** The number of the pixel that wins under a window: the first of the largest. */
export function winnerAmong(pixels) {
  return pixels.reduce((best, { value }, place) => (value > pixels[best].value ? place : best), 0);
}

/** The number of the pixel that is picked by a uniform number from 0 to 1, in proportion to the values. */
export function pickAmong(pixels, uniform) {
  const mark = uniform * pixels.reduce((sum, { value }) => sum + value, 0);
  let running = 0;
  let picked = 0;
  for (let place = 0; place < pixels.length; place += 1) {
    // rounding may leave the last mark unreached: the latest non-zero value then stands
    if (pixels[place].value > 0) picked = place;
    running += pixels[place].value;
    if (running > mark) break;
  }
  return picked;
}

/** Why a setting can't be shown: null, or { text, way }, the changes that are a way out. */
export function whyNot({ image, mode, window, stride, borders, shift_rows, shift_columns, entering }) {
  for (const [name, value] of Object.entries({ window, stride })) {
    if (!(Number.isInteger(value) && value >= 1)) {
      const way = { [name]: Math.max(1, Math.round(value)) };
      return { text: `The ${name} is counted in whole pixels, from 1.`, way };
    }
  }
  if (!(Math.abs(entering) <= LARGEST)) return { text: "This value is too large.", way: { entering: 0 } };
  const map = toMap(image);
  const smallest = Math.min(map.height, map.width);
  if (borders === "drop" && window > smallest) {
    const text = `A window of ${window} does not fit into a map of ${map.height} \u00d7 ${map.width}.`;
    const cut = smallest === 1 && mode !== "stochastic"; // a row or a column: let windows hang over
    return { text, way: cut ? { borders: "partial" } : { window: smallest } };
  }
  if (borders === "centred" && window % 2 === 0) {
    const text = `A centred window needs a middle pixel, and ${window} is even.`;
    return { text, way: { window: window + 1 } };
  }
  if (mode === "stochastic" && borders !== "drop") {
    return { text: "Stochastic pooling takes whole windows only.", way: { borders: "drop" } };
  }
  const shown = () => [map, shiftMap(map, shift_rows, shift_columns, entering)];
  if (mode === "stochastic" && shown().some(({ values }) => values.some((value) => value < 0))) {
    const text = "Stochastic pooling reads values as chances, and no chance is negative.";
    return { text, way: { mode: "max" } };
  }
  return null;
}

/** Whether something that was read from a link is a setting of the lab. */
export function isSetting(state) {
  const whole = (low, high, ...values) =>
    values.every((value) => Number.isInteger(value) && value >= low && value <= high);
  const list = (value) => Array.isArray(value) && whole(1, 32, value.length);
  const number = (value) => Number.isFinite(value) && Math.abs(value) <= LARGEST;
  const { image, selected } = state;
  return (
    list(image) &&
    list(image[0]) &&
    image.every((row) => list(row) && row.length === image[0].length && row.every(number)) &&
    MODES.includes(state.mode) &&
    BORDERS.includes(state.borders) &&
    ["pool", "rotation"].includes(state.tab) &&
    whole(1, 99, state.window, state.stride) &&
    whole(-8, 8, state.shift_rows, state.shift_columns) &&
    whole(0, 2 ** 31 - 1, state.seed) &&
    number(state.entering) &&
    Math.abs(state.angle) <= 45 &&
    list(selected) &&
    selected.length === 2 &&
    whole(0, 31, ...selected) &&
    whyNot(state) === null
  );
}
