// The cells in the browser are cnnkit.models.cortex, and the bar stays where it may be.
import assert from "node:assert/strict";
import test from "node:test";
import {
  FARTHEST, alongBar, chord, curveAlong, firingInWords, guessInWords, isBench, isFound, isShown, slid, turned,
} from "../../cnnkit/widgets/hubel_wiesel_bench/bench.js";
import {
  barOfLight, complexCell, degreesApart, directionCell, lightOn, receptiveField, responseOf, simpleCell,
} from "../../cnnkit/widgets/hubel_wiesel_bench/cells.js";
import { makeTrail } from "../../cnnkit/widgets/hubel_wiesel_bench/curves.js";
import { layBench } from "../../cnnkit/widgets/hubel_wiesel_bench/stage.js";
import { BENCH_TASKS } from "../../cnnkit/widgets/hubel_wiesel_bench/tasks.js";
import { assertClose, fixture } from "./fixtures.mjs";

const presets = () => fixture("benches").slice(0, 5).map(({ state }) => state);

test("bars, weights and the three cells are cnnkit's", () => {
  for (const { angle, offset, preferred, place, ...expected } of fixture("cortex")) {
    const label = JSON.stringify({ angle, offset, preferred, place });
    const [before, now] = [barOfLight(angle, offset - 2), barOfLight(angle, offset)];
    assertClose(now.values, expected.bar.flat(), label);
    assertClose(receptiveField(preferred, place).values, expected.field.flat(), label);
    assertClose([simpleCell(now, preferred, place)], [expected.simple], label);
    assertClose([complexCell(now, preferred)], [expected.complex], label);
    const both = [directionCell(before, now, preferred), directionCell(now, before, preferred), directionCell(before, now, preferred, -3)];
    assertClose(both, expected.direction, label);
  }
});

test("every bench answers what Python's answers", () => {
  const responses = fixture("benches").map(({ response }) => response);
  assert.ok(responses.filter((response) => response > 0.1).length > 10, "many of them fire");
  for (const { state, response, found } of fixture("benches")) {
    const label = JSON.stringify(state);
    assertClose([responseOf(state)], [response], label);
    assert.equal(isFound(state), found, label);
    assert.equal(isShown(state), !state.hidden || found, label);
    assert.ok(isBench(state), label);
  }
});

test("weights that were kept are the weights of their own place", () => {
  const first = Array.from(receptiveField(31, 1).values);
  for (let place = 0; place < 40; place += 1) receptiveField(31, place / 10);
  assert.deepEqual(Array.from(receptiveField(31, 1).values), first);
  assert.notDeepEqual(Array.from(receptiveField(31, 1.5).values), first);
});

test("light on the stripe less light beside it is the response", () => {
  for (const angle of [10, 40, 60, 75]) {
    const [on, beside] = lightOn(barOfLight(angle, 1), 60);
    assert.ok(on >= 0 && beside >= 0);
    assertClose([Math.max(0, on - beside)], [simpleCell(barOfLight(angle, 1), 60)], String(angle));
  }
});

test("half a turn is no turn, and puts the bar to the other side", () => {
  assert.deepEqual(turned({ offset: 3 }, 179), { angle: 179, offset: 3, moved: 0 });
  assert.deepEqual(turned({ offset: 3 }, 180), { angle: 0, offset: -3, moved: 0 });
  assert.deepEqual(turned({ offset: 3 }, -1), { angle: 179, offset: -3, moved: 0 });
  assert.deepEqual(turned({ offset: 3 }, 365), { angle: 5, offset: 3, moved: 0 });
  assertClose(barOfLight(0, -3).values, barOfLight(180, 3).values, "the same picture");
  assert.deepEqual([[0, 179], [170, 10], [10, 100], [0, 180], [60, 60]].map(([a, b]) => degreesApart(a, b)), [1, 20, 90, 0, 0]);
});

test("the bar slides by half pixels, by steps for the direction cell, and not beyond its limits", () => {
  assert.deepEqual(slid({ cell: "simple", offset: 0 }, 1.3), { offset: 1.5, moved: 0 });
  assert.deepEqual(slid({ cell: "complex", offset: 0 }, -99), { offset: -FARTHEST, moved: 0 });
  assert.deepEqual(slid({ cell: "direction", offset: 0 }, 1.3), { offset: 2, moved: 2 });
  assert.deepEqual(slid({ cell: "direction", offset: 4 }, -3.9), { offset: -4, moved: -2 });
  assert.deepEqual(slid({ cell: "direction", offset: 0 }, 0.4), { offset: 0, moved: 0 });
});

