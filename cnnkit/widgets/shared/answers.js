// Reading and judging what a reader typed.

/** Read a number: 1,536 and 1 536, 3.25, 1/3, 50 %, with a true minus sign too. Null if it is none. */
export function parseNumber(text) {
  const tidy = text.trim().replace(/\u2212/g, "-").replace(/(\d)[ \u00a0\u202f,](?=\d{3}(?:\D|$))/g, "$1");
  const number = "[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:e[+-]?\\d+)?";
  const match = new RegExp(`^(${number})(?:\\s*/\\s*(${number}))?\\s*(%?)$`, "i").exec(tidy);
  if (!match) return null;
  const value = Number(match[1]) / (match[2] ? Number(match[2]) : 1) / (match[3] ? 100 : 1);
  return Number.isFinite(value) ? value : null;
}

/** Judge a number: { right, text }. `hints` is a list of [wrong value, hint]. */
export function judgeNumber(typed, { answer, tolerance, hints, says, otherwise }) {
  const value = parseNumber(typed);
  if (value === null) return { right: null, text: "Type a number, for example 12 or 0.5." };
  const near = (target) => Math.abs(value - target) <= tolerance + 1e-9 * Math.abs(target);
  if (near(answer)) return { right: true, text: says };
  const hint = hints.find(([wrong]) => near(wrong));
  return { right: false, text: hint ? hint[1] : otherwise };
}

/** Judge a choice by its index; null if nothing was chosen. */
export function judgeChoice(index, options) {
  if (index === null) return { right: null, text: "Choose one of the answers first." };
  return { right: options[index].right, text: options[index].says };
}
