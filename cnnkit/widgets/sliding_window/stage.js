// The stage: the picture with its window, the map, and the lines that join them.
import { nearestPlace, sharedLimits } from "../shared/maps.js";
import { written } from "../shared/numbers.js";
import { inRole, make, set } from "../ui/frame.js";
import { makeGrid } from "../ui/grid.js";
import { makeMap, numbersIn } from "../ui/map.js";
import { followPointer, placeArea } from "../ui/pointer.js";
import { joiningLines, layBoards } from "./layout.js";

/**
 * { element, draw(view) } around `board`, the picture's.
 * `on` is called back: choose([row, column]) to move the window there, peek([row, column] or null)
 * while the mouse is over the map.
 */
export function makeStage(colours, board, on) {
  const output = makeMap(colours);
  const [under, above] = [make("g"), make("g")];
  const svg = make("svg", { role: "img", class: "ck-drawing ck-over" }, under, output.element, above);
  const outputArea = make("div", { class: "ck-area ck-output" });
  const grid = makeGrid({ name: "Map", hint: "arrow keys move the window", choose: on.choose });
  const element = make("div", { class: "ck-stage" }, board.element, svg, outputArea, grid.element);
  let now = null;

  // Dragging moves the window; a press that goes nowhere puts the cursor into a number.
  board.element.addEventListener("mousedown", (event) => event.preventDefault());
  followPointer(board.element, {
    start([x, y]) {
      const { plan, view } = now;
      const [top, left] = view.selected.map((at) => at * plan.cell);
      const [wide, high] = [view.kernel.width * plan.cell, view.kernel.height * plan.cell];
      const inside = x >= left && x < left + wide && y >= top && y < top + high;
      return { from: [x, y], grip: inside ? [x - left, y - top] : [wide / 2, high / 2], moved: false };
    },
    move([x, y], held, phase) {
      const { plan, view } = now;
      held.moved ||= Math.hypot(x - held.from[0], y - held.from[1]) > 5;
      const place = (at, size) => Math.min(Math.max(Math.floor(at / plan.cell), 0), size - 1);
      if (held.moved) {
        on.choose(nearestPlace(view.output, [y - held.grip[1], x - held.grip[0]].map((at) => Math.round(at / plan.cell))));
      } else if (phase === "end") {
        board.edit(place(y, view.image.height), place(x, view.image.width));
      }
    },
  });

  const valueAt = (event) => {
    const box = outputArea.getBoundingClientRect();
    const places = [event.clientY - box.top, event.clientX - box.left];
    return nearestPlace(now.view.output, places.map((at) => Math.floor(at / now.plan.cell)));
  };
  outputArea.addEventListener("pointermove", (event) => event.pointerType === "mouse" && on.peek(valueAt(event)));
  outputArea.addEventListener("pointerleave", () => on.peek(null));
  outputArea.addEventListener("click", (event) => on.choose(valueAt(event)));

  function draw(view) {
    const { image, kernel, output: map, shown } = view;
    const width = element.clientWidth;
    const plan = layBoards(width, image, map);
    now = { view, plan };
    const { cell, height } = plan;
    const alt = `A picture of ${image.height} by ${image.width} values and its map of ${map.height} by ${map.width}`;
    set(svg, { width, height, viewBox: `0 0 ${width} ${height}`, "aria-label": alt });
    set(element, { style: `height: ${height}px` });
    const limits = sharedLimits(image);
    board.draw(image, { cell, fill: (value) => colours(value, limits) });
    placeArea(board.element, plan.input, [image.width * cell, image.height * cell]);
    set(output.element, { transform: `translate(${plan.output})` });
    const at = (row, column) => [column * cell, row * cell];
    output.draw(map, { cell, limits: sharedLimits(map), numbers: numbersIn([map], cell), at });
    placeArea(outputArea, plan.output, [map.width * cell, map.height * cell]);

    const lines = joiningLines(plan, image, kernel, shown);
    const [[, a, b], [, c, d]] = lines; // between the maps only: numbers stay clear
    const [x, y] = [plan.input[0] + shown[1] * cell, plan.input[1] + shown[0] * cell];
    const frame = { x, y, width: kernel.width * cell, height: kernel.height * cell };
    const landing = { x: plan.output[0] + shown[1] * cell, y: plan.output[1] + shown[0] * cell, width: cell, height: cell };
    under.replaceChildren(make("polygon", { points: [a, b, d, c].join(" "), class: "ck-beam" }));
    above.replaceChildren(
      ...lines.map((line) => make("polyline", { points: line.join(" "), class: "ck-edge" })),
      ...weightsIn(frame, kernel, cell),
      ...cased(frame, "kernel"),
      ...cased(landing, "output"),
      title(plan.input, "input", "picture", image),
      title(plan.output, "output", "map", map),
    );
    grid.draw(map, view.selected, cell, plan.output);
  }
  return { element, draw };
}

/** A line on a wider one of the page's colour stands out on light squares and on dark ones. */
function cased(frame, role) {
  return [["paper", 5.4], [role, 3]].map(([name, width]) =>
    make("rect", { ...frame, class: "ck-outline", style: inRole(name), "stroke-width": width }));
}

/** The name of a map and its size, above it. */
function title([x, y], role, name, map) {
  const size = make("tspan", { dx: 7, class: "ck-size", text: `${map.height} \u00d7 ${map.width}` });
  return make("text", { x, y: y - 9, class: "ck-title", style: inRole(role) }, name, size);
}

/** The weights that lie on the picture, each in the corner of its square, if there is room. */
function weightsIn({ x, y }, kernel, cell) {
  const font = Math.min(11.5, 0.29 * cell);
  const texts = Array.from(kernel.values, (weight) => `\u00d7${written(weight, 2)}`);
  const wide = (text) => 0.62 * font * text.length + 3;
  if (cell < 30 || Math.max(...texts.map(wide)) > 0.75 * cell) return [];
  return texts.map((text, at) => {
    const [width, height] = [wide(text), font + 2];
    const right = x + ((at % kernel.width) + 1) * cell - 2;
    const bottom = y + (Math.floor(at / kernel.width) + 1) * cell - 2;
    return make(
      "g",
      {},
      make("rect", { x: right - width, y: bottom - height, width, height, rx: 2, class: "ck-weight-paper" }),
      make("text", { x: right - width / 2, y: bottom - 0.22 * height, "font-size": font, class: "ck-weight", text }),
    );
  });
}
