// The net as a drawing: rows of units, edges coloured by weight, and what a chosen unit sees.
import { freshId, inRole, make, set } from "../ui/frame.js";
import { followPointer, placeArea } from "../ui/pointer.js";
import { layOutNet, unitAt } from "./layout.js";
import { edgesInto, nameOf } from "./net.js";
import { inWords, unitName } from "./words.js";

const COLOURS = 8; // in the palette, for tied weights
const DASHES = [null, "8 4", "2 3", "9 3 2 3"]; // by the kernel

/** How an edge is drawn: a colour if its weight is used again, and a dash for its kernel. */
export function strokeOf({ kernel, place, uses }) {
  if (uses === 1) return { style: inRole("muted") };
  return { style: inRole(`tied-${place % COLOURS}`), "stroke-dasharray": DASHES[kernel % DASHES.length] };
}

/**
 * { element, draw(view) } with view = { state, sizes, cone, shown, tie }.
 * `on` is called back: choose([layer, unit]), and peek(unit or null) while the mouse is over one.
 */
export function makeNetStage(on) {
  const [faint, bright, units, notes] = [0, 1, 2, 3].map(() => make("g"));
  set(faint, { class: "ck-net-faint" });
  set(bright, { class: "ck-net-bright" });
  const svg = make("svg", { role: "img", class: "ck-drawing" }, faint, bright, units, notes);
  const area = make("div", { class: "ck-area ck-net-area" });
  const grid = makeNetGrid(on);
  const element = make("div", { class: "ck-stage" }, svg, area, grid.element);
  let plan = null;
  let layers = []; // the edges into each layer
  let built = "";

  const touch = (place) => {
    const unit = unitAt(plan, place);
    if (unit) on.choose(unit);
  };
  followPointer(area, { start: () => true, move: touch });
  area.addEventListener("pointermove", (event) => {
    const { left, top } = area.getBoundingClientRect();
    if (event.pointerType === "mouse") on.peek(unitAt(plan, [event.clientX - left, event.clientY - top]));
  });
  area.addEventListener("pointerleave", () => on.peek(null));

  function draw(view) {
    const { state, sizes, cone, shown } = view;
    plan = layOutNet({ ...state, width: element.clientWidth, sizes });
    const { width, height } = plan;
    const label = `A net of ${sizes.join(" to ")} units; ${inWords(state, shown)}`;
    set(svg, { width, height, viewBox: `0 0 ${width} ${height}`, "aria-label": label });
    placeArea(area, [0, 0], [width, height]);
    const key = JSON.stringify([plan, state.kind, state.period]);
    if (key !== built) {
      built = key;
      layers = sizes.map((_, layer) => (layer ? edgesInto(state, sizes, layer) : []));
      faint.replaceChildren(...inPaths(plan, layers));
      units.replaceChildren(
        ...plan.rows.flatMap(({ y, xs }) => xs.map((cx) => make("circle", { cx, cy: y, r: plan.radius }))),
      );
    }
    const lit = litEdges(view, layers);
    bright.replaceChildren(...inPaths(plan, lit));
    const ends = new Set(
      lit.flatMap((edges, layer) => edges.flatMap(({ from, to }) => [`${layer - 1},${from}`, `${layer},${to}`])),
    );
    let at = 0;
    sizes.forEach((count, layer) => {
      for (let unit = 0; unit < count; unit += 1, at += 1) {
        const own = layer === shown[0] && unit === shown[1];
        const filled = view.tie === null ? cone[layer].includes(unit) : ends.has(`${layer},${unit}`);
        const name = `ck-net-unit${filled ? " ck-net-on" : ""}${own ? " ck-net-own" : ""}`;
        set(units.children[at], { class: name, style: inRole(layer ? "output" : "input") });
      }
    });
    notes.replaceChildren(...rowNames(plan, sizes), ...edgeNames(view, plan, lit), ...spans(view, plan));
    grid.draw(view, plan);
  }
  return { element, draw };
}

/** Edges of all layers as few paths: one for each way of drawing. */
function inPaths({ rows, radius }, layers) {
  const paths = new Map();
  layers.forEach((edges, layer) =>
    edges.forEach((edge) => {
      const stroke = strokeOf(edge);
      const key = JSON.stringify(stroke);
      if (!paths.has(key)) paths.set(key, { stroke, d: "" });
      const [above, below] = [rows[layer - 1], rows[layer]];
      const [from, to] = [above.y + radius, below.y - radius].map((y) => y.toFixed(1));
      paths.get(key).d += `M${above.xs[edge.from].toFixed(1)} ${from}L${below.xs[edge.to].toFixed(1)} ${to}`;
    }),
  );
  return [...paths.values()].map(({ stroke, d }) => make("path", { ...stroke, d }));
}

/** The edges that are highlighted: all with the chosen weight, or all on the chosen unit's ways. */
function litEdges({ cone, shown: [layer, unit], tie }, layers) {
  if (tie !== null) {
    const own = layers[layer].find((edge) => edge.to === unit && edge.place === tie);
    const tied = (edge) => edge.kernel === own.kernel && edge.place === own.place;
    return layers.map((edges, row) => (row === layer ? edges.filter(tied) : []));
  }
  return layers.map((edges, row) =>
    edges.filter(({ from, to }) => cone[row - 1].includes(from) && cone[row].includes(to)));
}