test("the words carry the sum", () => {
  const [away, beside, complex, oneWay, hidden] = presets();
  assert.match(firingInWords(away), /^Response 0\.156: 0\.\d{3} for light on its stripe \u2212 0\.\d{3} for light beside it\.$/);
  assert.match(firingInWords(beside), /^Silent: .* is not above 0\.$/);
  assert.match(firingInWords(complex), /^Response 1\.000: that of the third of its five simple cells, which answer 0\.00, 0\.00, 1\.00, 0\.00, 0\.00\.$/);
  assert.equal(firingInWords({ ...complex, offset: 8 }), "Silent: none of its five simple cells fires.");
  assert.match(firingInWords(oneWay), /^Silent: 0\.00 \u00b7 0\.00 .* \u2212 1\.00 \u00b7 1\.00 .* is not above 0\.$/);
  assert.match(firingInWords({ ...oneWay, offset: 2, moved: 2 }), /^Response 1\.000: 1\.00 \u00b7 1\.00 /);
  assert.equal(firingInWords({ ...oneWay, moved: 0 }), "Silent: nothing has moved.");
  assert.equal(guessInWords(away), "It likes 60\u00b0; the bar is 30\u00b0 away.");
  assert.ok(!guessInWords(hidden).includes("128"));
  assert.equal(guessInWords({ ...hidden, guess: 60 }), "It is not within 5\u00b0 of 60\u00b0. Go where the points rise.");
  assert.equal(guessInWords({ ...hidden, guess: 131 }), "Found: it likes 128\u00b0, and you said 131\u00b0.");
});

test("the arithmetic in words adds up, wherever the bar is", () => {
  const [state] = presets();
  for (let angle = 0; angle < 180; angle += 7) {
    const text = firingInWords({ ...state, angle, offset: (angle % 5) / 2 });
    const [sum, on, beside] = text.match(/\d\.\d{3}/g).map(Number);
    if (text.startsWith("Response")) assert.ok(Math.abs(on - beside - sum) < 0.0016, text);
  }
});

test("a curve goes through the place where the bar is", () => {
  const [state] = presets();
  for (const axis of ["angle", "offset"]) {
    const curve = curveAlong(axis, state);
    const [, value] = curve.find(([at]) => Math.abs(at - state[axis]) < 1e-9);
    assertClose([value], [responseOf(state)], axis);
  }
  const best = curveAlong("angle", state).reduce((most, point) => (point[1] > most[1] ? point : most));
  assert.deepEqual(best.map(Math.round), [60, 1]);
});

test("a line ends on the edges of the screen, and a place is read along it", () => {
  for (const [angle, offset] of [[0, 0], [90, 8], [45, -8], [33, 2.5], [180, 0]]) {
    for (const end of chord(angle, offset, 10.5)) {
      assert.ok(Math.abs(Math.max(...end.map(Math.abs)) - 10.5) < 1e-9, String(angle));
      assert.ok(Math.abs(alongBar(angle, end)[0] - offset) < 1e-9, String(angle));
    }
  }
  assertClose(chord(0, 3, 10).flat(), [-10, 3, 10, 3], "a flat bar, 3 further down");
});

test("points stay while one cell is looked at, each place once", () => {
  const [state] = presets();
  const trail = makeTrail();
  for (const angle of [10, 20, 10]) trail.add({ ...state, angle }, responseOf({ ...state, angle }));
  assert.deepEqual(trail.points().map(({ angle }) => angle), [10, 20]);
  trail.add({ ...state, guess: 10 }, 0);
  assert.equal(trail.points().length, 3);
  for (const other of [{ preferred: 10 }, { cell: "complex" }, { hidden: true }]) {
    trail.add({ ...state, ...other }, 0);
    assert.equal(trail.points().length, 1, JSON.stringify(other));
  }
  for (let at = 0; at < 2000; at += 1) trail.add({ ...state, hidden: true, offset: at / 1000 }, 0);
  assert.equal(trail.points().length, 800);
});

test("a damaged state is told from a whole one", () => {
  const [state] = presets();
  const damages = {
    cell: ["ganglion", null], angle: [-1, 181, "60", NaN, null], offset: [9, -8.5, null], moved: [1, "2", null],
    preferred: [200, null], hidden: [1, "no", null, undefined], guess: [181, "60", undefined],
  };
  for (const [name, values] of Object.entries(damages)) {
    for (const value of values) assert.ok(!isBench({ ...state, [name]: value }), `${name}: ${value}`);
  }
});

test("screen and weights have their place in any width, in whole pixels", () => {
  for (const width of [250, 290, 311, 480, 585, 900]) {
    const { cell, small, screen, field, height } = layBench(width);
    assert.ok(Number.isInteger(cell) && Number.isInteger(small) && small >= 4, String(width));
    assert.ok(screen[0] >= 0 && screen[0] + 21 * cell < field[0], String(width));
    assert.ok(field[0] + 21 * small <= width && screen[1] + 21 * cell <= height, String(width));
  }
});

test("challenges are met by what they ask for only, and by no example as it opens", () => {
  const tasks = Object.fromEntries(BENCH_TASKS.map((task) => [task.id, task]));
  for (const state of presets()) {
    for (const task of BENCH_TASKS) assert.ok(!task.met(state), task.id);
  }
  const [away, , complex, oneWay, hidden] = presets();
  assert.ok(tasks.found.met({ ...hidden, guess: 133 }));
  assert.ok(!tasks.found.met({ ...hidden, guess: 134 }));
  assert.ok(!tasks.found.met({ ...away, guess: 60 }), "that was no secret");
  assert.ok(tasks.place.met({ ...complex, offset: 2 }));
  assert.ok(!tasks.place.met({ ...complex, offset: 1 }));
  assert.ok(!tasks.place.met({ ...complex, cell: "simple", offset: 2 }));
  assert.ok(tasks.way.met({ ...oneWay, offset: 2, moved: 2 }));
  assert.ok(!tasks.way.met({ ...oneWay, offset: 2, moved: -2 }));
  assert.ok(!tasks.way.met({ ...complex, offset: 2, moved: 2 }));
});
