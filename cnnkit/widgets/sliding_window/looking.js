// What there is to see under the window, and what does not fit. No DOM here.
import { correlate, flip } from "../shared/correlate.js";
import { same } from "../shared/links.js";
import { nearestPlace, toMap } from "../shared/maps.js";
import { equals, written } from "../shared/numbers.js";

export const MODES = ["cross-correlation", "convolution"];
/** Most rows and columns, as in Python. */
export const LARGEST = { "picture size": 9, "kernel size": 7 };
const TRAIT = { "picture size": "image", "kernel size": "kernel" };

/** The weights in the order in which they meet the picture. */
export function slidingKernel({ kernel, mode }) {
  const map = toMap(kernel);
  return mode === "convolution" ? flip(map) : map;
}

/** The map that the kernel makes of the picture. */
export function outputOf(state) {
  return correlate(toMap(state.image), slidingKernel(state));
}

/** The products under one window, in the order of reading, and their sum. */
export function lookUnder(state, [top, left]) {
  const { width, values } = slidingKernel(state);
  const terms = Array.from(values, (weight, at) => {
    const [row, column] = [top + Math.floor(at / width), left + (at % width)];
    const value = state.image[row][column];
    return { row, column, value, weight, product: value * weight };
  });
  return { width, terms, sum: terms.reduce((sum, { product }) => sum + product, 0) };
}

const bracketed = (number) => (number < 0 ? `(${written(number)})` : written(number));

/**
 * The running sum, row by row of the window: "2 + 0·1 + 1·0" with its result "= 2"; each begins
 * where the last one ended. A wide window's products are not written one by one.
 */
export function runningSum({ width, terms }) {
  const lines = [];
  let sum = 0;
  for (let start = 0; start < terms.length; start += width) {
    const row = terms.slice(start, start + width);
    const rowSum = row.reduce((total, { product }) => total + product, 0);
    const products = row.map(({ value, weight }) => `${bracketed(value)}\u00b7${bracketed(weight)}`);
    const text = width > 5 ? `${bracketed(rowSum)} of ${width} products` : products.join(" + ");
    lines.push({ text: start ? `${written(sum)} + ${text}` : text, result: equals(sum + rowSum) });
    sum += rowSum;
  }
  return lines;
}

/** "row 0, column 1 of the map: 3 = 1 + 0 + 1 + 0 + 1 + 0 + 0 + 0 + 0" */
export function windowInWords(state, selected) {
  const { terms, sum } = lookUnder(state, selected);
  const products = terms.length > 16 ? `${terms.length} products` : terms.map(({ product }) => written(product)).join(" + ");
  return `row ${selected[0]}, column ${selected[1]} of the map: ${written(sum)}, from ${products}`;
}

/** A map's rows with `size` rows and columns: cut off, or filled up with zeros. */
export function resized(rows, size) {
  const places = [...Array(size).keys()];
  return places.map((row) => places.map((column) => rows[row]?.[column] ?? 0));
}

/** The state with a square picture or kernel of this size, or why not: { changes } or { problem }. */
export function resize(state, what, size) {
  const largest = LARGEST[what];
  if (!(Number.isInteger(size) && size >= 1 && size <= largest)) {
    const way = { [what]: Math.min(Math.max(Math.round(size), 1), largest) };
    return { problem: { text: `The ${what} is a whole number from 1 to ${largest}.`, way } };
  }
  const changes = { [TRAIT[what]]: resized(state[TRAIT[what]], size) };
  return fits({ ...state, ...changes }) ? { changes } : { problem: tooLarge(state, what, size) };
}

function fits({ image, kernel }) {
  return kernel.length <= image.length && kernel[0].length <= image[0].length;
}

function tooLarge({ image, kernel }, what, size) {
  const by = ([height, width]) => `${height} \u00d7 ${width}`;
  const sizes = [image, kernel].map((rows) => [rows.length, rows[0].length]);
  sizes[what === "picture size" ? 0 : 1] = [size, size];
  const text = `A kernel of ${by(sizes[1])} does not fit into a picture of ${by(sizes[0])}.`;
  const way = what === "picture size" ? Math.max(...sizes[1]) : Math.min(...sizes[0]);
  return { text, way: { [what]: way } };
}

/** How many maps have their filter: null as long as one has none. */
export function rightMatches(matches, order) {
  if (matches.includes(-1)) return null;
  return matches.filter((filter, map) => filter === order[map]).length;
}

/** Give a map a filter; the map that had it before has none then. */
export function matched(matches, map, filter) {
  return matches.map((old, at) => (at === map ? filter : old === filter ? -1 : old));
}

/** Whether something that was read from a link is a state of this widget. */
export function isState(state, quizzes) {
  const rows = (value, largest) =>
    Array.isArray(value) && value.length >= 1 && value.length <= largest &&
    value.every((row) => Array.isArray(row) && row.length >= 1 && row.length <= largest &&
      row.length === value[0].length && row.every(isWeight));
  const whole = (value, low, high, count) =>
    Array.isArray(value) && value.length === count &&
    value.every((at) => Number.isInteger(at) && at >= low && at <= high);
  const { image, kernel, selected, matches } = state;
  const given = Array.isArray(matches) ? matches.filter((match) => match >= 0) : [];
  return (
    rows(image, LARGEST["picture size"]) &&
    rows(kernel, LARGEST["kernel size"]) &&
    fits(state) &&
    MODES.includes(state.mode) &&
    ["slide", "quiz"].includes(state.tab) &&
    quizzes.includes(state.quiz) &&
    whole(selected, 0, 8, 2) &&
    same(selected, nearestPlace(outputOf(state), selected)) &&
    whole(matches, -1, 3, 4) &&
    new Set(given).size === given.length
  );
}

/** Whether a number may stand in the picture or in the kernel. */
export function isWeight(value) {
  return Number.isFinite(value) && Math.abs(value) <= 1e100;
}
