// The three challenges.
import { isFound } from "./bench.js";
import { barOfLight, responseOf, simpleCell } from "./cells.js";

export const BENCH_TASKS = [
  {
    id: "found",
    task: "Find what a hidden cell likes, within 5 degrees.",
    met: (state) => state.hidden && isFound(state),
    says: ({ guess }) => `Well listened: ${guess}\u00b0 is near enough.`,
  },
  {
    id: "place",
    task: "With the complex cell: find a place where it fires at 0.9 or more, and the simple cell in the middle is silent.",
    met: (state) =>
      state.cell === "complex" && responseOf(state) >= 0.9 && simpleCell(barOfLight(state.angle, state.offset), state.preferred) < 0.005,
    says: () => "That is the difference: the complex cell knows the orientation, and not the place.",
  },
  {
    id: "way",
    task: "Make the direction cell fire at 0.9 or more.",
    met: (state) => state.cell === "direction" && responseOf(state) >= 0.9,
    says: () => "Yes: the middle first, one step on next. The other way round it stays silent.",
  },
];
