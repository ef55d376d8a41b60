// What the two matrices are called, and the sum that makes one output. No DOM here.
import { equals, written } from "../shared/numbers.js";
import {
  inputPlaces, isDoubly, isHankel, isToeplitz, outShape, redundancyOf, times, transposed, weightPlaces, windowsOf, withValues,
} from "./matrices.js";

/** What is seen, and what stands in the squares. */
export const VIEWS = { both: "both", weights: "weights as matrix", windows: "input as matrix", back: "transposed" };
export const ENTRIES = { names: "names", values: "numbers" };

/** A weight's name, a letter, and an input's, a number. */
export const weightName = (place) => "abcdefghijklmnopqrstuvwxy"[place];
export const inputName = (place) => String(place);

const signed = (value) => (value < 0 ? `(${written(value)})` : written(value));

/** Both matrices with their numbers, and the results of both products. */
export function twinOf(state) {
  const [x, w] = [state.image.flat(), state.kernel.flat()];
  const weights = weightPlaces(state);
  const inputs = inputPlaces(state);
  const matrix = withValues(weights, w);
  const columns = withValues(inputs, x);
  return {
    x, w, weights, inputs, matrix, columns,
    byWeights: times(matrix, x),
    byWindows: times(transposed(columns), w),
    back: times(transposed(matrix), matrix.map(() => 1)),
  };
}

/** "y2 = a·x3 + b·x4 = 1·4 + 2·5 = 14"; without the names where that would be long. */
export function sumInWords(state, out) {
  const { x, w, byWeights } = twinOf(state);
  const window = windowsOf(state)[out];
  const names = window.map((input, place) => `${weightName(place)}\u00b7x${inputName(input)}`).join(" + ");
  if (window.length > 9) return `y${out}: ${window.length} products of weight and input ${equals(byWeights[out])}`;
  const numbers = window.map((input, place) => `${signed(w[place])}\u00b7${signed(x[input])}`).join(" + ");
  return `y${out} = ${window.length > 4 ? "" : `${names} = `}${numbers} ${equals(byWeights[out])}`;
}

/** What an output sends back, and what comes together at the input that most outputs see. */
export function backInWords(state, out) {
  const { weights, back } = twinOf(state);
  const window = windowsOf(state)[out];
  const sends = window.map((input, place) => `${weightName(place)} to x${inputName(input)}`);
  const inputs = transposed(weights).map((column) => column.filter((place) => place !== null));
  const most = inputs.reduce((best, { length }, at) => (length > inputs[best].length ? at : best), 0);
  const sum = inputs[most].map(weightName).join(" + ");
  const told = sends.length > 9 ? `${sends.length} weights` : sends.join(", ");
  return `y${out} sends its 1 back along its row: ${told}. x${inputName(most)} receives ${sum} ${equals(back[most])}.`;
}

/** The weight matrix, described: its size, and which diagonals are constant. */
export function weightsInWords(state) {
  const { weights } = twinOf(state);
  const [rows, columns] = [weights.length, weights[0].length];
  const filled = weights.flat().filter((place) => place !== null).length;
  const many = state.kernel.flat().length;
  const size = `${rows} \u00d7 ${columns}: ${filled} of ${rows * columns} entries are weights, and ${many === 1 ? "it is one number" : `only ${many} different ones`}.`;
  if (isToeplitz(weights)) return `${size} Toeplitz: the same weight all along every diagonal.`;
  const blocks = [outShape(state)[1], state.image[0].length];
  const doubly = isDoubly(isToeplitz, weights, blocks);
  return `${size} ${doubly ? "Doubly block Toeplitz: equal blocks along the diagonals, and each block is Toeplitz. As a whole it is not." : ""}`;
}

/** The matrix of windows, described: its size, its copies, and that it is no Toeplitz matrix. */
export function windowsInWords(state) {
  const { inputs } = twinOf(state);
  const [rows, columns] = [inputs.length, inputs[0].length];
  const times = written(redundancyOf(state));
  const size = `${rows} \u00d7 ${columns}: ${rows * columns} entries for ${state.image.flat().length} values, ${times} times as many.`;
  if (isToeplitz(inputs)) return size; // one row or one column: nothing to tell
  if (isHankel(inputs)) return `${size} Hankel, not Toeplitz: equal inputs lie along the other diagonals.`;
  const doubly = isDoubly(isHankel, inputs, [state.kernel[0].length, outShape(state)[1]]);
  return `${size} ${doubly ? "Block Hankel, not Toeplitz: equal inputs, and equal blocks, lie along the other diagonals." : ""}`;
}
