// Looking for a template in a picture: the numbers of cnnkit.ops.matching.
import { correlate } from "./correlate.js";

/** How a window is compared with the template. */
export const SCORES = ["dot", "zero-mean", "cosine"];

/** The part of a map under a rectangle. */
export function cutOut({ width, values }, [row, column, height, across]) {
  const part = new Float64Array(height * across);
  for (let down = 0; down < height; down += 1) {
    const start = (row + down) * width + column;
    part.set(values.subarray(start, start + across), down * across);
  }
  return { height, width: across, values: part };
}

/** Compare a template with every window; `blank` marks windows of zeros, whose cosine has no value. */
export function matchTemplate(map, template, score) {
  if (score === "cosine") return cosines(toOne(map), toOne(template));
  const mean = template.values.reduce((sum, value) => sum + value, 0) / template.values.length;
  const values = score === "dot" ? template.values : template.values.map((value) => value - mean);
  return correlate(map, { ...template, values });
}

function cosines(map, template) {
  const length = Math.sqrt(template.values.reduce((sum, value) => sum + value * value, 0));
  const scores = correlate(map, template);
  const squares = correlate({ ...map, values: map.values.map((value) => value * value) }, ones(template));
  scores.values.forEach((dot, at) => {
    const lengths = length * Math.sqrt(squares.values[at]);
    scores.values[at] = lengths > 0 ? Math.min(Math.max(dot / lengths, -1), 1) : 0;
  });
  return { ...scores, blank: squares.values.map((sum) => Number(sum === 0)) };
}

function ones({ height, width }) {
  return { height, width, values: new Float64Array(height * width).fill(1) };
}

/** Scaled to a largest size of 1, so that squares stay finite; a cosine does not mind. */
function toOne(map) {
  const largest = map.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  return { ...map, values: map.values.map((value) => value / largest) };
}

/** The place of the best score: the first, in the order of reading, of those that agree in nine digits. */
export function bestPlace({ width, values, blank }, isPlace = () => true) {
  const largest = blank ? 1 : values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  let best = null;
  let most = -Infinity;
  values.forEach((value, at) => {
    const place = [Math.floor(at / width), at % width];
    const rounded = blank?.[at] ? -2e9 : Math.round((value / largest) * 1e9);
    if (rounded <= most || !isPlace(place)) return;
    best = place;
    most = rounded;
  });
  return best;
}
