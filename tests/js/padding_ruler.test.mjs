// The ruler counts what cnnkit.shapes counts, says it in words, and finds what is pointed at.
import assert from "node:assert/strict";
import test from "node:test";
import { cellAt, layOutRow, stretches, thingAt } from "../../cnnkit/widgets/padding_ruler/layout.js";
import { cellsOf, isRow, measureRow, ROW_LIMITS, whyNoWindow, windowsOver } from "../../cnnkit/widgets/padding_ruler/row.js";
import { ROW_TASKS } from "../../cnnkit/widgets/padding_ruler/tasks.js";
import { pixelInWords, rowInWords, windowInWords } from "../../cnnkit/widgets/padding_ruler/words.js";
import { fixture } from "./fixtures.mjs";

const rows = [...fixture("rows"), ...fixture("row-presets")];
const shown = rows.filter(({ output }) => output !== null);
const plain = { size: 6, kernel: 3, stride: 2, before: 0, after: 0, dilation: 1 };

test("every row is counted as in Python, or refused as there", () => {
  assert.ok(shown.length > 250 && shown.length < rows.length);
  for (const { state, output, left_over, visits, unused } of rows) {
    const label = JSON.stringify(state);
    assert.equal(whyNoWindow(state) === null, output !== null, label);
    if (output === null) continue;
    const found = measureRow(state);
    assert.deepEqual([found.output, found.leftOver, found.seen, found.unused], [output, left_over, visits, unused], label);
  }
});

test("the windows over a pixel are those that look at it, and the last one ends where the rest begins", () => {
  for (const { state, output, left_over, visits } of shown) {
    const pixel = Math.floor(state.size / 2);
    assert.equal(windowsOver(state, output, pixel).length, visits[pixel], JSON.stringify(state));
    assert.equal(cellsOf(state, output - 1).at(-1) + 1 + left_over, state.size + state.after);
  }
});

test("a way out that is offered leads to a row", () => {
  for (const { state } of rows.filter(({ output }) => output === null)) {
    assert.equal(whyNoWindow({ ...state, ...whyNoWindow(state).way }), null, JSON.stringify(state));
  }
  for (const [name, [low, high]] of Object.entries(ROW_LIMITS)) {
    assert.deepEqual(whyNoWindow({ ...plain, [name]: low - 1 }).way, { [name]: low });
    assert.deepEqual(whyNoWindow({ ...plain, [name]: high + 0.7 }).way, { [name]: high });
  }
  assert.match(whyNoWindow({ ...plain, kernel: 9, before: 1 }).text, /9 does not fit into 7 cells: 6 of the row and 1 of padding/);
  assert.match(whyNoWindow({ ...plain, dilation: 3 }).text, /kernel of 3 that spreads over 7 does not fit into 6 cells\.$/);
});

test("rows, windows and pixels are told as a reader would", () => {
  const said = (changes) => rowInWords({ ...plain, ...changes }).join(" ");
  const cell = "1 cell at the far end is left over";
  assert.equal(said({}), `2 windows fit. ${cell}. Rounded up, it would be 3, the last one hanging over. No window sees pixel 5.`);
  assert.match(said({ before: 1, after: 1 }), new RegExp(`${cell}, a zero of the padding\\. .* Every pixel is seen, from 1 to 2 times\\.`));
  assert.match(said({ kernel: 6 }), /^1 window fits\. They come out even: .* Every pixel is seen once\./);
  assert.match(said({ size: 5, stride: 4, after: 1 }), /3 cells at the far end are left over, 1 of them padding/);
  assert.match(said({ size: 1, kernel: 1, before: 1, stride: 8, after: 1 }), /see nothing but padding/);
  assert.match(said({ size: 64, kernel: 1, stride: 3 }), /No window sees 42 pixels between 1 and 62\./);
  assert.equal(windowInWords(plain, 1), "Window 1 looks at pixels 2 to 4, and gives output 1.");
  const padded = { ...plain, before: 2, dilation: 2 };
  assert.equal(windowInWords(padded, 0), "Window 0 looks at 1 zero of padding and pixels 0 and 2, and gives output 0.");
  assert.equal(windowInWords({ ...plain, before: 5 }, 0), "Window 0 looks at 3 zeros of padding only, and gives output 0.");
  assert.equal(pixelInWords(plain, 2), "Pixel 2 is seen by windows 0 and 1.");
  assert.equal(pixelInWords(plain, 5), "Pixel 5 is seen by no window.");
});

