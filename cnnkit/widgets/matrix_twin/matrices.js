// Two ways to make sliding a matrix product. Matrices are lists of rows; no DOM here.

/** The sizes of a twin, with their limits. */
export const SIZES = { input: [1, 9], kernel: [1, 5] };
export const MOST_OUTPUTS = 16;

const shapeOf = (rows) => [rows.length, rows[0].length];
const count = (end) => [...Array(end).keys()];

/** How many places the kernel has, down and across. */
export function outShape({ image, kernel }) {
  const [sizes, sides] = [shapeOf(image), shapeOf(kernel)];
  return sizes.map((size, axis) => size - sides[axis] + 1);
}

/** The windows, one for each output in reading order: the numbers of the inputs under the kernel. */
export function windowsOf({ image, kernel }) {
  const [rows, columns] = outShape({ image, kernel });
  const [height, width] = shapeOf(kernel);
  return count(rows * columns).map((out) => {
    const [top, left] = [Math.floor(out / columns), out % columns];
    return count(height * width).map(
      (place) => (top + Math.floor(place / width)) * image[0].length + left + (place % width),
    );
  });
}

/** Which weight stands where in the weight matrix, outputs by inputs; null where none does. */
export function weightPlaces(state) {
  return windowsOf(state).map((inputs) => {
    const row = state.image.flat().map(() => null);
    inputs.forEach((input, place) => (row[input] = place));
    return row;
  });
}

/** Which input stands where in the matrix of windows, places in the kernel by outputs (im2col). */
export function inputPlaces(state) {
  const windows = windowsOf(state);
  return state.kernel.flat().map((_, place) => windows.map((inputs) => inputs[place]));
}

/** The numbers in those places; 0 where none is named. */
export function withValues(places, values) {
  return places.map((row) => row.map((place) => (place === null ? 0 : values[place])));
}

/** A matrix times a column. */
export function times(matrix, column) {
  return matrix.map((row) => row.reduce((sum, value, at) => sum + value * column[at], 0));
}

export function transposed(matrix) {
  return matrix[0].map((_, column) => matrix.map((row) => row[column]));
}

/** Whether equal places lie along all diagonals, down to the right (by = 1) or to the left (-1). */
function alongDiagonals(matrix, by) {
  return matrix.slice(1).every((row, above) =>
    row.every((entry, column) => {
      const before = matrix[above][column - by];
      return before === undefined || before === entry;
    }),
  );
}

export const isToeplitz = (matrix) => alongDiagonals(matrix, 1);
export const isHankel = (matrix) => alongDiagonals(matrix, -1);

/**
 * Whether a matrix of `height` x `width` blocks has equal blocks along its block diagonals, and
 * each block, too, is `alike`: isToeplitz or isHankel.
 */
export function isDoubly(alike, matrix, [height, width]) {
  const blocks = count(matrix.length / height).map((down) =>
    count(matrix[0].length / width).map((across) =>
      count(height).map((row) => matrix[down * height + row].slice(across * width, (across + 1) * width)),
    ),
  );
  return blocks.flat().every(alike) && alike(blocks.map((row) => row.map((block) => JSON.stringify(block))));
}

/** Stored entries of the windows' matrix over the values of the input: 16 / 9 = 1.78 for 3x3 by 2x2. */
export function redundancyOf(state) {
  return windowsOf(state).flat().length / state.image.flat().length;
}

/** Change the size of a map: what was there stays, and new places take `fill(number)`. */
export function resized(rows, height, width, fill) {
  return count(height).map((row) => count(width).map((column) => rows[row]?.[column] ?? fill(row * width + column)));
}

/** Why a setting can't be shown: null, or { text, way }, the changes that are a way out. */
export function whyNoTwin({ image, kernel }) {
  const [input, sides] = [shapeOf(image), shapeOf(kernel)];
  const said = { input, kernel: sides };
  for (const [name, [low, high]] of Object.entries(SIZES)) {
    if (said[name].every((size) => size >= low && size <= high)) continue;
    const [height, width] = said[name].map((size) => Math.min(Math.max(size, low), high));
    const text = `The ${name} may have ${low} to ${high} rows and columns.`;
    return { text, way: { [name]: `${height} \u00d7 ${width}` } };
  }
  if (sides.some((side, axis) => side > input[axis])) {
    const [height, width] = sides.map((side, axis) => Math.min(side, input[axis]));
    const text = `A kernel of ${sides.join(" \u00d7 ")} does not fit into an input of ${input.join(" \u00d7 ")}.`;
    return { text, way: { kernel: `${height} \u00d7 ${width}` } };
  }
  const [rows, columns] = outShape({ image, kernel });
  if (rows * columns > MOST_OUTPUTS) {
    const text = `This would be a matrix of ${rows * columns} rows; here is room for ${MOST_OUTPUTS}.`;
    const [height, width] = input.map((size, axis) => Math.min(size, sides[axis] + 3));
    return { text, way: { input: `${height} \u00d7 ${width}` } };
  }
  return null;
}

/** Whether something that was read from a link is a setting of the twin. */
export function isTwin(state, views, entries) {
  const number = (value) => Number.isFinite(value) && Math.abs(value) <= 1e100;
  const map = (rows) =>
    Array.isArray(rows) &&
    Array.isArray(rows[0]) &&
    rows[0].length > 0 &&
    rows.every((row) => Array.isArray(row) && row.length === rows[0].length && row.every(number));
  return (
    map(state.image) &&
    map(state.kernel) &&
    whyNoTwin(state) === null &&
    views.includes(state.view) &&
    entries.includes(state.entries) &&
    Number.isInteger(state.chosen) &&
    state.chosen >= 0 &&
    state.chosen < windowsOf(state).length
  );
}
