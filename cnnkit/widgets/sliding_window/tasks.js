// The three challenges.
import { same } from "../shared/links.js";
import { written } from "../shared/numbers.js";
import { outputOf, rightMatches } from "./looking.js";

/** How far the middle of a 3 x 3 map stands out over all others; 0 or less if it does not. */
function lead({ height, width, values }) {
  if (height !== 3 || width !== 3) return 0;
  return values[4] - Math.max(...values.filter((_, at) => at !== 4));
}

export function makeTasks(first, quizzes) {
  return [
    {
      id: "middle",
      task:
        "With the picture of \u201cBy hand\u201d, find a 3 \u00d7 3 kernel that answers most in the " +
        "middle of the map, and nowhere else as much.",
      met: (state) => state.tab === "slide" && same(state.image, first.image) && lead(outputOf(state)) > 1e-9,
      says(state) {
        const map = outputOf(state);
        const next = map.values[4] - lead(map);
        return `Well found: ${written(map.values[4])} in the middle, at most ${written(next)} elsewhere.`;
      },
    },
    {
      id: "half-turn",
      task: "Find a kernel that is not its own mirror image, and still makes the same map in both modes.",
      met: ({ tab, kernel }) =>
        tab === "slide" &&
        same(kernel, [...kernel].reverse().map((row) => [...row].reverse())) &&
        !same(kernel, kernel.map((row) => [...row].reverse())),
      says: () => "Yes: half a turn leaves this kernel as it is. A mirror does not, and nobody asked it.",
    },
    {
      id: "dot",
      task: "Match all four maps of the dot, in the quiz.",
      met: ({ tab, quiz, matches }) =>
        tab === "quiz" && quiz === "a dot" && rightMatches(matches, quizzes.find(({ name }) => name === quiz).order) === 4,
      says: () => "All four, and every one stands on its head.",
    },
  ];
}
