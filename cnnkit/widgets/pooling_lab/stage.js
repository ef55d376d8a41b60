// The stage: the map with its window, the pooled map, and what joins them; twice after a shift.
import { written } from "../shared/numbers.js";
import { nearestWindow } from "../shared/shapes.js";
import { freshId, inRole, make, set } from "../ui/frame.js";
import { makeMap, numbersIn } from "../ui/map.js";
import { followPointer, placeArea } from "../ui/pointer.js";
import { layOut, unseen } from "./layout.js";

/**
 * { element, draw(view) }.
 * `on` is called back: choose(window) to select one, peek(window or null) while the mouse is over
 * a pooled map, move(rows, columns) to move the picture there, and settle() when it has arrived.
 * A window is the pair [row, column] of its place in the pooled map.
 */
export function makeStage(colours, on) {
  const hatch = freshId("hatch");
  const pattern = make(
    "pattern",
    { id: hatch, width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    make("rect", { width: 5, height: 5, class: "ck-hatch-paper" }),
    make("rect", { width: 1.2, height: 5, class: "ck-hatch-line" }),
  );
  const svg = make("svg", { role: "img", class: "ck-drawing" }, make("defs", {}, pattern));
  const pairs = [0, 1].map(() => makePair(colours, `url(#${hatch})`, on));
  const grid = makeGrid(on);
  const element = make("div", { class: "ck-stage" }, svg);
  for (const pair of pairs) {
    svg.append(pair.drawing);
    element.append(...pair.areas);
  }
  element.append(grid.element);
  function draw(view) {
    const width = element.clientWidth;
    const plan = layOut({ width, axes: view.axes, pairs: view.steps.length });
    const maps = view.steps.flatMap(({ input, output }) => [input, output]);
    const numbers = numbersIn(maps, plan.cell);
    const { height } = plan;
    const size = (map) => `${map.height} by ${map.width}`;
    const { input, output } = view.steps.at(-1);
    const alt = `${size(input)} values, pooled to ${size(output)}`;
    set(svg, { width, height, viewBox: `0 0 ${width} ${height}`, "aria-label": alt });
    pairs.forEach((pair, index) => {
      const step = view.steps[index];
      pair.show(step !== undefined);
      if (step) pair.draw(view, step, plan, plan.boxes[index], numbers);
    });
    grid.draw(view, plan, plan.boxes.at(-1));
  }
  return { element, draw };
}

/** One input with its pooled map: the drawing, and two areas that take the pointer. */
function makePair(colours, hatch, on) {
  const [input, output] = [makeMap(colours), makeMap(colours)];
  const [under, above] = [make("g"), make("g")];
  const drawing = make("g", {}, under, input.element, output.element, above);
  const areas = ["ck-area ck-draggable", "ck-area"].map((name) => make("div", { class: name }));
  const [inputArea, outputArea] = areas;
  let now = null;
  let carried = false; // whether this press moves the picture

  followPointer(inputArea, {
    start([x, y]) {
      const { view, plan } = now;
      const [top, left] = cornerOf(view).map((at) => at * plan.cell);
      const side = view.axes[0].window * plan.cell;
      const held = x >= left && x < left + side && y >= top && y < top + side;
      return { from: [x, y], grip: held ? [x - left, y - top] : [side / 2, side / 2], shift: view.shift };
    },
    move([x, y], { from, grip, shift }, phase) {
      const { view, step, plan } = now;
      const far = [y - from[1], x - from[0]].map((by) => Math.round(by / plan.cell));
      carried ||= Boolean(step.movable && (far[0] || far[1]));
      if (carried) {
        on.move(shift[0] + far[0], shift[1] + far[1]);
      } else if (!step.movable || phase === "end") {
        const middle = [y - grip[1], x - grip[0]].map((at) => at / plan.cell + view.axes[0].window / 2);
        on.choose(view.axes.map((axis, index) => nearestWindow(axis, middle[index])));
      }
    },
    end() {
      carried = false;
      on.settle();
    },
  });

  /** The window whose pooled value is under the pointer. */
  const windowAt = (event) => {
    const { view, plan } = now;
    const box = outputArea.getBoundingClientRect();
    const places = [event.clientY - box.top, event.clientX - box.left];
    return view.axes.map(({ spans, stride }, axis) => {
      const step = plan.cell * (plan.flat ? stride : 1);
      return Math.min(Math.max(Math.floor(places[axis] / step), 0), spans.length - 1);
    });
  };
  const mouse = (event) => event.pointerType === "mouse" && on.peek(windowAt(event));
  outputArea.addEventListener("pointermove", mouse);
  outputArea.addEventListener("pointerleave", () => on.peek(null));
  outputArea.addEventListener("click", (event) => on.choose(windowAt(event)));

  function draw(view, step, plan, box, numbers) {
    now = { view, step, plan };
    const { cell, over, at } = plan;
    const [rows, columns] = view.axes;
    const [wide, high] = [columns.size * cell, rows.size * cell];
    const hatched = (shape) => make("rect", { ...shape, fill: hatch, class: "ck-unseen" });
    for (const group of [input.element, under, above]) set(group, { transform: `translate(${box.input})` });
    set(output.element, { transform: `translate(${box.output})` });
    const look = { cell, limits: view.limits, numbers };
    const side = (row, column) => [column * cell, row * cell];
    input.draw(step.input, { ...look, marked: step.inputChanged, at: side });
    output.draw(step.output, { ...look, marked: step.outputChanged, at });

    const frame = windowFrame(view, plan);
    const landing = at(...view.shown).map((place, axis) => place + box.output[axis] - box.input[axis]);
    const edges = beamEdges(frame, landing, plan, wide, box.output[0] - box.input[0]);
    const points = [...edges[0], ...[...edges[1]].reverse()].join(" ");
    // what hangs over the map is hatched: the map hides the rest of this
    under.replaceChildren(hatched(frame), make("polygon", { points, class: "ck-beam" }));
    above.replaceChildren(
      ...unseen(rows).map(([a, b]) => hatched({ y: a * cell, width: wide, height: (b - a) * cell })),
      ...unseen(columns).map(([a, b]) => hatched({ x: a * cell, width: (b - a) * cell, height: high })),
      ...edges.map((edge) => make("polyline", { points: edge.join(" "), class: "ck-edge" })),
      ...outlines(step, frame, landing, cell),
      ...labels(view, step, plan, box),
      ...measures(view, frame, plan),
    );

    const corner = [over.left * cell, over.top * cell];
    const end = [wide + over.right * cell, high + over.bottom * cell];
    placeArea(inputArea, minus(box.input, corner), end.map((place, axis) => place + corner[axis]));
    inputArea.origin = corner;
    inputArea.style.cursor = step.movable ? "move" : "grab";
    const [first, last] = [at(0, 0), at(rows.spans.length - 1, columns.spans.length - 1)];
    placeArea(outputArea, [box.output[0] + first[0], box.output[1] + first[1]],
      minus(last, first).map((place) => place + cell));
  }
  function show(visible) {
    set(drawing, { display: visible ? null : "none" });
    for (const area of areas) area.hidden = !visible;
  }
  return { drawing, areas, draw, show };
}

const minus = ([x, y], [left, top]) => [x - left, y - top];

/** The first row and column of the shown window, in pixels of the map; it may hang over. */
function cornerOf({ axes, shown }) {
  return axes.map(({ stride, before }, axis) => shown[axis] * stride - before);
}

/** The window as a rectangle, counted from the map's corner; at most one pixel hangs over. */
function windowFrame(view, { cell, over, flat }) {
  const [row, column] = cornerOf(view);
  const [rows, columns] = view.axes;
  const x = Math.max(column, -over.left) * cell;
  const y = flat ? 0 : Math.max(row, -over.top) * cell;
  const right = Math.min(column + columns.window, columns.size + over.right) * cell;
  const bottom = flat ? cell : Math.min(row + rows.window, rows.size + over.bottom) * cell;
  return { x, y, width: right - x, height: bottom - y };
}

/** Two lines from the window to its pooled value; on the maps they follow the squares' edges. */
function beamEdges({ x, y, width, height }, [left, top], { cell, flat }, wide, shore) {
  const [right, bottom] = [x + width, y + height];
  if (flat) return [[[x, bottom], [left, top]], [[right, bottom], [left + cell, top]]];
  const across = (from, to) => [[right, from], [Math.max(right, wide), from], [shore, to], [left, to]];
  return [across(y, top), across(bottom, top + cell)];
}

/** The window, the pooled value it lands in, and the value that won. */
function outlines({ winner }, frame, [x, y], cell) {
  const line = cell < 20 ? 2.2 : 3;
  // a line on a wider one of the page's colour stands out on light squares and on dark ones
  const cased = (tag, shape, role, width) =>
    [["paper", 1.8 * width], [role, width]].map(([name, stroke]) =>
      make(tag, { ...shape, class: "ck-outline", style: inRole(name), "stroke-width": stroke }));
  const [cx, cy] = winner ? [(winner[1] + 0.5) * cell, (winner[0] + 0.5) * cell] : [];
  const r = cell / 2 - Math.min(5, cell * 0.22);
  return [
    ...cased("rect", frame, "kernel", line),
    ...cased("rect", { x, y, width: cell, height: cell }, "output", line),
    ...(winner ? cased("circle", { cx, cy, r }, "kernel", 0.65 * line) : []),
  ];
}

/** The names of both maps, with their sizes. */
function labels(view, step, { over, cell, flat, width }, box) {
  const [right, down] = minus(box.output, box.input);
  const top = -over.top * cell - 44;
  const roomy = flat || width - box.output[0] > 8 * view.outputName.length + 54;
  const end = right + step.output.width * cell;
  const [x, y, anchor] = flat ? [0, down + cell + 19] : roomy ? [right, down - 9] : [end, top, "end"];
  const label = (attributes, role, name, map) => {
    const size = make("tspan", { dx: 7, class: "ck-size", text: `${map.height} \u00d7 ${map.width}` });
    const parts = roomy || map === step.output || !step.movable ? [name, size] : [name];
    return make("text", { ...attributes, class: "ck-title", style: inRole(role) }, ...parts);
  };
  return [
    label({ x: 0, y: top }, "input", step.name, step.input),
    label({ x, y, "text-anchor": anchor }, "output", view.outputName, step.output),
  ];
}

/** The window's size k and the step s to the next window, as on an architect's drawing. */
function measures(view, { x, width }, { cell, over }) {
  const { window, stride, spans } = view.axes[1];
  const [, column] = cornerOf(view);
  const last = view.shown[1] === spans.length - 1; // then the step from the window before
  const start = Math.max(column - (last ? stride : 0), -over.left) * cell;
  const bar = (from, to, up, role, text) => {
    const y = -over.top * cell - up;
    const style = inRole(role);
    return [
      make("path", { d: `M${from} ${y - 3.5}v7m0 -3.5H${to}m0 -3.5v7`, class: "ck-outline", style }),
      make("text", { x: to + 7, y: y + 4, class: "ck-measure", style, text }),
    ];
  };
  return [
    ...bar(x, x + width, 8, "kernel", `k = ${window}`),
    ...(spans.length > 1
      ? bar(start, (column + (last ? 0 : stride)) * cell, 27, "muted", `s = ${stride}`)
      : []),
  ];
}

/** The pooled map for keyboard and screen reader: one tab stop, arrow keys move the window. */
function makeGrid(on) {
  const id = freshId("cell");
  const cellBox = make("div", { role: "gridcell", id, class: "ck-cell" });
  const rowBox = make("div", { role: "row" }, cellBox);
  const stop = { role: "grid", tabindex: 0, "aria-activedescendant": id };
  const element = make("div", { ...stop, class: "ck-grid" }, rowBox);
  let now = null;
  element.addEventListener("keydown", (event) => {
    const { selected, axes, shift } = now;
    const ends = axes.map(({ spans }) => spans.length - 1);
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    const along = { Home: [0, 0], End: ends }[event.key];
    if ((!step && !along) || event.altKey || event.metaKey) return;
    event.preventDefault();
    if (step && event.shiftKey) {
      on.move(shift[0] + step[0], shift[1] + step[1]);
      on.settle();
    } else {
      const to = step
        ? selected.map((at, axis) => at + step[axis])
        : [event.ctrlKey ? along[0] : selected[0], along[1]];
      on.choose(to.map((at, axis) => Math.min(Math.max(at, 0), ends[axis])));
    }
  });
  function draw(view, { cell, at }, box) {
    now = view;
    const [row, column] = view.selected;
    const [x, y] = at(row, column);
    placeArea(cellBox, [box.output[0] + x, box.output[1] + y], [cell, cell]);
    const { height, width, values } = view.steps.at(-1).output;
    set(element, {
      "aria-label": `Pooled map, ${height} by ${width}: arrow keys move the window, with Shift the picture`,
      "aria-rowcount": height,
      "aria-colcount": width,
    });
    set(rowBox, { "aria-rowindex": row + 1 });
    const value = written(values[row * width + column]);
    set(cellBox, { "aria-colindex": column + 1, "aria-label": `row ${row}, column ${column}: ${value}` });
  }
  return { element, draw };
}
