// Where the bar has been, and what the cell answered there: a curve that grows.
import { make, set } from "../ui/frame.js";
import { FARTHEST, curveAlong, isShown } from "./bench.js";
import { STEP } from "./cells.js";

const MOST = 800; // points that are kept
const [LEFT, TOP, BOTTOM] = [26, 26, 24]; // around the axes
const AXES = {
  angle: { name: "response by angle", ends: [0, 180], ticks: [0, 45, 90, 135, 180], write: (value) => `${value}\u00b0` },
  offset: { name: "response by place", ends: [-FARTHEST, FARTHEST], ticks: [-8, -4, 0, 4, 8], write: (value) => String(value).replace("-", "\u2212") },
};

/** { add(state, response), points() }: what was seen of this cell; another cell starts anew. */
export function makeTrail() {
  let whose = "";
  const seen = new Map();
  function add({ cell, preferred, hidden, angle, offset, moved }, response) {
    const now = `${cell} ${preferred} ${hidden}`;
    if (now !== whose) seen.clear();
    whose = now;
    const way = cell === "direction" ? moved : 0;
    seen.set(`${angle} ${offset} ${way}`, { angle, offset, moved: way, response });
    if (seen.size > MOST) seen.delete(seen.keys().next().value);
  }
  return { add, points: () => [...seen.values()] };
}

/** { element, draw(state, response, points, width) } for the axis "angle" or "offset". */
export function makeCurve(axis) {
  const { name, ends, ticks, write } = AXES[axis];
  const svg = make("svg", { role: "img", class: "ck-drawing" });
  const curve = { key: "", points: [] }; // it is the same while the bar moves along this axis
  function draw(state, response, points, width) {
    const height = 150;
    const room = [width - LEFT - 14, height - TOP - BOTTOM];
    const x = (value) => LEFT + (room[0] * (value - ends[0])) / (ends[1] - ends[0]);
    const y = (value) => TOP + room[1] * (1 - value);
    const other = axis === "angle" ? "offset" : "angle";
    const way = state.cell === "direction" ? state.moved : 0;
    const beside = (point) => point[other] === state[other] && point.moved === way;
    const dots = (some) => some.map((point) => `M${x(point[axis]).toFixed(1)} ${y(point.response).toFixed(1)}h0`).join("");
    const [near, far] = [points.filter(beside), points.filter((point) => !beside(point))];
    // the direction cell's curve is that of the way it likes
    const liked = state.cell === "direction" ? { ...state, moved: STEP } : state;
    const key = JSON.stringify({ ...liked, [axis]: null, guess: null });
    if (isShown(state) && key !== curve.key) Object.assign(curve, { key, points: curveAlong(axis, liked) });
    const d = isShown(state) ? `M${curve.points.map(([at, value]) => `${x(at).toFixed(1)} ${y(value).toFixed(1)}`).join("L")}` : "";
    set(svg, { width, height, viewBox: `0 0 ${width} ${height}`, "aria-label": `${name}: ${points.length} places seen, ${response.toFixed(2)} now` });
    svg.replaceChildren(
      make("text", { x: LEFT, y: 14, class: "ck-bench-name", text: name }),
      make("path", { d: `M${LEFT} ${TOP}V${y(0)}H${x(ends[1])}`, class: "ck-bench-axis" }),
      ...ticks.map((tick) => make("text", { x: x(tick), y: height - 7, class: "ck-bench-tick", "text-anchor": "middle", text: write(tick) })),
      ...[0, 1].map((tick) => make("text", { x: LEFT - 6, y: y(tick) + 4, class: "ck-bench-tick", "text-anchor": "end", text: String(tick) })),
      make("path", { d, class: "ck-bench-true" }),
      make("path", { d: dots(far), class: "ck-bench-far" }),
      make("path", { d: dots(near), class: "ck-bench-near" }),
      make("circle", { cx: x(state[axis]), cy: y(response), r: 6, class: "ck-bench-now" }),
    );
  }
  return { element: svg, draw };
}
