// Moving a picture in the browser changes what cnnkit says it changes.
import assert from "node:assert/strict";
import test from "node:test";
import { GONE, INK, NEW, PAPER, damage, damageInWords, isMove, moveInWords, rollMap } from "../../cnnkit/widgets/shift_damage/damage.js";
import { layShift } from "../../cnnkit/widgets/shift_damage/stage.js";
import { makeShiftTasks } from "../../cnnkit/widgets/shift_damage/tasks.js";
import { toMap } from "../../cnnkit/widgets/shared/maps.js";
import { assertClose, fixture } from "./fixtures.mjs";

const five = () => fixture("moves")[0].image;
const presets = () => fixture("moves").slice(0, 4).map(({ state }) => state);

test("pictures, counts, scores and maxima are cnnkit's", () => {
  for (const { image, state, shifted, counts, template_score, scores, map_maximum } of fixture("moves")) {
    const label = JSON.stringify(state);
    assert.ok(isMove(state, image), label);
    const seen = damage(image, state);
    assert.deepEqual(Array.from(seen.fate.values, (fate) => Number(fate === INK || fate === NEW)), shifted.flat(), label);
    assert.deepEqual([seen.gone, seen.made], counts, label);
    assertClose([seen.kept / seen.ink], [template_score], label);
    assert.deepEqual(Array.from(seen.scores.values), scores.flat(), label);
    assert.equal(seen.most, map_maximum, label);
    assert.equal(seen.scores.values[seen.best[0] * seen.scores.width + seen.best[1]], map_maximum, label);
  }
});

test("each pixel has its fate", () => {
  const image = Array(5).fill([0, 0, 1, 1, 0, 0, 0]);
  const { fate } = damage(image, { start: 0, distance: 1, wrap: false, patch: [0, 0] });
  assert.deepEqual(Array.from(fate.values.slice(0, 7)), [PAPER, NEW, INK, GONE, PAPER, PAPER, PAPER]);
});

test("a rolled map comes back after its own width", () => {
  const map = toMap([[1, 2, 3], [4, 5, 6]]);
  assert.deepEqual(Array.from(rollMap(map, 1).values), [2, 3, 1, 5, 6, 4]);
  assert.deepEqual(rollMap(map, -2), rollMap(map, 1));
  assert.deepEqual(rollMap(map, 6), map);
});

test("the words say how many, why, and what is left", () => {
  const says = (state) => damageInWords(state, damage(five(), state));
  const [one, four, rim, round] = presets();
  assert.equal(says(one), "29 turn white and 29 turn black: as many, for no ink leaves. The dense template keeps 70 % of its score; the map's maximum is what it was.");
  assert.match(says(four), /^61 turn white and 61 turn black: .* keeps 38 % /);
  assert.match(says(rim), /^55 turn white and 53 turn black: 2 pixels of ink have left the picture\. /);
  assert.match(says(round), /: as many, for ink that leaves comes in again\. /);
  assert.match(says({ ...rim, distance: 5 }), / of its score, and the map's maximum falls from 13 to 10\.$/);
  assert.match(says({ ...one, distance: 0 }), /^Nothing has moved/);
  assert.deepEqual([3, -1, 0].map(moveInWords), ["3 to the left", "1 to the right", "not moved"]);
});

test("a damaged state is told from a whole one", () => {
  const [state] = presets();
  const damages = {
    start: [7, -7, 0.5, "1", null], distance: [7, -7, NaN, null], wrap: [1, "no", null],
    patch: [[24, 0], [0, 24], [-1, 0], [0], "[]", null, [0, 0]],
  };
  for (const [name, values] of Object.entries(damages)) {
    for (const value of values) assert.ok(!isMove({ ...state, [name]: value }, five()), `${name}: ${value}`);
  }
  const line = Array.from({ length: 5 }, () => [1, 0, 0, 0, 0, 0]);
  assert.ok(isMove({ ...state, patch: [0, 0] }, line));
  assert.ok(!isMove({ ...state, patch: [0, 0], start: -1 }, line), "no ink is left");
});

test("picture and map have their place in any width, in whole pixels", () => {
  for (const [height, width] of [[28, 28], [32, 32], [5, 5], [5, 32], [32, 5], [9, 9]]) {
    for (const room of [250, 311, 585, 900]) {
      const { cell, picture, map, ...plan } = layShift(room, { height, width });
      const label = JSON.stringify({ height, width, room });
      assert.ok(Number.isInteger(cell) && cell >= 5, label);
      for (const [[left, top], [rows, columns]] of [[picture, [height, width]], [map, [height - 4, width - 4]]]) {
        assert.ok(left >= 0 && left + columns * cell <= room && top >= 20, label);
        assert.ok(top + rows * cell <= plan.height, label);
      }
    }
  }
});

test("challenges are met by what they ask for only, and by no example as it opens", () => {
  const tasks = Object.fromEntries(makeShiftTasks(five).map((task) => [task.id, task]));
  for (const state of presets()) {
    for (const task of Object.values(tasks)) assert.ok(!task.met(state), task.id);
  }
  const [one, , rim, round] = presets();
  assert.ok(tasks.dense.met({ ...one, distance: 6 }));
  assert.ok(!tasks.dense.met({ ...one, distance: 5 }));
  assert.ok(tasks.lost.met({ ...rim, distance: 5 }));
  assert.ok(!tasks.lost.met({ ...rim, distance: 4 }));
  assert.ok(!tasks.lost.met({ ...round, distance: 5 }));
  assert.ok(tasks.split.met({ ...round, distance: 5 }));
  assert.ok(!tasks.split.met({ ...rim, distance: 5 }), "ink is lost");
  assert.match(tasks.lost.says({ ...rim, distance: 5 }), /^Yes: 67 against 45\./);
});
