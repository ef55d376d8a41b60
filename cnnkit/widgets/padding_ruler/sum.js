// The sum that counts the windows, in letters and in numbers.
import { inRole, make, set } from "../ui/frame.js";

/** { element, show(state, found) }: how many windows fit, written out. */
export function makeSum() {
  const element = make("div", { class: "ck-row-sum", role: "img" });
  const top = [["before"], " + ", ["n", "input"], " + ", ["after"], " \u2212 ", ["reach", "kernel"]];
  const letters = make("div", { class: "ck-row-line" }, ...line(["windows", "output"], top, [["s", "kernel"]]));
  function show(state, { reach, free, output }) {
    const { size, kernel, stride, before, after, dilation } = state;
    const numbers = [[before], " + ", [size, "input"], " + ", [after], " \u2212 ", [reach, "kernel"]];
    const steps = Math.floor(free / stride);
    const quotient = `${free} = ${steps}\u00b7${stride} + ${free % stride}`;
    const spread = dilation > 1 ? `reach = ${dilation}\u00b7(${kernel} \u2212 1) + 1 = ${reach}` : `reach = kernel = ${kernel}`;
    element.replaceChildren(
      letters,
      make("div", { class: "ck-row-line" }, ...line([output, "output"], numbers, [[stride, "kernel"]]), make("span", { text: `= ${steps} + 1` })),
      make("div", { class: "ck-note", text: `${quotient}, ${spread}` }),
    );
    const spoken = `${size} plus ${before + after} of padding minus a reach of ${reach} is ${free}; divided by ${stride}, rounded down, ${steps}; plus 1 is ${output} windows`;
    set(element, { "aria-label": spoken });
  }
  return { element, show };
}

/** The floor of a fraction, plus 1, and what it is, as nodes. */
function line(result, top, bottom) {
  const fraction = make("span", { class: "ck-row-fraction" }, make("span", {}, ...top.map(coloured)), make("span", {}, ...bottom.map(coloured)));
  const floor = make("span", { class: "ck-row-floor" }, fraction);
  return [make("span", { class: "ck-row-result" }, coloured(result), " ="), floor, make("span", { text: "+ 1" })];
}

/** Text as it is, or [text, role]. */
function coloured(part) {
  if (!Array.isArray(part)) return part;
  const [text, role = "muted"] = part;
  return make("span", { style: inRole(role), class: "ck-row-term", text: String(text) });
}
