// Windows along a padded row, counted as cnnkit.shapes counts them. No DOM here.

/** The whole numbers of a setting, with their limits. */
export const ROW_LIMITS = {
  size: [1, 256], kernel: [1, 15], stride: [1, 8], before: [0, 30], after: [0, 30], dilation: [1, 4],
};

/**
 * What a setting gives: { reach, padded, free, output, leftOver, seen, unused }.
 * `reach` is what a window spans, `free` what the first one leaves; `seen` counts, for each pixel,
 * the windows that look at it, and `unused` lists the pixels that none does.
 */
export function measureRow({ size, kernel, stride, before, after, dilation }) {
  const reach = dilation * (kernel - 1) + 1;
  const padded = before + size + after;
  const free = padded - reach;
  const output = Math.floor(free / stride) + 1;
  const seen = new Array(size).fill(0);
  for (let window = 0; window < output; window += 1) {
    for (const cell of cellsOf({ kernel, stride, before, dilation }, window)) {
      if (cell >= 0 && cell < size) seen[cell] += 1;
    }
  }
  const unused = seen.flatMap((count, pixel) => (count ? [] : [pixel]));
  return { reach, padded, free, output, leftOver: free % stride, seen, unused };
}

/** The cells that a window looks at; they count from pixel 0, so those before it are negative. */
export function cellsOf({ kernel, stride, before, dilation }, window) {
  return Array.from({ length: kernel }, (_, place) => window * stride - before + place * dilation);
}

/** The windows that look at a pixel. */
export function windowsOver(state, output, pixel) {
  return Array.from({ length: output }, (_, window) => window).filter((window) => cellsOf(state, window).includes(pixel));
}

/** Why a setting can't be shown: null, or { text, way }, the changes that are a way out. */
export function whyNoWindow(state) {
  for (const [name, [low, high]] of Object.entries(ROW_LIMITS)) {
    const value = state[name];
    if (Number.isInteger(value) && value >= low && value <= high) continue;
    const words = { before: "padding before", after: "padding after" }[name] ?? name;
    const way = { [name]: Math.min(Math.max(Math.round(value), low), high) };
    return { text: `The ${words} must be a whole number from ${low} to ${high}.`, way };
  }
  const { size, kernel, before, after, dilation } = state;
  const reach = dilation * (kernel - 1) + 1;
  const padded = before + size + after;
  if (reach <= padded) return null;
  const spread = dilation > 1 ? ` that spreads over ${reach}` : "";
  const cells = `${padded} cell${padded === 1 ? "" : "s"}`;
  const parts = before + after ? `: ${size} of the row and ${before + after} of padding` : "";
  const text = `A kernel of ${kernel}${spread} does not fit into ${cells}${parts}.`;
  return { text, way: { kernel: Math.floor((padded - 1) / dilation) + 1 } };
}

/** Whether something that was read from a link is a setting of the ruler. */
export function isRow(state) {
  return Object.keys(ROW_LIMITS).every((name) => Number.isInteger(state[name])) && whyNoWindow(state) === null;
}
