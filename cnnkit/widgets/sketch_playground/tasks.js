// The playground's three challenges.
import { same } from "../shared/links.js";
import { percent, written } from "../shared/numbers.js";
import { inkedPixels, softmaxOf } from "./net.js";

/** `look(state)` judges the sketch of a state; `large` holds the logits of "One large". */
export function makeSketchTasks({ kinds, look, large }) {
  const plain = ({ tab, relu, temperature }) => tab === "sketch" && relu && temperature === 1;
  const top = ({ scores, temperature }) => Math.max(...softmaxOf(scores, temperature));
  const sure = (state) => {
    const { probabilities, best } = look(state);
    return percent(probabilities[best]);
  };
  return [
    {
      id: "fooled",
      task: "Fool the net: paint fewer than 12 pixels that it takes for a house, with temperature 1.",
      met: (state) => plain(state) && inkedPixels(state.image) < 12 && kinds[look(state).answer] === "house",
      says: (state) => `${inkedPixels(state.image)} inked, and ${sure(state)} sure: far from what it has seen, a net is sure of anything.`,
    },
    {
      id: "unsure",
      task: "Paint or move a sketch of 20 pixels or more so that the net, with temperature 1, is 40 % sure at most.",
      met(state) {
        if (!plain(state) || inkedPixels(state.image) < 20) return false;
        const { probabilities, best } = look(state);
        return probabilities[best] <= 0.4;
      },
      says: (state) => `Only ${sure(state)}: a threshold catches this one.`,
    },
    {
      id: "half",
      task: "In \u201cOne large\u201d on the Softmax tab, find the temperature at which its probability is 50 %, give or take 1 %.",
      met: (state) => state.tab === "softmax" && same(state.scores, large) && Math.abs(top(state) - 0.5) <= 0.01,
      says: (state) => `At ${written(state.temperature)} it has ${percent(top(state))}. The order is as before: temperature changes how sure, not which.`,
    },
  ];
}
