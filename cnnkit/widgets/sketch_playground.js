// SketchPlayground: a sketch for the small shipped net, and softmax by itself.
import { colourAt, parseStops } from "./shared/colours.js";
import { same } from "./shared/links.js";
import { toMap } from "./shared/maps.js";
import { percent, written } from "./shared/numbers.js";
import { pythonLine } from "./shared/python.js";
import { makeBoard } from "./sketch_playground/board.js";
import { makeCovered, makeFeatures, makeUnit } from "./sketch_playground/inside.js";
import {
  answerOf, classify, coveredLogits, isPlayground, LARGEST_SCORE, lookAtUnit, mapsOf, moved, occlusionOf, painted, readNet,
  rowsOf, softmaxOf,
} from "./sketch_playground/net.js";
import { makeKindTable, makeScoreRows } from "./sketch_playground/rows.js";
import { makeSketchTasks } from "./sketch_playground/tasks.js";
import { coveredInWords, sumInWords, unitInWords, verdictOf } from "./sketch_playground/words.js";
import { makeChallenges } from "./ui/challenges.js";
import { makeButtons, makeChoice, makeSlider } from "./ui/controls.js";
import { makeExamples } from "./ui/examples.js";
import { inRole, make, makeButton, makeFrame, roomIn, set } from "./ui/frame.js";
import { makeShare } from "./ui/share.js";
import { makeStore } from "./ui/store.js";
import { makeTabs } from "./ui/tabs.js";

const OWN = {
  sketch: "A sketch of your own: there are eight answers, whatever you paint.",
  softmax: "Logits of your own: what counts is how far they are apart, measured in temperatures.",
};

