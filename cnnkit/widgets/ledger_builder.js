// LedgerBuilder: a net in rows, and what each of them gives, learns, computes and keeps.
import { percent, thousands } from "./shared/numbers.js";
import { pythonLine } from "./shared/python.js";
import { countLayers, FRESH, inBytes, inShort, isNetwork, MOST_LAYERS, sumUp, whyNotNumber } from "./ledger_builder/count.js";
import { makeEditor, NUMBER_WORDS } from "./ledger_builder/editor.js";
import { makeTable } from "./ledger_builder/table.js";
import { NETWORK_TASKS } from "./ledger_builder/tasks.js";
import { makeChallenges } from "./ui/challenges.js";
import { makeChoice, makeRefusal, makeStepper } from "./ui/controls.js";
import { makeExamples } from "./ui/examples.js";
import { make, makeButton, makeFrame, set } from "./ui/frame.js";
import { makeShare } from "./ui/share.js";
import { makeStore } from "./ui/store.js";

const PICTURES = [28, 32, 224, 227];
const PICTURE_LIMITS = { channels: [1, 512], pixels: [1, 256] };

function render({ model, el }) {
  const root = makeFrame(el, "LedgerBuilder", "Ledger builder");
  const opening = model.get("opening");
  const presets = model.get("presets");
  const limits = model.get("limits");
  const tables = model.get("tables");
  const store = makeStore(model, Object.keys(opening), draw);
  let open = null; // the row that is open

  /** Change the state; a net with a row that does not fit may stand, and says so in that row. */
  function take(changes) {
    refusal.say(null);
    const wanted = { ...store.read(), ...changes };
    store.set(changes);
    const rows = countLayers(wanted, tables);
    const stuck = rows.find(({ problem }) => problem);
    set(live, { text: stuck ? `${stuck.name}: ${stuck.problem.text}` : inTotal(rows) });
    challenges.check({ ...wanted, rows });
  }

  /** Take numbers that are within their limits, or say why not. */
  function ask(changes, within, words, accept, focus) {
    const problem = whyNotNumber(changes, within, words);
    if (!problem) return accept(changes);
    refusal.say({ ...problem, way: rename(problem.way, words) }, () => {
      accept(problem.way);
      focus(Object.keys(changes)[0]);
    });
  }

  const change = (index) => (changes) =>
    take({ layers: store.read().layers.map((layer, at) => (at === index ? { ...layer, ...changes } : layer)) });

  function move(from, to) {
    const layers = [...store.read().layers];
    if (to < 0 || to >= layers.length) return;
    layers.splice(to, 0, ...layers.splice(from, 1));
    if (open !== null) open = to;
    take({ layers });
    draw();
    table.focus(to);
  }

  function remove(index) {
    const layers = store.read().layers.filter((_, at) => at !== index);
    open = null;
    take({ layers });
    draw();
    if (layers.length) table.focus(Math.min(index, layers.length - 1));
    else adding.element.querySelector("button").focus();
  }

  function add(kind) {
    const layers = [...store.read().layers];
    if (layers.length >= MOST_LAYERS) {
      return refusal.say({ text: `A net may have up to ${MOST_LAYERS} rows.`, way: {} }, () => refusal.say(null));
    }
    const at = open === null ? layers.length : open + 1;
    layers.splice(at, 0, FRESH[kind]);
    open = at;
    take({ layers });
  }

  const editor = makeEditor(limits, {
    change(changes) {
      const { kind } = store.read().layers[open];
      ask(changes, limits[kind], NUMBER_WORDS, change(open), (name) => editor.focus(kind, name));
    },
    move: (by) => move(open, open + by),
    remove: () => remove(open),
  });
  const table = makeTable(editor.element, {
    open(index) {
      open = index;
      store.redraw();
    },
    move,
    remove,
    way(index, changes) {
      change(index)(changes);
      table.focus(index); // the button that was pressed is gone
    },
  });
  const picture = makePicture(
    (changes) => ask(changes, PICTURE_LIMITS, { channels: "channels", pixels: "pixels" }, setPicture, picture.focus),
    (bias) => take({ bias }),
  );
  function setPicture({ channels, pixels }) {
    const { shape } = store.read();
    take({ shape: [channels ?? shape[0], pixels ?? shape[1], pixels ?? shape[2]] });
  }
  const adding = makeAdding(add);
  const refusal = makeRefusal();
  const examples = makeExamples({
    presets,
    opening,
    near: Object.keys(opening),
    own: "A net of your own: press a row to change it, drag it to another place, or add one.",
    choose(state) {
      open = null;
      take(state);
    },
  });
  const challenges = makeChallenges({ name: "LedgerBuilder", challenges: NETWORK_TASKS });
  const share = makeShare({
    root,
    name: "LedgerBuilder",
    state: store.read,
    python: () => pythonLine("LedgerBuilder", store.read(), { defaults: presets[0].state, presets, tuples: ["shape"] }),
    restore(saved) {
      const state = Object.fromEntries(Object.keys(opening).map((name) => [name, saved?.[name] ?? opening[name]]));
      const whole = isNetwork(state, limits, tables);
      if (whole) take(state);
      return whole;
    },
  });
  const said = make("p", { class: "ck-led-said" });
  const live = make("div", { class: "ck-hidden", role: "status" });
  root.append(examples.element, picture.element, table.element, adding.element, refusal.element, said, live,
    challenges.element, share.element);

  function draw() {
    const state = store.read();
    const rows = countLayers(state, tables);
    if (open !== null && open >= rows.length) open = null;
    picture.show(state);
    table.show({ state, rows, open });
    editor.show(state.layers[open]);
    adding.show(open === null ? null : rows[open].name);
    examples.show(state);
    set(said, { text: inTotal(rows) });
  }

  share.open();
  draw();
  return () => {
    share.close();
    store.close();
    root.remove();
  };
}

