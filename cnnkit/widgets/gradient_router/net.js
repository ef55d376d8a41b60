// The small sigmoid net of deck 003, forward and backward. Values are flat lists; no DOM here.

/** What the net is made of, in the order of the forward pass: [rows, columns] of each part. */
export const PARTS = {
  x: [6, 6], conv: [3, 3], map: [4, 4], pooled: [2, 2], fc1: [4, 3], hidden: [3, 1], fc2: [3, 2], output: [2, 1], target: [2, 1],
};
export const WEIGHTS = ["conv", "fc1", "fc2"];
export const TYPED = ["x", ...WEIGHTS, "target"];
export const POOLINGS = ["avg", "max"];
export const LARGEST_NUMBER = 100;
export const LARGEST_RATE = 1000;
export const TRIAL = 1e-5; // how far a number is moved up and down for the difference quotient

const upTo = (end) => [...Array(end).keys()];
const total = (numbers) => numbers.reduce((all, number) => all + number, 0);
const [PIXELS, SIDE, KERNEL] = [6, 4, 3];

export function sigmoid(z) {
  const small = Math.exp(-Math.abs(z));
  return (z >= 0 ? 1 : small) / (1 + small);
}

/** A list with one item replaced. */
export const replaced = (list, index, item) => list.map((old, at) => (at === index ? item : old));

/** A place in reading order as [row, column] of its part, and back. */
export const placeIn = (part, index) => [Math.floor(index / PARTS[part][1]), index % PARTS[part][1]];
export const indexIn = (part, row, column) => row * PARTS[part][1] + column;

/** The map units under a pooling window, in row-major order. */
export function windowOf(pooled) {
  const [row, column] = placeIn("pooled", pooled);
  return [0, 1, 4, 5].map((step) => 2 * row * SIDE + 2 * column + step);
}

/** The pooling window over a map unit. */
export function pooledOver(unit) {
  const [row, column] = placeIn("map", unit);
  return indexIn("pooled", row >> 1, column >> 1);
}

/** The pixel that a kernel weight meets at a map unit. */
export function pixelUnder(unit, weight) {
  const [[row, column], [down, right]] = [placeIn("map", unit), placeIn("conv", weight)];
  return (row + down) * PIXELS + column + right;
}

/**
 * The values of all parts, and the `cost`. A `nudge`, { part, index, by }, moves one number on the
 * way: a pixel, a weight, a pooled value, or what goes into a unit's sigmoid.
 */
export function forward(state, nudge = null) {
  const moved = (part, values) =>
    nudge?.part === part ? replaced(values, nudge.index, values[nudge.index] + nudge.by) : values;
  const now = Object.fromEntries(TYPED.map((part) => [part, moved(part, state[part].flat())]));
  const dense = (part, weights, inputs) => {
    const sums = upTo(PARTS[part][0]).map((to) =>
      total(inputs.map((value, from) => value * weights[from * PARTS[part][0] + to])));
    return moved(part, sums).map(sigmoid);
  };
  const sums = upTo(SIDE * SIDE).map((unit) => total(now.conv.map((weight, at) => weight * now.x[pixelUnder(unit, at)])));
  now.map = moved("map", sums).map(sigmoid);
  const windows = upTo(4).map((at) => windowOf(at).map((unit) => now.map[unit]));
  now.pooled = moved("pooled", windows.map((seen) => (state.pooling === "max" ? Math.max(...seen) : total(seen) / 4)));
  now.hidden = dense("hidden", now.fc1, now.pooled);
  now.output = dense("output", now.fc2, now.hidden);
  now.cost = total(now.output.map((h, at) => (h - now.target[at]) ** 2)) / 2;
  return now;
}

/** The unit in each pooling window that takes the delta: the first of the largest. */
export const winnersOf = (values) =>
  upTo(4).map((at) => windowOf(at).reduce((best, unit) => (values.map[unit] > values.map[best] ? unit : best)));

/** The windows where the largest value stands more than once: [{ pooled, units }]. */
export function tiesOf(values) {
  return winnersOf(values)
    .map((winner, pooled) => ({ pooled, units: windowOf(pooled).filter((unit) => values.map[unit] === values.map[winner]) }))
    .filter(({ units }) => units.length > 1);
}

export const slope = (a) => a * (1 - a);

/**
 * The gradient of the cost with respect to every number: at a unit with a sigmoid its delta, which
 * belongs to what goes into the sigmoid; at a pooled unit, which has none, to its value.
 */
