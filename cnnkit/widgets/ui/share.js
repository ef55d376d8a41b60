// The current state to take away: as a link to this page, and as the Python line for the same widget.
import { readFragment, writeFragment } from "../shared/links.js";
import { make, makeButton, set } from "./frame.js";

/**
 * { element, open, close }.
 * `state()` and `python()` give what is copied. From open() to close(), `restore(state)` is called
 * with the state in the page's address, whenever there is one for this widget; it tells whether
 * it could use it.
 */
export function makeShare({ root, name, state, python, restore }) {
  const note = make("span", { class: "ck-note", role: "status" });
  const field = make("textarea", { class: "ck-copied", readonly: true, rows: 3, hidden: true });
  const copy = async (what, text) => {
    field.hidden = true;
    try {
      await navigator.clipboard.writeText(text);
      set(note, { text: "Copied." });
    } catch {
      // no clipboard, or not allowed: the reader copies by hand
      set(note, { text: "Copy this by hand:" });
      set(field, { "aria-label": what });
      field.value = text;
      field.hidden = false;
      field.select();
    }
  };
  // which widget of its kind this is on the page, from 1
  const place = () => [...document.querySelectorAll(`[data-widget="${name}"]`)].indexOf(root) + 1;
  const link = () => `${location.href.split("#")[0]}#${writeFragment(name, place(), state())}`;
  const button = (what, text) =>
    makeButton(`Copy ${what}`, () => copy(what, text()), { class: "ck-quiet" });
  const buttons = [button("link", link), button("Python", python)];
  const element = make("div", { class: "ck-share" }, ...buttons, note, field);
  const follow = () => {
    const saved = readFragment(location.hash, name, place());
    if (saved && restore(saved)) root.scrollIntoView();
  };
  return {
    element,
    open() {
      window.addEventListener("hashchange", follow);
      follow();
    },
    close: () => window.removeEventListener("hashchange", follow),
  };
}
