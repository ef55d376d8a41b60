// What the workshop's settings mean: the filtered picture, one window of it, what a flip does. No DOM.
import { correlate, flip } from "../shared/correlate.js";
import { same } from "../shared/links.js";
import { changedValues, toMap } from "../shared/maps.js";
import { equals, percent, thousands, written } from "../shared/numbers.js";

export const MODES = ["cross-correlation", "convolution"];
export const VIEWS = ["signed", "clipped"];
const WHITE = 255;
const LARGEST = 1e6; // as in Python

/** A bundled picture as it travels, { height, width, grey }, as a map. */
export function unpack({ height, width, grey }) {
  return { height, width, values: Float64Array.from(atob(grey), (letter) => letter.charCodeAt(0)) };
}

/** The weights in the order in which they meet the picture. */
export function slidingKernel({ weights, mode }) {
  const kernel = toMap(weights);
  return mode === "convolution" ? flip(kernel) : kernel;
}

/** The picture, filtered: sums of products, divided by the divisor, plus the bias. */
export function filtered(picture, state) {
  const { height, width, values } = correlate(picture, slidingKernel(state));
  return { height, width, values: values.map((sum) => sum / state.divisor + state.bias) };
}

/** How many values lie { below } 0 and { above } 255, and the { share } of both. */
export function clippedIn({ values }) {
  const count = (outside) => values.reduce((sum, value) => sum + Number(outside(value)), 0);
  const below = count((value) => value < -1e-9); // rounding is not outside
  const above = count((value) => value > WHITE + 1e-9);
  return { below, above, share: (below + above) / values.length };
}

/** The products under one window, in the order of reading, their sum and what becomes of it. */
export function lookAt(picture, state, [top, left]) {
  const { width, values } = slidingKernel(state);
  const terms = Array.from(values, (weight, at) => {
    const value = picture.values[(top + Math.floor(at / width)) * picture.width + left + (at % width)];
    return { value, weight, product: value * weight };
  });
  const sum = terms.reduce((total, { product }) => total + product, 0);
  return { width, terms, sum, result: sum / state.divisor + state.bias };
}

/** "−108 ÷ 9 + 20 = 8", and what is seen of it where values are clipped. */
export function afterTheSum({ sum, result }, { divisor, bias, view }) {
  const inTerm = (number) => (number < 0 ? `(${written(number)})` : written(number));
  const steps = [
    ...(divisor === 1 ? [] : [` \u00f7 ${inTerm(divisor)}`]),
    ...(bias === 0 ? [] : [` ${bias < 0 ? "\u2212" : "+"} ${written(Math.abs(bias))}`]),
  ];
  const text = steps.length ? `${written(sum, 4)}${steps.join("")} ${equals(result, 4)}` : "";
  const shown = Math.min(Math.max(result, 0), WHITE);
  const clipped = view === "clipped" && Math.abs(shown - result) > 1e-9;
  return { text, clipped: clipped ? `shown as ${written(shown)}` : "" };
}

/** "row 50, column 9: −108" */
export function pixelInWords({ width, values }, [row, column]) {
  return `row ${row}, column ${column}: ${written(values[row * width + column], 4)}`;
}

/** What the weights add up to, and what that does to a flat area: { text, says }. */
export function sumStory({ weights, divisor, bias }) {
  const total = weights.flat().reduce((sum, weight) => sum + weight, 0);
  const gain = Math.round((1e9 * total) / divisor) / 1e9; // 0.1 + 0.2 is 0.3 here
  const text = divisor === 1 ? written(total) : `${written(total)} \u00f7 ${written(divisor)} ${equals(gain)}`;
  const plus = bias === 0 ? "" : ` ${bias < 0 ? "less" : "plus"} the bias of ${written(Math.abs(bias))}`;
  let says = `flat areas become ${written(gain)} times their brightness${plus}`;
  if (gain === 1) says = `flat areas keep their brightness${plus && `,${plus}`}`;
  if (gain === 0) says = `flat areas become ${written(bias)}: only differences are left`;
  return { text, says };
}

