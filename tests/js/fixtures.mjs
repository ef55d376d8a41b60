// What the tests share: the numbers from Python, and a comparison of lists of numbers.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The content of a fixture; `python -m tests.js.run` writes them. */
export function fixture(name) {
  const folder = process.env.CNNKIT_FIXTURES;
  assert.ok(folder, "run these tests with: python -m tests.js.run");
  return JSON.parse(readFileSync(join(folder, `${name}.json`), "utf-8"));
}

/** Numbers, in lists of any depth, that differ by rounding at most. */
export function assertClose(actual, expected, message) {
  const [one, other] = [actual, expected].map((numbers) => Array.from(numbers).flat(Infinity));
  assert.equal(one.length, other.length, message);
  one.forEach((number, at) => {
    const apart = Math.abs(number - other[at]);
    assert.ok(apart <= 1e-12 * Math.max(1, Math.abs(other[at])), `${message}: ${number} for ${other[at]}`);
  });
}
