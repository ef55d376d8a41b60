// Numbers as a reader sees them.

/** Three digits that count, with a true minus sign: 0.549, 7.94, 12.3, −1. */
export function written(value, digits = 3) {
  const rounded = Number(value.toPrecision(digits));
  const plain = Math.abs(value) >= 10 ** digits ? Math.round(value) : rounded;
  return String(plain === 0 ? 0 : plain).replace("-", "\u2212");
}

/** "= 2.08" or, where digits were cut off, "≈ 7.94". */
export function equals(value, digits = 3) {
  const text = written(value, digits);
  const exact = Math.abs(Number(text.replace("\u2212", "-")) - value) <= 1e-12 * Math.abs(value);
  return `${exact ? "=" : "\u2248"} ${text}`;
}

/** 0.5 as "50 %", 0.125 as "12.5 %". */
export function percent(fraction) {
  return `${Number((100 * fraction).toFixed(1))} %`;
}

/** 1000 as 1,000. */
export function thousands(count) {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** "3 to 5", "4", or "0, 1, 4 and 5": whole numbers in order. */
export function inOrder(numbers) {
  const [first, last] = [numbers[0], numbers.at(-1)];
  if (numbers.length === 1) return String(first);
  if (last - first === numbers.length - 1) return numbers.length === 2 ? `${first} and ${last}` : `${first} to ${last}`;
  if (numbers.length > 9) return `${numbers.length} between ${first} and ${last}`;
  return `${numbers.slice(0, -1).join(", ")} and ${last}`;
}
