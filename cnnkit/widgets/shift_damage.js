import { same } from "./shared/links.js";
import { pythonLine } from "./shared/python.js";
import { FARTHEST, damage, damageInWords, isMove, moveInWords } from "./shift_damage/damage.js";
import { makeShiftStage } from "./shift_damage/stage.js";
import { makeShiftTasks } from "./shift_damage/tasks.js";
import { makeChallenges } from "./ui/challenges.js";
import { makeChoice, makeSlider } from "./ui/controls.js";
import { makeExamples } from "./ui/examples.js";
import { inRole, make, makeFrame, roomIn, set } from "./ui/frame.js";
import { makePixels, signedShades } from "./ui/pixels.js";
import { makeShare } from "./ui/share.js";
import { makeStore } from "./ui/store.js";

function render({ model, el }) {
  const root = makeFrame(el, "ShiftDamage", "What a shift changes");
  const opening = model.get("opening");
  const presets = model.get("presets");
  const store = makeStore(model, [...Object.keys(opening), "image"], draw);

  // -- what a reader can do ---------------------------------------------------------------------

  const setting = ({ image, ...state }) => state;
  function ask(changes) {
    const { image, ...now } = store.read();
    const state = { ...now, ...changes };
    if (same(state, now)) return;
    if (!isMove(state, image)) return store.redraw(); // no ink would be left: the slider goes back
    store.set(changes);
    challenges.check(state);
    set(live, { text: `Moved: ${moveInWords(state.distance)}. ${damageInWords(state, damage(image, state))}` });
  }
  const move = (distance) => ask({ distance: Math.min(Math.max(distance, -FARTHEST), FARTHEST) });

  // -- what there is ----------------------------------------------------------------------------

  const stage = makeShiftStage(root, move);
  const left = makeSlider({
    label: "moved",
    min: -FARTHEST,
    max: FARTHEST,
    step: 1,
    write: (value) => moveInWords(-value),
    choose: (value) => move(-value),
  });
  const start = makeSlider({
    label: "start",
    min: -FARTHEST,
    max: FARTHEST,
    step: 1,
    write: (value) => (value ? moveInWords(-value) : "as it is"),
    choose: (value) => ask({ start: value }),
  });
  const wrap = makeChoice({
    label: "ink at the edge",
    options: [["leaves", "leaves"], ["wraps", "comes in again"]],
    choose: (value) => ask({ wrap: value === "wraps" }),
  });
  const words = make("p", { class: "ck-shift-words" });
  const shades = signedShades(root);
  const kernel = makePixels();
  const kernelBox = make("span", { class: "ck-shift-kernel" }, kernel.canvas);
  const meters = [
    ["black to white", "changed"],
    ["white to black", "input"],
    ["dense template", "output"],
    ["maximum of the map", "kernel"],
  ].map(([name, role]) => {
    const fill = make("div", { class: "ck-shift-fill" });
    const track = make("div", { class: "ck-shift-track", role: "meter", "aria-label": name, "aria-valuemin": 0 }, fill);
    const value = make("span", { class: "ck-shift-value" });
    const label = make("span", {}, name, ...(role === "kernel" ? [kernelBox] : []));
    const show = (now, most, text) => {
      fill.style.width = `${Math.max((100 * now) / most, 0)}%`;
      set(track, { "aria-valuenow": Math.max(now, 0), "aria-valuemax": most, "aria-valuetext": text });
      set(value, { text });
    };
    return { show, element: make("div", { class: "ck-shift-meter", style: inRole(role) }, label, track, value) };
  });
  const own = presets.length
    ? "A move of your own: compare the two counts, and then the two scores."
    : "Drag the picture: compare the two counts, and then the two scores.";
  const examples = makeExamples({ presets, opening, near: ["start", "distance", "wrap"], own, choose: ask });
  const live = make("div", { class: "ck-hidden", role: "status" });
  const challenges = makeChallenges({ name: "ShiftDamage", challenges: makeShiftTasks(() => store.read().image) });
  const share = makeShare({
    root,
    name: "ShiftDamage",
    state: () => setting(store.read()),
    python() {
      const { image, ...state } = store.read();
      if (presets.length) return pythonLine("ShiftDamage", state, { defaults: presets[0].state, presets, tuples: ["patch"] });
      const all = Object.fromEntries(["image", ...Object.keys(state)].map((name) => [name, null]));
      return pythonLine("ShiftDamage", { image, ...state }, { defaults: all, presets: [], tuples: ["patch"] });
    },
    restore(saved) {
      const known = Object.keys(opening).filter((name) => Object.hasOwn(saved, name));
      const state = { ...opening, ...Object.fromEntries(known.map((name) => [name, saved[name]])) };
      const good = isMove(state, store.read().image);
      if (good) ask(state);
      return good;
    },
  });
  const controls = make("div", { class: "ck-controls" }, left.element, start.element, wrap.element);
  const meterRows = make("div", { class: "ck-shift-meters" }, ...meters.map(({ element }) => element));
  root.append(examples.element, stage.element, words, meterRows, controls, live, challenges.element, share.element);

  let drawnWidth = 0;
  function draw() {
    drawnWidth = roomIn(root);
    if (!drawnWidth) return; // no room yet: the observer below calls again
    const { image, ...state } = store.read();
    if (!isMove(state, image)) return; // between two changes from Python
    const seen = damage(image, state);
    const { gone, made, kept, ink, most, full } = seen;
    stage.draw(state, seen);
    set(words, { text: damageInWords(state, seen) });
    kernel.draw(seen.kernel, shades(1), 6, [0, 0]);
    const [lost, gained, dense, small] = meters;
    lost.show(gone, ink, String(gone));
    gained.show(made, ink, String(made));
    dense.show(kept, ink, `${kept} of ${ink}`);
    small.show(most, full, `${most} of ${full}`);
    left.show(-state.distance);
    start.show(state.start);
    wrap.show(state.wrap ? "wraps" : "leaves");
    examples.show(state);
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
