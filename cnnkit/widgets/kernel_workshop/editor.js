// The kernel on the bench: a field for each weight, the size, the divisor, the bias.
import { makeChoice, makeNumber } from "../ui/controls.js";
import { inRole, make, set } from "../ui/frame.js";
import { MODES, resized } from "./looking.js";

/**
 * { bench, rest, show(state), mark(names), focus(name) }: the fields for the weights, and the other
 * controls; `ask` is called with the changes that are wanted.
 */
export function makeEditor(ask) {
  let now = null;
  let fields = [];
  const weights = make("div", { class: "ck-weights", role: "group", "aria-label": "Weights" });
  const size = makeChoice({
    label: "size",
    options: [["3", "3 \u00d7 3"], ["5", "5 \u00d7 5"]],
    choose: (chosen) => ask({ weights: resized(now.weights, Number(chosen)) }),
  });
  const divisor = makeNumber({ label: "divisor", choose: (value) => ask({ divisor: value }) });
  const bias = makeNumber({ label: "bias", choose: (value) => ask({ bias: value }) });
  const mode = makeChoice({ label: "mode", options: MODES.map((name) => [name, name]), choose: (chosen) => ask({ mode: chosen }) });
  const legend = make("div", { class: "ck-patch-name", style: inRole("kernel"), text: "weights" });
  const bench = make("div", {}, legend, weights);
  const parts = { weights: { element: weights }, divisor, bias };
  const rest = make("div", { class: "ck-controls" }, ...[size, divisor, bias, mode].map(({ element }) => element));

  function build(count) {
    fields = Array.from({ length: count * count }, (_, at) => {
      const [row, column] = [Math.floor(at / count), at % count];
      const choose = (value) => ask({ weights: now.weights.map((line, y) => line.map((old, x) => (y === row && x === column ? value : old))) });
      return makeNumber({ label: `weight in row ${row}, column ${column}`, choose });
    });
    set(weights, { style: `grid-template-columns: repeat(${count}, minmax(0, 1fr))`, class: `ck-weights ck-weights-${count}` });
    weights.replaceChildren(...fields.map((field) => field.element));
  }

  // a field that was left empty, or was refused, shows what stands
  for (const part of [bench, rest]) {
    part.addEventListener("focusout", () => queueMicrotask(() => now && show(now)));
  }

  /** Write a number, unless the reader is just typing one: "-", or the 0 of 0.5 that is refused. */
  function write(field, value) {
    const half = Number.isNaN(field.input.valueAsNumber) || field.input.closest(".ck-refused");
    if (!(half && field.input.matches(":focus"))) field.show(value);
  }

  function show(state) {
    now = state;
    const count = state.weights.length;
    if (fields.length !== count * count) build(count);
    state.weights.flat().forEach((weight, at) => write(fields[at], weight));
    size.show(String(count));
    write(divisor, state.divisor);
    write(bias, state.bias);
    mode.show(state.mode);
  }
  return {
    bench,
    rest,
    show,
    mark: (names) => Object.entries(parts).forEach(([name, part]) => part.element.classList.toggle("ck-refused", names.includes(name))),
    focus: (name) => (parts[name]?.element.querySelector("input") ?? fields[0].input).focus(),
  };
}
