// The builder's three challenges, over a state and its rows.
import { thousands } from "../shared/numbers.js";
import { sumUp } from "./count.js";

/** Whether all rows fit, and the last gives so many values. */
const endsIn = (rows, values) => rows.at(-1)?.bytes === 4 * values;

export const NETWORK_TASKS = [
  {
    id: "small",
    task: "From 32\u00d732 pixels to 10 values, with a convolution and fewer than 10,000 parameters.",
    met({ shape, layers, rows }) {
      const convolved = layers.some(({ kind }) => kind === "conv");
      return shape[1] === 32 && shape[2] === 32 && convolved && endsIn(rows, 10) && sumUp(rows).parameters < 10_000;
    },
    says: ({ rows }) => `Done, with ${thousands(sumUp(rows).parameters)}.`,
  },
  {
    id: "convolutions",
    task: "End in 10 values, with more than 90 % of the work and of the parameters in convolutions.",
    met({ rows }) {
      const [all, convs] = [sumUp(rows), sumUp(rows, "conv")];
      return endsIn(rows, 10) && convs.work > 0.9 * all.work && convs.parameters > 0.9 * all.parameters;
    },
    says: () => "Yes: fully connected layers are small where little comes in, or not needed at all.",
  },
  {
    id: "slim",
    task: "Bring an AlexNet below 5 million parameters: five convolutions, 1,000 values, at least 224 pixels.",
    met({ shape, layers, rows }) {
      const convs = layers.filter(({ kind }) => kind === "conv").length;
      return Math.min(shape[1], shape[2]) >= 224 && convs >= 5 && endsIn(rows, 1000) && sumUp(rows).parameters < 5e6;
    },
    says: ({ rows }) => `${thousands(sumUp(rows).parameters)}: nearly all of its parameters were fully connected.`,
  },
];