export function backward(state, values) {
  const { x, conv, map, pooled, fc1, hidden, fc2, output, target } = values;
  const back = { output: output.map((h, at) => (h - target[at]) * slope(h)) };
  const carried = (weights, delta, rows) => upTo(rows).map((from) => total(delta.map((d, to) => d * weights[from * delta.length + to])));
  const outer = (inputs, delta) => inputs.flatMap((value) => delta.map((d) => value * d));
  back.target = output.map((h, at) => target[at] - h);
  back.fc2 = outer(hidden, back.output);
  back.hidden = carried(fc2, back.output, 3).map((d, at) => d * slope(hidden[at]));
  back.fc1 = outer(pooled, back.hidden);
  back.pooled = carried(fc1, back.hidden, 4);
  const winners = winnersOf(values);
  back.map = map.map((a, unit) => back.pooled[pooledOver(unit)] * shareOf(state, winners, unit) * slope(a));
  back.conv = conv.map((_, weight) => total(back.map.map((d, unit) => d * x[pixelUnder(unit, weight)])));
  back.x = x.map(() => 0);
  back.map.forEach((d, unit) => conv.forEach((w, weight) => (back.x[pixelUnder(unit, weight)] += w * d)));
  return back;
}

/** How much of a pooled unit's delta reaches a map unit. */
export function shareOf({ pooling }, winners, unit) {
  if (pooling === "avg") return 1 / 4;
  return Number(winners[pooledOver(unit)] === unit);
}

/** The gradient by trial: { up, down, quotient }, the costs on both sides and their slope. */
export function tried(state, part, index) {
  const [up, down] = [TRIAL, -TRIAL].map((by) => forward(state, { part, index, by }).cost);
  return { up, down, quotient: (up - down) / (2 * TRIAL) };
}

/** The weights after one step down the gradient, as rows. */
export function stepped(state, back = backward(state, forward(state))) {
  return Object.fromEntries(
    WEIGHTS.map((part) => [
      part,
      state[part].map((row, r) => row.map((weight, c) => weight - state.learning_rate * back[part][indexIn(part, r, c)])),
    ]),
  );
}

/** Whether the recorded costs lead to this cost; a state that came another way starts anew. */
export function costsTo(costs, cost) {
  const last = costs?.at(-1);
  return Math.abs(last - cost) <= 1e-9 * Math.max(1, cost) ? costs : [cost];
}

/** Why a setting can't be: null, or { text, way }, the changes that are a way out. */
export function whyNotRouted(state) {
  const { learning_rate: rate } = state;
  if (!(rate > 0 && rate <= LARGEST_RATE)) {
    const text = `A learning rate lies above 0 and is ${LARGEST_RATE} at most.`;
    return { text, way: { "learning rate": rate > 0 ? LARGEST_RATE : 1 } };
  }
  const beyond = TYPED.flatMap((part) => state[part].flat()).find((value) => Math.abs(value) > LARGEST_NUMBER);
  if (beyond === undefined) return null;
  const text = `Numbers here go from \u2212${LARGEST_NUMBER} to ${LARGEST_NUMBER}.`;
  return { text, way: { value: Math.sign(beyond) * LARGEST_NUMBER } };
}

/** Why a step can't be taken: null, or { text, way } with a smaller rate. */
export function whyNoStep(state) {
  if (!whyNotRouted({ ...state, ...stepped(state) })) return null;
  const text = `This step would carry a weight beyond \u00b1${LARGEST_NUMBER}.`;
  return { text, way: { "learning rate": Number((state.learning_rate / 10).toPrecision(3)) } };
}

/** Whether something that was read from a link is a setting like this one. */
export function isRoute(state, like) {
  const alike = (one, other) =>
    Array.isArray(other)
      ? Array.isArray(one) && one.length === other.length && other.every((item, at) => alike(one[at], item))
      : typeof one === typeof other && (typeof one !== "number" || Number.isFinite(one));
  return (
    Object.keys(like).every((name) => alike(state[name], like[name])) &&
    POOLINGS.includes(state.pooling) &&
    isNumberOf(...state.chosen) &&
    whyNotRouted(state) === null
  );
}

/** Whether a part has a number of this index. */
const isNumberOf = (part, index) =>
  Object.hasOwn(PARTS, part) && Number.isInteger(index) && index >= 0 && index < PARTS[part][0] * PARTS[part][1];
