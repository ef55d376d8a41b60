// GradientRouter: the small sigmoid net of deck 003, with the delta of every number.
import { same } from "./shared/links.js";
import { equals, written } from "./shared/numbers.js";
import { pythonLine } from "./shared/python.js";
import {
  backward, costsTo, forward, isRoute, LARGEST_RATE, placeIn, replaced, stepped, tried, TYPED, whyNoStep, whyNotRouted,
} from "./gradient_router/net.js";
import { makeRouterStage } from "./gradient_router/stage.js";
import { makeRouterTasks } from "./gradient_router/tasks.js";
import { agreement, asked, largestInWords, originOf, partName, tiesInWords } from "./gradient_router/words.js";
import { makeChallenges } from "./ui/challenges.js";
import { makeChoice, makeNumber, makeRefusal, makeSlider } from "./ui/controls.js";
import { makeExamples } from "./ui/examples.js";
import { make, makeButton, makeFrame, roomIn, set } from "./ui/frame.js";
import { makeShare } from "./ui/share.js";
import { makeStore } from "./ui/store.js";

const MOST_COSTS = 500; // so many are kept

function render({ model, el }) {
  const root = makeFrame(el, "GradientRouter", "Gradient router");
  const opening = model.get("opening");
  const presets = model.get("presets");
  const store = makeStore(model, [...Object.keys(opening), "costs"], draw);
  const setting = () => {
    const { costs, ...state } = store.read();
    return state;
  };
  let peeked = null; // the number under the mouse
  let before = null; // the cost before the latest change

  /** Change the state, or say why not; `costs` are those of a step, `fresh` forgets the past. */
  function ask(changes, { costs, fresh = false } = {}) {
    const now = store.read();
    const wanted = { ...now, ...changes };
    const problem = whyNotRouted(wanted);
    refusal.say(problem, ({ value, "learning rate": learning_rate }) => {
      if (value === undefined) setRate({ ...changes, learning_rate });
      else {
        edit(value);
        number.input.focus(); // the button that was pressed is gone
      }
    });
    if (problem) return;
    const [was, cost] = [now, wanted].map((state) => forward(state).cost);
    wanted.costs = costs ?? costsTo(fresh ? null : now.costs, cost);
    if (fresh) before = null;
    else if (was !== cost) before = was;
    store.set({ ...changes, costs: wanted.costs });
    challenges.check(wanted);
  }

  function setRate(changes) {
    ask(changes);
    rate.input.focus();
  }

  function step() {
    const state = store.read();
    const problem = whyNoStep(state);
    if (problem) return refusal.say(problem, (way) => setRate({ learning_rate: way["learning rate"] }));
    const weights = stepped(state);
    const cost = forward({ ...state, ...weights }).cost;
    ask(weights, { costs: [...costsTo(state.costs, forward(state).cost), cost].slice(-MOST_COSTS) });
    set(live, { text: `The cost is now ${written(cost, 4)}.` });
  }

  function choose(chosen) {
    peeked = null;
    if (same(chosen, store.read().chosen)) return store.redraw();
    ask({ chosen });
    const state = store.read();
    const back = backward(state, forward(state));
    set(live, { text: `${partName(...chosen)}, ${asked(chosen[0])} ${equals(back[chosen[0]][chosen[1]])}` });
  }

  function peek(at) {
    if (same(at, peeked)) return;
    peeked = at;
    store.redraw();
  }

  /** Give the chosen number another value. */
  function edit(value) {
    const state = store.read();
    const [part, index] = state.chosen;
    if (!TYPED.includes(part)) return;
    const [row, column] = placeIn(part, index);
    const rows = state[part];
    ask({ [part]: part === "target" ? replaced(rows, index, value) : replaced(rows, row, replaced(rows[row], column, value)) });
  }

  const stage = makeRouterStage(root, { choose, peek });
  const pooling = makeChoice({ label: "pooling", options: [["avg", "average"], ["max", "maximum"]], choose: (mode) => ask({ pooling: mode }) });
  const rate = makeNumber({ label: "learning rate", max: LARGEST_RATE, choose: (learning_rate) => ask({ learning_rate }) });
  const number = makeNumber({ label: "value", choose: edit });
  const slider = makeSlider({ label: "or drag it", min: -3, max: 3, step: 0.05, write: (value) => written(value), choose: edit });
  const refusal = makeRefusal();
  const examples = makeExamples({
    presets,
    opening,
    near: ["x", "target", "pooling", "learning_rate"],
    own: "Numbers of your own: click on any of them to see where its delta comes from.",
    choose: (state) => ask(state, { fresh: true }),
  });
  const challenges = makeChallenges({ name: "GradientRouter", challenges: makeRouterTasks(presets[0].state) });
  const share = makeShare({
    root,
    name: "GradientRouter",
    state: setting,
    python: () => pythonLine("GradientRouter", setting(), { defaults: presets[0].state, presets, tuples: ["chosen"] }),
    restore(saved) {
      const state = Object.fromEntries(Object.keys(opening).map((name) => [name, saved?.[name] ?? opening[name]]));
      const whole = isRoute(state, opening);
      if (whole) ask(state, { fresh: true });
      return whole;
    },
  });

  const origin = ["head", "formula", "numbers", "why"].map((name) => make("p", { class: `ck-route-${name}` }));
  const check = makeCheck();
  const costs = ["cost before", "cost now", "after a step"].map((label) =>
    make("div", {}, make("span", { class: "ck-note", text: label }), make("strong")));
  const ties = make("p", { class: "ck-note ck-route-ties" });
  const largest = make("p", { class: "ck-note ck-route-largest" });
  const live = make("div", { class: "ck-hidden", role: "status" });
  const [legend, hint] = [make("legend"), make("span", { class: "ck-note" })];
  const editor = make("fieldset", { class: "ck-route-editor" }, legend, number.element, slider.element, hint);
  const controls = make("div", { class: "ck-controls ck-route-step" },
    pooling.element, rate.element, makeButton("Take a step", step));
  root.append(
    examples.element, controls, refusal.element, make("div", { class: "ck-route-costs" }, ...costs), ties, stage.element, largest,
    make("div", { class: "ck-route-panels" }, make("div", { class: "ck-route-origin" }, ...origin), check.element), editor, live,
    challenges.element, share.element,
  );

  function showEditor({ chosen: [part, index] }, values) {
    const typed = TYPED.includes(part);
    set(legend, { text: `Change ${typed ? `the ${partName(part, index)}` : "a number"}` });
    set(hint, { text: typed ? "" : `The ${partName(part, index)} follows from the picture and the weights: choose one of those.` });
    for (const control of [number, slider]) {
      control.element.hidden = !typed;
      if (typed) control.show(values[part][index]);
    }
  }

  let drawnWidth = 0;
  function draw() {
    drawnWidth = roomIn(root);
    const state = store.read();
    if (!drawnWidth || whyNotRouted(state)) return; // no room yet; Python refuses the rest
    const values = forward(state);
    const back = backward(state, values);
    const shown = peeked ?? state.chosen;
    const made = originOf(state, values, back, ...shown);
    const name = partName(...shown);
    examples.show(state);
    pooling.show(state.pooling);
    rate.show(state.learning_rate);
    showEditor(state, values);
    set(ties, { text: tiesInWords(state, values) });
    set(largest, { text: largestInWords(back) });
    const title = `${name[0].toUpperCase()}${name.slice(1)} ${equals(values[shown[0]][shown[1]])}`;
    [title, made.formula, made.numbers, made.note].forEach((text, at) => set(origin[at], { text }));
    const costsSoFar = costsTo(state.costs, values.cost);
    const says = `The net with its deltas. ${title}, ${made.formula} ${made.numbers}`;
    stage.draw({ state, values, back, costs: costsSoFar, shown, chosen: state.chosen, says });
    const analytic = back[shown[0]][shown[1]];
    const trial = tried(state, ...shown);
    check.show(analytic, trial, agreement(state, values, analytic, trial.quotient));
    const known = [before, values.cost, forward({ ...state, ...stepped(state, back) }).cost];
    known.forEach((cost, at) => set(costs[at].lastChild, { text: cost === null ? "\u2013" : written(cost, 4) }));
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

/** The gradient by backpropagation beside the one by trial. */
function makeCheck() {
  const names = ["backpropagation", "(J\u208a \u2212 J\u208b) / 2\u03b5", "J\u208a, \u03b5 more", "J\u208b, \u03b5 less"];
  const cells = names.map(() => make("td"));
  const rows = names.map((name, at) => make("tr", {}, make("th", { scope: "row", text: name }), cells[at]));
  const caption = make("caption", { text: "Checked by trial, \u03b5 = 10\u207b\u2075" });
  const table = make("table", { class: "ck-route-check" }, caption, make("tbody", {}, ...rows));
  const verdict = make("p", { class: "ck-note ck-route-verdict" });
  const digits = (value) => (value && Math.abs(value) < 1e-4 ? value.toExponential(5) : value.toFixed(10));
  const long = (value) => digits(value).replace(/-/g, "\u2212");
  return {
    element: make("div", {}, table, verdict),
    show(analytic, { up, down, quotient }, words) {
      [analytic, quotient, up, down].forEach((value, at) => set(cells[at], { text: long(value) }));
      set(verdict, { text: words });
    },
  };
}

export default { render };