/** The rows' names in the gutter. */
function rowNames({ rows }, sizes) {
  return rows.map(({ y }, layer) => {
    const last = layer === rows.length - 1;
    const name = layer === 0 ? "inputs" : last ? "outputs" : `layer ${layer}`;
    const style = inRole(layer === 0 ? "input" : "output");
    const count = make("tspan", { x: 0, dy: 16, class: "ck-size", text: String(sizes[layer]) });
    return make("text", { x: 0, y: y - 2, class: "ck-title", style }, name, count);
  });
}

/** The weights' names on the highlighted edges, where there is room for them. */
function edgeNames({ state, shown: [layer, unit], tie }, { rows, pitch }, lit) {
  const row = layer || 1;
  const along = tie === null ? (layer ? 0.38 : 0.62) : 0.5; // from the row before
  const edges = lit[row].filter(({ from, to }) => tie !== null || (layer ? to : from) === unit);
  const apart = tie !== null ? pitch : pitch * 0.62 * (layer ? 1 : state.stride ** row);
  if (apart < 18) return [];
  return edges.map((edge) => {
    const [[x0, y0], [x1, y1]] = [[rows[row - 1].xs[edge.from], rows[row - 1].y], [rows[row].xs[edge.to], rows[row].y]];
    const place = { x: x0 + along * (x1 - x0), y: y0 + along * (y1 - y0) + 4 };
    return make("text", { ...place, class: "ck-net-weight", style: strokeOf(edge).style, text: nameOf(edge) });
  });
}

/** How much of the inputs the chosen unit sees, and how many outputs it reaches, as measures. */
function spans({ cone, shown: [layer], tie }, { rows, radius, width }) {
  const last = rows.length - 1;
  const bar = (row, role, far, words) => {
    if (!cone[row].length) return [];
    const [x0, x1] = [rows[row].xs[cone[row][0]] - radius, rows[row].xs[cone[row].at(-1)] + radius];
    const y = rows[row].y + far;
    const half = 3.6 * words.length;
    const x = Math.min(Math.max((x0 + x1) / 2, half), width - half);
    const style = inRole(role);
    return [
      make("path", { d: `M${x0} ${y - 4}v8m0 -4H${x1}m0 -4v8`, class: "ck-outline", style }),
      make("text", { x, y: far < 0 ? y - 8 : y + 17, class: "ck-measure ck-net-measure", style, text: words }),
    ];
  };
  if (tie !== null) return [];
  const many = (count, one) => `${count} ${one}${count === 1 ? "" : "s"}`;
  return [
    ...(layer > 0 ? bar(0, "input", -19, `sees ${many(cone[0].length, "input")}`) : []),
    ...(layer < last ? bar(last, "output", 19, `reaches ${many(cone[last].length, "output")}`) : []),
  ];
}

/** The net for keyboard and screen reader: one tab stop, arrow keys go from unit to unit. */
function makeNetGrid(on) {
  const id = freshId("unit");
  const cell = make("div", { role: "gridcell", id, class: "ck-cell ck-net-cell" });
  const row = make("div", { role: "row" }, cell);
  const element = make("div", { role: "grid", tabindex: 0, "aria-activedescendant": id, class: "ck-grid" }, row);
  let view = null;
  let plan = null;
  element.addEventListener("keydown", (event) => {
    const [layer, unit] = view.chosen;
    const ends = view.sizes.map((size) => size - 1);
    const within = (at, end) => Math.min(Math.max(at, 0), end);
    const upOrDown = (by) => {
      const to = within(layer + by, ends.length - 1);
      const gap = (x) => Math.abs(x - plan.rows[layer].xs[unit]);
      const nearest = plan.rows[to].xs.reduce((best, x, at, xs) => (gap(x) < gap(xs[best]) ? at : best), 0);
      return [to, to === layer ? unit : nearest];
    };
    const go = {
      ArrowLeft: () => [layer, within(unit - 1, ends[layer])],
      ArrowRight: () => [layer, within(unit + 1, ends[layer])],
      ArrowUp: () => upOrDown(-1),
      ArrowDown: () => upOrDown(1),
      Home: () => [layer, 0],
      End: () => [layer, ends[layer]],
    }[event.key];
    if (!go || event.altKey || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    on.choose(go());
  });
  function draw(now, then) {
    [view, plan] = [now, then];
    const { state, sizes, chosen: [layer, unit] } = now;
    const side = 2 * plan.radius + 4;
    const { xs, y } = plan.rows[layer];
    placeArea(cell, [xs[unit] - side / 2, y - side / 2], [side, side]);
    set(element, {
      "aria-label": `Net with ${state.depth} layer${state.depth === 1 ? "" : "s"}: arrow keys go from unit to unit`,
      "aria-rowcount": sizes.length,
      "aria-colcount": Math.max(...sizes),
    });
    set(row, { "aria-rowindex": layer + 1 });
    set(cell, { "aria-colindex": unit + 1, "aria-label": unitName([layer, unit], state.depth) });
  }
  return { element, draw };
}
