// Where a delta or a gradient comes from: the cells it is made of, and its products. No DOM here.
import { equals, written } from "../shared/numbers.js";
import { indexIn, PARTS, pixelUnder, placeIn, pooledOver, shareOf, tiesOf, WEIGHTS, winnersOf } from "./net.js";

const NAMES = {
  x: "pixel", conv: "kernel weight", map: "map unit", pooled: "pooled unit", hidden: "hidden unit", output: "output", target: "target",
};
const ENDS = { fc1: ["pooled", "hidden"], fc2: ["hidden", "output"] }; // of a dense layer's weights

/** "map unit (1, 2)", "hidden unit 0", "weight from hidden unit 1 to output 0" */
export function partName(part, index) {
  const place = placeIn(part, index);
  if (ENDS[part]) return `weight from ${ENDS[part].map((end, at) => partName(end, place[at])).join(" to ")}`;
  return `${NAMES[part]} ${PARTS[part][1] === 1 ? index : `(${place.join(", ")})`}`;
}

/** What is asked for: the delta of a unit, or the derivative of the cost by a number. */
export function asked(part) {
  if (part === "x") return "\u2202J/\u2202x";
  if (part === "target") return "\u2202J/\u2202y";
  return WEIGHTS.includes(part) ? "\u2202J/\u2202\u03b8" : "\u03b4";
}

const range = (from, to) => Array.from({ length: to - from + 1 }, (_, at) => from + at);
const cells = (part, rows, columns) => ({ part, indices: rows.flatMap((row) => columns.map((column) => indexIn(part, row, column))) });

/**
 * The cells that a number's gradient is made of: { deltas, factors }, lists of { part, indices }
 * that fill rectangles.
 */
export function sourcesOf(part, index) {
  const [row, column] = placeIn(part, index);
  const all = (name) => cells(name, range(0, PARTS[name][0] - 1), range(0, PARTS[name][1] - 1));
  const own = { part, indices: [index] };
  switch (part) {
    case "output": return { deltas: [], factors: [own, { part: "target", indices: [index] }] };
    case "target": return { deltas: [], factors: [own, { part: "output", indices: [index] }] };
    case "hidden": return { deltas: [all("output")], factors: [cells("fc2", [index], [0, 1]), own] };
    case "fc1": case "fc2": {
      const [from, to] = ENDS[part];
      return { deltas: [{ part: to, indices: [column] }], factors: [{ part: from, indices: [row] }] };
    }
    case "pooled": return { deltas: [all("hidden")], factors: [cells("fc1", [index], [0, 1, 2])] };
    case "map": return { deltas: [{ part: "pooled", indices: [pooledOver(index)] }], factors: [own] };
    case "conv": return { deltas: [all("map")], factors: [cells("x", range(row, row + 3), range(column, column + 3))] };
    default: {
      const [rows, columns] = [row, column].map((at) => range(Math.max(at - 2, 0), Math.min(at, 3)));
      const met = [rows, columns].map((those, axis) => range([row, column][axis] - those.at(-1), [row, column][axis] - those[0]));
      return { deltas: [cells("map", rows, columns)], factors: [cells("conv", ...met)] };
    }
  }
}

const bracketed = (value) => (value < 0 ? `(${written(value)})` : written(value));
const product = (...factors) => factors.map(bracketed).join("\u00b7");

/** The sum of products behind a kernel weight's or a pixel's gradient: those that are not 0. */
function convSum(pairs) {
  const used = pairs.filter((pair) => !pair.includes(0));
  const spare = pairs.length - used.length;
  const left = spare ? `; ${spare === pairs.length ? "all" : spare} of ${pairs.length} products are 0` : "";
  return { sum: used.map((pair) => product(...pair)).join(" + ") || "0", left };
}

