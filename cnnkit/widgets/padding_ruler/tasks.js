// The ruler's three challenges.
import { measureRow } from "./row.js";

export const ROW_TASKS = [
  {
    id: "one unseen",
    task: "10 pixels and a kernel of 3: choose stride and padding so that exactly one pixel is never seen.",
    met(state) {
      return state.size === 10 && state.kernel === 3 && measureRow(state).unused.length === 1;
    },
    says: (state) => `Yes: no window sees pixel ${measureRow(state).unused[0]}.`,
  },
  {
    id: "halved",
    task: "Halve a row of 16 pixels with a kernel of 4, so that no cell is left over.",
    met(state) {
      const { output, leftOver } = measureRow(state);
      return state.size === 16 && state.kernel === 4 && output === 8 && leftOver === 0;
    },
    says: ({ before, after }) => `Well done: ${before + after} zeros in all, and a stride of 2.`,
  },
  {
    id: "fifty-five",
    task: "Let 224 pixels give 55 outputs, with a kernel of 11 and a stride of 4.",
    met: (state) => state.size === 224 && state.kernel === 11 && state.stride === 4 && measureRow(state).output === 55,
    says: ({ before, after }) =>
      `Right: ${before + after} zeros do what 3 pixels more would do. Libraries take 2 at each end.`,
  },
];
