// The explorer's three challenges.
import { coneOf, costs, layerSizes } from "./net.js";

export const NET_TASKS = [
  {
    id: "six",
    task: "Join 9 inputs to 7 outputs so that 6 weights do the work of 21 multiply-adds.",
    met(state) {
      const { weights, multiplyAdds } = costs(state);
      return state.inputs === 9 && state.depth === 1 && weights === 6 && multiplyAdds === 21;
    },
    says: () => "Well found: two kernels of three weights take turns, each at half of the places.",
  },
  {
    id: "fifteen",
    task: "Four layers of width 3 and stride 1 let an output see 9 inputs. Let one see 15, still with width 3.",
    met: (state) => state.kind !== "dense" && state.kernel === 3 && coneOf(state, [state.depth, 0])[0].length === 15,
    says: ({ depth, stride }) =>
      `Yes: a stride of ${stride} makes each of the ${depth} layers look ${stride} times as far as the one before.`,
  },
  {
    id: "border",
    task: "With a kernel of 3 and a stride of 1, choose an input that only one output looks at.",
    met: (state) =>
      state.kind !== "dense" &&
      state.kernel === 3 &&
      state.stride === 1 &&
      layerSizes(state)[1] > 2 &&
      state.chosen[0] === 0 &&
      coneOf(state, state.chosen)[1].length === 1,
    says: ({ chosen: [, unit] }) => `Yes, input ${unit} at the border: those in the middle feed three.`,
  },
];
