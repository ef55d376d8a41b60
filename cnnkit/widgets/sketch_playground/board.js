// The sheet of paper: painted by mouse, pen, finger, or by keys.
import { inRole, make, set } from "../ui/frame.js";
import { makeGrid } from "../ui/grid.js";
import { makePixels } from "../ui/pixels.js";
import { followPointer, placeArea } from "../ui/pointer.js";
import { nearestPlace } from "../shared/maps.js";
import { PATCH, PATCH_STEP } from "./net.js";

/**
 * { element, draw(view) } with view = { sketch, shade, cursor, patch, field }, the field being the
 * part that a unit sees as { top, left, side }.
 * `on` is called back: paint(from, to) with pixels, and
 * settle() after the last of a stroke; point(pixel), press(erase) for the keyboard.
 */
export function makeBoard(on) {
  const pixels = makePixels();
  const marks = make("g");
  const svg = make("svg", { role: "img", class: "ck-drawing ck-paper-marks", "aria-label": "The sketch" }, pixels.squares, marks);
  const area = make("div", { class: "ck-area ck-paper-area" });
  const grid = makeGrid({ name: "Sketch", hint: "arrow keys move the cursor, Space paints, Delete rubs out", choose: on.point });
  const element = make("div", { class: "ck-stage ck-board" }, pixels.canvas, svg, area, grid.element);
  let now = null;

  const pixelAt = ([x, y]) => nearestPlace(now.sketch, [y, x].map((at) => Math.floor(at / now.cell)));
  followPointer(area, {
    start: (place) => ({ at: pixelAt(place) }),
    move(place, held, phase) {
      const to = pixelAt(place);
      if (phase === "start" || String(to) !== String(held.at)) on.paint(held.at, to);
      held.at = to;
    },
    end: on.settle,
  });
  grid.element.addEventListener("keydown", (event) => {
    const erase = { " ": false, Enter: false, Delete: true, Backspace: true }[event.key];
    if (erase === undefined || event.altKey || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    on.press(erase);
  });

  function draw({ sketch, shade, cursor, patch, field }) {
    const cell = Math.min(Math.floor(element.parentElement.clientWidth / sketch.width), 19);
    now = { sketch, cell };
    const side = cell * sketch.width;
    set(element, { style: `width: ${side}px` });
    set(svg, { width: side, height: side, viewBox: `0 0 ${side} ${side}` });
    pixels.draw(sketch, shade, cell, [0, 0]);
    placeArea(area, [0, 0], [side, side]);
    const square = (top, left, length, role, attributes) => make("rect", {
      x: left * cell + 0.5, y: top * cell + 0.5, width: length * cell - 1, height: length * cell - 1,
      class: "ck-outline", style: inRole(role), ...attributes,
    });
    const [top, left] = patch.map((at) => at * PATCH_STEP);
    marks.replaceChildren(
      square(0, 0, sketch.width, "line"),
      square(top, left, PATCH, "kernel", { "stroke-dasharray": "4 3", "stroke-width": 1.5 }),
      square(field.top, field.left, field.side, "output", { "stroke-width": 2 }),
    );
    grid.draw(sketch, cursor, cell, [0, 0]);
  }
  return { element, draw };
}
