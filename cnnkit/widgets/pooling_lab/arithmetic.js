// What happens under one window: its values, the sum that is made of them, and the dice.
import { equals, thousands, written } from "../shared/numbers.js";
import { pickAmong, winnerAmong } from "../shared/pooling.js";
import { uniformNumbers } from "../shared/random.js";
import { make, makeButton, set } from "../ui/frame.js";

const LONGEST = 12; // more values than this are not written one by one

/** The sum that makes one pooled value of the pixels under its window, as text. */
export function formula(mode, pixels, value) {
  const add = (numbers) => numbers.reduce((sum, number) => sum + number, 0);
  const values = pixels.map((pixel) => pixel.value);
  const inSum = (number) => (number < 0 ? `(${written(number)})` : written(number));
  const few = values.length <= LONGEST;
  const result = equals(value);
  if (mode === "max") {
    const terms = few ? values.map((number) => written(number)).join(", ") : `${values.length} values`;
    return `max(${terms}) ${result}`;
  }
  if (mode === "avg") {
    const terms = few ? `(${values.map(inSum).join(" + ")}) \u00f7 ${values.length} = ` : "";
    return `${terms}${written(add(values))} \u00f7 ${values.length} ${result}`;
  }
  if (mode === "l2") {
    const terms = few ? `\u221a(${values.map((number) => `${inSum(number)}\u00b2`).join(" + ")}) = ` : "";
    return `${terms}\u221a${written(add(values.map((number) => number * number)))} ${result}`;
  }
  const products = pixels
    .filter((pixel) => pixel.weight * pixel.value !== 0)
    .map((pixel) => `${written(pixel.weight, 2)} \u00b7 ${inSum(pixel.value)}`);
  if (products.length > LONGEST) return `${products.length} products of weight and value ${result}`;
  return `${products.join(" + ") || "only zeros"} ${result}`;
}

/** The values under the window, arranged and coloured as on the map; nothing if they are many. */
export function patch(mode, { pixels, left, right }, limits, colours) {
  if (pixels.length > 25) return "";
  const winner = mode === "max" ? winnerAmong(pixels) : -1;
  const chips = pixels.map(({ value, weight }, place) => {
    const { fill, ink } = colours(value, limits);
    const name = place === winner ? "ck-chip ck-wins" : "ck-chip";
    const style = `background: ${fill}; color: ${ink}`;
    const chip = make("span", { class: name, style, text: written(value) });
    if (mode === "gaussian") chip.append(make("small", { text: `\u00d7${written(weight, 2)}` }));
    return chip;
  });
  const style = `grid-template-columns: repeat(${right - left}, auto)`;
  return make("div", { class: "ck-patch", style }, ...chips);
}

/** Stochastic pooling's dice, { element, show(look, seed) }: chances, and how often each came. */
export function makeDice() {
  const status = make("span", { class: "ck-note", role: "status" });
  const table = make("div", { class: "ck-dice-rows" });
  const once = makeButton("Draw once", () => roll(1));
  const often = makeButton("Draw 1,000 times", () => roll(1000));
  const buttons = make("div", { class: "ck-buttons" }, once, often, status);
  const element = make("div", { class: "ck-dice" }, table, buttons);
  let rolled = ""; // the values and the seed that the counts belong to
  let pixels = [];
  let counts = [];
  let all = 0;
  let next = null;

  function show(look, seed) {
    const now = JSON.stringify([look.pixels, seed]);
    if (now === rolled) return;
    rolled = now;
    pixels = look.pixels;
    counts = pixels.map(() => 0);
    all = 0;
    next = uniformNumbers(seed);
    set(status, { text: "" });
    draw();
  }

  function roll(times) {
    let picked = 0;
    for (let time = 0; time < times; time += 1) {
      picked = pickAmong(pixels, next());
      counts[picked] += 1;
    }
    all += times;
    const so = `${thousands(all)} draw${all === 1 ? "" : "s"} so far.`;
    set(status, { text: times === 1 ? `Picked ${written(pixels[picked].value)}; ${so}` : so });
    draw();
  }

  function draw() {
    const places = [...pixels.keys()].filter((place) => pixels[place].weight > 0);
    places.sort((a, b) => pixels[b].weight - pixels[a].weight);
    const text = (words, name) => make("span", { class: name, text: words });
    const rows = places.slice(0, LONGEST).flatMap((place) => {
      const { value, weight } = pixels[place];
      const drawn = all ? counts[place] / all : 0;
      const bar = make("span", { class: "ck-fill", style: `width: ${100 * drawn}%` });
      const mark = make("span", { class: "ck-chance", style: `left: ${100 * weight}%` });
      return [
        text(written(value)),
        make("span", { class: "ck-track" }, bar, mark),
        text(weight.toFixed(3)),
        text(all ? drawn.toFixed(3) : "\u2013", "ck-dice-drawn"),
      ];
    });
    const zeros = pixels.length - places.length;
    const note = [
      "The line marks the chance, the bar what was drawn.",
      places.length > LONGEST ? `${places.length - LONGEST} more values have smaller chances.` : "",
      zeros ? `${zeros} value${zeros === 1 ? " is 0, and is" : "s are 0, and are"} never drawn.` : "",
    ];
    const heads = ["value", "", "chance", "drawn"].map((words) => text(words, "ck-note"));
    table.replaceChildren(...heads, ...rows, text(note.join(" "), "ck-note ck-wide"));
  }
  return { element, show };
}
