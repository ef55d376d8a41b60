import { same } from "./shared/links.js";
import { nearestPlace, toMap } from "./shared/maps.js";
import { pythonLine } from "./shared/python.js";
import { makeArithmetic } from "./sliding_window/arithmetic.js";
import { makeBoard } from "./sliding_window/board.js";
import { MODES, isState, outputOf, resize, slidingKernel, windowInWords } from "./sliding_window/looking.js";
import { makeQuiz } from "./sliding_window/quiz.js";
import { makeStage } from "./sliding_window/stage.js";
import { makeTasks } from "./sliding_window/tasks.js";
import { makeChallenges } from "./ui/challenges.js";
import { makeButtons, makeChoice, makeRefusal, makeStepper } from "./ui/controls.js";
import { makeExamples } from "./ui/examples.js";
import { make, makeButton, makeFrame, roomIn, set } from "./ui/frame.js";
import { readColours } from "./ui/map.js";
import { makeShare } from "./ui/share.js";
import { makeStore } from "./ui/store.js";
import { makeTabs } from "./ui/tabs.js";

function render({ model, el }) {
  const root = makeFrame(el, "SlidingWindow", "Sliding window");
  const colours = readColours(root);
  const opening = model.get("opening");
  const presets = model.get("presets");
  const quizzes = model.get("quizzes");
  const store = makeStore(model, Object.keys(opening), draw);
  let peeked = null; // the value of the map that is under the mouse

  // -- what a reader can do ---------------------------------------------------------------------

  /** Change the state; the window stays on the picture. */
  function ask(changes) {
    refusal.say(null);
    const wanted = { ...store.read(), ...changes };
    const selected = nearestPlace(outputOf(wanted), wanted.selected);
    store.set({ ...changes, ...(same(selected, wanted.selected) ? {} : { selected }) });
    challenges.check({ ...wanted, selected });
  }

  function choose(selected) {
    peeked = null;
    ask({ selected });
    set(live, { text: windowInWords(store.read(), selected) });
  }

  /** Go on in the order of reading, and from the end to the beginning. */
  function step(by) {
    const { selected: [row, column], ...state } = store.read();
    const { height, width } = outputOf(state);
    const count = height * width;
    const next = (row * width + column + by + count) % count;
    choose([Math.floor(next / width), next % width]);
  }

  function askForSize(what, size) {
    const { changes, problem } = resize(store.read(), what, size);
    if (changes) ask(changes);
    steppers[what].element.classList.toggle("ck-refused", Boolean(problem));
    if (!problem) return;
    refusal.say(problem, (way) => {
      steppers[what].element.classList.remove("ck-refused");
      for (const [name, value] of Object.entries(way)) askForSize(name, value);
      steppers[what].element.querySelector("input").focus(); // the button that was pressed is gone
    });
  }

  const write = (trait) => (row, column, value) =>
    ask({ [trait]: store.read()[trait].map((line, at) => (at === row ? line.with(column, value) : line)) });
  const refuse = (name, trait) => (row, column, text) => {
    const said = text.trim() ? `\u201c${text.trim()}\u201d is no number to calculate with.` : "Each square needs a number.";
    refusal.say({ text: said, way: { [`${name}, row ${row}, column ${column}`]: 0 } }, () => write(trait)(row, column, 0));
  };

  // -- what there is ----------------------------------------------------------------------------

  const boards = Object.fromEntries(["picture", "kernel"].map((name) => {
    const trait = name === "picture" ? "image" : "kernel";
    return [name, makeBoard({ name, change: write(trait), refuse: refuse(name, trait) })];
  }));
  const stage = makeStage(colours, boards.picture, {
    choose,
    peek(place) {
      if (same(place, peeked)) return;
      peeked = place;
      store.redraw();
    },
  });
  const arithmetic = makeArithmetic(colours, boards.kernel);
  const quiz = makeQuiz(colours, quizzes, ask);
  const own = "Numbers of your own: drag the window, and look at what comes out.";
  const examples = makeExamples({ presets, near: ["image", "kernel"], own, choose: ask });
  const mode = makeChoice({ label: "the kernel", options: MODES.map((name) => [name, name]), choose: (value) => ask({ mode: value }) });
  const steppers = Object.fromEntries(["picture size", "kernel size"].map((what) =>
    [what, makeStepper({ label: what, choose: (size) => askForSize(what, size) })]));
  const steps = makeButtons({
    label: "window",
    buttons: [
      ["\u2190", "one window back", () => step(-1)],
      ["\u2192", "one window on", () => step(1)],
    ],
  });
  const refusal = makeRefusal();
  const challenges = makeChallenges({ name: "SlidingWindow", challenges: makeTasks(presets[0].state, quizzes) });
  const share = makeShare({
    root,
    name: "SlidingWindow",
    state: () => Object.fromEntries(Object.entries(store.read()).filter(([name, value]) => !same(value, opening[name]))),
    python: () =>
      pythonLine("SlidingWindow", store.read(), {
        defaults: { ...presets[0].state, tab: "slide", quiz: quizzes[0].name, matches: [-1, -1, -1, -1] },
        presets,
        tuples: ["selected", "matches"],
      }),
    restore(saved) {
      const state = { ...opening, ...saved };
      const good = isState(state, quizzes.map(({ name }) => name));
      if (good) ask(state);
      return good;
    },
  });
  const live = make("div", { class: "ck-hidden", role: "status" });
  const controlRow = make("div", { class: "ck-controls" }, steps.element, mode.element, ...Object.values(steppers).map(({ element }) => element));
  const slidePanel = make("div", {}, examples.element, stage.element, arithmetic.element, controlRow, refusal.element);
  const quizPanel = make("div", {}, quiz.element);
  const tabs = makeTabs({
    label: "Sliding window",
    tabs: [
      { id: "slide", label: "Slide", panel: slidePanel },
      { id: "quiz", label: "Which filter?", panel: quizPanel },
    ],
    choose: (tab) => ask({ tab }),
  });
  const reset = makeButton("Reset", () => ask(opening), { class: "ck-quiet" });
  const head = make("div", { class: "ck-head" }, tabs.element, reset);
  root.append(head, slidePanel, quizPanel, live, challenges.element, share.element);

  let drawnWidth = 0;
  function draw() {
    drawnWidth = roomIn(root);
    if (!drawnWidth) return; // no room yet: the observer below calls again
    const state = store.read();
    tabs.show(state.tab);
    if (state.tab === "quiz") return quiz.draw(state);
    const [image, kernel, output] = [toMap(state.image), slidingKernel(state), outputOf(state)];
    if (!output.values.length) return; // between two changes from Python that fit only together
    const selected = nearestPlace(output, state.selected);
    const shown = nearestPlace(output, peeked ?? selected);
    stage.draw({ image, kernel, output, selected, shown });
    arithmetic.draw(state, shown);
    examples.show({ ...state, selected: presets.find((preset) => same(preset.state.image, state.image))?.state.selected });
    mode.show(state.mode);
    steppers["picture size"].show(state.image.length);
    steppers["kernel size"].show(state.kernel.length);
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

export default { render };
