// A matrix as a table: its vector along one side, the result along the other, all in line.
import { written } from "../shared/numbers.js";
import { freshId, inRole, make, set } from "../ui/frame.js";
import { placeArea } from "../ui/pointer.js";

const COLOURS = 8; // in the palette, for entries that are the same
const GAP = 10; // between a matrix and the vectors beside it
const EDGE = 26; // for the vectors' names

/**
 * Where everything stands in a table of rows by columns with a vector above or below and one
 * beside it: { cell, width, height, left, top }, the last two being the matrix's corner.
 */
export function layOutTable({ room, rows, columns, below }) {
  const cell = Math.max(6, Math.min(38, Math.floor((room - GAP - 2 * EDGE) / (columns + 1))));
  const left = below ? EDGE + cell + GAP : EDGE;
  const top = below ? 4 : cell + GAP;
  return {
    cell,
    left,
    top,
    width: left + columns * cell + (below ? 4 : GAP + cell + EDGE),
    height: top + rows * cell + (below ? GAP + cell + 4 : 4),
  };
}

/** The size of type for squares of this size, or null where none would be readable. */
export function fontFor(texts, cell) {
  const longest = Math.max(...texts.map((text) => text.length));
  const font = Math.min(15, 0.46 * cell, (cell - 2) / (0.62 * longest));
  return font >= 8.5 ? font : null;
}

/**
 * { element, draw(view) } for a table that shows one product.
 * view = { label, entries, above, beside, below, blocks, outputs, shown, chosen }: `entries` are
 * rows of { text, colour } or null, `above`, `beside` and `below` vectors { name, role, cells };
 * `outputs` is "rows" or "columns", where an output is chosen; `blocks` the size of a block.
 */
export function makeTable(on) {
  const [squares, lines] = [make("g", { class: "ck-map" }), make("g")];
  const svg = make("svg", { role: "img", class: "ck-drawing" }, squares, lines);
  const area = make("div", { class: "ck-area ck-twin-area" });
  const grid = makeOutputs(on);
  const element = make("div", { class: "ck-stage ck-twin-stage" }, svg, area, grid.element);
  let now = null;
  let built = "";
  const outputAt = (event) => {
    const { plan, view } = now;
    const box = area.getBoundingClientRect();
    const along = view.outputs === "rows" ? event.clientY - box.top - plan.top : event.clientX - box.left - plan.left;
    const out = Math.floor(along / plan.cell);
    return out >= 0 && out < view.count ? out : null;
  };
  area.addEventListener("pointermove", (event) => event.pointerType === "mouse" && on.peek(outputAt(event)));
  area.addEventListener("pointerleave", () => on.peek(null));
  area.addEventListener("click", (event) => {
    const out = outputAt(event);
    if (out !== null) on.choose(out);
  });

  function draw(view, room) {
    const [rows, columns] = [view.entries.length, view.entries[0].length];
    const plan = layOutTable({ room, rows, columns, below: Boolean(view.below) });
    now = { view, plan };
    const { cell, left, top, width, height } = plan;
    set(svg, { width, height, viewBox: `0 0 ${width} ${height}`, "aria-label": view.label });
    placeArea(area, [0, 0], [width, height]);
    const beside = view.below ? left - GAP - cell : left + columns * cell + GAP;
    const across = view.above ? 0 : top + rows * cell + GAP;
    const vectors = [
      { ...view.beside, at: (index) => [beside, top + index * cell] },
      { ...(view.above ?? view.below), at: (index) => [left + index * cell, across] },
    ];
    const key = JSON.stringify([plan, view.entries, vectors, view.blocks]);
    if (key !== built) {
      built = key;
      const place = (entries, at) => {
        const font = fontFor(entries.map((entry) => entry?.text ?? ""), cell);
        return entries.map((entry, index) => square(entry, ...at(index), cell, font));
      };
      const inside = (index) => [left + (index % columns) * cell, top + Math.floor(index / columns) * cell];
      squares.replaceChildren(
        ...place(view.entries.flat(), inside),
        ...vectors.flatMap(({ cells, at }) => place(cells, at)),
        ...blockLines(view.blocks, plan, rows, columns),
        ...names(view, vectors, plan, rows, columns),
      );
    }
    const along = view.outputs === "rows";
    const strip = along
      ? { x: left, y: top + view.shown * cell, width: columns * cell, height: cell }
      : { x: left + view.shown * cell, y: top, width: cell, height: rows * cell };
    const [x, y] = along ? [beside, strip.y] : [strip.x, across];
    const box = (shape, role) =>
      [["paper", 5], [role, 3]].map(([name, stroke]) =>
        make("rect", { ...shape, class: "ck-outline", style: inRole(name), "stroke-width": stroke }));
    lines.replaceChildren(...box(strip, "kernel"), ...box({ x, y, width: cell, height: cell }, view.role));
    grid.draw(view, along ? [beside, top + view.chosen * cell] : [left + view.chosen * cell, across], cell);
  }
  return { element, draw };
}

