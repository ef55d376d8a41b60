// The kernel to type into, the kernel as it slides, the products under the window, the running sum.
import { sharedLimits, toMap } from "../shared/maps.js";
import { written } from "../shared/numbers.js";
import { make, set } from "../ui/frame.js";
import { fitted } from "./board.js";
import { lookUnder, runningSum, slidingKernel } from "./looking.js";

/** { element, draw(state, shown) } around `board`, the kernel's. */
export function makeArithmetic(colours, board) {
  const part = (name, words, ...inside) => {
    const head = make("p", { class: `ck-part-name ck-${name}`, text: words });
    return make("div", { class: "ck-part" }, head, ...inside);
  };
  const turned = make("div", { class: "ck-still" });
  const products = make("div", { class: "ck-still ck-products" });
  const sum = make("div", { class: "ck-running" });
  const turnedPart = part("of-kernel", "turned by half", turned);
  const productsPart = part("of-muted", "value \u00b7 weight", products);
  const sumPart = part("of-muted", "running sum", sum);
  const parts = [part("of-kernel", "kernel", board.element), turnedPart, productsPart, sumPart];
  const element = make("div", { class: "ck-formula-row" }, ...parts);

  function draw(state, shown) {
    const kernel = toMap(state.kernel);
    const sliding = slidingKernel(state);
    const look = lookUnder(state, shown);
    const side = kernel.width > 5 ? 38 : 42;
    const limits = sharedLimits(kernel);
    board.draw(kernel, { cell: side, fill: (value) => colours(value, limits) });
    turnedPart.hidden = state.mode !== "convolution";
    grid(turned, sliding.width, side, squares(colours, sliding.values, side));
    const factors = look.terms.map(({ value, weight }) => `${written(value, 2)}\u00b7${written(weight, 2)}`);
    const chips = squares(colours, look.terms.map(({ product }) => product), side);
    const room = Math.max(...factors.map((text) => text.length)) <= 7;
    if (room) chips.forEach((chip, at) => chip.prepend(make("small", { text: factors[at] })));
    grid(products, look.width, side, chips);
    const lines = runningSum(look);
    sum.replaceChildren(...lines.map(({ text, result }, at) => {
      const total = make(at === lines.length - 1 ? "strong" : "span", { class: "ck-total", text: ` ${result}` });
      return make("div", {}, text, total);
    }));
  }
  return { element, draw };
}

function squares(colours, values, side) {
  const limits = sharedLimits({ values });
  const { texts, font } = fitted(values, side);
  return texts.map((text, at) => {
    const { fill, ink } = colours(values[at], limits);
    return make("span", { style: `background: ${fill}; color: ${ink}; font-size: ${font}px` }, text);
  });
}

function grid(element, columns, side, parts) {
  set(element, { style: `grid-template-columns: repeat(${columns}, ${side}px); grid-auto-rows: ${side}px` });
  element.replaceChildren(...parts);
}
