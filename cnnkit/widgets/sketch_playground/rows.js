// Logits and probabilities as rows of bars.
import { percent, written } from "../shared/numbers.js";
import { make, makeButton, set } from "../ui/frame.js";
import { makeSlider } from "../ui/controls.js";
import { topOf } from "./net.js";

const makeShareBar = () => {
  const fill = make("div", { class: "ck-share-fill" });
  const element = make("div", { class: "ck-bar-box", "aria-hidden": "true" }, fill);
  return { element, show: (share) => set(fill, { style: `width: ${100 * share}%` }) };
};

/** The table of the eight kinds: { element, draw(logits, probabilities, threshold) }. */
export function makeKindTable(kinds) {
  const rows = kinds.map((kind) => {
    const fill = make("div", { class: "ck-logit-fill" });
    const [logit, share] = [make("td", { class: "ck-figure-cell" }), make("td", { class: "ck-figure-cell" })];
    const bar = makeShareBar();
    const box = make("div", { class: "ck-bar-box ck-logit-box", "aria-hidden": "true" }, fill);
    const head = make("th", { scope: "row", text: kind });
    const element = make("tr", {}, head, logit, make("td", {}, box), share, make("td", {}, bar.element));
    return { element, logit, fill, share, bar };
  });
  const heading = (text, colspan) => make("th", { scope: "col", colspan, text });
  const head = make("tr", {}, heading("kind"), heading("logit", 2), heading("probability", 2));
  const element = make("table", { class: "ck-kinds" }, make("thead", {}, head), make("tbody", {}, ...rows.map((row) => row.element)));
  function draw(logits, probabilities, threshold) {
    const reach = Math.max(20, ...logits.map(Math.abs));
    const top = topOf(probabilities);
    set(element, { style: `--threshold: ${100 * threshold}%` });
    rows.forEach((row, at) => {
      const wide = (50 * Math.abs(logits[at])) / reach;
      set(row.element, { class: top[0] === at ? "ck-best" : top.includes(at) ? "ck-top-three" : null });
      set(row.logit, { text: logits[at].toFixed(1).replace("-", "\u2212") });
      set(row.fill, { style: `width: ${wide}%; left: ${logits[at] < 0 ? 50 - wide : 50}%` });
      set(row.share, { text: percent(probabilities[at]) });
      row.bar.show(probabilities[at]);
    });
  }
  return { element, draw };
}

/** The logits from 0 on are called a, b, c and so on. */
export const letterOf = (at) => "abcdefgh"[at];

/**
 * From where to where the logits can be dragged: 20 wide, unless they are farther apart. The last
 * limits stay while all logits are within them, so that nothing moves under the finger.
 */
export function reachOf(scores, last) {
  const [low, high] = [Math.min(...scores), Math.max(...scores)];
  if (last && last[1] - last[0] === 20 && low >= last[0] && high <= last[1]) return last;
  const middle = 10 * Math.round((low + high) / 20);
  const half = Math.max(10, Math.ceil(high - middle), Math.ceil(middle - low));
  return [middle - half, middle + half];
}

/** Logits to drag, each with its probability: { element, draw(scores, shares) }. */
export function makeScoreRows(choose) {
  const element = make("div", { class: "ck-scores" });
  let rows = [];
  let now = [];
  let limits = null;
  function build(count) {
    rows = Array.from({ length: count }, (_, at) => {
      const slider = makeSlider({
        label: `logit ${letterOf(at)}`,
        step: 0.1,
        write: (value) => written(value, 5),
        choose: (value) => choose(now.map((old, place) => (place === at ? value : old))),
      });
      const share = make("span", { class: "ck-figure-cell" });
      const bar = makeShareBar();
      return { slider, input: slider.element.querySelector("input"), share, bar, parts: [slider.element, share, bar.element] };
    });
    element.replaceChildren(...rows.flatMap(({ parts }) => parts));
  }
  function draw(scores, shares) {
    now = scores;
    if (rows.length !== scores.length) build(scores.length);
    limits = reachOf(scores, limits);
    rows.forEach(({ slider, input, share, bar }, at) => {
      set(input, { min: limits[0], max: limits[1] });
      slider.show(scores[at]);
      set(share, { text: percent(shares[at]) });
      bar.show(shares[at]);
    });
  }
  const raise = (by) => () => choose(now.map((score) => score + by));
  const together = make("div", { class: "ck-bar", role: "group", "aria-label": "all logits" },
    makeButton("all \u2212 1", raise(-1)), makeButton("all + 1", raise(1)));
  return { element, together, draw };
}
