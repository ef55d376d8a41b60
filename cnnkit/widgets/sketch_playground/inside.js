// What happens inside: the feature maps of both layers, and the map of covered places.
import { nearestPlace } from "../shared/maps.js";
import { percent } from "../shared/numbers.js";
import { make, set } from "../ui/frame.js";
import { makeGrid } from "../ui/grid.js";
import { makePixels, signedShades } from "../ui/pixels.js";
import { followPointer, placeArea } from "../ui/pointer.js";
import { LAYERS, PLACES } from "./net.js";

const GAP = 4; // between the maps
const CELLS = [4, 5]; // pixels of the screen for a value of either layer

/**
 * The maps of a layer: { element, draw(maps, view) } with view = { relu, unit, width }, the unit
 * being looked at. `on` is called with a unit: peek(unit or null) under the mouse, choose(unit),
 * tell(unit) if the keyboard went to another map.
 */
export function makeFeatures(root, layer, on) {
  const { name, side, maps: count } = LAYERS[layer];
  const [cell, size] = [CELLS[layer], CELLS[layer] * side];
  const pictures = Array.from({ length: count }, () => makePixels());
  const mark = make("div", { class: "ck-area ck-unit-mark" });
  const area = make("div", { class: "ck-area ck-features-area" });
  const hint = "arrow keys choose a value, Page Up and Page Down another map";
  let now = null; // { columns, unit }: how the maps are laid out, and where the keyboard is
  const grid = makeGrid({ name: `${name}, a map`, hint, choose: (place) => on.choose([layer, now.unit[1], ...place]) });
  const says = make("p", { class: "ck-note" });
  const pads = pictures.map(({ canvas }) => make("div", { class: "ck-area ck-feature", style: `width: ${size}px; height: ${size}px` }, canvas));
  const row = make("div", { class: "ck-features", role: "img" }, ...pads);
  const stage = make("div", { class: "ck-feature-stage" }, row, mark, area, grid.element);
  const shades = signedShades(root);

  const cornerOf = (map) => [map % now.columns, Math.floor(map / now.columns)].map((at) => at * (size + GAP));
  function unitAt([x, y]) {
    const columns = { height: Math.ceil(count / now.columns), width: now.columns };
    const [down, right] = nearestPlace(columns, [y, x].map((at) => Math.floor(at / (size + GAP))));
    const map = down * now.columns + right;
    const [left, top] = cornerOf(map);
    return [layer, map, ...nearestPlace({ height: side, width: side }, [y - top, x - left].map((at) => Math.floor(at / cell)))];
  }
  followPointer(area, { start: () => true, move: (place) => on.choose(unitAt(place)) });
  area.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "mouse" || event.buttons) return;
    const box = area.getBoundingClientRect();
    on.peek(unitAt([event.clientX - box.left, event.clientY - box.top]));
  });
  area.addEventListener("pointerleave", () => on.peek(null));
  grid.element.addEventListener("keydown", (event) => {
    const step = { PageUp: -1, PageDown: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const to = [...now.unit];
    to[1] = (to[1] + step + count) % count;
    on.choose(to);
    on.tell(to);
  });

  function draw(maps, { relu, unit, width }) {
    const columns = width < count * (size + GAP) ? count / 2 : count;
    const here = unit[0] === layer;
    now = { columns, unit: here ? unit : [layer, 0, 0, 0] };
    const values = maps.flatMap((map) => Array.from(map.values));
    const reach = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
    maps.forEach((map, which) => {
      const [left, top] = cornerOf(which);
      set(pads[which], { style: `left: ${left}px; top: ${top}px; width: ${size}px; height: ${size}px` });
      pictures[which].draw(map, shades(reach), cell, [0, 0]);
    });
    const box = [columns, count / columns].map((many) => many * (size + GAP) - GAP);
    set(stage, { style: `width: ${box[0]}px; height: ${box[1]}px` });
    placeArea(area, [0, 0], box);
    const [, map, down, right] = now.unit;
    const corner = cornerOf(map);
    mark.hidden = !here;
    placeArea(mark, [corner[0] + right * cell - 2, corner[1] + down * cell - 2], [cell + 4, cell + 4]);
    grid.draw(maps[map], [down, right], cell, corner);
    const text = `${name}, ${count} maps of ${side} \u00d7 ${side}: ${silence(values, relu)}`;
    set(says, { text });
    set(row, { "aria-label": text });
  }
  return { element: make("div", {}, says, stage), draw };
}

/** How much ReLU silences, or lets through where there is none. */
export function silence(values, relu) {
  const share = (fits) => percent(values.filter(fits).length / values.length);
  return relu ? `ReLU leaves ${share((value) => value === 0)} at 0.` : `${share((value) => value < 0)} are negative, and go on.`;
}

/** One unit's sum: { element, draw(looked, words) }, what it sees, its weights, and the products. */
export function makeUnit(root) {
  const groups = ["window", "kernel", "products"].map((name) => {
    const tiles = make("div", { class: "ck-tiles" });
    const element = make("div", { class: "ck-tile-group" }, tiles, make("p", { class: "ck-note", text: name }));
    return { tiles, element, shades: signedShades(root), pictures: [] };
  });
  const says = make("p", { class: "ck-sum-words" });
  const sign = (text) => make("span", { class: "ck-sign", text });
  const sum = make("div", { class: "ck-sum-row", "aria-hidden": "true" }, groups[0].element, sign("\u00d7"), groups[1].element, sign("="), groups[2].element);
  function draw({ windows, kernels, products }, words) {
    [windows, kernels, products].forEach((maps, at) => {
      const group = groups[at];
      const cell = maps.length > 1 ? 8 : 16; // eight small ones are as wide as a large one
      const side = cell * maps[0].width;
      if (group.pictures.length !== maps.length) {
        group.pictures = maps.map(() => makePixels());
        group.tiles.replaceChildren(...group.pictures.map(({ canvas }) => make("div", { class: "ck-feature", style: `width: ${side}px; height: ${side}px` }, canvas)));
      }
      const reach = maps.reduce((most, { values }) => values.reduce((far, value) => Math.max(far, Math.abs(value)), most), 0) || 1;
      maps.forEach((map, which) => group.pictures[which].draw(map, group.shades(reach), cell, [0, 0]));
    });
    set(says, { text: words });
  }
  return { element: make("div", { class: "ck-sum" }, sum, says), draw };
}

/** The map of covered places: { element, draw(map, patch) }; `choose` is called with a place. */
export function makeCovered(root, choose) {
  const cell = 19;
  const side = cell * PLACES;
  const pixels = makePixels();
  const shades = signedShades(root);
  const area = make("div", { class: "ck-area ck-covered-area" });
  const grid = makeGrid({ name: "Covered places", hint: "arrow keys move the square of paper", choose });
  const mark = make("div", { class: "ck-area ck-covered-mark" });
  const element = make("div", { class: "ck-covered", style: `width: ${side}px; height: ${side}px` }, pixels.canvas, mark, area, grid.element);
  placeArea(area, [0, 0], [side, side]);
  followPointer(area, {
    start: () => true,
    move: ([x, y]) => choose(nearestPlace({ height: PLACES, width: PLACES }, [y, x].map((at) => Math.floor(at / cell)))),
  });
  function draw(map, patch) {
    const reach = map.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
    pixels.draw(map, shades(reach), cell, [0, 0]);
    placeArea(mark, [patch[1] * cell, patch[0] * cell], [cell, cell]);
    grid.draw(map, patch, cell, [0, 0]);
  }
  return { element, draw };
}
