// A map for keyboard and screen reader: one tab stop, arrow keys choose one of its values.
import { nearestPlace } from "../shared/maps.js";
import { written } from "../shared/numbers.js";
import { freshId, make, set } from "./frame.js";
import { placeArea } from "./pointer.js";

/** { element, draw(map, selected, cell, [left, top]) }; `choose` is called with [row, column]. */
export function makeGrid({ name, hint, choose }) {
  const id = freshId("cell");
  const cellBox = make("div", { role: "gridcell", id, class: "ck-cell" });
  const rowBox = make("div", { role: "row" }, cellBox);
  const stop = { role: "grid", tabindex: 0, "aria-activedescendant": id };
  const element = make("div", { ...stop, class: "ck-grid" }, rowBox);
  let now = null;
  element.addEventListener("keydown", (event) => {
    const { map, selected } = now;
    const end = [map.height - 1, map.width - 1];
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    const along = { Home: [0, 0], End: end }[event.key];
    if ((!step && !along) || event.altKey || event.metaKey) return;
    event.preventDefault();
    const to = step ? selected.map((at, axis) => at + step[axis]) : [event.ctrlKey ? along[0] : selected[0], along[1]];
    choose(nearestPlace(map, to));
  });
  function draw(map, selected, cell, [left, top]) {
    now = { map, selected };
    const [row, column] = selected;
    placeArea(cellBox, [left + column * cell, top + row * cell], [cell, cell]);
    set(element, {
      "aria-label": `${name}, ${map.height} by ${map.width}: ${hint}`,
      "aria-rowcount": map.height,
      "aria-colcount": map.width,
    });
    set(rowBox, { "aria-rowindex": row + 1 });
    const value = written(map.values[row * map.width + column]);
    set(cellBox, { "aria-colindex": column + 1, "aria-label": `row ${row}, column ${column}: ${value}` });
  }
  return { element, draw };
}