/** What the kernel's half turn changes: { kind, share, says }. */
export function flipStory(picture, state) {
  const kernel = toMap(state.weights);
  const turned = flip(kernel);
  const pairs = Array.from(kernel.values, (weight, at) => [weight, turned.values[at]]);
  const [now, other] = MODES.map((mode) => filtered(picture, { ...state, mode }));
  const flags = changedValues(now, other);
  const count = flags.filter(Boolean).length;
  const share = percent(count / flags.length);
  if (pairs.every(([weight, opposite]) => weight === opposite)) {
    return { kind: "symmetric", share, says: "Half a turn leaves this kernel as it is: convolution and cross-correlation are the same." };
  }
  const pixels = `${thousands(count)} of ${thousands(flags.length)} pixels`;
  if (pairs.every(([weight, opposite]) => weight === -opposite)) {
    return { kind: "opposite", share, says: `The flip turns every sign of this kernel around: ${pixels} change.` };
  }
  return { kind: "other", share, says: `The flip makes another kernel of this one: ${pixels} change.` };
}

/** The weights with so many rows and columns: cut down to the middle, or filled up with zeros. */
export function resized(weights, size) {
  const shift = (weights.length - size) / 2;
  const places = [...Array(size).keys()];
  return places.map((row) => places.map((column) => weights[row + shift]?.[column + shift] ?? 0));
}

/** Why a setting can't be shown: null, or { text, way }, the changes that are a way out. */
export function whyNot({ weights, divisor, bias }, picture) {
  const limited = (value) => Math.min(Math.max(value, -LARGEST), LARGEST);
  const large = "A million is the largest number here.";
  const weight = weights.flat().find((value) => limited(value) !== value);
  if (weight !== undefined) return { text: large, way: { weight: limited(weight) } };
  for (const [name, value] of Object.entries({ divisor, bias })) {
    if (limited(value) !== value) return { text: large, way: { [name]: limited(value) } };
  }
  if (divisor === 0) return { text: "Nothing can be divided by 0.", way: { divisor: 1 } };
  if (Math.abs(divisor) < 1 / LARGEST) {
    return { text: "A millionth is the smallest divisor.", way: { divisor: Math.sign(divisor) / LARGEST } };
  }
  const size = weights.length;
  if (picture.height < size || picture.width < size) {
    const text = `${size} \u00d7 ${size} weights do not fit into a picture of ${picture.height} \u00d7 ${picture.width}.`;
    return { text, way: { size: 3 } };
  }
  return null;
}

/** Carry out a way out: weights are not set by name. */
export function takeWay(changes, { weights }, way) {
  if ("size" in way) return { ...changes, weights: resized(changes.weights ?? weights, way.size) };
  if (!("weight" in way)) return { ...changes, ...way };
  const limited = (value) => Math.min(Math.max(value, -LARGEST), LARGEST);
  return { ...changes, weights: changes.weights.map((row) => row.map(limited)) };
}

/** The place on a map that is nearest to this one. */
export function onMap({ height, width }, [row, column]) {
  return [Math.min(Math.max(row, 0), height - 1), Math.min(Math.max(column, 0), width - 1)];
}

/** Whether something that was read from a link is a state of the workshop; `find` gives a picture by its name. */
export function isSetting(state, find) {
  const { picture, weights, divisor, bias, mode, view, selected } = state;
  const square = Array.isArray(weights) && [3, 5].includes(weights.length) &&
    weights.every((row) => Array.isArray(row) && row.length === weights.length);
  if (!(square && [...weights.flat(), divisor, bias].every(Number.isFinite))) return false;
  if (!MODES.includes(mode) || !VIEWS.includes(view)) return false;
  if (!(Array.isArray(selected) && selected.length === 2 && selected.every(Number.isInteger))) return false;
  const map = find(picture);
  if (!map || whyNot(state, map)) return false;
  const output = { height: map.height - weights.length + 1, width: map.width - weights.length + 1 };
  return same(selected, onMap(output, selected));
}
