// The cost from step to step, as a curve.
import { written } from "../shared/numbers.js";
import { inRole, make, set } from "../ui/frame.js";

const HEIGHT = 128;
const [LEFT, TOP, BOTTOM] = [38, 10, 100];

/** { element, draw(costs, width) }, with the cost before the first step and after each. */
export function makeCurve() {
  const element = make("svg", { role: "img", class: "ck-drawing ck-route-curve", height: HEIGHT });
  function draw(costs, width) {
    const steps = costs.length - 1;
    const most = Math.max(...costs) || 1;
    const right = width - 8;
    const x = (step) => LEFT + (step / Math.max(steps, 4)) * (right - LEFT);
    const places = costs.map((cost, step) => [x(step), BOTTOM - (cost / most) * (BOTTOM - TOP)]);
    const text = (at, y, words, anchor) => make("text", { x: at, y, class: "ck-title ck-size", "text-anchor": anchor, text: words });
    const taken = `${steps} step${steps === 1 ? "" : "s"}`;
    set(element, { width, "aria-label": `The cost after ${taken}: from ${written(costs[0])} to ${written(costs.at(-1))}` });
    element.replaceChildren(
      make("path", { d: `M${LEFT} ${TOP}V${BOTTOM}H${right}`, class: "ck-outline", style: inRole("line") }),
      make("path", { d: `M${places.join("L")}`, class: "ck-outline", "stroke-width": 2, style: inRole("gradient") }),
      ...places.slice(-40).map(([cx, cy]) => make("circle", { cx, cy, r: 3.2, class: "ck-route-point" })),
      text(LEFT - 5, TOP + 5, written(most, 2), "end"),
      text(LEFT - 5, BOTTOM, "0", "end"),
      text(LEFT, HEIGHT - 8, "cost J", "start"),
      text(right, HEIGHT - 8, taken, "end"),
    );
  }
  return { element, draw };
}
