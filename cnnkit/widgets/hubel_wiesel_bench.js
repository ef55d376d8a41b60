import { same } from "./shared/links.js";
import { pythonLine } from "./shared/python.js";
import { FARTHEST, firingInWords, guessInWords, isBench, isFound, isShown, slid, turned } from "./hubel_wiesel_bench/bench.js";
import { STEP, responseOf } from "./hubel_wiesel_bench/cells.js";
import { makeCurve, makeTrail } from "./hubel_wiesel_bench/curves.js";
import { makeBenchStage } from "./hubel_wiesel_bench/stage.js";
import { BENCH_TASKS } from "./hubel_wiesel_bench/tasks.js";
import { makeChallenges } from "./ui/challenges.js";
import { makeButtons, makeChoice, makeSlider } from "./ui/controls.js";
import { makeExamples } from "./ui/examples.js";
import { inRole, make, makeButton, makeFrame, roomIn, set } from "./ui/frame.js";
import { makeShare } from "./ui/share.js";
import { makeStore } from "./ui/store.js";

const CELL_NAMES = [["simple", "simple"], ["complex", "complex"], ["direction", "direction selective"]];

function render({ model, el }) {
  const root = makeFrame(el, "HubelWieselBench", "Bench of Hubel and Wiesel");
  const opening = model.get("opening");
  const presets = model.get("presets");
  const store = makeStore(model, Object.keys(opening), draw);
  const trail = makeTrail();

  // -- what a reader can do ---------------------------------------------------------------------

  function ask(changes) {
    const now = store.read();
    const state = { ...now, ...changes };
    // a wrong guess is over as soon as the bar goes on
    if (!("guess" in changes) && !isFound(state) && !same(state.angle, now.angle)) state.guess = null;
    if (same(state, now)) return;
    store.set(state);
    challenges.check(state);
  }

  function askAloud(changes) {
    ask(changes);
    const state = store.read();
    set(live, { text: `Angle ${state.angle}\u00b0, offset ${state.offset}. ${firingInWords(state)}` });
  }

  const turn = (angle) => askAloud(turned(store.read(), angle));
  function slide(to) {
    const changes = slid(store.read(), to);
    if (changes.offset !== store.read().offset) askAloud(changes);
  }

  /** Another cell listens to the same bar; for the direction cell that stands on a place of its steps. */
  function listen(cell) {
    askAloud({ cell, ...slid({ ...store.read(), cell }, store.read().offset), moved: 0 });
  }

  function judge() {
    ask({ guess: store.read().angle });
    set(live, { text: guessInWords(store.read()) });
  }

  // -- what there is ----------------------------------------------------------------------------

  const stage = makeBenchStage(root, { turn, slide });
  const cell = makeChoice({ label: "cell", options: CELL_NAMES, choose: listen });
  const angle = makeSlider({ label: "bar's angle", min: 0, max: 179, step: 1, write: (value) => `${value}\u00b0`, choose: turn });
  const offset = makeSlider({
    label: "bar's offset",
    min: -FARTHEST,
    max: FARTHEST,
    step: 0.5,
    write: (value) => String(value).replace("-", "\u2212"),
    choose: slide,
  });
  const steps = makeButtons({
    label: "one step across",
    buttons: [
      ["\u2212 2", "one step back", () => slide(store.read().offset - STEP)],
      ["+ 2", "one step on", () => slide(store.read().offset + STEP)],
    ],
  });
  const says = makeButton("It likes this angle", judge);
  const shows = makeButton("Show it", () => ask({ hidden: false, guess: null }));
  const another = makeButton("Another cell", () =>
    askAloud({ preferred: Math.floor(180 * Math.random()), hidden: true, guess: null }));
  const guess = make("span", { class: "ck-bench-guess" });
  const search = make("div", { class: "ck-bench-search" }, guess, says, shows, another);

  const fill = make("div", { class: "ck-bench-fill" });
  const track = make("div", { class: "ck-bench-track", role: "meter", "aria-label": "firing", "aria-valuemin": 0, "aria-valuemax": 1 }, fill);
  const number = make("span", { class: "ck-bench-number" });
  const firing = make("div", { class: "ck-bench-firing" }, make("span", { text: "firing" }), track, number);
  const words = make("p", { class: "ck-bench-words" });
  const curves = [makeCurve("angle"), makeCurve("offset")];
  const curveRow = make("div", { class: "ck-bench-curves" }, ...curves.map(({ element }) => element));

  const own = "A bench of your own. Each place that the bar has been to leaves a point.";
  const examples = makeExamples({ presets, opening, near: ["cell", "preferred", "hidden"], own, choose: askAloud });
  const live = make("div", { class: "ck-hidden", role: "status" });
  const challenges = makeChallenges({ name: "HubelWieselBench", challenges: BENCH_TASKS });
  const share = makeShare({
    root,
    name: "HubelWieselBench",
    state: () => store.read(),
    python: () => pythonLine("HubelWieselBench", store.read(), { defaults: presets[0].state, presets, tuples: [] }),
    restore(saved) {
      const known = Object.keys(opening).filter((name) => Object.hasOwn(saved, name));
      const state = { ...opening, ...Object.fromEntries(known.map((name) => [name, saved[name]])) };
      const good = isBench(state);
      if (good) ask(state);
      return good;
    },
  });
  const controls = make("div", { class: "ck-controls" }, cell.element, angle.element, offset.element, steps.element);
  root.append(examples.element, stage.element, firing, words, controls, search, curveRow, live, challenges.element, share.element);

  let drawnWidth = 0;
  function draw() {
    drawnWidth = roomIn(root);
    if (!drawnWidth) return; // no room yet: the observer below calls again
    const state = store.read();
    const response = responseOf(state);
    trail.add(state, response);
    stage.draw(state);
    fill.style.width = `${100 * Math.min(response, 1)}%`;
    set(track, { "aria-valuenow": response.toFixed(3) });
    set(number, { text: response.toFixed(3) });
    set(words, { text: firingInWords(state) });
    set(guess, { text: guessInWords(state), style: inRole(isFound(state) ? "good" : state.guess === null ? "ink" : "changed") });
    says.hidden = isShown(state);
    shows.hidden = isShown(state);
    steps.element.hidden = state.cell !== "direction";
    cell.show(state.cell);
    angle.show(state.angle);
    offset.show(state.offset);
    examples.show(state);
    const inside = curveRow.clientWidth;
    const width = inside < 520 ? inside : Math.floor((inside - 24) / 2);
    curves.forEach((curve) => curve.draw(state, response, trail.points(), width));
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
