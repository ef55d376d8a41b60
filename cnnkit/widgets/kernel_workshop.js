import { same } from "./shared/links.js";
import { toMap } from "./shared/maps.js";
import { percent } from "./shared/numbers.js";
import { pythonLine } from "./shared/python.js";
import { makeArithmetic } from "./kernel_workshop/arithmetic.js";
import { makeEditor } from "./kernel_workshop/editor.js";
import {
  MODES, clippedIn, filtered, flipStory, isSetting, lookAt, onMap, pixelInWords, sumStory, takeWay, unpack, whyNot,
} from "./kernel_workshop/looking.js";
import { makeStage } from "./kernel_workshop/stage.js";
import { makeTasks } from "./kernel_workshop/tasks.js";
import { makeChallenges } from "./ui/challenges.js";
import { makeChoice, makeRefusal } from "./ui/controls.js";
import { makeExamples } from "./ui/examples.js";
import { make, makeButton, makeFrame, roomIn, set } from "./ui/frame.js";
import { makeShare } from "./ui/share.js";
import { makeStore } from "./ui/store.js";

const PLAIN = "vertical edges"; // the preset that the widget opens on by itself

function render({ model, el }) {
  const root = makeFrame(el, "KernelWorkshop", "Kernel workshop");
  const opening = model.get("opening");
  const presets = model.get("presets");
  const pictures = Object.fromEntries(Object.entries(model.get("pictures")).map(([name, packed]) => [name, unpack(packed)]));
  const store = makeStore(model, [...Object.keys(opening), "image"], draw);
  let peeked = null; // the pixel under the mouse

  // -- what a reader can do ---------------------------------------------------------------------

  function pictureCalled(name) {
    if (name !== "own") return Object.hasOwn(pictures, name) ? pictures[name] : null;
    const image = model.get("image");
    return image && toMap(image);
  }

  /** Change the state, or say why not; the last state that worked stays. */
  function ask(changes) {
    const now = store.read();
    const wanted = { ...now, ...changes };
    const picture = pictureCalled(wanted.picture);
    const problem = whyNot(wanted, picture);
    editor.mark(problem ? Object.keys(changes) : []);
    refusal.say(problem, (way) => {
      ask(takeWay(changes, now, way));
      editor.focus(Object.keys(changes)[0]); // the button that was pressed is gone
    });
    if (problem) return showControls(now);
    const { length } = wanted.weights;
    const output = { height: picture.height - length + 1, width: picture.width - length + 1 };
    const selected = onMap(output, wanted.selected);
    store.set({ ...changes, ...(same(selected, now.selected) ? {} : { selected }) });
    challenges.check({ ...wanted, selected });
  }

  function choose(selected) {
    peeked = null;
    if (same(selected, store.read().selected)) return store.redraw();
    ask({ selected });
    set(live, { text: pixelInWords(results(store.read()).output, selected) });
  }

  function peek(pixel) {
    if (same(pixel, peeked)) return;
    peeked = pixel;
    store.redraw();
  }

  const stage = makeStage(root, { choose, peek });
  const editor = makeEditor(ask);
  const arithmetic = makeArithmetic(editor.bench);
  const refusal = makeRefusal();
  const examples = makeExamples({
    presets,
    near: ["weights"],
    own: "A kernel of your own. The sum of its weights tells what becomes of flat areas.",
    choose: ask,
  });
  const choices = {
    picture: makeChoice({
      label: "picture",
      options: [...Object.keys(pictures), "own"].map((name) => [name, name]),
      choose: (picture) => ask({ picture }),
    }),
    view: makeChoice({
      label: "view",
      options: [["signed", "with signs"], ["clipped", "0 to 255"]],
      choose: (view) => ask({ view }),
    }),
  };
  const challenges = makeChallenges({ name: "KernelWorkshop", challenges: makeTasks() });
  const share = makeShare({
    root,
    name: "KernelWorkshop",
    state() {
      const { image, ...rest } = store.read();
      return rest;
    },
    python() {
      const { image, ...state } = store.read();
      const own = state.picture === "own";
      const plain = presets.find(({ name }) => name === PLAIN).state;
      const defaults = { image: null, ...plain, picture: own ? "own" : "temple", mode: MODES[0], selected: [44, 11] };
      return pythonLine("KernelWorkshop", { ...state, image: own ? image : null }, { defaults, presets, tuples: ["selected"] });
    },
    restore(saved) {
      const { image, ...now } = store.read();
      const state = { ...now, ...saved };
      const fits = isSetting(state, pictureCalled);
      if (fits) ask(Object.fromEntries(Object.keys(now).map((name) => [name, state[name]])));
      return fits;
    },
  });

  // -- what a reader sees -----------------------------------------------------------------------

  const live = make("div", { class: "ck-hidden", role: "status" });
  const facts = makeFacts();
  const flipNote = make("p", { class: "ck-flip", role: "status" });
  const reset = makeButton("Reset", () => ask(opening), { class: "ck-quiet" });
  const shown = make("div", { class: "ck-controls" }, choices.picture.element, choices.view.element, reset);
  root.append(
    examples.element, shown, stage.element, arithmetic.element, editor.rest, refusal.element, flipNote, facts.element, live,
    challenges.element, share.element,
  );

  function showControls(state) {
    editor.show(state);
    for (const [name, choice] of Object.entries(choices)) choice.show(state[name]);
  }

  // Filtering is skipped while only the window moves.
  let last = { key: null };
  function results({ image, picture, weights, divisor, bias, mode }) {
    const key = [picture, weights, divisor, bias, mode, picture === "own" && image];
    if (!last.key?.every((part, index) => part === key[index])) {
      const map = pictureCalled(picture);
      const state = { weights, divisor, bias, mode };
      const output = filtered(map, state);
      last = { key, picture: map, output, clipped: clippedIn(output), flip: flipStory(map, state) };
    }
    return last;
  }

  let drawnWidth = 0;
  function draw() {
    drawnWidth = roomIn(root);
    if (!drawnWidth) return; // no room yet: the observer below calls again
    const state = store.read();
    const map = pictureCalled(state.picture);
    if (!map || whyNot(state, map)) return; // Python refuses any such state
    const { picture, output, clipped, flip } = results(state);
    const selected = onMap(output, state.selected);
    const pixel = onMap(output, peeked ?? selected);
    stage.draw({ picture, output, kernelSize: state.weights.length, view: state.view, shown: pixel, selected });
    arithmetic.draw(lookAt(picture, state, pixel), state);
    showControls(state);
    const own = choices.picture.element.querySelector("input[value=own]");
    for (const part of [own, own.nextSibling]) part.hidden = !state.image;
    examples.show(state);
    facts.show(sumStory(state), clipped);
    set(flipNote, { text: flip.says });
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

/** What the weights add up to, and how much of the output can't be shown: { element, show }. */
function makeFacts() {
  const makeFact = (label) => {
    const [number, words] = [make("strong"), make("span")];
    const element = make("div", {}, make("span", { class: "ck-note", text: label }), number, words);
    return { element, show: (text, says) => [set(number, { text }), set(words, { text: says })] };
  };
  const sum = makeFact("sum of weights");
  const outside = makeFact("outside 0 to 255");
  function show(story, { share, below, above }) {
    sum.show(story.text, story.says);
    outside.show(percent(share), share ? `of the output: ${below} pixels below, ${above} above` : "nothing is clipped");
  }
  return { element: make("div", { class: "ck-facts" }, sum.element, outside.element), show };
}

export default { render };
