// What is searched for, where, and what is found. No DOM here.
import { nearestPlace, toMap } from "../shared/maps.js";
import { SCORES, bestPlace, cutOut, matchTemplate } from "../shared/matching.js";
import { thousands } from "../shared/numbers.js";

export const SIDES = [3, 24]; // least and most pixels along a side of the template, as in Python
export const LAMP = 10;
const LEAST_LIGHT = 0.1;

const between = (low, value, high) => Math.min(Math.max(value, low), high);

/** The template, the picture that it is searched for in, the scores, and what they say. */
export function search(image, { cut, score, lamp, lamp_at, light }) {
  const clean = toMap(image);
  const template = cutOut(clean, cut);
  const values = Float64Array.from(clean.values);
  fill(clean, cut, (at) => (values[at] *= light));
  const brightest = clean.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (lamp) fill(clean, [...lamp_at, LAMP, LAMP], (at) => (values[at] = brightest));
  const searched = { ...clean, values };
  const scores = matchTemplate(searched, template, score);
  const found = bestPlace(scores);
  const [, , height, width] = cut;
  const apart = ([row, column]) => Math.abs(row - found[0]) >= height || Math.abs(column - found[1]) >= width;
  const rival = bestPlace(scores, apart);
  const hit = found[0] === cut[0] && found[1] === cut[1];
  return { clean, template, searched, scores, found, hit, rival };
}

function fill({ height, width }, [row, column, rows, columns], write) {
  for (let down = row; down < Math.min(row + rows, height); down += 1) {
    for (let right = column; right < Math.min(column + columns, width); right += 1) write(down * width + right);
  }
}

export function valueAt({ width, values }, [row, column]) {
  return values[row * width + column];
}

/** A score as a reader sees it: 0.94 for a cosine, 1,234,567 for a sum of products. */
export function scoreInWords(value, score) {
  if (score === "cosine") return value.toFixed(2).replace("-", "\u2212").replace(/^\u2212(0\.00)$/, "$1");
  const size = Math.abs(value) >= 100 ? Math.round(Math.abs(value)) : Number(Math.abs(value).toPrecision(3));
  return `${value < 0 && size ? "\u2212" : ""}${size >= 100 ? thousands(size) : size}`;
}

/** Two sentences: is the best place where the template was cut, and how sure is that? */
export function verdict(seen, { cut, score, lamp, lamp_at }) {
  const { scores, found, hit, rival } = seen;
  const says = (place) => scoreInWords(valueAt(scores, place), score);
  const place = ([row, column]) => `row ${row}, column ${column}`;
  if (scores.values.every((value) => value === scores.values[0]) && scores.values.length > 1) {
    return "All places score the same: this template has nothing to go by.";
  }
  if (hit) {
    const next = rival ? ` Elsewhere the best is ${says(rival)}.` : "";
    return `Found: the best score, ${says(found)}, stands where the template was cut.${next}`;
  }
  const [, , height, width] = cut;
  const near = ([row, column], high, wide) => found[0] < row + high && found[0] + height > row && found[1] < column + wide && found[1] + width > column;
  const where = lamp && near(lamp_at, LAMP, LAMP) ? "at the bright patch, " : "";
  return (
    `Fooled: the best score, ${says(found)}, stands ${where}at ${place(found)}. ` +
    `The template was cut at ${place(cut)}, and scores ${says(cut)} there.`
  );
}

/** A frame of this height and width, moved so that it lies on the picture. */
export function onPicture(image, [row, column, height, width]) {
  const [high, wide] = [image.length, image[0].length];
  const [rows, columns] = [[height, high], [width, wide]].map(([side, most]) => between(SIDES[0], side, Math.min(SIDES[1], most)));
  return [between(0, row, high - rows), between(0, column, wide - columns), rows, columns];
}

/** The frame between two pixels, from the first one to where the pointer is. */
export function frameBetween(image, from, to) {
  const sides = [0, 1].map((axis) => between(SIDES[0], Math.abs(to[axis] - from[axis]) + 1, SIDES[1]));
  const corner = [0, 1].map((axis) => (to[axis] < from[axis] ? from[axis] - sides[axis] + 1 : from[axis]));
  return onPicture(image, [...corner, ...sides]);
}

/** The lamp's corner, moved so that all of it lies on the picture. */
export function lampOnPicture(image, place) {
  const room = [image.length, image[0].length].map((side) => Math.max(side - LAMP, 0) + 1);
  return nearestPlace({ height: room[0], width: room[1] }, place);
}

/** Whether something that was read from a link is a state for this picture. */
export function isSearch(state, image) {
  const whole = (value, count) =>
    Array.isArray(value) && value.length === count && value.every((at) => Number.isInteger(at) && at >= 0);
  const { cut, lamp_at, selected } = state;
  return (
    whole(cut, 4) &&
    onPicture(image, cut).every((value, at) => value === cut[at]) &&
    whole(lamp_at, 2) &&
    lamp_at[0] < image.length &&
    lamp_at[1] < image[0].length &&
    whole(selected, 2) &&
    selected[0] <= image.length - cut[2] &&
    selected[1] <= image[0].length - cut[3] &&
    SCORES.includes(state.score) &&
    typeof state.lamp === "boolean" &&
    Number.isFinite(state.light) &&
    state.light >= LEAST_LIGHT &&
    state.light <= 1
  );
}