const rename = (way, words) => Object.fromEntries(Object.entries(way).map(([name, value]) => [words[name], value]));

/** "22,466 parameters: 22,400 weights and 66 biases. ..." */
function inTotal(rows) {
  const all = sumUp(rows);
  const { weights, biases, parameters, fixed, work, bytes } = all;
  const stuck = rows.find(({ problem }) => problem);
  const upTo = stuck ? `Above ${stuck.name}, which does not fit: ` : "";
  const more = fixed ? `; ${thousands(fixed)} more weights are fixed` : "";
  const convs = work ? ` ${percent(sumUp(rows, "conv").work / work)} of the work is convolution.` : "";
  return `${upTo}${thousands(parameters)} parameters: ${thousands(weights)} weights and ${thousands(biases)} biases${more}. ` +
    `${thousands(work)} multiply-adds for one example.${convs} The maps and values take ${inBytes(bytes)} as 32-bit floats.`;
}

/** What goes in, and whether there are biases. */
function makePicture(ask, setBias) {
  const parts = {
    switch: makeChoice({ label: "picture", options: PICTURES.map((size) => [String(size), String(size)]), choose: (size) => ask({ pixels: Number(size) }) }),
    pixels: makeStepper({ label: "pixels each way", choose: (pixels) => ask({ pixels }) }),
    channels: makeStepper({ label: "channels", choose: (channels) => ask({ channels }) }),
    bias: makeChoice({ label: "biases", options: [["with", "with"], ["without", "without"]], choose: (word) => setBias(word === "with") }),
  };
  return {
    element: make("div", { class: "ck-controls" }, ...Object.values(parts).map(({ element }) => element)),
    focus: (name) => parts[name].element.querySelector("input").focus(),
    show({ shape: [channels, height, width], bias }) {
      parts.switch.show(height === width ? String(height) : "");
      parts.pixels.show(height);
      parts.channels.show(channels);
      parts.bias.show(bias ? "with" : "without");
    },
  };
}

/** Buttons for another row: after the open one, or at the end. */
function makeAdding(add) {
  const note = make("span", { class: "ck-note" });
  const buttons = Object.keys(FRESH).map((kind) => makeButton(`+ ${kind}`, () => add(kind), { "aria-label": `add ${kind}`, title: inShort(FRESH[kind]) }));
  return {
    element: make("div", { class: "ck-led-adding" }, ...buttons, note),
    show: (name) => set(note, { text: name ? `after ${name}` : "at the end" }),
  };
}

export default { render };
