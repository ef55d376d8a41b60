// The stage: the picture with the window on it, the filtered picture, and what joins them.
import { written } from "../shared/numbers.js";
import { freshId, inRole, make, set } from "../ui/frame.js";
import { greyShade, makePixels, signedShades } from "../ui/pixels.js";
import { followPointer, placeArea } from "../ui/pointer.js";
import { layOut, pixelAt } from "./layout.js";
import { onMap, pixelInWords } from "./looking.js";

/**
 * { element, draw(view) } with view = { picture, output, kernelSize, view, shown, selected }.
 * `on` is called back: choose(pixel) to select a pixel of the output, peek(pixel or null) while the
 * mouse is over it, or over the middle of its window.
 */
export function makeStage(root, on) {
  const signed = signedShades(root);
  const [input, output] = [makePixels(), makePixels()];
  const lines = make("g");
  const svg = make("svg", { role: "img", class: "ck-drawing" }, input.squares, output.squares, lines);
  const scale = makeScale(root);
  const grid = makeGrid(on);
  let plan = null;
  let now = null;
  const areas = ["input", "output"].map(() => {
    const area = make("div", { class: "ck-area ck-touch" });
    const under = (place) => pixelAt(place, plan.cell, (now.kernelSize - 1) / 2, now.output);
    followPointer(area, { start: () => true, move: (place) => on.choose(under(place)) });
    area.addEventListener("pointermove", (event) => {
      if (event.buttons || event.pointerType === "touch") return;
      const box = area.getBoundingClientRect();
      on.peek(under([event.clientX - box.left, event.clientY - box.top]));
    });
    area.addEventListener("pointerleave", () => on.peek(null));
    return area;
  });
  const element = make("div", { class: "ck-stage" }, input.canvas, output.canvas, svg, ...areas, scale.element, grid.element);

  function draw(view) {
    now = view;
    const { picture, output: map } = view;
    plan = layOut(element.clientWidth, picture);
    const { width, height, cell } = plan;
    const rim = ((view.kernelSize - 1) / 2) * cell;
    const reach = map.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
    const corner = plan.output.map((at) => at + rim);
    input.draw(picture, greyShade, cell, plan.input);
    output.draw(map, view.view === "signed" ? signed(reach) : greyShade, cell, corner);
    const alt = `A picture of ${bySize(picture)} pixels, filtered to ${bySize(map)}`;
    set(svg, { width, height, viewBox: `0 0 ${width} ${height}`, "aria-label": alt });
    const frame = [picture.width * cell, picture.height * cell];
    [plan.input, plan.output].forEach((place, index) => placeArea(areas[index], place, frame));
    lines.replaceChildren(...titles(view, plan), rimOf(plan, frame), ...joined(view, plan, rim));
    scale.draw(view.view, reach, plan, frame);
    grid.draw(view, corner, cell);
  }
  return { element, draw };
}

const bySize = ({ height, width }) => `${height} by ${width}`;

/** The names of both pictures, with their sizes. */
function titles({ picture, output }, plan) {
  const title = ([x, y], role, name, map) => {
    const size = make("tspan", { dx: 7, class: "ck-size", text: `${map.height} \u00d7 ${map.width}` });
    return make("text", { x, y: y - 9, class: "ck-title", style: inRole(role) }, name, size);
  };
  return [title(plan.input, "input", "input", picture), title(plan.output, "output", "output", output)];
}

/** Where the output would be as large as the input: no whole window fits along its rim. */
function rimOf({ output: [x, y] }, [width, height]) {
  return make("rect", { x: x + 0.5, y: y + 0.5, width: width - 1, height: height - 1, class: "ck-rim" });
}

/** The window, the pixel that it makes, and the lines from one to the other. */
function joined({ kernelSize, shown: [row, column] }, { cell, side, input, output }, rim) {
  const wide = kernelSize * cell;
  const from = [input[0] + column * cell, input[1] + row * cell];
  const to = [output[0] + rim + column * cell, output[1] + rim + row * cell];
  const ends = side
    ? [[from[0] + wide, from[1], to[0], to[1]], [from[0] + wide, from[1] + wide, to[0], to[1] + cell]]
    : [[from[0], from[1] + wide, to[0], to[1]], [from[0] + wide, from[1] + wide, to[0] + cell, to[1]]];
  // a pale line below the coloured one: it is seen on any picture
  const box = ([x, y], size, role) =>
    ["ck-halo", "ck-outline ck-thick"].map((name) => {
      const edge = { x: x - 1, y: y - 1, width: size + 2, height: size + 2 };
      return make("rect", { ...edge, class: name, style: inRole(role) });
    });
  return [
    ...ends.map(([x1, y1, x2, y2]) => make("path", { d: `M${x1} ${y1}L${x2} ${y2}`, class: "ck-join" })),
    ...box(from, wide, "kernel"),
    ...box(to, cell, "output"),
  ];
}

/** Which colour is which value. */
function makeScale(root) {
  const bar = make("div", { class: "ck-scale-bar" });
  const marks = ["start", "middle", "end"].map(() => make("span"));
  const element = make("div", { class: "ck-area ck-scale" }, bar, make("div", { class: "ck-scale-marks" }, ...marks));
  function draw(view, reach, { output: [x, y] }, [width, height]) {
    const signed = view === "signed";
    const stops = signed ? getComputedStyle(root).getPropertyValue("--ck-signed").trim().split(/\s+/) : ["#000", "#fff"];
    bar.style.background = `linear-gradient(to right, ${stops.join(", ")})`;
    const texts = signed ? [written(-reach), "0", written(reach)] : ["0 and less", "", "255 and more"];
    marks.forEach((mark, index) => set(mark, { text: texts[index] }));
    placeArea(element, [x, y + height + 8], [width, 28]);
  }
  return { element, draw };
}

/** The output for keyboard and screen reader: one tab stop, arrow keys move the window. */
function makeGrid(on) {
  const id = freshId("cell");
  const cellBox = make("div", { role: "gridcell", id, class: "ck-cell" });
  const rowBox = make("div", { role: "row" }, cellBox);
  const stop = { role: "grid", tabindex: 0, "aria-activedescendant": id };
  const element = make("div", { ...stop, class: "ck-grid" }, rowBox);
  let now = null;
  element.addEventListener("keydown", (event) => {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    const along = { Home: -Infinity, End: Infinity }[event.key];
    if ((!step && !along) || event.altKey || event.metaKey) return;
    event.preventDefault();
    const far = event.shiftKey ? 8 : 1;
    const [row, column] = now.selected;
    const to = step ? [row + far * step[0], column + far * step[1]] : [event.ctrlKey ? along : row, along];
    on.choose(onMap(now.output, to));
  });
  function draw(view, [left, top], cell) {
    now = view;
    const [row, column] = view.selected;
    placeArea(cellBox, [left + column * cell, top + row * cell], [cell, cell]);
    const { height, width } = view.output;
    const keys = "arrow keys move the window, with Shift by 8";
    set(element, {
      "aria-label": `Output, ${bySize(view.output)} pixels: ${keys}`,
      "aria-rowcount": height,
      "aria-colcount": width,
    });
    set(rowBox, { "aria-rowindex": row + 1 });
    set(cellBox, { "aria-colindex": column + 1, "aria-label": pixelInWords(view.output, view.selected) });
  }
  return { element, draw };
}