/** One entry: a tint and a text; nothing but a frame where no weight stands. */
function square(entry, x, y, cell, font) {
  const box = make("rect", { x, y, width: cell, height: cell, class: entry ? "ck-twin-entry" : "ck-twin-none" });
  if (!entry) return box;
  const role = entry.colour === null ? (entry.role ?? "line") : `tied-${entry.colour % COLOURS}`;
  set(box, { style: inRole(role) });
  if (!font) return box;
  const text = make("text", { x: x + cell / 2, y: y + cell / 2 + 0.35 * font, "font-size": font, class: "ck-twin-text", text: entry.text });
  return make("g", {}, box, text);
}

/** Lines between blocks. */
function blockLines(blocks, { cell, left, top }, rows, columns) {
  if (!blocks) return [];
  const [height, width] = blocks;
  const d = [];
  for (let row = height; row < rows; row += height) d.push(`M${left} ${top + row * cell}h${columns * cell}`);
  for (let column = width; column < columns; column += width) d.push(`M${left + column * cell} ${top}v${rows * cell}`);
  return d.length ? [make("path", { d: d.join(""), class: "ck-twin-block" })] : [];
}

/** The names of the vectors. */
function names(view, [beside, across], { cell, left, top, width }, rows, columns) {
  const text = (x, y, vector, anchor) =>
    make("text", { x, y, class: "ck-title", style: inRole(vector.role), "text-anchor": anchor, text: vector.name });
  const middle = top + (rows * cell) / 2 + 5;
  const row = view.above ? cell / 2 + 5 : top + rows * cell + GAP + cell / 2 + 5;
  return [
    view.below ? text(0, middle, beside, "start") : text(width, middle, beside, "end"),
    text(0, row, across, "start"),
  ];
}

/** The outputs for keyboard and screen reader: one tab stop, arrow keys go from one to the next. */
function makeOutputs(on) {
  const id = freshId("output");
  const cell = make("div", { role: "gridcell", id, class: "ck-cell" });
  const row = make("div", { role: "row" }, cell);
  const element = make("div", { role: "grid", tabindex: 0, "aria-activedescendant": id, class: "ck-grid" }, row);
  let view = null;
  element.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1, Home: -Infinity, End: Infinity }[event.key];
    if (!step || event.altKey || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    on.choose(Math.min(Math.max(view.chosen + step, 0), view.count - 1));
  });
  function draw(now, [x, y], side) {
    view = now;
    placeArea(cell, [x, y], [side, side]);
    set(element, { "aria-label": `${view.title}, ${view.count} outputs: arrow keys go from one to the next`, "aria-rowcount": 1, "aria-colcount": view.count });
    set(row, { "aria-rowindex": 1 });
    set(cell, { "aria-colindex": view.chosen + 1, "aria-label": `y${view.chosen}: ${written(view.outs[view.chosen])}` });
  }
  return { element, draw };
}
