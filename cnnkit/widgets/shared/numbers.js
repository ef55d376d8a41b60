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
