// The three challenges.
import { scoreInWords, search, valueAt } from "./looking.js";

/** `image()` gives the picture; each challenge asks for another weakness of a score. */
export function makeTasks(image) {
  const seen = (state) => search(image(), state);
  return [
    {
      id: "dim",
      task: "Without the lamp and in full light, cut out somebody whom the dot product does not find.",
      met: (state) => state.score === "dot" && !state.lamp && state.light === 1 && !seen(state).hit,
      says: () => "There: brighter people get larger products, whoever was meant.",
    },
    {
      id: "covered",
      task: "Make the normalised score fail, by moving the lamp.",
      met: (state) => state.score === "cosine" && state.lamp && !seen(state).hit,
      says: () => "What is covered cannot be found, by any score.",
    },
    {
      id: "twin",
      task: "In full light, cut out something that looks the same elsewhere: a normalised score of 0.99 or more, apart from the frame.",
      met(state) {
        if (state.score !== "cosine" || state.lamp || state.light !== 1) return false;
        const { scores, rival } = seen(state);
        return rival !== null && valueAt(scores, rival) >= 0.99;
      },
      says(state) {
        const { scores, rival } = seen(state);
        return `Found twice, with ${scoreInWords(valueAt(scores, rival), "cosine")} elsewhere: a template needs something of its own.`;
      },
    },
  ];
}
