// What there is to say about a row and its windows. No DOM here.
import { inOrder } from "../shared/numbers.js";
import { cellsOf, measureRow, windowsOver } from "./row.js";

const named = (count, one) => `${count} ${one}${count === 1 ? "" : "s"}`;
function listed(one, numbers) {
  const text = inOrder(numbers);
  if (text.includes("between")) return text.replace("between", `${one}s between`);
  return `${one}${numbers.length === 1 ? "" : "s"} ${text}`;
}

/** "Window 0 looks at 1 zero of padding and pixels 0 and 1, and gives output 0." */
export function windowInWords(state, window) {
  const cells = cellsOf(state, window);
  const pixels = cells.filter((cell) => cell >= 0 && cell < state.size);
  const zeros = cells.length - pixels.length;
  const parts = [
    ...(zeros ? [`${named(zeros, "zero")} of padding`] : []),
    ...(pixels.length ? [listed("pixel", pixels)] : []),
  ];
  const only = pixels.length ? "" : " only";
  return `Window ${window} looks at ${parts.join(" and ")}${only}, and gives output ${window}.`;
}

/** "Pixel 2 is seen by windows 0 and 1." */
export function pixelInWords(state, pixel) {
  const windows = windowsOver(state, measureRow(state).output, pixel);
  return `Pixel ${pixel} is seen by ${windows.length ? listed("window", windows) : "no window"}.`;
}

/** What is left over, and who is never seen: a list of sentences, the first about the count. */
export function rowInWords(state) {
  const { output, leftOver, seen, unused } = measureRow(state);
  const { size, after } = state;
  const zeros = Math.min(leftOver, after);
  const said = [`${named(output, "window")} fit${output === 1 ? "s" : ""}.`];
  if (leftOver === 0) said.push("They come out even: no cell is left over at the far end.");
  else {
    const what = zeros === leftOver ? (zeros === 1 ? ", a zero of the padding" : ", all of them padding") : zeros ? `, ${zeros} of them padding` : "";
    const up = `Rounded up, it would be ${output + 1}, the last one hanging over.`;
    said.push(`${named(leftOver, "cell")} at the far end ${leftOver === 1 ? "is" : "are"} left over${what}. ${up}`);
  }
  const [least, most] = [Math.min(...seen), Math.max(...seen)];
  if (unused.length === size) said.push("The windows see nothing but padding.");
  else if (unused.length) said.push(`No window sees ${listed("pixel", unused)}.`);
  else if (least === most) said.push(`Every pixel is seen ${most === 1 ? "once" : `${most} times`}.`);
  else said.push(`Every pixel is seen, from ${least} to ${most} times.`);
  return said;
}
