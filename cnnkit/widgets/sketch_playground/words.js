// The net's answers in words. No DOM here.
import { percent, written } from "../shared/numbers.js";
import { LAYERS, PATCH, PLACES, topOf } from "./net.js";

const capital = (word) => word[0].toUpperCase() + word.slice(1);

/** "House, 99.6 % sure. Then triangle 0.4 %, square 0 %." or that it does not know. */
export function verdictOf({ probabilities, best, answer }, kinds, threshold) {
  const says = (at) => `${kinds[at]} ${percent(probabilities[at])}`;
  const [, ...others] = topOf(probabilities);
  const then = `Then ${others.map(says).join(", ")}.`;
  if (answer !== null) return `${capital(kinds[best])}, ${percent(probabilities[best])} sure. ${then}`;
  return `I do not know: the best guess is ${says(best)}, below the threshold of ${percent(threshold)}. ${then}`;
}

/** What the covering square does at one place, and at the place where it does most. */
export function coveredInWords({ values }, { best, probabilities }, kinds, [row, column]) {
  const whole = probabilities[best];
  const says = (drop) => `from ${percent(whole)} to ${percent(Math.max(whole - drop, 0))}`;
  const here = `A square of ${PATCH} \u00d7 ${PATCH} pixels of paper lies there: ${kinds[best]} goes ${says(values[row * PLACES + column])}.`;
  const [most] = topOf(Array.from(values), 1);
  if (!(values[most] > 0)) return `${here} Nowhere does it lower the probability.`;
  if (values[row * PLACES + column] === values[most]) return `${here} Nowhere does it take away more.`;
  const place = `row ${Math.floor(most / PLACES)}, column ${most % PLACES} of this map`;
  return `${here} It matters most in ${place}: ${says(values[most])}.`;
}

/** What a unit adds up, and what ReLU makes of it. */
export function unitInWords({ windows, sum, bias, value }, relu, [layer, map, row, column]) {
  const where = `${LAYERS[layer].name}, map ${map}, row ${row}, column ${column}.`;
  const many = windows.length > 1 ? `In ${windows.length} maps the` : "The";
  const total = `${many} products add up to ${written(sum)}; with the bias of ${written(bias)} that is ${written(sum + bias)}`;
  const bend = !relu ? "and without ReLU it goes on as it is" : value > 0 ? "and ReLU lets it through" : "and ReLU makes 0 of it";
  return `${where} ${total}, ${bend}.`;
}

/** What softmax computes, with the largest logit taken off, and what would happen without that. */
export function sumInWords(scores, temperature) {
  const scaled = scores.map((score) => score / temperature);
  const most = Math.max(...scaled);
  const powers = scaled.map((value) => Math.exp(value - most));
  const listed = scaled.map((value, at) => `exp(${written(value - most)}) = ${written(powers[at])}`);
  const together = powers.reduce((sum, power) => sum + power, 0);
  const overflow = !Number.isFinite(scaled.reduce((sum, value) => sum + Math.exp(value), 0));
  const naive = overflow ? ` Without that, exp(${written(most, 5)}) is too large for a float, and \u221e \u00f7 \u221e is no number.` : "";
  const off = `Each logit is divided by ${written(temperature)}, and the largest, ${written(most, 5)}, is taken off.`;
  return `${off} What is left: ${listed.join(", ")}; together ${written(together)}, and each probability is its part of that.${naive}`;
}
