// The lab's three challenges.
import { written } from "../shared/numbers.js";
import { whatChanged } from "./looking.js";
import { degrees } from "./turned.js";

export function makeTasks(detectors) {
  const pooling = (state, met) => state.tab === "pool" && met(whatChanged(state));
  return [
    {
      id: "unmoved",
      task:
        "Find a window and a stride so that a shift by one pixel changes the input " +
        "but not the pooled map.",
      met: (state) =>
        Math.abs(state.shift_rows) + Math.abs(state.shift_columns) === 1 &&
        pooling(state, ({ input, output }) => input.count > 0 && output.count === 0),
      says(state) {
        const { input, pooled } = whatChanged(state);
        const equal = pooled.values.every((value) => value === pooled.values[0]);
        const price = " At a price: all pooled values are equal now, so none of them says where.";
        return `Well found: ${input.text} input values changed, and no pooled one.${equal ? price : ""}`;
      },
    },
    {
      id: "five",
      task: "Pool the 16 \u00d7 16 stroke to exactly 5 \u00d7 5.",
      met: (state) =>
        state.image.length === 16 &&
        state.image[0].length === 16 &&
        pooling(state, ({ pooled }) => pooled.height === 5 && pooled.width === 5),
      says: ({ window, stride }) =>
        `Yes: windows of ${window} with a stride of ${stride} find five places.`,
    },
    {
      id: "weakest",
      task: "Turn the five to where the pooled unit is weakest between two detectors.",
      met: ({ tab, angle }) => tab === "rotation" && detectors.weakest().includes(angle),
      says: ({ angle }) =>
        `There it is, at ${degrees(angle)}: half-way, and still ` +
        `${written(detectors.strongest(angle), 2)}.`,
    },
  ];
}
