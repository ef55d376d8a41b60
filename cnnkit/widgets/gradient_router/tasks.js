// The router's three challenges.
import { percent, written } from "../shared/numbers.js";
import { same } from "../shared/links.js";
import { backward, forward, WEIGHTS } from "./net.js";

/** The challenges; `example` is the state of the deck's example. */
export function makeRouterTasks(example) {
  return [
    {
      id: "unseen",
      task: "With max pooling, choose a pixel that no delta reaches: its gradient is exactly 0.",
      met(state) {
        const [part, index] = state.chosen;
        if (part !== "x" || state.pooling !== "max") return false;
        const back = backward(state, forward(state));
        return back.x[index] === 0 && back.map.some((d) => d !== 0);
      },
      says: () => "Yes: a pixel that no winning window holds, or holds only with a weight of 0, has no say in the cost.",
    },
    {
      id: "picture",
      task: "Leave the deck\u2019s weights alone: change pixels, within 0 and 1, until the cost is below 0.4.",
      met: (state) =>
        [...WEIGHTS, "target"].every((name) => same(state[name], example[name])) &&
        state.x.flat().every((pixel) => pixel >= 0 && pixel <= 1) &&
        forward(state).cost < 0.4,
      says: (state) => `Well done: ${written(forward(state).cost)}. The gradient of the picture tells which pixels to darken.`,
    },
    {
      id: "rate",
      task: "In \u201cToo large a step\u201d, find a learning rate whose first step makes the cost ten times smaller.",
      met: ({ costs, target }) =>
        costs?.length === 2 && costs[1] < costs[0] / 10 && target.every((y) => y > 0.1 && y < 0.9),
      says: ({ costs }) => `Well chosen: ${percent(costs[1] / costs[0])} of the cost is left. Half of that rate is slow, twice of it leaps over.`,
    },
  ];
}
