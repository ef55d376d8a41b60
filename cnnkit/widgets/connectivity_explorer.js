// ConnectivityExplorer: rows of units joined densely, locally, in turns, or by one shared kernel.
import { same } from "./shared/links.js";
import { thousands } from "./shared/numbers.js";
import { pythonLine } from "./shared/python.js";
import {
  KINDS, clampChoice, coneOf, costs, edgesInto, isNet, layerSizes, LIMITS, nameOf, whyNotJoined,
} from "./connectivity_explorer/net.js";
import { makeNetStage, strokeOf } from "./connectivity_explorer/stage.js";
import { NET_TASKS } from "./connectivity_explorer/tasks.js";
import { inWords, KIND_NAMES, readings, unitName } from "./connectivity_explorer/words.js";
import { makeChallenges } from "./ui/challenges.js";
import { makeChoice, makeRefusal, makeSlider, makeStepper } from "./ui/controls.js";
import { makeExamples } from "./ui/examples.js";
import { make, makeFrame, roomIn, set } from "./ui/frame.js";
import { makeShare } from "./ui/share.js";
import { makeStore } from "./ui/store.js";

const STRUCTURE = ["kind", "inputs", "kernel", "stride", "depth", "period"];

function render({ model, el }) {
  const root = makeFrame(el, "ConnectivityExplorer", "Connectivity explorer");
  const opening = model.get("opening");
  const presets = model.get("presets");
  const defaults = presets.find(({ name }) => name === "convolution").state; // without arguments
  const store = makeStore(model, Object.keys(opening), draw);
  let peeked = null; // the unit under the mouse

  /** Change the state, or say why not; the last state that worked stays. */
  function ask(changes) {
    const now = store.read();
    const wanted = { ...now, ...changes };
    const problem = whyNotJoined(wanted);
    controls.mark(problem ? Object.keys(changes) : [], now);
    refusal.say(problem, (way) => {
      ask({ ...changes, ...way });
      controls.focus(Object.keys(changes)[0]); // the button that was pressed is gone
    });
    if (problem) return;
    const choice = clampChoice(wanted);
    store.set({ ...changes, ...choice });
    challenges.check({ ...wanted, ...choice });
  }

  function choose(chosen) {
    peeked = null;
    const state = store.read();
    if (same(chosen, state.chosen) && state.tie === null) return;
    ask({ chosen, tie: null });
    set(live, { text: inWords(state, chosen) });
  }

  function peek(unit) {
    if (same(unit, peeked)) return;
    peeked = unit;
    store.redraw();
  }

  const stage = makeNetStage({ choose, peek });
  const controls = makeNetControls(ask);
  const refusal = makeRefusal();
  const examples = makeExamples({
    presets,
    opening,
    near: STRUCTURE,
    own: "A net of your own: point at a unit, or choose one with the arrow keys.",
    choose: ask,
  });
  const challenges = makeChallenges({ name: "ConnectivityExplorer", challenges: NET_TASKS });
  const share = makeShare({
    root,
    name: "ConnectivityExplorer",
    state: store.read,
    python: () => pythonLine("ConnectivityExplorer", store.read(), { defaults, presets, tuples: ["chosen"] }),
    restore(saved) {
      const state = Object.fromEntries(Object.keys(opening).map((name) => [name, saved?.[name] ?? opening[name]]));
      if (isNet(state)) ask(state);
      return isNet(state);
    },
  });

  const reading = make("div", { class: "ck-net-readings" });
  const ties = makeTies((tie, text) => {
    ask({ tie });
    set(live, { text });
  });
  const table = makeCosts();
  const live = make("div", { class: "ck-hidden", role: "status" });
  root.append(examples.element, controls.element, refusal.element, stage.element, reading, ties.element,
    table.element, live, challenges.element, share.element);

  let drawnWidth = 0;
  function draw() {
    drawnWidth = roomIn(root);
    const state = store.read();
    if (!drawnWidth || whyNotJoined(state)) return; // no room yet; Python refuses the rest
    const sizes = layerSizes(state);
    const { chosen, tie } = clampChoice(state);
    const shown = peeked && peeked[1] < sizes[peeked[0]] ? peeked : chosen;
    const cone = coneOf(state, shown);
    stage.draw({ state, sizes, cone, chosen, shown, tie: shown === chosen ? tie : null });
    examples.show(state);
    controls.show(state, sizes);
    const name = unitName(shown, state.depth);
    reading.replaceChildren(
      make("strong", { class: "ck-net-name", text: name[0].toUpperCase() + name.slice(1) }),
      ...readings(state, shown).map(({ count, name, words, of }) => {
        const all = of ? make("span", { class: "ck-note", text: ` of ${of}` }) : "";
        const number = make("div", {}, make("strong", { text: String(count) }), all);
        return make("div", { class: "ck-net-reading" }, number, make("span", { text: `${name}: ${words}` }));
      }),
    );
    ties.show(state, sizes, chosen, tie);
    table.show(state, sizes);
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

function makeNetControls(ask) {
  const option = (name) => (value) => ask({ [name]: value });
  const stepper = (name) => makeStepper({ label: name, choose: option(name) });
  const parts = {
    kind: makeChoice({ label: "joined", options: Object.entries(KIND_NAMES), choose: option("kind") }),
    period: makeSlider({
      label: "kernels that take turns",
      min: 1,
      max: LIMITS.period[1],
      step: 1,
      write: String,
      choose: option("period"),
    }),
    inputs: stepper("inputs"),
    kernel: stepper("kernel"),
    stride: stepper("stride"),
    depth: makeSlider({ label: "layers", min: 1, max: 4, step: 1, write: String, choose: option("depth") }),
  };
  const elements = Object.values(parts).map((part) => part.element);
  for (const name of ["period", "depth"]) parts[name].element.classList.add("ck-net-slider");
  const note = make("p", { class: "ck-note" });
  const field = (name) => parts[name].element.querySelector("input:checked, input:not([type=radio])");
  return {
    element: make("div", {}, make("div", { class: "ck-controls" }, ...elements), note),
    show(state, sizes) {
      set(field("period"), { max: sizes[1] });
      const kernels = Math.min(state.period, sizes[1]);
      for (const [name, part] of Object.entries(parts)) part.show(name === "period" ? kernels : state[name]);
      parts.period.element.hidden = state.kind !== "tiled";
      note.hidden = state.kind !== "tiled" || (kernels > 1 && kernels < sizes[1]);
      set(note, {
        text: kernels === 1 ? "One kernel for all places: this is a convolution." : "A kernel for each place: this layer is locally connected.",
      });
    },
    focus: (name) => field(name)?.focus(),
    mark(names, state) {
      for (const [name, part] of Object.entries(parts)) {
        part.element.classList.toggle("ck-refused", names.includes(name));
      }
      parts.kind.show(state.kind);
      parts.depth.show(state.depth);
    },
  };
}

/** The weights on the edges into the chosen unit, as buttons that show where else each is used. */
function makeTies(choose) {
  const element = make("div", { class: "ck-net-ties" });
  let built = "";
  let buttons = [];
  let chosen = null;
  function show(state, sizes, [layer, unit], tie) {
    chosen = tie;
    const edges = layer ? edgesInto(state, sizes, layer).filter(({ to }) => to === unit) : [];
    const times = (uses) => (uses === 1 ? "once" : `${uses} times`);
    const key = JSON.stringify([state.kind, edges]);
    if (key !== built) {
      built = key;
      buttons = [];
      const note = (text) => make("span", { class: "ck-note", text });
      if (!layer) element.replaceChildren(note("Choose a unit below the inputs to see its weights."));
      else if (state.kind === "dense") element.replaceChildren(note(`Each of its ${edges.length} edges has a weight of its own, used nowhere else.`));
      else {
        buttons = edges.map((edge, place) => {
          const line = make("path", { d: "M0 5H26", ...strokeOf(edge) });
          const swatch = make("svg", { width: 26, height: 10, "aria-hidden": "true", class: "ck-net-bright" }, line);
          const label = `weight ${nameOf(edge)}, used ${times(edge.uses)}`;
          const click = () => (place === chosen ? choose(null, "") : choose(place, label));
          return make("button", { type: "button", click, "aria-label": label }, swatch, ` ${nameOf(edge)} `,
            make("span", { class: "ck-note", text: `\u00d7${edge.uses}` }));
        });
        element.replaceChildren(note("Its weights, and how often each is used; press one to see where:"), ...buttons);
      }
    }
    buttons.forEach((button, place) => set(button, { "aria-pressed": String(place === tie) }));
  }
  return { element, show };
}

/** What the same rows of units cost under each kind. */
function makeCosts() {
  const caption = make("caption");
  const cells = KINDS.map(() => [0, 1, 2].map(() => make("td")));
  const heads = KINDS.map(() => make("th", { scope: "row" }));
  const rows = KINDS.map((_, row) => make("tr", {}, heads[row], ...cells[row]));
  const columns = ["joined", "weights", "biases", "multiply-adds"];
  const top = make("tr", {}, ...columns.map((text) => make("th", { scope: "col", text })));
  const table = make("table", { class: "ck-net-costs" }, caption, make("thead", {}, top), make("tbody", {}, ...rows));
  return {
    element: table,
    show(state, sizes) {
      const layers = state.depth === 1 ? "One layer" : `${state.depth} layers together`;
      set(caption, { text: `${layers}, ${sizes.join(" \u2192 ")} units` });
      KINDS.forEach((kind, row) => {
        const { weights, biases, multiplyAdds } = costs({ ...state, kind });
        [weights, biases, multiplyAdds].forEach((count, column) => set(cells[row][column], { text: thousands(count) }));
        const kernels = Math.min(state.period, sizes[1]);
        const turns = `tiled, ${kernels} kernel${kernels === 1 ? "" : "s"}`;
        const mark = kind === state.kind ? "\u25b8 " : "";
        set(heads[row], { text: mark + (kind === "tiled" ? turns : KIND_NAMES[kind]) });
        set(rows[row], { "aria-current": kind === state.kind ? "true" : null });
      });
    },
  };
}

export default { render };
