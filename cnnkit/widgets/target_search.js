import { same } from "./shared/links.js";
import { nearestPlace } from "./shared/maps.js";
import { pythonLine } from "./shared/python.js";
import { isSearch, lampOnPicture, onPicture, scoreInWords, search, valueAt, verdict } from "./target_search/looking.js";
import { greyOf, makeStage } from "./target_search/stage.js";
import { makeTasks } from "./target_search/tasks.js";
import { makeChallenges } from "./ui/challenges.js";
import { makeChoice, makeSlider } from "./ui/controls.js";
import { makeExamples } from "./ui/examples.js";
import { inRole, make, makeButton, makeFrame, roomIn, set } from "./ui/frame.js";
import { makePixels } from "./ui/pixels.js";
import { makeShare } from "./ui/share.js";
import { makeStore } from "./ui/store.js";

const SCORE_NAMES = [["dot", "dot product"], ["zero-mean", "zero mean"], ["cosine", "normalised"]];

function render({ model, el }) {
  const root = makeFrame(el, "TargetSearch", "Where is the target");
  const opening = model.get("opening");
  const presets = model.get("presets");
  const store = makeStore(model, [...Object.keys(opening), "image"], draw);
  let peeked = null; // the place on the map that is under the mouse

  // -- what a reader can do ---------------------------------------------------------------------

  /** Change the state; what is chosen stays on the map of scores. */
  function ask(changes) {
    const wanted = { ...store.read(), ...changes };
    const [, , rows, columns] = wanted.cut;
    const map = { height: wanted.image.length - rows + 1, width: wanted.image[0].length - columns + 1 };
    const selected = nearestPlace(map, wanted.selected);
    store.set({ ...changes, ...(same(selected, wanted.selected) ? {} : { selected }) });
    challenges.check({ ...wanted, selected });
  }

  /** Change it, and say what came of it. */
  function askAloud(changes) {
    ask(changes);
    const { image, ...state } = store.read();
    set(live, { text: verdict(search(image, state), state) });
  }

  function moveTo(name, value) {
    if (!same(value, store.read()[name])) askAloud({ [name]: value });
  }

  function choose(selected) {
    peeked = null;
    ask({ selected });
    set(live, { text: placeInWords(selected) });
  }

  function placeInWords([row, column]) {
    const { image, ...state } = store.read();
    const value = valueAt(search(image, state).scores, [row, column]);
    return `row ${row}, column ${column}: score ${scoreInWords(value, state.score)}`;
  }

  // -- what there is ----------------------------------------------------------------------------

  const stage = makeStage(root, {
    cut: (frame) => moveTo("cut", onPicture(store.read().image, frame)),
    lamp: (place) => moveTo("lamp_at", lampOnPicture(store.read().image, place)),
    choose,
    peek(place) {
      if (same(place, peeked)) return;
      peeked = place;
      store.redraw();
    },
  });
  const score = makeChoice({ label: "score", options: SCORE_NAMES, choose: (value) => askAloud({ score: value }) });
  const lamp = makeChoice({
    label: "bright patch",
    options: [["off", "off"], ["on", "on"]],
    choose: (value) => askAloud({ lamp: value === "on" }),
  });
  const light = makeSlider({
    label: "light on target",
    min: 0.1,
    max: 1,
    step: 0.05,
    write: (value) => `${Math.round(100 * value)} %`,
    choose: (value) => askAloud({ light: value }),
  });
  light.element.classList.add("ck-light");
  const own = presets.length
    ? "A frame of your own: see whether each score finds it again."
    : "Drag a frame around something, and see which score finds it again.";
  const examples = makeExamples({ presets, near: ["cut", "score", "lamp", "light"], own, choose: askAloud });
  const outcome = make("p", { class: "ck-outcome" });
  const patches = [["template", "kernel"], ["best score", "good"], ["chosen score", "input"]].map(([text, role]) => {
    const pixels = makePixels();
    const box = make("div", { class: "ck-patch-box", style: inRole(role) }, pixels.canvas);
    const says = make("span", { class: "ck-note" });
    return { pixels, box, says, element: make("div", {}, make("p", { class: "ck-patch-name", text }), box, says) };
  });
  const live = make("div", { class: "ck-hidden", role: "status" });
  const challenges = makeChallenges({ name: "TargetSearch", challenges: makeTasks(() => store.read().image) });
  const share = makeShare({
    root,
    name: "TargetSearch",
    state: () => Object.fromEntries(Object.entries(opening).map(([name]) => [name, store.read()[name]])),
    python() {
      const { image, ...state } = store.read();
      const defaults = { ...(presets[0]?.state ?? opening), selected: [0, 0] };
      const line = pythonLine("TargetSearch", state, { defaults: presets.length ? defaults : {}, presets, tuples: ["cut", "lamp_at", "selected"] });
      if (presets.length) return line;
      const all = Object.fromEntries(Object.keys(opening).map((name) => [name, null]));
      return pythonLine("TargetSearch", { image, ...state }, { defaults: { image: null, ...all }, presets: [], tuples: ["cut", "lamp_at", "selected"] });
    },
    restore(saved) {
      const state = { ...opening, ...saved };
      const good = isSearch(state, store.read().image);
      if (good) ask(state);
      return good;
    },
  });
  const reset = makeButton("Reset", () => askAloud(opening), { class: "ck-quiet" });
  const controls = make("div", { class: "ck-controls" }, score.element, lamp.element, light.element);
  const patchRow = make("div", { class: "ck-patches" }, ...patches.map(({ element }) => element));
  root.append(make("div", { class: "ck-top" }, examples.element, reset), stage.element, outcome, controls, patchRow, live, challenges.element, share.element);

  let drawnWidth = 0;
  function draw() {
    drawnWidth = roomIn(root);
    if (!drawnWidth) return; // no room yet: the observer below calls again
    const { image, ...state } = store.read();
    if (!isSearch({ ...state, selected: [0, 0] }, image)) return; // between two changes from Python
    const seen = search(image, state);
    const selected = nearestPlace(seen.scores, state.selected);
    const shown = peeked ? nearestPlace(seen.scores, peeked) : selected;
    stage.draw({ image, state: { ...state, selected }, seen, shown });
    set(outcome, { text: verdict(seen, state), style: inRole(seen.hit ? "good" : "changed") });
    examples.show(state);
    score.show(state.score);
    lamp.show(state.lamp ? "on" : "off");
    light.show(state.light);
    showPatches(state, seen, shown);
  }

  function showPatches({ cut: [, , rows, columns], score: by }, { clean, template, searched, scores, found, hit }, shown) {
    const cell = Math.max(Math.floor(84 / Math.max(rows, columns)), 3);
    const under = ([row, column]) => ({
      height: rows,
      width: columns,
      values: Array.from({ length: rows * columns }, (_, at) => valueAt(searched, [row + Math.floor(at / columns), column + (at % columns)])),
    });
    const shade = greyOf(clean);
    const says = (place) => scoreInWords(valueAt(scores, place), by);
    [[template, ""], [under(found), says(found)], [under(shown), says(shown)]].forEach(([map, text], at) => {
      const { pixels, box, says: note } = patches[at];
      set(box, { style: `${inRole(["kernel", hit ? "good" : "changed", "input"][at])}; width: ${columns * cell}px; height: ${rows * cell}px` });
      pixels.draw(map, shade, cell, [0, 0]);
      set(note, { text });
    });
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
