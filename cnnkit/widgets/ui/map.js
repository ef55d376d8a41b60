// Maps drawn as squares in an SVG: colour, number, mark.
import { make, set } from "./frame.js";
import { colourAt, parseStops, textOn } from "../shared/colours.js";
import { written } from "../shared/numbers.js";

/**
 * The palette's colour maps, as the style sheet gives them to this element: a function of a value
 * and shared limits, with { fill, ink }, the colour of the square and of text on it.
 */
export function readColours(element) {
  let scales = null;
  const shades = 400; // more than the eye tells apart, few enough to compute once
  const read = (name) => {
    const stops = parseStops(getComputedStyle(element).getPropertyValue(name));
    return Array.from({ length: shades + 1 }, (_, step) => {
      const colour = colourAt(stops, step / shades);
      return { fill: `rgb(${colour.join(" ")})`, ink: textOn(colour) };
    });
  };
  return (value, { signed, reach }) => {
    scales ??= [read("--ck-unsigned"), read("--ck-signed")]; // not before it is on the page
    const fraction = signed ? (value / reach + 1) / 2 : value / reach;
    return scales[Number(signed)][Math.round(fraction * shades)];
  };
}

/** How numbers are written into squares of this size: { font, digits }; null if unreadably small. */
export function numbersIn(maps, cell) {
  if (cell < 20) return null;
  const values = maps.flatMap((map) => Array.from(map.values));
  for (const digits of [3, 2]) {
    const longest = Math.max(...values.map((value) => written(value, digits).length));
    const font = Math.min(15, 0.42 * cell, (cell - 2) / (0.62 * longest));
    if (font >= 9.5) return { font, digits };
  }
  return null;
}

/**
 * { element, draw(map, look) } with look = { cell, limits, numbers, marked, at }.
 * `numbers` is { font, digits } or nothing, `marked` a list of booleans, and `at` places a square
 * by its row and column. Only what differs from the last drawing is touched.
 */
export function makeMap(colours) {
  const element = make("g", { class: "ck-map" });
  let squares = [];
  let built = "";
  function draw(map, { cell, limits, numbers, marked, at }) {
    const key = JSON.stringify([map.height, map.width, cell, numbers]);
    if (key !== built) {
      built = key;
      squares = Array.from(map.values, () => {
        const box = make("rect", { width: cell, height: cell, class: cell < 10 ? null : "ck-square" });
        const text = numbers && make("text", { "font-size": numbers.font, class: "ck-number" });
        return { box, text, group: make("g", {}, box, ...(text ? [text] : [])) };
      });
      element.replaceChildren(...squares.map(({ group }) => group));
    }
    squares.forEach((square, index) => {
      const value = map.values[index];
      const [x, y] = at(Math.floor(index / map.width), index % map.width);
      const mark = Boolean(marked?.[index]);
      const { fill, ink } = colours(value, limits);
      if (square.fill !== fill) square.box.setAttribute("fill", fill);
      if (square.text && (square.fill !== fill || square.value !== value)) {
        set(square.text, { text: written(value, numbers.digits), style: `fill: ${ink}` });
      }
      const moved = square.x !== x || square.y !== y;
      if (moved) {
        set(square.box, { x, y });
        if (square.text) set(square.text, { x: x + cell / 2, y: y + cell / 2 + 0.35 * numbers.font });
      }
      if (moved || mark !== Boolean(square.mark)) {
        square.mark?.remove();
        square.mark = mark ? spotIn(x, y, cell) : null;
        if (mark) square.group.append(square.mark);
      }
      Object.assign(square, { value, fill, x, y });
    });
  }
  return { element, draw };
}

/** A dot in the upper right corner of a square. */
function spotIn(x, y, cell) {
  const r = Math.max(2.2, Math.min(4, 0.11 * cell));
  const inset = r + Math.min(3, 0.1 * cell);
  return make("circle", { cx: x + cell - inset, cy: y + inset, r, class: "ck-spot" });
}
