// Where the parts of the net stand: values above, deltas below, in one, two or four rows. No DOM here.
import { PARTS, placeIn } from "./net.js";

const ARRANGEMENTS = [
  [["x", "conv", "map", "pooled", "fc1", "hidden", "fc2", "output", "target"]],
  [["x", "conv", "map", "pooled"], ["fc1", "hidden", "fc2", "output", "target"]],
  [["x", "conv"], ["map", "pooled"], ["fc1", "hidden", "fc2"], ["output", "target"]],
];
const CELL = 33;
const PIXEL = 24; // a cell of the picture, which has more of them
const NARROWEST = 48; // room for a name
const HEAD = 40; // name and size above a map

export const cellOf = (part) => (part === "x" ? PIXEL : CELL);
const GAPS = [22, 26, 14]; // between parts, by arrangement

const widthOf = (part) => Math.max(PARTS[part][1] * cellOf(part), NARROWEST);
const along = (parts, gap) => parts.reduce((sum, part) => sum + widthOf(part), (parts.length - 1) * gap);

/**
 * { width, height, gap, rows, parts, curve }: for each part the corners of its `value` and its
 * `delta` map (null for the target, which has none); `curve` is where there is room for one,
 * [left, top, width]. Narrower than the narrowest arrangement it does not get.
 */
export function layOutRouter(room) {
  const fits = ARRANGEMENTS.findIndex((rows, at) => rows.every((parts) => along(parts, GAPS[at]) <= room));
  const at = fits < 0 ? ARRANGEMENTS.length - 1 : fits;
  const gap = GAPS[at];
  const parts = {};
  let top = 0;
  let free = [0, 0];
  for (const row of ARRANGEMENTS[at]) {
    const tall = Math.max(...row.map((part) => PARTS[part][0] * cellOf(part)));
    let left = 0;
    for (const part of row) {
      const middle = top + HEAD + (tall - PARTS[part][0] * cellOf(part)) / 2;
      const below = middle + tall + HEAD + 6;
      parts[part] = { value: [left, middle], delta: part === "target" ? null : [left, below] };
      left += widthOf(part) + gap;
    }
    free = [left, top + HEAD];
    top += 2 * (tall + HEAD + 6) + 10;
  }
  const [left, height] = [free[0], top - 6];
  const curve = room - left < 130 ? [0, height, Math.min(room, 300)] : [left, free[1], Math.min(room - left, 300)];
  return { width: Math.max(...ARRANGEMENTS[at].map((row) => along(row, gap))), height, gap, rows: ARRANGEMENTS[at], parts, curve };
}

/** The rectangle of cells that fill one: { x, y, width, height }. */
export function boxOf(plan, { part, indices }, band) {
  const cell = cellOf(part);
  const [left, top] = plan.parts[part][band];
  const [[row, column], [down, right]] = [indices[0], indices.at(-1)].map((index) => placeIn(part, index));
  return { x: left + column * cell, y: top + row * cell, width: (right - column + 1) * cell, height: (down - row + 1) * cell };
}

/** The number at a place of the drawing: [part, index], or null. */
export function numberAt(plan, [x, y]) {
  for (const [part, bands] of Object.entries(plan.parts)) {
    const [rows, columns] = PARTS[part];
    for (const corner of Object.values(bands)) {
      if (!corner) continue;
      const [row, column] = [y - corner[1], x - corner[0]].map((far) => Math.floor(far / cellOf(part)));
      if (row >= 0 && row < rows && column >= 0 && column < columns) return [part, row * columns + column];
    }
  }
  return null;
}

/** The power of a thousand in which deltas are written: 0.134 is 134 times ten to the minus 3. */
export function unitFor(values) {
  const reach = Math.max(...values.map(Math.abs));
  const power = reach ? Math.min(0, 3 * Math.floor(Math.log10(reach) / 3)) : 0;
  return { power, digits: reach / 10 ** power >= 10 ? 0 : 1 };
}

/** Numbers as they are written into cells: { values, font }; the font is null if none is readable. */
export function readable(values, digits, cell, write) {
  const rounded = values.map((value) => Number(value.toFixed(digits)));
  const longest = Math.max(...rounded.map((value) => write(value).length));
  const font = Math.min(14, 0.44 * cell, (cell - 2) / (0.62 * longest));
  return { values: rounded, font: font >= 8 ? font : null };
}
