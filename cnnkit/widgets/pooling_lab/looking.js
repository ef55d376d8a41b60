// What there is to see in a state of the lab: before and after the shift. No DOM here.
import { percent, written } from "../shared/numbers.js";
import { inPython, same } from "../shared/links.js";
import { changedValues, shiftMap, toMap } from "../shared/maps.js";
import { lookUnder, pool, winnerAmong } from "../shared/pooling.js";

/** What the modes are called on the page. */
export const MODE_NAMES = {
  max: "max",
  avg: "average",
  l2: "L2",
  gaussian: "Gaussian",
  stochastic: "stochastic",
};

/** Before and after the shift: both maps, what is under one window, its value and its winner. */
export function lookAt(state, window) {
  const { shift_rows: down, shift_columns: right, entering } = state;
  const before = toMap(state.image);
  return [before, shiftMap(before, down, right, entering)].map((input) => {
    const output = pool(input, state);
    const look = lookUnder(input, state, window);
    const { row, column } = look.pixels[winnerAmong(look.pixels)];
    const value = output.values[window[0] * output.width + window[1]];
    return { input, output, look, value, winner: state.mode === "max" ? [row, column] : null };
  });
}

/** What the shift changes: { input, output } with { flags, count, text, share }, and the pooled map. */
export function whatChanged(state) {
  const [before, after] = lookAt(state, [0, 0]);
  const compare = (name) => {
    const flags = changedValues(before[name], after[name]);
    const count = flags.filter(Boolean).length;
    const text = `${count} of ${flags.length}`;
    return { flags, count, text, share: percent(count / flags.length) };
  };
  return { input: compare("input"), output: compare("output"), pooled: after.output };
}

/** "window at rows 2 to 3, columns 4 to 5: max of 1, 3, 5, 7 is 7", counted from 0 as in Python. */
export function windowInWords(state, window) {
  const { look, value } = lookAt(state, window)[1];
  const range = (name, from, end) =>
    end - from === 1 ? `${name} ${from}` : `${name}s ${from} to ${end - 1}`;
  const values = look.pixels.map((pixel) => written(pixel.value));
  const listed = values.length > 9 ? `${values.length} values` : values.join(", ");
  const place = `${range("row", look.top, look.bottom)}, ${range("column", look.left, look.right)}`;
  return `window at ${place}: ${MODE_NAMES[state.mode]} of ${listed} is ${written(value)}`;
}

/** "moved 1 down, 2 left" */
export function moveInWords({ shift_rows: rows, shift_columns: columns }) {
  const part = (by, back, forth) => (by ? [`${Math.abs(by)} ${by < 0 ? back : forth}`] : []);
  const parts = [...part(rows, "up", "down"), ...part(columns, "left", "right")];
  return `moved ${parts.join(", ") || "0"}`;
}

/** The Python line that makes a lab with this state. */
export function inOneLine(state, presets) {
  const base = presets.find((preset) => same(preset.state.image, state.image));
  const plain = (base ?? presets[0]).state;
  const names = Object.keys(plain).filter((name) => name !== "image");
  const changes = names.filter((name) => !same(state[name], plain[name]));
  const named = base && base !== presets[0];
  // a window alone would set the stride, too
  if (!named && changes.includes("window") && !changes.includes("stride")) changes.push("stride");
  const values = changes.map((name) => `${name}=${inPython(state[name], name === "selected")}`);
  if (!base) values.unshift(inPython(state.image));
  if (named) values.unshift(inPython(base.name));
  return `PoolingLab${named ? ".preset" : ""}(${values.join(", ")})`;
}
