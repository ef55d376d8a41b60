// Searching in the browser is cnnkit.ops.matching, and frames stay on the picture.
import assert from "node:assert/strict";
import test from "node:test";
import { toMap } from "../../cnnkit/widgets/shared/maps.js";
import { bestPlace, cutOut, matchTemplate } from "../../cnnkit/widgets/shared/matching.js";
import {
  LAMP, SIDES, frameBetween, isSearch, lampOnPicture, onPicture, scoreInWords, search, valueAt, verdict,
} from "../../cnnkit/widgets/target_search/looking.js";
import { greyOf, layMaps } from "../../cnnkit/widgets/target_search/stage.js";
import { makeTasks } from "../../cnnkit/widgets/target_search/tasks.js";
import { assertClose, fixture } from "./fixtures.mjs";

const crowd = () => fixture("crowd");
const presets = () => fixture("searches").slice(0, 5).map(({ state }) => state);

test("scores and best places are cnnkit's, for blank windows and ties, too", () => {
  for (const { image, template, score, scores, found } of fixture("matching")) {
    const map = matchTemplate(toMap(image), toMap(template), score);
    const label = JSON.stringify({ image, template, score });
    const largest = Math.max(1, ...scores.flat().map(Math.abs));
    assertClose(map.values.map((value) => value / largest), scores.flat().map((value) => value / largest), label);
    assert.deepEqual(bestPlace(map), found, label);
  }
});

test("every search of the crowd finds what Python finds", () => {
  for (const { state, scores, found, hit } of fixture("searches")) {
    const label = JSON.stringify(state);
    const seen = search(crowd(), state);
    assert.deepEqual(seen.found, found, label);
    assert.equal(seen.hit, hit, label);
    const largest = Math.max(1, ...scores.flat().map(Math.abs));
    assertClose(seen.scores.values.map((value) => value / largest), scores.flat().map((value) => value / largest), label);
    assert.ok(isSearch(state, crowd()), label);
  }
});

test("a rival stands apart from the best place, and is the best of those", () => {
  const { scores, found, rival } = search(crowd(), presets()[4]);
  const [, , height, width] = presets()[4].cut;
  assert.ok(Math.abs(rival[0] - found[0]) >= height || Math.abs(rival[1] - found[1]) >= width);
  const apart = [...scores.values].filter((_, at) =>
    Math.abs(Math.floor(at / scores.width) - found[0]) >= height || Math.abs((at % scores.width) - found[1]) >= width);
  assert.equal(valueAt(scores, rival), Math.max(...apart));
  const image = [[1, 2, 3], [4, 5, 6], [7, 8, 9]];
  const all = { cut: [0, 0, 3, 3], score: "cosine", lamp: false, lamp_at: [0, 0], light: 1 };
  assert.equal(search(image, all).rival, null, "there is only one place");
});

test("a part of a map is cut out where it stands", () => {
  assert.deepEqual(cutOut(toMap([[1, 2, 3], [4, 5, 6], [7, 8, 9]]), [1, 1, 2, 2]), toMap([[5, 6], [8, 9]]));
});

test("the verdict says where, how much, and whether the lamp is to blame", () => {
  const says = presets().map((state) => verdict(search(crowd(), state), state));
  assert.match(says[0], /^Found: the best score, 1,740,550, stands where the template was cut\. Elsewhere the best is /);
  assert.match(says[1], /^Fooled: the best score, 2,327,440, stands at the bright patch, at row 34, column 4\./);
  assert.match(says[3], /^Fooled: the best score, 132,300, stands at row 19, column 8\. The template was cut at row 20, column 32, and scores 113,460 there\.$/);
  assert.match(says[4], /^Found: the best score, 1\.00, .* 0\.\d\d\.$/);
  const even = Array(9).fill(Array(9).fill(5));
  const state = { cut: [2, 2, 3, 3], score: "cosine", lamp: false, lamp_at: [0, 0], light: 1 };
  assert.match(verdict(search(even, state), state), /^All places score the same/);
});

test("scores are written as a reader sees them", () => {
  assert.deepEqual([1, 0.936, -0.5, -0.001].map((value) => scoreInWords(value, "cosine")), ["1.00", "0.94", "\u22120.50", "0.00"]);
  assert.deepEqual([1234567.8, -1234, 12.345, 0, -0.25].map((value) => scoreInWords(value, "dot")), ["1,234,568", "\u22121,234", "12.3", "0", "\u22120.25"]);
});

