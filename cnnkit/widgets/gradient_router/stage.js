// The net as a drawing: each part's values, its deltas below, and what the shown number is made of.
import { written } from "../shared/numbers.js";
import { inRole, make, set } from "../ui/frame.js";
import { makeGrid } from "../ui/grid.js";
import { makeMap, readColours } from "../ui/map.js";
import { placeArea } from "../ui/pointer.js";
import { makeCurve } from "./curve.js";
import { boxOf, cellOf, layOutRouter, numberAt, readable, unitFor } from "./layout.js";
import { indexIn, PARTS, placeIn, WEIGHTS, winnersOf } from "./net.js";
import { asked, sourcesOf } from "./words.js";

const TITLES = {
  x: "picture", conv: "kernel", map: "map", pooled: "pooled", fc1: "weights", hidden: "hidden", fc2: "weights", output: "output", target: "target",
};
const roleOf = (part) => (["x", "target"].includes(part) ? "input" : WEIGHTS.includes(part) ? "kernel" : "output");
const RAISED = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079";
const tenTo = (power) => `\u00b7 10\u207b${String(-power).replace(/\d/g, (digit) => RAISED[digit])}`;

/**
 * { element, draw(view) } with view = { state, values, back, costs, shown, chosen, says }.
 * `on` is called back: choose([part, index]), and peek([part, index] or null) under the mouse.
 */
export function makeRouterStage(root, on) {
  const colours = readColours(root);
  const parts = Object.keys(PARTS);
  const maps = Object.fromEntries(parts.map((part) => [part, { value: makeMap(colours), delta: makeMap(colours) }]));
  const [squares, heads, lines] = [make("g"), make("g"), make("g")];
  squares.append(...parts.flatMap((part) => [maps[part].value.element, maps[part].delta.element]));
  const svg = make("svg", { role: "img", class: "ck-drawing" }, squares, heads, lines);
  const area = make("div", { class: "ck-area ck-route-area" });
  const grids = parts.map((part) =>
    makeGrid({
      name: `${TITLES[part]}${part === "fc1" ? " to hidden" : part === "fc2" ? " to output" : ""}`,
      hint: "arrow keys choose a number",
      choose: ([row, column]) => on.choose([part, indexIn(part, row, column)]),
    }));
  const curve = makeCurve();
  const element = make("div", { class: "ck-stage" }, svg, area, curve.element, ...grids.map((grid) => grid.element));
  const last = Object.fromEntries(parts.map((part) => [part, 0])); // where each grid was left
  let plan = null;

  const under = ({ clientX, clientY }) => {
    const { left, top } = area.getBoundingClientRect();
    return numberAt(plan, [clientX - left, clientY - top]);
  };
  area.addEventListener("pointermove", (event) => event.pointerType === "mouse" && on.peek(under(event)));
  area.addEventListener("pointerleave", () => on.peek(null));
  area.addEventListener("click", (event) => {
    const number = under(event);
    if (number) on.choose(number);
  });

  function draw({ state, values, back, costs, shown, chosen, says }) {
    plan = layOutRouter(element.clientWidth);
    const { width, height } = plan;
    set(svg, { width, height, viewBox: `0 0 ${width} ${height}`, "aria-label": says });
    placeArea(area, [0, 0], [width, height]);
    const [left, top, wide] = plan.curve;
    curve.draw(costs, wide);
    set(curve.element, { style: top < height ? `position: absolute; left: ${left}px; top: ${top}px` : null });
    last[chosen[0]] = chosen[1];
    const winners = winnersOf(values);
    const units = {};
    parts.forEach((part, number) => {
      const [rows, columns] = PARTS[part];
      const cell = cellOf(part);
      const paint = (map, [left, top], numbers, digits, limits, marked) => {
        const { values: rounded, font } = readable(numbers, digits, cell, written);
        const reach = Math.max(limits.least, ...rounded.map(Math.abs));
        map.draw(
          { height: rows, width: columns, values: rounded },
          {
            cell,
            limits: { ...limits, reach },
            numbers: font && { font, digits: 3 },
            marked,
            at: (row, column) => [left + column * cell, top + row * cell],
          },
        );
      };
      const { value, delta } = plan.parts[part];
      const isWeight = WEIGHTS.includes(part);
      const limits = { signed: isWeight || values[part].some((v) => v < 0), least: isWeight ? 1e-9 : 1 };
      const wins = part === "map" && state.pooling === "max" && values.map.map((_, unit) => winners.includes(unit));
      paint(maps[part].value, value, values[part], part === "x" ? 1 : 2, limits, wins);
      if (delta) {
        const { power, digits } = unitFor(back[part]);
        units[part] = power;
        paint(maps[part].delta, delta, back[part].map((d) => d / 10 ** power), digits, { signed: true, least: 1e-9 });
      }
      grids[number].draw({ height: rows, width: columns, values: values[part] }, placeIn(part, last[part]), cell, value);
    });
    heads.replaceChildren(...headsOf(plan, units));
    lines.replaceChildren(...linesTo(plan, shown));
  }
  return { element, draw };
}

