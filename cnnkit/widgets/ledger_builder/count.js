// What the layers of a net give, learn, compute and keep, counted as in cnnkit.ledger. No DOM here.

/** Most rows that a net may have. */
export const MOST_LAYERS = 16;

/** A layer of its kind as it is added. */
export const FRESH = {
  conv: { kind: "conv", out_channels: 16, kernel: 3, stride: 1, padding: 1, groups: 1, links: null },
  pool: { kind: "pool", window: 2, stride: 2, mode: "max" },
  fc: { kind: "fc", out_features: 10 },
};

const product = (sizes) => sizes.reduce((all, size) => all * size, 1);

/** "6×16×16" */
export const crossed = (sizes) => sizes.join("\u00d7");

/** Why a layer can't follow what comes in: null, or { text, way }, the changes that are a way out. */
export function whyNotHere(layer, here, tables) {
  const { kind } = layer;
  if (kind === "fc" || kind === "rbf") return null;
  if (here.length !== 3) return { text: `It needs maps, and gets ${here[0]} values: move it up.`, way: null };
  const [channels, ...sizes] = here;
  if (kind === "conv") {
    const [ins, outs] = tables[layer.links] ?? [channels, layer.out_channels];
    if (ins !== channels || outs !== layer.out_channels) {
      const text = `Its table joins ${ins} maps to ${outs}, not ${channels} to ${layer.out_channels}.`;
      return { text, way: { links: null } };
    }
    const { groups } = layer;
    if (layer.links === null && (channels % groups || layer.out_channels % groups)) {
      return { text: `${groups} groups must divide ${channels} and ${layer.out_channels} maps.`, way: { groups: 1 } };
    }
  }
  const side = kind === "conv" ? "kernel" : "window";
  const padding = layer.padding ?? 0;
  const padded = sizes.map((size) => size + 2 * padding);
  if (layer[side] <= Math.min(...padded)) return null;
  const added = padding ? `, padded to ${crossed(padded)}` : "";
  const text = `A ${side} of ${layer[side]} does not fit into ${crossed(sizes)}${added}.`;
  return { text, way: { [side]: Math.min(...padded) } };
}

/**
 * Follow one example through the layers: a list with, for each, { name, shape, weights, biases,
 * fixed, work, field, bytes }; { name, problem } for the first that does not fit, and
 * { name, waiting } for those below it.
 */
export function countLayers({ shape, layers, bias }, tables) {
  let here = shape;
  let field = [1, 1];
  let step = 1;
  let stuck = false;
  const seen = {};
  return layers.map((layer) => {
    const { kind } = layer;
    seen[kind] = (seen[kind] ?? 0) + 1;
    const name = `${kind}${seen[kind]}`;
    if (stuck) return { name, waiting: true };
    const problem = whyNotHere(layer, here, tables);
    stuck = problem !== null;
    if (stuck) return { name, problem };
    const cost = { weights: 0, biases: 0, fixed: 0, work: 0 };
    if (kind === "fc" || kind === "rbf") {
      cost.work = product(here) * layer.out_features;
      if (kind === "fc") Object.assign(cost, { weights: cost.work, biases: bias ? layer.out_features : 0 });
      else cost.fixed = cost.work;
      here = [layer.out_features];
      field = shape.slice(1);
    } else {
      const side = layer.kernel ?? layer.window;
      const sizes = here.slice(1).map((size) => Math.floor((size + 2 * (layer.padding ?? 0) - side) / layer.stride) + 1);
      if (kind === "conv") {
        const joined = tables[layer.links]?.[2] ?? (here[0] / layer.groups) * layer.out_channels;
        cost.weights = joined * side * side;
        cost.biases = bias ? layer.out_channels : 0;
        cost.work = cost.weights * product(sizes);
      }
      here = [layer.out_channels ?? here[0], ...sizes];
      if (layer.mode === "trainable") Object.assign(cost, { weights: here[0], biases: here[0], work: product(here) * side * side });
      field = field.map((seenSoFar) => seenSoFar + (side - 1) * step);
      step *= layer.stride;
    }
    return { name, shape: here, ...cost, field, bytes: 4 * product(here) };
  });
}

/** The sums over the rows that fit, over all of them or those of some kinds. */
export function sumUp(rows, ...kinds) {
  const total = { weights: 0, biases: 0, parameters: 0, fixed: 0, work: 0, bytes: 0 };
  for (const row of rows.filter(({ shape }) => shape)) {
    if (kinds.length && !kinds.includes(row.name.replace(/\d+$/, ""))) continue;
    for (const name of ["weights", "biases", "fixed", "work", "bytes"]) total[name] += row[name];
  }
  total.parameters = total.weights + total.biases;
  return total;
}

/** What a layer is, in few words: "16 of 5×5, padding 2". */
export function inShort(layer) {
  const { kind, kernel, window, stride } = layer;
  if (kind === "fc") return `to ${layer.out_features}`;
  if (kind === "rbf") return `to ${layer.out_features}, fixed`;
  if (kind === "pool") {
    const mode = { max: "largest", avg: "mean", trainable: "trainable" }[layer.mode];
    return `${mode} of ${window}\u00d7${window}${stride === window ? "" : `, stride ${stride}`}`;
  }
  const parts = [
    `${layer.out_channels} of ${kernel}\u00d7${kernel}`,
    ...(stride > 1 ? [`stride ${stride}`] : []),
    ...(layer.padding ? [`padding ${layer.padding}`] : []),
    ...(layer.groups > 1 ? [`${layer.groups} groups`] : []),
    ...(layer.links ? [`table of ${layer.links}`] : []),
  ];
  return parts.join(", ");
}

/** Bytes as a reader sees them: "65.5 kB". */
export function inBytes(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  const [size, unit] = bytes < 1e6 ? [bytes / 1e3, "kB"] : [bytes / 1e6, "MB"];
  return `${Number(size.toPrecision(3))} ${unit}`;
}

/** Why a number can't be that of a layer, or of the picture: null, or { text, way }. */
export function whyNotNumber(changes, limits, words) {
  for (const [name, value] of Object.entries(changes)) {
    const [low, high] = limits[name] ?? [];
    if (low === undefined || (Number.isInteger(value) && value >= low && value <= high)) continue;
    const text = `${words[name]} must be a whole number from ${low} to ${high}.`;
    return { text, way: { [name]: Math.min(Math.max(Math.round(value), low), high) } };
  }
  return null;
}

/** Whether something that was read from a link is a state of the builder. */
export function isNetwork({ shape, layers, bias }, limits, tables) {
  const whole = (value, [low, high]) => Number.isInteger(value) && value >= low && value <= high;
  const words = { mode: ["max", "avg", "trainable"], links: [null, ...Object.keys(tables)] };
  return (
    Array.isArray(shape) && shape.length === 3 &&
    shape.every((size, at) => whole(size, at ? [1, 256] : [1, 512])) &&
    typeof bias === "boolean" &&
    Array.isArray(layers) && layers.length <= MOST_LAYERS &&
    layers.every((layer) => {
      const numbers = Object.hasOwn(limits, layer?.kind) && limits[layer.kind];
      if (!numbers) return false;
      const names = Object.keys({ ...FRESH[layer.kind], ...numbers, kind: "" });
      return (
        Object.keys(layer).length === names.length &&
        names.every((name) => name === "kind" || (words[name] ? words[name].includes(layer[name]) : whole(layer[name], numbers[name])))
      );
    })
  );
}
