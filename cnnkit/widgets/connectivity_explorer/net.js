// A net of units in rows: who is joined to whom, by which weight, and at what cost. No DOM here.

/** How two rows may be joined, from no sharing to one kernel for all. */
export const KINDS = ["dense", "local", "tiled", "conv"];

/** The whole numbers of a setting, with their limits. */
export const LIMITS = { inputs: [2, 24], kernel: [1, 9], stride: [1, 4], depth: [1, 4], period: [1, 24] };

/** Units in each row, the inputs first; it ends early where a kernel no longer fits. */
export function layerSizes({ inputs, kernel, stride, depth }) {
  const sizes = [inputs];
  while (sizes.length <= depth && kernel <= sizes.at(-1)) {
    sizes.push(Math.floor((sizes.at(-1) - kernel) / stride) + 1);
  }
  return sizes;
}

/** Kernels that a layer of `units` has: one for each unit, a few in turns, or one for all. */
function kernelsOf({ kind, period }, units) {
  return { dense: units, local: units, tiled: Math.min(period, units), conv: 1 }[kind];
}

/** The units of the row before that feed a unit: [first, one past the last]. */
function windowInto(state, sizes, layer, unit) {
  if (state.kind === "dense") return [0, sizes[layer - 1]];
  return [unit * state.stride, unit * state.stride + state.kernel];
}

/**
 * The edges into a layer: { from, to, kernel, place, uses }.
 * Edges of one layer with the same kernel and the same place in it have one weight; `uses` says
 * how many do.
 */
export function edgesInto(state, sizes, layer) {
  const units = sizes[layer];
  const kernels = kernelsOf(state, units);
  return Array.from({ length: units }, (_, to) => {
    const [first, end] = windowInto(state, sizes, layer, to);
    const kernel = to % kernels;
    const uses = Math.ceil((units - kernel) / kernels);
    return Array.from({ length: end - first }, (_, place) => ({ from: first + place, to, kernel, place, uses }));
  }).flat();
}

/** What all layers cost: { weights, biases, multiplyAdds }. */
export function costs(state) {
  const sizes = layerSizes(state);
  const total = { weights: 0, biases: 0, multiplyAdds: 0 };
  for (let layer = 1; layer < sizes.length; layer += 1) {
    const width = state.kind === "dense" ? sizes[layer - 1] : state.kernel;
    const kernels = kernelsOf(state, sizes[layer]);
    total.weights += kernels * width;
    total.biases += kernels;
    total.multiplyAdds += sizes[layer] * width;
  }
  return total;
}

/** For each row, the units that a unit depends on or reaches, in order; its own row holds itself. */
export function coneOf(state, [layer, unit]) {
  const sizes = layerSizes(state);
  const rows = sizes.map(() => []);
  rows[layer] = [unit];
  for (let row = layer; row > 0; row -= 1) {
    const seen = rows[row].flatMap((to) => {
      const [first, end] = windowInto(state, sizes, row, to);
      return Array.from({ length: end - first }, (_, place) => first + place);
    });
    rows[row - 1] = [...new Set(seen)].sort((a, b) => a - b);
  }
  for (let row = layer + 1; row < sizes.length; row += 1) {
    const before = rows[row - 1];
    rows[row] = [...Array(sizes[row]).keys()].filter((to) => {
      const [first, end] = windowInto(state, sizes, row, to);
      return before.some((from) => first <= from && from < end);
    });
  }
  return rows;
}

/** A weight's name: a letter for its kernel, a number for its place in it. */
export function nameOf({ kernel, place }) {
  return `${"abcdefghijklmnopqrstuvwx"[kernel]}${place}`;
}

/** The nearest unit, and weight, that there are: what a smaller net makes of a choice. */
export function clampChoice({ chosen: [layer, unit], tie, ...state }) {
  const sizes = layerSizes(state);
  const row = Math.min(layer, sizes.length - 1);
  const kept = tie !== null && row > 0 && state.kind !== "dense" && tie < state.kernel;
  return { chosen: [row, Math.min(unit, sizes[row] - 1)], tie: kept ? tie : null };
}

/** Why a setting can't be shown: null, or { text, way }, the changes that are a way out. */
export function whyNotJoined(state) {
  for (const [name, [low, high]] of Object.entries(LIMITS)) {
    const value = state[name];
    if (Number.isInteger(value) && value >= low && value <= high) continue;
    const way = { [name]: Math.min(Math.max(Math.round(value), low), high) };
    return { text: `The ${name} must be a whole number from ${low} to ${high}.`, way };
  }
  const sizes = layerSizes(state);
  const layer = sizes.length;
  if (layer > state.depth) return null;
  const units = `${sizes.at(-1)} unit${sizes.at(-1) === 1 ? "" : "s"}`;
  const text = `A kernel of ${state.kernel} does not fit into the ${units} that layer ${layer} would look at.`;
  return { text, way: layer === 1 ? { kernel: state.inputs } : { depth: layer - 1 } };
}

/** Whether something that was read from a link is a setting of the explorer. */
export function isNet(state) {
  const { kind, chosen, tie } = state;
  const whole = (value) => Number.isInteger(value) && value >= 0;
  return (
    KINDS.includes(kind) &&
    Object.keys(LIMITS).every((name) => Number.isInteger(state[name])) &&
    whyNotJoined(state) === null &&
    Array.isArray(chosen) &&
    chosen.length === 2 &&
    chosen.every(whole) &&
    (tie === null || whole(tie)) &&
    JSON.stringify(clampChoice(state)) === JSON.stringify({ chosen, tie })
  );
}