const whole = (part) => ({ part, indices: [0, PARTS[part][0] * PARTS[part][1] - 1] });

/** Names and sizes above the maps, a frame around each, and arrows from one to the next. */
function headsOf(plan, units) {
  const map = (part, band, role, title, note) => {
    const frame = boxOf(plan, whole(part), band);
    const { x, y } = frame;
    return [
      make("text", { x, y: y - 21, class: "ck-title", style: inRole(role), text: title }),
      make("text", { x, y: y - 7, class: "ck-title ck-size", text: note }),
      make("rect", { ...frame, class: "ck-outline", "stroke-width": 1.4, style: inRole(role) }),
    ];
  };
  const maps = Object.keys(plan.parts).flatMap((part) => {
    const size = PARTS[part].filter((side, axis) => axis === 0 || side > 1).join(" \u00d7 ");
    const above = map(part, "value", roleOf(part), TITLES[part], size);
    return part === "target" ? above : [...above, ...map(part, "delta", "gradient", asked(part), units[part] ? tenTo(units[part]) : "")];
  });
  const arrow = (part, band, role, way) => {
    const { x, y, height } = boxOf(plan, whole(part), band);
    const place = `translate(${x - plan.gap / 2} ${y + height / 2}) scale(${way} 1)`;
    return make("path", { d: "M-3 -4l5 4l-5 4", transform: place, class: "ck-outline", "stroke-width": 1.6, style: inRole(role) });
  };
  const arrows = plan.rows.flatMap((row) => row.slice(1)).flatMap((part) => [
    arrow(part, "value", "muted", 1),
    ...(part === "target" ? [] : [arrow(part, "delta", "gradient", -1)]),
  ]);
  return [...maps, ...arrows];
}

/** Outlines of the shown number and of what its gradient is made of, joined to its delta. */
function linesTo(plan, [part, index]) {
  const { deltas, factors } = sourcesOf(part, index);
  const own = { part, indices: [index] };
  const outline = (cells, band, role) =>
    [["paper", 5], [role, 3]].map(([name, stroke]) =>
      make("rect", { ...boxOf(plan, cells, band), class: "ck-outline", style: inRole(name), "stroke-width": stroke }));
  const marks = [
    ...factors.flatMap((cells) => outline(cells, "value", "kernel")),
    ...outline(own, "value", "ink"),
    ...deltas.flatMap((cells) => outline(cells, "delta", "gradient")),
    ...(plan.parts[part].delta ? outline(own, "delta", "ink") : []),
  ];
  // only to a neighbour, and from frame to frame, so that no number is crossed out
  const near = ({ part: from }) => plan.rows.some((row) => row.includes(part) && row[row.indexOf(part) + 1] === from);
  const joins = deltas.filter(near).map((cells) => {
    const [from, to] = [boxOf(plan, cells, "delta"), boxOf(plan, own, "delta")];
    const [left, right] = [boxOf(plan, whole(part), "delta"), boxOf(plan, whole(cells.part), "delta")];
    const d = `M${right.x} ${from.y + from.height / 2}L${left.x + left.width} ${to.y + to.height / 2}`;
    return make("path", { d, class: "ck-route-join" });
  });
  return [...joins, ...marks];
}
