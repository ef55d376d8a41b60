// The Python line that makes a widget with a given state.
import { inPython, same } from "./links.js";

/**
 * The shortest such line: from the widget's defaults, or from one of its presets.
 * `tuples` names the traits that Python writes in round brackets.
 */
export function pythonLine(widget, state, { defaults, presets, tuples }) {
  const lines = [{ state: {} }, ...presets].map(({ name, state: preset }) => {
    const plain = { ...defaults, ...preset };
    const changed = Object.keys(plain).filter((trait) => !same(state[trait], plain[trait]));
    const values = changed.map((trait) => `${trait}=${inPython(state[trait], tuples.includes(trait))}`);
    return name ? `${widget}.preset(${[inPython(name), ...values].join(", ")})` : `${widget}(${values.join(", ")})`;
  });
  return lines.reduce((best, line) => (line.length < best.length ? line : best));
}
