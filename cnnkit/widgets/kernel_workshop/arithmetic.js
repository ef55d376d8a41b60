// What happens under the window: its pixels, the weights that they meet, the products, the sum.
import { written } from "../shared/numbers.js";
import { textOn } from "../shared/colours.js";
import { inRole, make } from "../ui/frame.js";
import { greyShade } from "../ui/pixels.js";
import { afterTheSum } from "./looking.js";

/** { element, draw(look, state) } with `look` as lookAt() gives it; the weights stand on the `bench`. */
export function makeArithmetic(bench) {
  const answers = make("div", { class: "ck-answers" });
  const element = make("div", { class: "ck-arithmetic" }, bench, answers);
  function draw(look, state) {
    const { width, terms, sum } = look;
    const grey = ({ value }) => {
      const colour = greyShade(value);
      return { text: value, style: `background: rgb(${colour.join(" ")}); color: ${textOn(colour)}` };
    };
    const turned = table("turned", "kernel", width, terms.map(({ weight }) => ({ text: weight })));
    const { text, clipped } = afterTheSum(look, state);
    answers.replaceChildren(
      ...(state.mode === "convolution" ? [sign("\u21bb"), turned] : []),
      sign("\u00d7"),
      table("pixels", "input", width, terms.map(grey)),
      sign("="),
      table("products", "muted", width, terms.map(({ product }) => ({ text: product }))),
      make(
        "div",
        { class: "ck-result", style: inRole("output") },
        make("div", {}, "sum ", make("strong", { text: written(sum, 4) })),
        make("div", { text }),
        make("div", { class: "ck-note", text: clipped }),
      ),
    );
  }
  return { element, draw };
}

const sign = (text) => make("span", { class: "ck-sign", "aria-hidden": "true", text });

/** A small table of numbers with its name above. */
function table(name, role, width, numbers) {
  const cells = numbers.map(({ text, style }) => make("span", { class: "ck-chip", style, text: written(text) }));
  const columns = { class: "ck-patch", style: `grid-template-columns: repeat(${width}, auto)` };
  const title = make("div", { class: "ck-patch-name", text: name });
  return make("div", { style: inRole(role) }, title, make("div", columns, ...cells));
}
