// Controls with a label: { element, show(value) }; `choose` is called with what is asked for.
import { freshId, make, makeButton, set } from "./frame.js";

/** One of a few: radio buttons that look like one bar. `options` is a list of [value, text]. */
export function makeChoice({ label, options, choose }) {
  const name = freshId("choice");
  const inputs = options.map(([value]) =>
    make("input", { type: "radio", name, value, id: `${name}-${value}`, change: () => choose(value) }));
  const parts = options.flatMap(([value, text], index) => [
    inputs[index],
    make("label", { for: `${name}-${value}`, text }),
  ]);
  const show = (chosen) => inputs.forEach((input) => (input.checked = input.value === chosen));
  return { element: labelled(label, parts), show };
}

/** A few buttons that belong together: [text, name for screen readers, what a click does]. */
export function makeButtons({ label, buttons }) {
  const parts = buttons.map(([text, name, click]) => makeButton(text, click, { "aria-label": name }));
  return { element: labelled(label, parts) };
}

/** A number to type. */
export function makeNumber({ label, choose, ...limits }) {
  const id = freshId("number");
  const input = make("input", { id, type: "number", step: "any", inputmode: "decimal", ...limits });
  input.addEventListener("input", () => Number.isFinite(input.valueAsNumber) && choose(input.valueAsNumber));
  const show = (value) => {
    if (input.valueAsNumber !== value) input.value = value;
  };
  const element = make("div", { class: "ck-control" }, make("label", { for: id, text: label }), input);
  return { element, input, show };
}

/** A whole number from `min`, with buttons for one less and one more. */
export function makeStepper({ label, choose, min = 1 }) {
  const whole = { min, step: 1, inputmode: "numeric" };
  const { element, input, show: write } = makeNumber({ label, choose, ...whole });
  let shown = 1;
  const button = (text, step, word) =>
    makeButton(text, () => choose(shown + step), { "aria-label": `${word} ${label}` });
  const bar = make("div", { class: "ck-bar" });
  input.replaceWith(bar);
  bar.append(button("\u2212", -1, "smaller"), input, button("+", 1, "larger"));
  return {
    element,
    show(value) {
      shown = value;
      write(value);
    },
  };
}

/** A number on a line, with its value beside the label. */
export function makeSlider({ label, min, max, step, write, choose }) {
  const { element, input, show } = makeNumber({ label, choose, type: "range", min, max, step });
  const value = make("output", { for: input.id });
  element.classList.add("ck-slider");
  element.firstChild.after(value);
  return {
    element,
    show(now) {
      show(now);
      set(input, { "aria-valuetext": write(now) });
      set(value, { text: write(now) });
    },
  };
}

/** Where limits explain themselves: what is wrong, and the way out as a button. */
export function makeRefusal() {
  const element = make("div", { class: "ck-refusal", role: "alert" });
  /** `problem` is null or { text, way }, the way being the changes that `take` is called with. */
  function say(problem, take) {
    if (!problem) return element.replaceChildren();
    const words = Object.entries(problem.way).map(([name, value]) => `${name} to ${value}`);
    const button = makeButton(`Set ${words.join(", ")}`, () => take(problem.way));
    element.replaceChildren(make("span", { text: problem.text }), button);
  }
  return { element, say };
}

function labelled(label, parts) {
  const bar = make("div", { class: "ck-bar" }, ...parts);
  return make("fieldset", { class: "ck-control" }, make("legend", { text: label }), bar);
}
