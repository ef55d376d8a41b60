// What happens inside: the feature maps of both layers, and the map of covered places.
import { nearestPlace } from "../shared/maps.js";
import { percent } from "../shared/numbers.js";
import { make, set } from "../ui/frame.js";
import { makeGrid } from "../ui/grid.js";
import { makePixels, signedShades } from "../ui/pixels.js";
import { followPointer, placeArea } from "../ui/pointer.js";
import { PLACES } from "./net.js";

/** The maps of both layers: { element, draw(features, relu) }. */
export function makeFeatures(root) {
  const layers = ["First", "Second"].map((name) => {
    const row = make("div", { class: "ck-features", role: "img" });
    const says = make("p", { class: "ck-note" });
    return { name, row, says, shades: signedShades(root), pictures: [], element: make("div", {}, says, row) };
  });
  function draw(features, relu) {
    layers.forEach((layer, at) => {
      const maps = features[at];
      if (!layer.pictures.length) {
        layer.pictures = maps.map(() => makePixels());
        layer.row.replaceChildren(...layer.pictures.map(({ canvas }) => make("div", { class: "ck-feature" }, canvas)));
      }
      const values = maps.flatMap((map) => Array.from(map.values));
      const reach = Math.max(...values.map(Math.abs)) || 1;
      maps.forEach((map, which) => layer.pictures[which].draw(map, layer.shades(reach), 48 / map.width, [0, 0]));
      const text = `${layer.name} layer, ${maps.length} maps of ${maps[0].height} \u00d7 ${maps[0].width}: ${silence(values, relu)}`;
      set(layer.says, { text });
      set(layer.row, { "aria-label": text, style: `--columns: ${maps.length / 2}` });
    });
  }
  return { element: make("div", { class: "ck-layers" }, ...layers.map((layer) => layer.element)), draw };
}

/** How much ReLU silences, or lets through where there is none. */
export function silence(values, relu) {
  const share = (fits) => percent(values.filter(fits).length / values.length);
  return relu ? `ReLU leaves ${share((value) => value === 0)} at 0.` : `${share((value) => value < 0)} are negative, and go on.`;
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
