// The named examples, and a sentence about what there is to see.
import { same } from "../shared/links.js";
import { make, makeButton, set } from "./frame.js";

/**
 * { element, show(state) } for presets = [{ name, says, state }].
 * `choose` is called with the state that is asked for. Once the reader has changed something, the
 * sentence stays as long as the traits in `near` are the preset's; `own` stands there after that.
 * With `opening`, a state, a button for it stands at the end of the row.
 */
export function makeExamples({ presets, opening, near, own, choose }) {
  const story = make("p", { class: "ck-story" });
  const buttons = presets.map(({ name, state }) =>
    makeButton(name[0].toUpperCase() + name.slice(1), () => choose(state), { class: "ck-preset" }),
  );
  const named = { class: "ck-presets", role: "group", "aria-label": "Examples" };
  function show(now) {
    const fits = (state, names) => names.every((name) => same(state[name], now[name]));
    const at = presets.findIndex(({ state }) => fits(state, Object.keys(state)));
    const by = presets[at] ?? presets.find(({ state }) => fits(state, near));
    presets.forEach((_, index) => set(buttons[index], { "aria-pressed": String(index === at) }));
    set(story, { text: by?.says ?? own });
  }
  if (opening) buttons.push(makeButton("Reset", () => choose(opening), { class: "ck-quiet ck-reset" }));
  return { element: make("div", {}, make("div", named, ...buttons), story), show };
}