test("every row fits in its drawing, with the room for a handle at each end", () => {
  for (const { state } of shown) {
    const found = measureRow(state);
    for (const width of [290, 560, 900, 1500]) {
      const plan = layOutRow(state, found, width);
      const label = JSON.stringify([state, width]);
      const { parts, pitch } = plan;
      assert.ok(parts[0].left >= 27 && parts.at(-1).left + (parts.at(-1).to - parts.at(-1).from) * pitch <= width - 27, label);
      assert.deepEqual([parts[0].from, parts.at(-1).to], [-state.before, state.size + state.after], label);
      assert.ok(pitch >= (state.size > 100 ? 18 : 13), label);
      if (parts.length === 2) {
        assert.ok(parts[0].to < parts[1].from && parts[0].to - parts[0].from === parts[1].to - parts[1].from, label);
        assert.ok(parts[0].left + (parts[0].to - parts[0].from) * pitch + 20 <= parts[1].left, label);
      }
    }
  }
});

test("a page that is still being laid out has room for a cell at each end", () => {
  for (const { state } of shown.filter((row) => row.state.size > 100)) {
    const { parts } = layOutRow(state, measureRow(state), 40);
    assert.deepEqual(parts.map(({ from, to }) => to - from), [1, 1]);
  }
});

test("what is drawn is found again where it stands", () => {
  let windows = 0;
  for (const { state } of shown) {
    const found = measureRow(state);
    const plan = layOutRow(state, found, 560);
    const find = (x, y) => thingAt(plan, state, found, [x, y]);
    for (let pixel = 0; pixel < state.size; pixel += 1) {
      const [at] = stretches(plan, pixel, pixel + 1);
      if (at) assert.deepEqual(find((at[0] + at[1]) / 2, plan.row.top + 3), { pixel }, JSON.stringify(state));
    }
    for (let window = 0; window < found.output; window += 1) {
      const middle = window * state.stride - state.before + found.reach / 2;
      const [at] = stretches(plan, middle - 0.5, middle + 0.5);
      if (!at || at[1] - at[0] < plan.pitch - 0.01) continue;
      windows += 1;
      const x = (at[0] + at[1]) / 2;
      assert.ok(Math.abs(cellAt(plan, x) - middle) < 1e-9);
      assert.deepEqual(find(x, plan.windows + (window % plan.lines) * plan.lineHeight + 3), { window });
      assert.deepEqual(find(x, plan.out.top + 3), { window });
    }
    assert.equal(find(2, plan.row.top), null);
    assert.equal(find(280, 3), null);
  }
  assert.ok(windows > 1000);
});

test("pixels stay in their places while zeros are added, as long as there is room", () => {
  const left = (changes) => {
    const state = { ...plain, ...changes };
    return stretches(layOutRow(state, measureRow(state), 560), 0, 1)[0][0];
  };
  assert.equal(left({ before: 3 }), left({}));
  assert.equal(left({ after: 2 }), left({}));
});

test("no example meets a challenge, and each challenge can be met", () => {
  for (const { state } of fixture("row-presets")) assert.deepEqual(ROW_TASKS.filter(({ met }) => met(state)), []);
  const answers = [
    { ...plain, size: 10 },
    { ...plain, size: 16, kernel: 4, before: 1, after: 1 },
    { ...plain, size: 224, kernel: 11, stride: 4, before: 1, after: 2 },
  ];
  answers.forEach((state, at) => {
    assert.deepEqual(ROW_TASKS.map(({ met }) => met(state)), [0, 1, 2].map((task) => task === at));
    assert.match(ROW_TASKS[at].says(state), /^(Yes|Well done|Right): /);
  });
});

test("a damaged setting is told from a whole one", () => {
  assert.ok(isRow(plain));
  const damages = { size: [0, 257, "6", null], kernel: [0, 16, 7, 2.5], stride: [0, 9, [2]], before: [-1, 31], after: [NaN], dilation: [0, 5, 3] };
  for (const [name, values] of Object.entries(damages)) {
    for (const value of values) assert.ok(!isRow({ ...plain, [name]: value }), `${name}: ${value}`);
  }
});
