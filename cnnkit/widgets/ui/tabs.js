// Tabs after the ARIA pattern: one tab stop, arrow keys choose, each tab names its panel.
import { freshId, make, makeButton, set } from "./frame.js";

/** { element, show(id) } for tabs = [{ id, label, panel }]; `choose` is called with an id. */
export function makeTabs({ label, tabs, choose }) {
  const stem = freshId("tab");
  const element = make("div", { class: "ck-tabs", role: "tablist", "aria-label": label });
  const buttons = tabs.map(({ id, label: text, panel }) => {
    const ids = { id: `${stem}-${id}`, "aria-controls": `${stem}-${id}-panel` };
    set(panel, { id: ids["aria-controls"], role: "tabpanel", "aria-labelledby": ids.id });
    return makeButton(text, () => choose(id), { ...ids, role: "tab" });
  });
  element.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(event.target);
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -at, End: tabs.length - 1 - at }[event.key];
    if (step === undefined || at < 0) return;
    event.preventDefault();
    const next = (at + step + tabs.length) % tabs.length;
    choose(tabs[next].id);
    buttons[next].focus();
  });
  element.append(...buttons);
  const show = (chosen) =>
    tabs.forEach(({ id, panel }, index) => {
      const on = id === chosen;
      set(buttons[index], { "aria-selected": String(on), tabindex: on ? 0 : -1 });
      panel.hidden = !on;
    });
  return { element, show };
}
