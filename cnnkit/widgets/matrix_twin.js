// MatrixTwin: sliding a kernel as a product with a matrix of weights, and with a matrix of windows.
import { same } from "./shared/links.js";
import { written } from "./shared/numbers.js";
import { pythonLine } from "./shared/python.js";
import { isTwin, outShape, resized, whyNoTwin, windowsOf } from "./matrix_twin/matrices.js";
import { makeTable } from "./matrix_twin/stage.js";
import { TWIN_TASKS } from "./matrix_twin/tasks.js";
import {
  backInWords, ENTRIES, inputName, sumInWords, twinOf, VIEWS, weightName, weightsInWords, windowsInWords,
} from "./matrix_twin/words.js";
import { makeChallenges } from "./ui/challenges.js";
import { makeChoice, makeRefusal, makeStepper } from "./ui/controls.js";
import { makeExamples } from "./ui/examples.js";
import { inRole, make, makeFrame, roomIn, set } from "./ui/frame.js";
import { makeShare } from "./ui/share.js";
import { makeStore } from "./ui/store.js";

function render({ model, el }) {
  const root = makeFrame(el, "MatrixTwin", "Matrix twin");
  const opening = model.get("opening");
  const presets = model.get("presets");
  const store = makeStore(model, Object.keys(opening), draw);
  let peeked = null; // the output under the mouse

  /** Change the state, or say why not; the last state that worked stays. */
  function ask(changes, from = null) {
    const wanted = { ...store.read(), ...changes };
    const problem = whyNoTwin(wanted);
    refusal.say(problem, (way) => {
      const [[name, size]] = Object.entries(way);
      resize(name, ...size.split(" \u00d7 ").map(Number), wanted);
      sizes.focus(from ?? `${name} columns`); // the button that was pressed is gone
    });
    if (problem) return;
    const chosen = Math.min(wanted.chosen, windowsOf(wanted).length - 1);
    store.set({ ...changes, chosen });
    challenges.check({ ...wanted, chosen });
  }

  /** Give the input or the kernel another size; counting goes on in new places of the input. */
  function resize(name, height, width, now = store.read(), from = null) {
    const trait = name === "input" ? "image" : "kernel";
    const fill = name === "input" ? (number) => (number + 1) % 10 : () => 1;
    ask({ image: now.image, kernel: now.kernel, [trait]: resized(now[trait], height, width, fill) }, from);
  }

  function choose(chosen) {
    peeked = null;
    const state = store.read();
    ask({ chosen });
    set(live, { text: state.view === "back" ? backInWords(state, chosen) : sumInWords(state, chosen) });
  }

  function peek(out) {
    if (out === peeked) return;
    peeked = out;
    store.redraw();
  }

  const sizes = makeSizes((name, height, width, from) => resize(name, height, width, store.read(), from));
  const option = (name) => (value) => ask({ [name]: value });
  const view = makeChoice({ label: "show", options: Object.entries(VIEWS), choose: option("view") });
  const entries = makeChoice({ label: "entries as", options: Object.entries(ENTRIES), choose: option("entries") });
  const kernel = makeFields("kernel", weightName, (rows) => ask({ kernel: rows }));
  const input = makeFields("input", inputName, (rows) => ask({ image: rows }));
  const refusal = makeRefusal();
  const examples = makeExamples({
    presets,
    opening,
    near: ["image", "kernel", "view"],
    own: "Numbers of your own: point at a row of one matrix and see the column of the other.",
    choose: ask,
  });
  const challenges = makeChallenges({ name: "MatrixTwin", challenges: TWIN_TASKS });
  const share = makeShare({
    root,
    name: "MatrixTwin",
    state: store.read,
    python: () => pythonLine("MatrixTwin", store.read(), { defaults: presets[0].state, presets, tuples: [] }),
    restore(saved) {
      const state = Object.fromEntries(Object.keys(opening).map((name) => [name, saved?.[name] ?? opening[name]]));
      const whole = isTwin(state, Object.keys(VIEWS), Object.keys(ENTRIES));
      if (whole) ask(state);
      return whole;
    },
  });

  const on = { choose, peek };
  const panels = ["weights", "windows"].map((name) => {
    const table = makeTable(on);
    const head = make("p", { class: "ck-twin-head" });
    const says = make("p", { class: "ck-note" });
    return { name, table, head, says, element: make("div", { class: "ck-twin-panel" }, head, table.element, says) };
  });
  const formula = make("p", { class: "ck-twin-sum" });
  const live = make("div", { class: "ck-hidden", role: "status" });
  const controls = make("div", { class: "ck-controls" }, view.element, entries.element);
  const fields = make("div", { class: "ck-controls ck-twin-maps" }, kernel.element, input.element);
  const tables = make("div", { class: "ck-twin-panels" }, ...panels.map(({ element }) => element));
  root.append(examples.element, controls, fields, sizes.element, refusal.element, tables, formula,
    live, challenges.element, share.element);

  let drawnWidth = 0;
  function draw() {
    drawnWidth = roomIn(root);
    const state = store.read();
    if (!drawnWidth || whyNoTwin(state)) return; // no room yet; Python refuses the rest
    const count = windowsOf(state).length;
    const chosen = Math.min(state.chosen, count - 1);
    const shown = Math.min(peeked ?? chosen, count - 1);
    const twin = twinOf(state);
    examples.show(state);
    view.show(state.view);
    entries.show(state.entries);
    sizes.show(state);
    kernel.show(state.kernel);
    input.show(state.image, windowsOf(state)[shown]);
    const back = state.view === "back";
    set(formula, { text: back ? backInWords(state, shown) : sumInWords(state, shown) });
    const plain = { state, twin, count, chosen, shown, back };
    for (const { name, table, head, says, element } of panels) {
      element.hidden = !(state.view === "both" || state.view === name || (back && name === "weights"));
      if (element.hidden) continue;
      const described = name === "weights" ? weightTable(plain) : windowTable(plain);
      set(head, { text: described.title });
      set(says, { text: described.says });
      table.draw(described, tables.clientWidth);
    }
  }

  const observer = new ResizeObserver(() => roomIn(root) !== drawnWidth && draw());
  observer.observe(root);
  share.open();
  draw();
  return () => {
    observer.disconnect();
    share.close();
    store.close();
    root.remove();
  };
}

