// The bar where it may stand, the reader's guess, and the words for both. No DOM here.
import { REACH, STEP, barOfLight, degreesApart, directionCell, lightOn, responseOf, simpleCell } from "./cells.js";

export const FARTHEST = 8;
export const NEAR_ENOUGH = 5;
export const CELLS = ["simple", "complex", "direction"];

/** The same bar with an angle from 0 to below 180: turned by half, it lies on the other side. */
export function turned({ offset }, angle) {
  const halves = Math.floor(Math.round(angle) / 180);
  const there = halves % 2 ? -offset : offset;
  return { angle: Math.round(angle) - 180 * halves, offset: there + 0, moved: 0 };
}

/** The bar in another place; for the direction cell it goes there in steps, and comes from one. */
export function slid({ cell, offset }, to) {
  const grain = cell === "direction" ? STEP : 0.5;
  const there = Math.min(Math.max(grain * Math.round(to / grain), -FARTHEST), FARTHEST) + 0;
  return { offset: there, moved: cell === "direction" ? STEP * Math.sign(there - offset) : 0 };
}

export const isFound = ({ guess, preferred }) => guess !== null && degreesApart(guess, preferred) <= NEAR_ENOUGH;

/** Whether the reader may see what the cell likes. */
export const isShown = (state) => !state.hidden || isFound(state);

const two = (value) => value.toFixed(2);
const three = (value) => value.toFixed(3);

/** How strongly the cell fires, and how that comes about. */
export function firingInWords(state) {
  const { cell, angle, offset, moved, preferred } = state;
  const now = barOfLight(angle, offset);
  const response = responseOf(state);
  const starts = response >= 0.005 ? `Response ${three(response)}: ` : "Silent: ";
  if (cell === "simple") {
    const [on, beside] = lightOn(now, preferred);
    const why = `${three(on)} for light on its stripe \u2212 ${three(beside)} for light beside it`;
    return starts + (on > beside ? `${why}.` : `${why} is not above 0.`);
  }
  if (cell === "complex") {
    const all = REACH.map((place) => simpleCell(now, preferred, place));
    if (response < 0.005) return `${starts}none of its five simple cells fires.`;
    const name = ["first", "second", "third", "fourth", "fifth"][all.indexOf(Math.max(...all))];
    return `${starts}that of the ${name} of its five simple cells, which answer ${all.map(two).join(", ")}.`;
  }
  if (moved === 0) return "Silent: nothing has moved.";
  const before = barOfLight(angle, offset - moved);
  const [here, there] = [0, STEP].map((place) => [before, now].map((picture) => two(simpleCell(picture, preferred, place))));
  const sum = `${here[0]} \u00b7 ${there[1]} (the middle before, one step on now) \u2212 ${there[0]} \u00b7 ${here[1]} (the other way)`;
  return starts + (directionCell(before, now, preferred) > 0 ? `${sum}.` : `${sum} is not above 0.`);
}

/** What came of the reader's guess, or what there is to know about the orientation. */
export function guessInWords(state) {
  const { hidden, guess, preferred, angle } = state;
  const degrees = (value) => `${Number(value.toFixed(1))}\u00b0`;
  if (!hidden) {
    const apart = degreesApart(angle, preferred);
    return `It likes ${degrees(preferred)}; the bar is ${apart ? `${degrees(apart)} away` : "just so"}.`;
  }
  if (guess === null) return "What does it like? Nobody knows yet.";
  if (isFound(state)) return `Found: it likes ${degrees(preferred)}, and you said ${degrees(guess)}.`;
  return `It is not within ${NEAR_ENOUGH}\u00b0 of ${degrees(guess)}. Go where the points rise.`;
}

/** A curve to draw: the responses along one axis, all else as it is. */
export function curveAlong(axis, state) {
  const count = 90;
  return Array.from({ length: count + 1 }, (_, at) => {
    const value = axis === "angle" ? (180 * at) / count : FARTHEST * ((2 * at) / count - 1);
    return [value, responseOf({ ...state, [axis]: value })];
  });
}

/** Where a line crosses the edges of the screen: [[x, y], [x, y]] from its middle. */
export function chord(angle, offset, half) {
  const turn = (angle * Math.PI) / 180;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  let [from, to] = [-Infinity, Infinity];
  for (const [start, way] of [[offset * sin, cos], [offset * cos, -sin]]) {
    if (Math.abs(way) < 1e-9) continue;
    const ends = [-half, half].map((edge) => (edge - start) / way).sort((a, b) => a - b);
    [from, to] = [Math.max(from, ends[0]), Math.min(to, ends[1])];
  }
  if (from > to) return null;
  return [from, to].map((along) => [offset * sin + along * cos, offset * cos - along * sin]);
}

/** A place [x, y], from the middle of the screen, as [across, along] a line at this angle. */
export function alongBar(angle, [x, y]) {
  const turn = (angle * Math.PI) / 180;
  return [x * Math.sin(turn) + y * Math.cos(turn), x * Math.cos(turn) - y * Math.sin(turn)];
}

/** Whether something that was read from a link is a state. */
export function isBench({ cell, angle, offset, moved, preferred, hidden, guess }) {
  const within = (value, low, high) => Number.isFinite(value) && value >= low && value <= high;
  return (
    CELLS.includes(cell) &&
    within(angle, 0, 180) &&
    within(offset, -FARTHEST, FARTHEST) &&
    [-STEP, 0, STEP].includes(moved) &&
    within(preferred, 0, 180) &&
    typeof hidden === "boolean" &&
    (guess === null || within(guess, 0, 180))
  );
}
