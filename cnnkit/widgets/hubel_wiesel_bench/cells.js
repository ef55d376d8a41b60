// Bars of light and the cells that answer to them: the numbers of cnnkit.models.cortex.

export const SIZE = 21; // pixels along a side of the screen
export const REACH = [-4, -2, 0, 2, 4]; // where a complex cell's simple cells stand
export const STEP = 2; // pixels between two moments of a moving bar
const WIDTH = 3;
const ENVELOPE = 5.4;
const MIDDLE = (SIZE - 1) / 2;

/** A value for every pixel, from its distance to a line through the middle: across it and along it. */
function everywhere(angle, offset, value) {
  const turn = angle * (Math.PI / 180);
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const values = new Float64Array(SIZE * SIZE);
  for (let at = 0; at < values.length; at += 1) {
    const [down, right] = [Math.floor(at / SIZE) - MIDDLE, (at % SIZE) - MIDDLE];
    values[at] = value(right * sin + down * cos - offset, right * cos - down * sin);
  }
  return { height: SIZE, width: SIZE, values };
}

/** A bar of light on a dark screen, `offset` pixels from the middle, across itself. */
export function barOfLight(angle, offset = 0) {
  const turn = angle * (Math.PI / 180);
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const values = new Float64Array(SIZE * SIZE);
  // without a call for each pixel: a curve is made of many bars
  for (let down = -MIDDLE, at = 0; down <= MIDDLE; down += 1) {
    for (let right = -MIDDLE; right <= MIDDLE; right += 1, at += 1) {
      const left = WIDTH / 2 + 0.5 - Math.abs(right * sin + down * cos - offset);
      if (left > 0) values[at] = left < 1 ? left : 1;
    }
  }
  return { height: SIZE, width: SIZE, values };
}

const kept = new Map(); // the last fields: a reader turns the bar, and the cell stays

/** The weights of a simple cell. They add up to 0, and the cell's own bar gives 1. */
export function receptiveField(angle, offset = 0) {
  const key = `${angle} ${offset}`;
  if (kept.size > 20) kept.clear();
  if (!kept.has(key)) kept.set(key, weigh(angle, offset));
  return kept.get(key);
}

function weigh(angle, offset) {
  const near = everywhere(angle, offset, (across, along) => Math.exp(-(across ** 2 + along ** 2) / (2 * ENVELOPE ** 2))).values;
  const field = everywhere(angle, offset, (across) => {
    const there = (across / (WIDTH / 2)) ** 2;
    return (1 - there) * Math.exp(-there / 2);
  });
  const weights = field.values.map((weight, at) => weight * near[at]);
  const share = total(weights) / total(near);
  weights.forEach((_, at) => (weights[at] -= near[at] * share));
  const own = weighed(barOfLight(angle, offset), { values: weights });
  return { ...field, values: weights.map((weight) => weight / own) };
}

const total = (values) => values.reduce((sum, value) => sum + value, 0);

/** A cell's weighted sum of light. */
function weighed({ values: light }, { values: weights }) {
  let sum = 0;
  for (let at = 0; at < light.length; at += 1) sum += light[at] * weights[at];
  return sum;
}

export function simpleCell(picture, angle, offset = 0) {
  return Math.max(0, weighed(picture, receptiveField(angle, offset)));
}

export function complexCell(picture, angle, reach = REACH) {
  return Math.max(...reach.map((offset) => simpleCell(picture, angle, offset)));
}

export function directionCell(before, now, angle, step = STEP) {
  const [here, there] = [0, step].map((offset) => [before, now].map((picture) => simpleCell(picture, angle, offset)));
  return Math.max(0, here[0] * there[1] - there[0] * here[1]);
}

/** How strongly the cell of this state fires. */
export function responseOf({ cell, angle, offset, moved, preferred }) {
  const now = barOfLight(angle, offset);
  if (cell === "simple") return simpleCell(now, preferred);
  if (cell === "complex") return complexCell(now, preferred);
  return directionCell(barOfLight(angle, offset - moved), now, preferred);
}

/** What adds to a simple cell's sum and what takes from it: light on the stripe, light beside it. */
export function lightOn(picture, angle) {
  const products = picture.values.map((light, at) => light * receptiveField(angle).values[at]);
  return [total(products.filter((product) => product > 0)), -total(products.filter((product) => product < 0))];
}

/** How many degrees two orientations are apart: half a turn is no turn. */
export function degreesApart(angle, other) {
  const turn = Math.abs(angle - other) % 180;
  return Math.min(turn, 180 - turn);
}