function render({ model, el }) {
  const root = makeFrame(el, "SketchPlayground", "Sketch playground");
  const opening = model.get("opening");
  const presets = model.get("presets");
  const kinds = model.get("kinds");
  const net = readNet(model.get("weights"));
  const store = makeStore(model, Object.keys(opening), draw);
  const stateOf = (name) => presets.find((preset) => preset.name === name).state;
  let tool = "broad";
  let cursor = [8, 8];
  let stroking = false; // what would move the paper waits for the end of a stroke
  let peeked = null; // the unit under the mouse

  // -- what a reader can do ---------------------------------------------------------------------

  function ask(changes) {
    store.set(changes);
    challenges.check(store.read());
  }

  const sketchNow = () => toMap(store.read().image);
  const paint = (from, to, by = tool) => ask({ image: rowsOf(painted(sketchNow(), by, from, to)) });

  function sayAnswer() {
    const state = store.read();
    set(live, { text: verdictOf(look(state), kinds, state.threshold) });
  }

  function askAloud(changes) {
    ask(changes);
    sayAnswer();
  }

  const board = makeBoard({
    paint(from, to) {
      stroking = true;
      cursor = to;
      paint(from, to);
    },
    settle() {
      stroking = false;
      store.redraw();
      sayAnswer();
    },
    point(to) {
      cursor = to;
      store.redraw();
    },
    press(erase) {
      paint(cursor, cursor, erase ? "rubber" : tool);
      sayAnswer();
    },
  });
  const tools = makeChoice({
    label: "tool",
    options: [["broad", "broad pen"], ["fine", "fine pen"], ["rubber", "rubber"]],
    choose(chosen) {
      tool = chosen;
      store.redraw();
    },
  });
  const move = (rows, columns) => () => askAloud({ image: rowsOf(moved(sketchNow(), [rows, columns])) });
  const moves = makeButtons({
    label: "move",
    buttons: [
      ["\u2190", "move left", move(0, -1)],
      ["\u2191", "move up", move(-1, 0)],
      ["\u2193", "move down", move(1, 0)],
      ["\u2192", "move right", move(0, 1)],
    ],
  });
  const wipe = makeButton("Clear", () => askAloud({ image: Array.from({ length: 16 }, () => Array(16).fill(0)) }));
  const relu = makeChoice({ label: "ReLU", options: [["on", "on"], ["off", "off"]], choose: (value) => askAloud({ relu: value === "on" }) });
  const threshold = makeSlider({
    label: "threshold", min: 0, max: 1, step: 0.01, write: percent, choose: (value) => askAloud({ threshold: value }),
  });
  // dragged along powers of 10, from 0.1 to 10
  const [warmth, warmthOfScores] = [0, 1].map(() => makeSlider({
    label: "temperature",
    min: -1,
    max: 1,
    step: 0.01,
    write: (power) => written(10 ** power),
    choose: (power) => ask({ temperature: Number((10 ** power).toPrecision(3)) }),
  }));
  const bounded = (value) => Math.min(Math.max(Number(value.toFixed(1)), -LARGEST_SCORE), LARGEST_SCORE);
  const scores = makeScoreRows((values) => ask({ scores: values.map(bounded) }));
  const examples = ["sketch", "softmax"].map((tab) => makeExamples({
    presets: presets.filter(({ state }) => state.tab === tab),
    near: { sketch: ["image"], softmax: ["scores", "temperature"] }[tab],
    own: OWN[tab],
    choose: ask,
  }));

  // -- what a reader sees -----------------------------------------------------------------------

  const outcome = make("p", { class: "ck-outcome" });
  const table = makeKindTable(kinds);
  const features = [0, 1].map((layer) => makeFeatures(root, layer, {
    peek(unit) {
      if (same(unit, peeked)) return;
      peeked = unit;
      store.redraw();
    },
    choose(unit) {
      if (!same(unit, store.read().unit)) ask({ unit });
    },
    tell(unit) {
      const state = store.read();
      set(live, { text: unitInWords(lookAtUnit(net, look(state), state.relu, unit), state.relu, unit) });
    },
  }));
  const unitSum = makeUnit(root);
  const covered = makeCovered(root, (patch) => {
    if (!same(patch, store.read().patch)) ask({ patch });
  });
  const coveredWords = make("p", { class: "ck-covered-words" });
  const sum = make("p");
  const live = make("div", { class: "ck-hidden", role: "status" });
  const challenges = makeChallenges({
    name: "SketchPlayground",
    challenges: makeSketchTasks({ kinds, look, large: stateOf("one large").scores }),
  });
  const share = makeShare({
    root,
    name: "SketchPlayground",
    state: () => store.read(),
    python() {
      const defaults = { ...stateOf("house"), threshold: 0.5, patch: [2, 1], unit: [0, 5, 3, 9], scores: [2, 1, 0, -1] };
      return pythonLine("SketchPlayground", store.read(), { defaults, presets, tuples: ["patch", "unit"] });
    },
    restore(saved) {
      const now = store.read();
      const state = Object.fromEntries(Object.keys(now).map((name) => [name, saved[name] ?? now[name]]));
      const fits = isPlayground(state);
      if (fits) ask(state);
      return fits;
    },
  });

  const left = make("div", { class: "ck-board-side" }, board.element);
  const right = make("div", { class: "ck-kinds-side" }, table.element, outcome);
  const painting = make("div", { class: "ck-controls" }, tools.element, moves.element, wipe);
  const judging = make("div", { class: "ck-controls" }, warmth.element, threshold.element, relu.element);
  const insideHead = make("p", { class: "ck-small-head", text: "Inside, blue above 0 and brown below: point at a value" });
  const coveredHead = make("p", { class: "ck-small-head", text: "What the answer hangs on: click to cover a part" });
  const coveredRow = make("div", { class: "ck-covered-row" }, covered.element, coveredWords);
  const sketchPanel = make(
    "div", {}, examples[0].element, make("div", { class: "ck-sketch" }, left, right), painting, judging,
    insideHead, ...features.map((layer) => layer.element), unitSum.element, coveredHead, coveredRow,
  );
  const scoreControls = make("div", { class: "ck-controls" }, warmthOfScores.element, scores.together);
  const softmaxPanel = make("div", {}, examples[1].element, scores.element, scoreControls, sum);
  const tabs = makeTabs({
    label: "Sketch playground",
    tabs: [
      { id: "sketch", label: "Sketch", panel: sketchPanel },
      { id: "softmax", label: "Softmax", panel: softmaxPanel },
    ],
    choose: (tab) => ask({ tab }),
  });
  const reset = makeButton("Reset", () => ask(opening), { class: "ck-quiet" });
  root.append(make("div", { class: "ck-head" }, tabs.element, reset), sketchPanel, softmaxPanel, live, challenges.element, share.element);

  let stops = null;
  const inkShade = (ink) => {
    stops ??= parseStops(getComputedStyle(root).getPropertyValue("--ck-unsigned"));
    return colourAt(stops, ink);
  };

  // The net is asked again only for another sketch, or with and without ReLU.
  let last = { key: null };
  function look({ image, relu: rectified, ...state }) {
    const key = [image, rectified];
    if (!same(key, last.key)) {
      const sketch = toMap(image);
      const seen = classify(net, sketch, rectified);
      last = { key, sketch, ...seen, features: [0, 1].map((layer) => mapsOf(seen.made, layer)) };
    }
    return Object.assign(last, answerOf(last.logits, state));
  }

  let drawnWidth = 0;
  function draw() {
    drawnWidth = roomIn(root);
    if (!drawnWidth) return; // no room yet: the observer below calls again
    const state = store.read();
    tabs.show(state.tab);
    if (state.tab === "softmax") drawSoftmax(state);
    else drawSketch(state);
  }

  function drawSketch(state) {
    const seen = look(state);
    const unit = peeked ?? state.unit;
    const looked = lookAtUnit(net, seen, state.relu, unit);
    board.draw({ sketch: seen.sketch, shade: inkShade, cursor, patch: state.patch, field: looked.field });
    table.draw(seen.logits, seen.probabilities, state.threshold);
    set(outcome, { text: verdictOf(seen, kinds, state.threshold), style: inRole(seen.answer === null ? "changed" : "good") });
    features.forEach((layer, at) => layer.draw(seen.features[at], { relu: state.relu, unit, width: sketchPanel.clientWidth }));
    unitSum.draw(looked, unitInWords(looked, state.relu, unit));
    drawCovered(seen, state);
    if (!stroking) examples[0].show(state);
    tools.show(tool);
    relu.show(state.relu ? "on" : "off");
    threshold.show(state.threshold);
    warmth.show(Math.log10(state.temperature));
  }

  function drawCovered(seen, state) {
    seen.covered ??= coveredLogits(net, seen.sketch, state.relu);
    const map = occlusionOf(seen.covered, seen, state.temperature);
    covered.draw(map, state.patch);
    set(coveredWords, { text: coveredInWords(map, seen, kinds, state.patch) });
  }

  function drawSoftmax(state) {
    scores.draw(state.scores, softmaxOf(state.scores, state.temperature));
    set(sum, { text: sumInWords(state.scores, state.temperature) });
    examples[1].show(state);
    warmthOfScores.show(Math.log10(state.temperature));
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