/** { formula, numbers, note }: where the gradient of a number comes from, with all products. */
export function originOf(state, values, back, part, index) {
  const { x, conv, fc1, hidden, fc2, output, target } = values;
  const [row, column] = placeIn(part, index);
  const result = equals(back[part][index]);
  const say = (formula, numbers, note = "") => ({ formula: `${asked(part)} = ${formula}`, numbers: `= ${numbers} ${result}`, note });
  const error = () => `(${written(output[index])} \u2212 ${bracketed(target[index])})`;
  const line = (weights, delta) => `(${delta.map((d, to) => product(weights[index * delta.length + to], d)).join(" + ")})`;
  switch (part) {
    case "output":
      return say(
        "(h \u2212 y)\u00b7h(1 \u2212 h)",
        `${error()}\u00b7${product(output[index], 1 - output[index])}`,
        "How wrong the output is, times the slope of its sigmoid.",
      );
    case "target":
      return say("\u2212(h \u2212 y)", `\u2212${error()}`, "The cost is half the squared distance.");
    case "fc1": case "fc2": {
      const [from, to] = ENDS[part];
      return say("a\u00b7\u03b4", product(values[from][row], back[to][column]), "What came in, times the delta of where it leads.");
    }
    case "hidden":
      return say(
        "\u03a3 \u03b8\u03b4 \u00b7 a(1 \u2212 a)",
        `${line(fc2, back.output)}\u00b7${product(hidden[index], 1 - hidden[index])}`,
        "The deltas of all successors come back through the weights.",
      );
    case "pooled":
      return say("\u03a3 \u03b8\u03b4", line(fc1, back.hidden).slice(1, -1), "Pooling has no weights and no sigmoid: the sum alone.");
    case "map":
      return mapOrigin(state, values, back, index, say);
    case "conv": {
      const { sum, left } = convSum(back.map.map((d, unit) => [x[pixelUnder(unit, index)], d]));
      return say("\u03a3 x\u00b7\u03b4", sum, `One weight, used at all 16 places: the sum over all of them${left}.`);
    }
    default: {
      const pairs = back.map.flatMap((d, unit) => conv.flatMap((w, weight) => (pixelUnder(unit, weight) === index ? [[w, d]] : [])));
      const { sum, left } = convSum(pairs);
      return say("\u03a3 \u03b8\u00b7\u03b4", sum, `The delta of each window that holds the pixel, ${pairs.length} here${left}.`);
    }
  }
}

function mapOrigin(state, values, back, unit, say) {
  const a = values.map[unit];
  const over = pooledOver(unit);
  const share = shareOf(state, winnersOf(values), unit);
  if (state.pooling === "avg") {
    return say(
      "\u03b4(pooled)/4 \u00b7 a(1 \u2212 a)",
      `${bracketed(back.pooled[over])}/4\u00b7${product(a, 1 - a)}`,
      "The mean of N \u00d7 N = 2 \u00d7 2 values gives each of them 1/N\u00b2 of the delta: 1/4, not 1/2.",
    );
  }
  const formula = share ? "\u03b4(pooled) \u00b7 a(1 \u2212 a)" : "0 \u00b7 a(1 \u2212 a)";
  const best = winnersOf(values)[over];
  const winner = partName("map", best);
  const { units } = tiesOf(values).find((tie) => tie.units.includes(unit)) ?? {};
  const equal = units?.map((at) => `(${placeIn("map", at).join(", ")})`).join(" and ");
  const note = equal
    ? `A tie: ${equal} are equally large. The first in row-major order, ${winner}, takes the whole delta.`
    : share
      ? "It is the largest of its window and takes the whole delta."
      : `The largest of its window, ${winner} with ${written(values.map[best])}, takes the whole delta.`;
  return say(formula, product(share ? back.pooled[over] : 0, a, 1 - a), note);
}

/** About ties under max pooling, wherever the reader looks; nothing with the average. */
export function tiesInWords(state, values) {
  if (state.pooling === "avg") return "Average pooling: each of the 4 units in a window receives a quarter of its delta.";
  const ties = tiesOf(values).length;
  const then = ties ? `Windows with a tie: ${ties} of 4; the first in row-major order wins, as in PyTorch.` : "There is no tie.";
  return `Max pooling: a dot marks who takes the delta of a window. ${then}`;
}

/** The largest delta of each layer, from the cost back to the map. */
export function largestInWords(back) {
  const largest = (part) => written(Math.max(...back[part].map(Math.abs)), 2);
  return `Largest delta: output ${largest("output")}, hidden ${largest("hidden")}, pooled ${largest("pooled")}, map ${largest("map")}.`;
}

/** What the two gradients say to each other. */
export function agreement(state, values, analytic, quotient) {
  const apart = Math.abs(analytic - quotient);
  const kink = state.pooling === "max" && tiesOf(values).length && apart > 1e-8;
  const why = ": at a tie the cost has a kink. The trial looks to both sides, backpropagation follows the winner";
  return `They differ by ${written(Number(apart.toExponential(0)))}${kink ? why : ""}.`;
}
