// The three challenges.
import { damage } from "./damage.js";

/** `image()` gives the picture. */
export function makeShiftTasks(image) {
  const seen = (state) => damage(image(), state);
  return [
    {
      id: "dense",
      task: "Leave the dense template 30 % of its score at most, and the map its full maximum.",
      met(state) {
        const { kept, ink, most, full } = seen(state);
        return kept <= 0.3 * ink && most === full;
      },
      says: () => "That is it: the pattern is all there, only elsewhere.",
    },
    {
      id: "lost",
      task: "Make the two counts differ by 20 or more.",
      met(state) {
        const { gone, made } = seen(state);
        return gone - made >= 20;
      },
      says(state) {
        const { gone, made } = seen(state);
        return `Yes: ${gone} against ${made}. The counts are equal only while no ink leaves.`;
      },
    },
    {
      id: "split",
      task: "Make the map's maximum fall, without losing a pixel of ink.",
      met(state) {
        const { gone, made, most, full } = seen(state);
        return gone === made && most < full;
      },
      says: () => "Well done: the edge cuts the pattern in two, and no window sees all of it.",
    },
  ];
}