const named = (state, name, value) => (state.entries === "names" ? name : written(value));

/** The weights as a matrix: inputs above, outputs beside; read from the side for the way back. */
function weightTable({ state, twin, count, chosen, shown, back }) {
  const { x, w, weights, byWeights } = twin;
  const inputs = (values) => values.map((value, place) => ({ text: back ? written(value) : named(state, inputName(place), value), colour: place }));
  const outs = back ? byWeights.map(() => 1) : byWeights;
  const title = back
    ? "The weights as a matrix, transposed: a 1 at every output comes back"
    : "The weights as a matrix: each row times x is one output";
  return {
    title,
    says: back ? "Read forwards, a row gathers from its window; read backwards, it spreads over it. That is all a backward pass does." : weightsInWords(state),
    label: `${title}. ${weightsInWords(state)}`,
    entries: weights.map((row) => row.map((place) => place === null ? null : { text: named(state, weightName(place), w[place]), colour: place })),
    above: { name: back ? "T\u1d40g" : "x", role: back ? "gradient" : "input", cells: inputs(back ? twin.back : x) },
    beside: { name: back ? "g" : "y", role: back ? "gradient" : "output", cells: outs.map((value) => ({ text: written(value), colour: null })) },
    blocks: state.image.length > 1 ? [outShape(state)[1], state.image[0].length] : null,
    outputs: "rows",
    role: back ? "gradient" : "output",
    count, chosen, shown, outs,
  };
}

/** The windows as a matrix (im2col): the kernel beside, outputs below. */
function windowTable({ state, twin, count, chosen, shown }) {
  const { x, w, inputs, byWindows } = twin;
  const title = "The input as a matrix (im2col): w times each column is one output";
  return {
    title,
    says: windowsInWords(state),
    label: `${title}. ${windowsInWords(state)}`,
    entries: inputs.map((row) => row.map((place) => ({ text: named(state, inputName(place), x[place]), colour: place }))),
    beside: { name: "w", role: "kernel", cells: w.map((value, place) => ({ text: named(state, weightName(place), value), colour: place })) },
    below: { name: "y", role: "output", cells: byWindows.map((value) => ({ text: written(value), colour: null })) },
    blocks: state.image.length > 1 ? [state.kernel[0].length, outShape(state)[1]] : null,
    outputs: "columns",
    role: "output",
    count, chosen, shown, outs: byWindows,
  };
}

/** A map as fields to type in, each with its name. */
function makeFields(label, nameOf, change) {
  const box = make("div", { class: "ck-twin-fields" });
  const element = make("fieldset", { class: "ck-control" }, make("legend", { text: label }), box);
  let inputs = [];
  let shape = "";
  let rows = [];
  function show(now, marked = []) {
    rows = now;
    const key = `${now.length} ${now[0].length}`;
    if (key !== shape) {
      shape = key;
      set(box, { style: `grid-template-columns: repeat(${now[0].length}, minmax(0, 3.4rem))` });
      inputs = now.flat().map((_, place) => {
        const field = make("input", { type: "number", step: "any", inputmode: "decimal", "aria-label": `${label} ${nameOf(place)}` });
        field.addEventListener("input", () => {
          const value = field.valueAsNumber;
          if (!(Math.abs(value) <= 1e100)) return;
          const width = rows[0].length;
          change(rows.map((row, y) => row.map((old, x) => (y * width + x === place ? value : old))));
        });
        return field;
      });
      box.replaceChildren(
        ...inputs.map((field, place) =>
          make("label", { style: inRole(`tied-${place % 8}`) }, make("span", { text: nameOf(place), "aria-hidden": "true" }), field)),
      );
    }
    now.flat().forEach((value, place) => {
      if (inputs[place].valueAsNumber !== value) inputs[place].value = value;
      inputs[place].parentElement.classList.toggle("ck-twin-in", marked.includes(place));
    });
  }
  return { element, show };
}

/** Steppers for both sizes. */
function makeSizes(resize) {
  let now = null;
  const parts = ["kernel rows", "kernel columns", "input rows", "input columns"].map((label) => {
    const [name, side] = label.split(" ");
    const choose = (value) => {
      if (!Number.isInteger(value)) return;
      const rows = name === "input" ? now.image : now.kernel;
      const [height, width] = side === "rows" ? [value, rows[0].length] : [rows.length, value];
      if (same([height, width], [rows.length, rows[0].length])) return;
      if (value < 1 || value > 99) return;
      resize(name, height, width, label);
    };
    return { label, part: makeStepper({ label, choose }) };
  });
  return {
    element: make("div", { class: "ck-controls" }, ...parts.map(({ part }) => part.element)),
    show(state) {
      now = state;
      const sizes = [state.kernel.length, state.kernel[0].length, state.image.length, state.image[0].length];
      parts.forEach(({ part }, index) => part.show(sizes[index]));
    },
    focus: (wanted) => parts.find(({ label }) => label === wanted)?.part.element.querySelector("input").focus(),
  };
}

export default { render };
