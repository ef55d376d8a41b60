// What there is to say about a unit of the net. No DOM here.
import { inOrder } from "../shared/numbers.js";
import { coneOf, layerSizes } from "./net.js";

/** What the kinds are called on the page. */
export const KIND_NAMES = { dense: "dense", local: "local", tiled: "tiled", conv: "convolution" };

/** "input 4", "output 3", "unit 2 of layer 1" */
export function unitName([layer, unit], depth) {
  if (layer === 0) return `input ${unit}`;
  return layer === depth ? `output ${unit}` : `unit ${unit} of layer ${layer}`;
}

/** The numbers about a unit that are worth seeing: a list of { count, words, about }. */
export function readings(state, chosen) {
  const [layer] = chosen;
  const sizes = layerSizes(state);
  const depth = sizes.length - 1;
  const cone = coneOf(state, chosen);
  const from = (row) => (row === 0 ? "input" : row === depth ? "output" : "unit");
  const list = (row) => `${from(row)}${cone[row].length === 1 ? "" : "s"} ${inOrder(cone[row])}`;
  const say = (name, row) => {
    const count = cone[row].length;
    return { count, name, words: count ? list(row) : `reaches no ${from(row)}` };
  };
  const far = (name, row) => ({ ...say(name, row), of: sizes[row] });
  return [
    ...(layer > 0 ? [say("fan-in", layer - 1)] : []),
    ...(layer > 1 ? [far("receptive field", 0)] : []),
    ...(layer < depth ? [say("fan-out", layer + 1)] : []),
    ...(layer < depth - 1 ? [far("outputs reached", depth)] : []),
  ];
}

/** "output 3: fan-in 3, inputs 3 to 5" */
export function inWords(state, chosen) {
  const parts = readings(state, chosen).map(({ name, count, words }) => `${name} ${count}, ${words}`);
  return `${unitName(chosen, state.depth)}: ${parts.join("; ")}`;
}
