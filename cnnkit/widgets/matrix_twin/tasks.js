// The twin's three challenges.
import { same } from "../shared/links.js";
import { isToeplitz, redundancyOf, weightPlaces, windowsOf } from "./matrices.js";
import { twinOf } from "./words.js";

const RAMP = [[1, 2, 3], [4, 5, 6], [7, 8, 9]];

export const TWIN_TASKS = [
  {
    id: "twice",
    task: "Choose sizes so that im2col stores exactly 2 entries for every value of the input.",
    met: (state) => redundancyOf(state) === 2,
    says: (state) => `Yes: ${windowsOf(state).flat().length} entries for ${state.image.flat().length} values.`,
  },
  {
    id: "ramp",
    task: "Find a 2 \u00d7 2 kernel, not all zeros, that gives 0 everywhere on the 3 \u00d7 3 numbers 1 to 9.",
    met(state) {
      const { w, byWeights } = twinOf(state);
      return (
        same(state.image, RAMP) &&
        state.kernel.length === 2 &&
        w.length === 4 &&
        w.some((weight) => weight !== 0) &&
        byWeights.every((value) => value === 0)
      );
    },
    says: () => "Well found: on a ramp the steps to the right are all alike, and so are the steps down.",
  },
  {
    id: "toeplitz",
    task: "Make a kernel of two rows or more whose weight matrix is Toeplitz as a whole.",
    met: (state) => state.kernel.length > 1 && windowsOf(state).length > 1 && isToeplitz(weightPlaces(state)),
    says: () => "Yes: a kernel as high as the picture slides in one direction only.",
  },
];
