// What a shift changes, and what is left of two scores: the numbers of cnnkit. No DOM here.
import { correlate } from "../shared/correlate.js";
import { shiftMap, toMap } from "../shared/maps.js";
import { bestPlace, cutOut } from "../shared/matching.js";
import { percent } from "../shared/numbers.js";

export const FARTHEST = 6;
export const KERNEL = 5;
export const [PAPER, INK, GONE, NEW] = [0, 1, 2, 3]; // what became of a pixel

const total = (values) => values.reduce((sum, value) => sum + value, 0);

/** Move a map to the left; what leaves on one side comes in on the other. */
export function rollMap({ height, width, values }, distance) {
  const from = (at) => Math.floor(at / width) * width + ((((at % width) + distance) % width) + width) % width;
  return { height, width, values: values.map((_, at) => values[from(at)]) };
}

/** Everything that there is to see of one move. */
export function damage(image, { start, distance, wrap, patch }) {
  const clean = toMap(image);
  const before = shiftMap(clean, 0, start, 0);
  const after = wrap ? rollMap(before, distance) : shiftMap(before, 0, -distance, 0);
  const fate = { ...after, values: after.values.map((now, at) => (now ? (before.values[at] ? INK : NEW) : before.values[at] ? GONE : PAPER)) };
  const count = (kind) => fate.values.filter((value) => value === kind).length;
  const part = cutOut(clean, [...patch, KERNEL, KERNEL]);
  const kernel = { ...part, values: part.values.map((ink) => 2 * ink - 1) };
  const scores = correlate(after, kernel);
  const [gone, made, kept] = [count(GONE), count(NEW), count(INK)];
  return {
    fate, kernel, scores, gone, made, kept,
    ink: total(before.values),
    full: total(part.values),
    best: bestPlace(scores),
    most: Math.max(...scores.values),
  };
}

const pixels = (count) => `${count} pixel${count === 1 ? "" : "s"}`;

/** "3 to the left". */
export function moveInWords(distance) {
  return distance ? `${Math.abs(distance)} to the ${distance > 0 ? "left" : "right"}` : "not moved";
}

/** What the two counts say, and what is left of the two scores. */
export function damageInWords({ distance, wrap }, { gone, made, kept, ink, most, full }) {
  if (distance === 0) return "Nothing has moved: every pixel is what it was, and both scores are full.";
  const lost = gone - made;
  const why = lost
    ? `${pixels(lost)} of ink ${lost === 1 ? "has" : "have"} left the picture`
    : wrap ? "as many, for ink that leaves comes in again" : "as many, for no ink leaves";
  const first = `${gone} turn white and ${made} turn black: ${why}.`;
  const dense = `The dense template keeps ${percent(Math.round((100 * kept) / ink) / 100)} of its score`;
  const small = most === full ? "the map's maximum is what it was" : `and the map's maximum falls from ${full} to ${most}`;
  return `${first} ${dense}${most === full ? "; " : ", "}${small}.`;
}

/** Whether something that was read from a link is a state for this picture. */
export function isMove({ start, distance, wrap, patch }, image) {
  const whole = (value, low, high) => Number.isInteger(value) && value >= low && value <= high;
  if (![start, distance].every((value) => whole(value, -FARTHEST, FARTHEST)) || typeof wrap !== "boolean") return false;
  if (!Array.isArray(patch) || patch.length !== 2) return false;
  if (!whole(patch[0], 0, image.length - KERNEL) || !whole(patch[1], 0, image[0].length - KERNEL)) return false;
  const clean = toMap(image);
  return total(cutOut(clean, [...patch, KERNEL, KERNEL]).values) > 0 && total(shiftMap(clean, 0, start, 0).values) > 0;
}
