import { same } from "./shared/links.js";
import { sharedLimits, toMap } from "./shared/maps.js";
import { isSetting, poolingAxes, whyNot } from "./shared/pooling.js";
import { formula, makeDice, patch } from "./pooling_lab/arithmetic.js";
import { MODE_NAMES, inOneLine, lookAt, moveInWords, whatChanged, windowInWords } from "./pooling_lab/looking.js";
import { makeStage } from "./pooling_lab/stage.js";
import { makeTasks } from "./pooling_lab/tasks.js";
import { makeDetectors, makeTurned } from "./pooling_lab/turned.js";
import { makeChallenges } from "./ui/challenges.js";
import { makeButtons, makeChoice, makeNumber, makeRefusal, makeStepper } from "./ui/controls.js";
import { make, makeButton, makeFrame, roomIn, set } from "./ui/frame.js";
import { readColours } from "./ui/map.js";
import { makeShare } from "./ui/share.js";
import { makeStore } from "./ui/store.js";
import { makeTabs } from "./ui/tabs.js";

const within = (low, value, high) => Math.min(Math.max(value, low), high);

function render({ model, el }) {
  const root = makeFrame(el, "PoolingLab", "Pooling lab");
  const colours = readColours(root);
  const opening = model.get("opening");
  const presets = model.get("presets");
  const store = makeStore(model, Object.keys(opening), draw);
  const detectors = makeDetectors();
  let peeked = null; // the window under the mouse
  let moving = false; // while the picture is dragged, both drawings stay

  // -- what a reader can do ---------------------------------------------------------------------

  /** Change the state, or say why not; the last state that worked stays. */
  function ask(changes) {
    const now = store.read();
    const wanted = { ...now, ...changes };
    const problem = whyNot(wanted);
    controls.mark(problem ? Object.keys(changes) : [], now);
    refusal.say(problem, (way) => {
      ask({ ...changes, ...way });
      controls.focus(Object.keys(changes)[0]); // the button that was pressed is gone
    });
    if (problem) return;
    const ends = poolingAxes(toMap(wanted.image), wanted).map(({ spans }) => spans.length - 1);
    const selected = wanted.selected.map((at, axis) => Math.min(at, ends[axis]));
    store.set({ ...changes, ...(same(selected, now.selected) ? {} : { selected }) });
    challenges.check({ ...wanted, selected });
  }

  function choose(selected) {
    peeked = null;
    ask({ selected });
    say(windowInWords(store.read(), selected));
  }

  function moveTo(rows, columns) {
    const [shift_rows, shift_columns] = [within(-8, rows, 8), within(-8, columns, 8)];
    const now = store.read();
    if (now.shift_rows === shift_rows && now.shift_columns === shift_columns) return;
    ask({ shift_rows, shift_columns });
    const { input, output } = whatChanged(store.read());
    const changed = `changed: ${input.text} input values, ${output.text} pooled values`;
    say(`${moveInWords(store.read())}; ${changed}`);
  }

  const say = (text) => set(live, { text });
  const stage = makeStage(colours, {
    choose,
    peek(window) {
      if (same(window, peeked)) return;
      peeked = window;
      store.redraw();
    },
    move(rows, columns) {
      moving = true;
      moveTo(rows, columns);
    },
    settle() {
      moving = false;
      store.redraw();
    },
  });
  const turn = (angle) => ask({ angle: within(-45, Math.round(angle), 45) });
  const turned = makeTurned(colours, detectors, turn);
  const controls = makeControls(ask, (rows, columns) => {
    const { shift_rows, shift_columns } = store.read();
    moveTo(shift_rows + rows, shift_columns + columns);
  });
  const refusal = makeRefusal();
  const examples = makeExamples(presets, ask);
  const challenges = makeChallenges({ name: "PoolingLab", challenges: makeTasks(detectors) });
  const share = makeShare({
    root,
    name: "PoolingLab",
    state() {
      const { image, ...rest } = store.read();
      return same(image, opening.image) ? rest : { image, ...rest };
    },
    python: () => inOneLine(store.read(), presets),
    restore(saved) {
      const state = { ...store.read(), ...saved };
      if (isSetting(state)) ask(state);
      return isSetting(state);
    },
  });

  // -- what a reader sees -----------------------------------------------------------------------

  const tally = make("div", { class: "ck-tally" });
  const arithmetic = make("div", { class: "ck-arithmetic" });
  const dice = makeDice();
  const live = make("div", { class: "ck-hidden", role: "status" });
  const answers = [stage.element, tally, arithmetic, dice.element];
  const poolPanel = make("div", {}, examples.element, controls.element, refusal.element, ...answers);
  const turnPanel = make("div", {}, turned.element);
  const tabs = makeTabs({
    label: "Pooling lab",
    tabs: [
      { id: "pool", label: "Pool and shift", panel: poolPanel },
      { id: "rotation", label: "Turned fives", panel: turnPanel },
    ],
    choose: (tab) => ask({ tab }),
  });
  const reset = makeButton("Reset", () => ask(opening), { class: "ck-quiet" });
  const head = make("div", { class: "ck-head" }, tabs.element, reset);
  root.append(head, poolPanel, turnPanel, live, challenges.element, share.element);

  let drawnWidth = 0;
  function draw() {
    drawnWidth = roomIn(root);
    if (!drawnWidth) return; // no room yet: the observer below calls again
    const state = store.read();
    tabs.show(state.tab);
    if (state.tab === "rotation") turned.draw(state.angle);
    else if (!whyNot(state)) drawPooling(state); // Python refuses any other state
  }

  function drawPooling(state) {
    const axes = poolingAxes(toMap(state.image), state);
    const ends = axes.map(({ spans }) => spans.length - 1);
    const shown = (peeked ?? state.selected).map((at, axis) => Math.min(at, ends[axis]));
    const shifted = moving || state.shift_rows !== 0 || state.shift_columns !== 0;
    const changed = whatChanged(state);
    const [before, now] = lookAt(state, shown);
    Object.assign(before, { name: "before", when: "before" });
    Object.assign(now, { name: "input" });
    if (shifted) {
      Object.assign(now, { name: moveInWords(state), when: "now", movable: true });
      Object.assign(now, { inputChanged: changed.input.flags, outputChanged: changed.output.flags });
    }
    const steps = shifted ? [before, now] : [now];
    const limits = sharedLimits(...steps.flatMap(({ input, output }) => [input, output]));
    stage.draw({
      axes,
      shown,
      limits,
      steps,
      selected: state.selected,
      shift: [state.shift_rows, state.shift_columns],
      outputName: `${MODE_NAMES[state.mode]} pooled`,
    });
    controls.show(state);
    examples.show(state);
    arithmetic.replaceChildren(
      ...steps.map(({ look, value, when }) =>
        make(
          "div",
          { class: "ck-sum" },
          make("span", { class: "ck-when", text: when ?? "" }),
          patch(state.mode, look, limits, colours),
          make("span", { class: "ck-formula", text: formula(state.mode, look.pixels, value) }),
        ),
      ),
    );
    dice.element.hidden = state.mode !== "stochastic";
    if (state.mode === "stochastic") dice.show(now.look, state.seed);
    tally.hidden = !shifted;
    tally.replaceChildren(
      ...["input", "output"].map((which) => {
        const name = { input: "input", output: "pooled" }[which];
        const words = make("span", { text: `${name}:\n${changed[which].text} changed` });
        return make("div", {}, make("strong", { text: changed[which].share }), words);
      }),
    );
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

function makeControls(ask, moveBy) {
  const option = (name) => (value) => ask({ [name]: value });
  const parts = {
    mode: makeChoice({ label: "mode", options: Object.entries(MODE_NAMES), choose: option("mode") }),
    window: makeStepper({ label: "window", choose: option("window") }),
    stride: makeStepper({ label: "stride", choose: option("stride") }),
    borders: makeChoice({
      label: "borders",
      options: ["drop", "partial", "centred"].map((name) => [name, name]),
      choose: option("borders"),
    }),
    shift: makeButtons({
      label: "shift",
      buttons: [
        ["\u2190", "shift left", () => moveBy(0, -1)],
        ["\u2191", "shift up", () => moveBy(-1, 0)],
        ["\u2193", "shift down", () => moveBy(1, 0)],
        ["\u2192", "shift right", () => moveBy(0, 1)],
      ],
    }),
    entering: makeNumber({ label: "value that enters", choose: option("entering") }),
  };
  const elements = Object.values(parts).map((part) => part.element);
  return {
    element: make("div", { class: "ck-controls" }, ...elements),
    show: (state) => Object.entries(parts).forEach(([name, part]) => part.show?.(state[name])),
    focus: (name) =>
      parts[name]?.element.querySelector("input:checked, input[type=number]")?.focus(),
    /** Mark the controls whose values were refused; a choice goes back to what it was. */
    mark(names, state) {
      for (const [name, part] of Object.entries(parts)) {
        part.element.classList.toggle("ck-refused", names.includes(name));
        if (name === "mode" || name === "borders") part.show(state[name]);
      }
    },
  };
}

/** The named examples and what there is to see; which half is open makes no difference to them. */
function makeExamples(presets, ask) {
  const story = make("p", { class: "ck-story" });
  const buttons = presets.map(({ name, state }) =>
    makeButton(name[0].toUpperCase() + name.slice(1), () => ask(state), { class: "ck-preset" }),
  );
  const named = { class: "ck-presets", role: "group", "aria-label": "Examples" };
  function show({ tab, angle, selected, seed, ...rest }) {
    const fits = (preset, names) => names.every((name) => same(preset.state[name], rest[name]));
    const at = presets.findIndex((preset) => fits(preset, Object.keys(rest)));
    const near = presets[at] ?? presets.find((preset) => fits(preset, ["image"]));
    buttons.forEach((button, index) => set(button, { "aria-pressed": String(index === at) }));
    set(story, { text: near?.says ?? "A map of your own: drag the window over it." });
  }
  return { element: make("div", {}, make("div", named, ...buttons), story), show };
}

export default { render };
