// The numbers of one layer, and the buttons that move it, remove it, and add another after it.
import { makeChoice, makeStepper } from "../ui/controls.js";
import { make, makeButton } from "../ui/frame.js";

/** What the numbers are called on the page. */
export const NUMBER_WORDS = {
  out_channels: "maps", kernel: "kernel", stride: "stride", padding: "padding", groups: "groups",
  window: "window", out_features: "values",
};

/** { element, show(layer) }; `on` is called back: change({ name: value }), move(-1 or 1), remove(). */
export function makeEditor(limits, on) {
  const fields = {};
  for (const [kind, numbers] of Object.entries(limits)) {
    fields[kind] = Object.entries(numbers).map(([name, [min]]) => [
      name,
      makeStepper({ label: NUMBER_WORDS[name], min, choose: (value) => on.change({ [name]: value }) }),
    ]);
  }
  fields.pool.push(["mode", makeChoice({
    label: "of each window the",
    options: [["max", "largest"], ["avg", "mean"], ["trainable", "mean, trainable"]],
    choose: (mode) => on.change({ mode }),
  })]);
  const groups = Object.fromEntries(Object.entries(fields).map(([kind, parts]) =>
    [kind, make("div", { class: "ck-controls" }, ...parts.map(([, { element }]) => element))]));
  const buttons = make("div", { class: "ck-led-buttons" },
    makeButton("Move up", () => on.move(-1)), makeButton("Move down", () => on.move(1)), makeButton("Remove", on.remove));
  const place = make("div");
  return {
    element: make("div", { class: "ck-led-editor" }, place, buttons),
    show(layer) {
      if (!layer) return;
      if (place.firstChild !== groups[layer.kind]) place.replaceChildren(groups[layer.kind]);
      for (const [name, field] of fields[layer.kind]) field.show(layer[name]);
    },
    focus: (kind, name) => fields[kind]?.find(([one]) => one === name)?.[1].element.querySelector("input").focus(),
  };
}
