// Pictures: a map as pixels of a canvas, or as squares with numbers where there is room for them.
import { colourAt, parseStops, textOn } from "../shared/colours.js";
import { make } from "./frame.js";
import { makeMap, numbersIn } from "./map.js";

/** Grey levels from 0 to 255, cut off at both ends: a value's [red, green, blue]. */
export function greyShade(value) {
  const level = Math.round(Math.min(Math.max(value, 0), 255));
  return [level, level, level];
}

/** The palette's signed map from -reach to reach, as the style sheet gives it to this element. */
export function signedShades(element) {
  let shades = null;
  let made = { reach: null };
  return (reach) => {
    shades ??= readShades(element); // not before it is on the page
    const shade = (value) => shades[Math.round(200 * (Math.min(Math.max(value / reach, -1), 1) + 1))];
    if (made.reach !== reach) made = { reach, shade }; // one function for one reach
    return made.shade;
  };
}

function readShades(element) {
  const stops = parseStops(getComputedStyle(element).getPropertyValue("--ck-signed"));
  return Array.from({ length: 401 }, (_, step) => colourAt(stops, step / 400));
}

/**
 * { canvas, squares, draw(map, shade, cell, corner) }: the canvas stands below a drawing, the
 * squares in it; one of the two is used, at this corner in pixels of the drawing. The same map in
 * the same shades is not drawn again.
 */
export function makePixels() {
  const canvas = make("canvas", { class: "ck-pixels", "aria-hidden": "true" });
  const squares = make("g");
  let inkedMap = null;
  let shadeOf = null;
  let last = [];
  const inked = (value) => {
    const colour = shadeOf(value);
    return { fill: `rgb(${colour.join(" ")})`, ink: textOn(colour) };
  };
  function draw(map, shade, cell, [left, top]) {
    const now = [map, shade, cell, left, top];
    if (now.every((part, index) => part === last[index])) return;
    last = now;
    shadeOf = shade;
    const numbers = numbersIn([map], cell);
    canvas.hidden = numbers !== null;
    if (numbers) {
      inkedMap ??= makeMap(inked);
      inkedMap.draw(map, { cell, numbers, at: (row, column) => [left + column * cell, top + row * cell] });
      squares.replaceChildren(inkedMap.element);
      return;
    }
    squares.replaceChildren();
    const { height, width, values } = map;
    Object.assign(canvas, { height, width });
    const place = { left, top, width: width * cell, height: height * cell };
    for (const [side, pixels] of Object.entries(place)) canvas.style[side] = `${pixels}px`;
    const image = new ImageData(width, height);
    for (let at = 0; at < values.length; at += 1) {
      image.data.set(shade(values[at]), 4 * at);
      image.data[4 * at + 3] = 255;
    }
    canvas.getContext("2d").putImageData(image, 0, 0);
  }
  return { canvas, squares, draw };
}
