// The workshop's three challenges, about what a kernel does to any picture.
import { slidingKernel } from "./looking.js";

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/** The weights that are not 0, as they meet the picture: [{ row, column, factor }] from the middle. */
function factors(state) {
  const { width, values } = slidingKernel(state);
  const middle = (width - 1) / 2;
  return Array.from(values, (weight, at) => ({
    row: Math.floor(at / width) - middle,
    column: (at % width) - middle,
    factor: weight / state.divisor,
  })).filter(({ factor }) => factor !== 0);
}

export function makeTasks() {
  return [
    {
      id: "shift",
      task: "Move the picture one pixel to the right, and change nothing else.",
      met(state) {
        const used = factors(state);
        if (used.length !== 1 || state.bias !== 0) return false;
        const [{ row, column, factor }] = used;
        return row === 0 && column === -1 && factor === 1;
      },
      says: ({ mode }) =>
        mode === "convolution"
          ? "Yes: convolution flips the kernel, so the 1 stands on the right, where the picture goes. Cross-correlation wants it on the left."
          : "Yes: every pixel takes the value of its left neighbour, so the 1 stands on the left. Convolution wants it on the right.",
    },
    {
      id: "negative",
      task: "Make a negative: black becomes white, and white black.",
      met(state) {
        const used = factors(state);
        if (used.length !== 1 || state.bias !== 255) return false;
        const [{ row, column, factor }] = used;
        return row === 0 && column === 0 && factor === -1;
      },
      says: () => "A fine negative: a weight of \u22121 turns the order around, a bias of 255 brings it back into view.",
    },
    {
      id: "two",
      task: "Let vertical edges vanish and horizontal ones stay, with only two weights that are not 0.",
      met(state) {
        const used = factors(state);
        const [one, other] = used;
        return used.length === 2 && one.column === other.column && sum(used.map(({ factor }) => factor)) === 0;
      },
      says: () => "That is enough: two pixels above each other, subtracted. Sobel\u2019s other weights only calm the noise.",
    },
  ];
}
