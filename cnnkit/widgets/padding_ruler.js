// PaddingRuler: a row of pixels, zeros at its ends, and the windows that fit over them.
import { same } from "./shared/links.js";
import { pythonLine } from "./shared/python.js";
import { isRow, measureRow, ROW_LIMITS, whyNoWindow } from "./padding_ruler/row.js";
import { makeRowStage } from "./padding_ruler/stage.js";
import { makeSum } from "./padding_ruler/sum.js";
import { ROW_TASKS } from "./padding_ruler/tasks.js";
import { pixelInWords, rowInWords, windowInWords } from "./padding_ruler/words.js";
import { makeChallenges } from "./ui/challenges.js";
import { makeRefusal, makeSlider, makeStepper } from "./ui/controls.js";
import { makeExamples } from "./ui/examples.js";
import { make, makeFrame, roomIn, set } from "./ui/frame.js";
import { makeShare } from "./ui/share.js";
import { makeStore } from "./ui/store.js";

const NAMES = Object.keys(ROW_LIMITS);

function render({ model, el }) {
  const root = makeFrame(el, "PaddingRuler", "Padding and stride ruler");
  const opening = model.get("opening");
  const presets = model.get("presets");
  const defaults = presets.find(({ name }) => name === "stride").state; // without arguments
  const store = makeStore(model, NAMES, draw);
  let chosen = { window: 0 }; // what is looked at: a window, or a pixel
  let peeked = null; // the same, under the mouse

  /** Change the state, or say why not; the last state that worked stays. */
  function ask(changes) {
    const now = store.read();
    const wanted = { ...now, ...changes };
    if (same(wanted, now)) return;
    const problem = whyNoWindow(wanted);
    controls.mark(problem ? Object.keys(changes) : [], now);
    refusal.say(problem, (way) => {
      ask({ ...changes, ...way });
      controls.focus(Object.keys(changes)[0]); // the button that was pressed is gone
    });
    if (problem) return;
    store.set(changes);
    set(live, { text: rowInWords(wanted).join(" ") });
    challenges.check(wanted);
  }

  function choose(thing) {
    peeked = null;
    if (same(thing, chosen)) return;
    chosen = thing;
    set(live, { text: inWords(store.read(), thing) });
    store.redraw();
  }

  function peek(thing) {
    if (same(thing, peeked)) return;
    peeked = thing;
    store.redraw();
  }

  const stage = makeRowStage({ pad: ask, choose, peek });
  const controls = makeRowControls(ask);
  const refusal = makeRefusal();
  const examples = makeExamples({
    presets,
    opening,
    near: NAMES,
    own: "A row of your own: point at a pixel or a window, and drag the ends.",
    choose: ask,
  });
  const challenges = makeChallenges({ name: "PaddingRuler", challenges: ROW_TASKS });
  const share = makeShare({
    root,
    name: "PaddingRuler",
    state: store.read,
    python: () => pythonLine("PaddingRuler", store.read(), { defaults, presets, tuples: [] }),
    restore(saved) {
      const state = Object.fromEntries(NAMES.map((name) => [name, saved?.[name] ?? opening[name]]));
      if (isRow(state)) ask(state);
      return isRow(state);
    },
  });
  const reading = make("p", { class: "ck-row-reading" });
  const sum = makeSum();
  const said = make("p", { class: "ck-row-said" });
  const live = make("div", { class: "ck-hidden", role: "status" });
  root.append(examples.element, controls.element, refusal.element, stage.element, reading, sum.element, said,
    live, challenges.element, share.element);

  let drawnWidth = 0;
  function draw() {
    drawnWidth = roomIn(root);
    const state = store.read();
    if (!drawnWidth || whyNoWindow(state)) return; // no room yet; Python refuses the rest
    const found = measureRow(state);
    chosen = within(chosen, state, found);
    const look = peeked ? within(peeked, state, found) : chosen;
    stage.draw({ state, found, look });
    examples.show(state);
    controls.show(state);
    sum.show(state, found);
    set(reading, { text: inWords(state, look) });
    set(said, { text: rowInWords(state).join(" ") });
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

const inWords = (state, look) => ("window" in look ? windowInWords(state, look.window) : pixelInWords(state, look.pixel));

/** The nearest window, or pixel, that there is. */
function within(look, { size }, { output }) {
  if ("window" in look) return { window: Math.min(look.window, output - 1) };
  return { pixel: Math.min(look.pixel, size - 1) };
}

function makeRowControls(ask) {
  const option = (name) => (value) => ask({ [name]: value });
  const slider = (name) => {
    const [min, max] = ROW_LIMITS[name];
    return makeSlider({ label: name, min, max, step: 1, write: String, choose: option(name) });
  };
  const stepper = (name, label) => makeStepper({ label, min: ROW_LIMITS[name][0], choose: option(name) });
  const parts = {
    size: stepper("size", "pixels"),
    before: stepper("before", "padding before"),
    after: stepper("after", "padding after"),
    kernel: slider("kernel"),
    stride: slider("stride"),
    dilation: slider("dilation"),
  };
  const elements = Object.values(parts).map((part) => part.element);
  return {
    element: make("div", { class: "ck-controls ck-row-controls" }, ...elements),
    show: (state) => Object.entries(parts).forEach(([name, part]) => part.show(state[name])),
    focus: (name) => parts[name]?.element.querySelector("input").focus(),
    mark(names, state) {
      for (const [name, part] of Object.entries(parts)) {
        part.element.classList.toggle("ck-refused", names.includes(name));
      }
      for (const name of ["kernel", "stride", "dilation"]) parts[name].show(state[name]);
    },
  };
}

export default { render };
