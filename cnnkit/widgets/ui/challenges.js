// Small challenges that notice by themselves when they are met, and are remembered on this browser.
import { make, set } from "./frame.js";

/**
 * { element, check(state) } for challenges = [{ id, task, met(state), says(state) }].
 * `name` keeps the memory of different widgets apart.
 */
export function makeChallenges({ name, challenges }) {
  const done = new Set(recall(name));
  const status = make("div", { class: "ck-hidden", role: "status" });
  const items = challenges.map(({ task }) => {
    const mark = make("span", { class: "ck-mark", role: "img" });
    const praise = make("span", { class: "ck-praise" });
    return { mark, praise, item: make("li", {}, mark, make("span", {}, task, " ", praise)) };
  });
  const show = () =>
    challenges.forEach(({ id }, index) => {
      const { mark, item } = items[index];
      set(mark, { text: done.has(id) ? "\u2713" : "", "aria-label": done.has(id) ? "met" : "open" });
      item.classList.toggle("ck-met", done.has(id));
    });
  const check = (state) =>
    challenges.forEach(({ id, met, says }, index) => {
      if (!met(state)) return;
      const words = says(state);
      set(items[index].praise, { text: words });
      if (done.has(id)) return;
      done.add(id);
      remember(name, [...done]);
      set(status, { text: `Challenge met. ${words}` });
      show();
    });
  show();
  const list = make("ol", {}, ...items.map(({ item }) => item));
  const head = make("p", { class: "ck-small-head", text: "Three small challenges" });
  return { element: make("div", { class: "ck-challenges" }, head, list, status), check };
}

const keyFor = (name) => `cnnkit/${name}/challenges`;

/** The browser may keep nothing (a private window, a policy): then nothing is remembered. */
function recall(name) {
  try {
    const kept = JSON.parse(localStorage.getItem(keyFor(name)));
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}

function remember(name, ids) {
  try {
    localStorage.setItem(keyFor(name), JSON.stringify(ids));
  } catch {
    // not remembered, and no harm done
  }
}