test("no frame and no lamp leaves the picture, wherever they are dragged", () => {
  for (const image of [crowd(), Array(16).fill(Array(48).fill(0)), Array(4).fill([1, 2, 3])]) {
    const [high, wide] = [image.length, image[0].length];
    for (const from of [[0, 0], [high - 1, wide - 1], [2, 1]]) {
      for (const to of [[-9, -9], [0, 0], [1, wide + 30], [high + 30, 1], [high - 1, wide - 1]]) {
        const frame = frameBetween(image, from, to);
        assert.deepEqual(onPicture(image, frame), frame);
        assert.ok(frame[2] >= Math.min(SIDES[0], high) && frame[2] <= SIDES[1]);
        assert.ok(frame[0] >= 0 && frame[0] + frame[2] <= high && frame[1] >= 0 && frame[1] + frame[3] <= wide);
        const [row, column] = lampOnPicture(image, to);
        assert.ok(row >= 0 && row <= Math.max(high - LAMP, 0) && column >= 0 && column <= Math.max(wide - LAMP, 0));
      }
    }
  }
  assert.deepEqual(frameBetween(crowd(), [10, 10], [14, 7]), [10, 7, 5, 4]);
  assert.deepEqual(frameBetween(crowd(), [10, 10], [6, 12]), [6, 10, 5, 3]);
});

test("a damaged state is told from a whole one", () => {
  const [state] = presets();
  const damages = {
    cut: [[0, 0, 9], [0, 0, 2, 9], [40, 0, 9, 8], [0, 0, 25, 8], [0, 0.5, 9, 8], "cut!", null],
    score: ["ncc", null], lamp: ["on", 1, undefined], lamp_at: [[48, 0], [-1, 0], [0], null],
    light: [0, 1.2, "1", NaN, null], selected: [[40, 0], [0, 41], [0], null],
  };
  for (const [name, values] of Object.entries(damages)) {
    for (const value of values) assert.ok(!isSearch({ ...state, [name]: value }, crowd()), `${name}: ${value}`);
  }
});

test("picture and map have their place in any width, in whole pixels", () => {
  for (const [height, width] of [[48, 48], [64, 64], [16, 48], [3, 3], [8, 64]]) {
    for (const room of [290, 311, 585, 800]) {
      const picture = { height, width };
      const map = { height, width }; // at most
      const plan = layMaps(room, picture);
      const label = JSON.stringify({ height, width, room });
      assert.ok(Number.isInteger(plan.cell) && plan.cell >= 3, label);
      for (const [[left, top], { height: rows, width: columns }] of [[plan.picture, picture], [plan.map, map]]) {
        assert.ok(left >= 0 && left + columns * plan.cell <= room, label);
        assert.ok(top >= 20 && top + rows * plan.cell <= plan.height, label);
      }
    }
  }
});

test("greys reach from the picture's darkest to its brightest value", () => {
  assert.deepEqual([0, 255, 300].map(greyOf({ values: [0, 255] })).map(([grey]) => grey), [0, 255, 255]);
  assert.deepEqual([-1, 0, 1].map(greyOf({ values: [-1, 1] })).map(([grey]) => grey), [0, 128, 255]);
  assert.deepEqual(greyOf({ values: [0, 0] })(0), [0, 0, 0]);
});

test("challenges are met by what they ask for only, and by no example as it opens", () => {
  const tasks = Object.fromEntries(makeTasks(crowd).map((task) => [task.id, task]));
  for (const state of presets()) {
    for (const task of Object.values(tasks)) assert.ok(!task.met(state), task.id);
  }
  const [plain] = presets();
  assert.ok(tasks.dim.met({ ...plain, cut: [1, 16, 9, 8] }));
  assert.ok(!tasks.dim.met({ ...plain, cut: [1, 16, 9, 8], lamp: true }));
  assert.ok(tasks.covered.met({ ...plain, score: "cosine", lamp: true, lamp_at: [19, 31] }));
  const twin = { ...plain, cut: [44, 20, 3, 3], score: "cosine" };
  assert.ok(tasks.twin.met(twin));
  assert.match(tasks.twin.says(twin), /^Found twice, with (0\.99|1\.00) elsewhere/);
  assert.ok(!tasks.twin.met({ ...twin, light: 0.5 }));
});
