// The second half: four filters, four maps, and which made which.
import { correlate } from "../shared/correlate.js";
import { sharedLimits, toMap } from "../shared/maps.js";
import { written } from "../shared/numbers.js";
import { makeChoice } from "../ui/controls.js";
import { make, makeButton, set } from "../ui/frame.js";
import { makeMap } from "../ui/map.js";
import { matched, rightMatches } from "./looking.js";

const LETTERS = ["A", "B", "C", "D"];
const UNIT = 10; // a square in a picture; the style sheet decides how large it is seen

/** { element, draw(state) }; `ask` is called with changes of quiz and matches. */
export function makeQuiz(colours, quizzes, ask) {
  const open = ({ name }) => ask({ quiz: name, matches: [-1, -1, -1, -1] });
  const buttons = quizzes.map((quiz) =>
    makeButton(quiz.name[0].toUpperCase() + quiz.name.slice(1), () => open(quiz), { class: "ck-preset" }));
  const bar = make("div", { class: "ck-presets", role: "group", "aria-label": "Pictures" }, ...buttons);
  const story = make("p", { class: "ck-story" });
  const picture = makePicture(colours);
  const filters = LETTERS.map(() => makePicture(colours));
  const maps = LETTERS.map(() => makePicture(colours));
  let state = null;
  const choices = LETTERS.map((_, map) =>
    makeChoice({
      label: `map ${map + 1} is made by`,
      options: LETTERS.map((letter, filter) => [String(filter), letter]),
      choose: (filter) => ask({ matches: matched(state.matches, map, Number(filter)) }),
    }));
  const verdict = make("p", { class: "ck-quiz-says", role: "status" });
  const card = (head, ...inside) => make("div", { class: "ck-card" }, make("p", { class: "ck-card-name", text: head }), ...inside);
  const filterCards = LETTERS.map((letter, at) => card(`filter ${letter}`, filters[at].element));
  const mapCards = LETTERS.map((_, at) => card(`map ${at + 1}`, maps[at].element, choices[at].element));
  const element = make(
    "div",
    { class: "ck-quiz" },
    bar,
    story,
    make("div", { class: "ck-given" }, card("picture", picture.element), ...filterCards),
    make("div", { class: "ck-cards" }, ...mapCards),
    verdict,
  );
  let drawn = "";

  function draw(now) {
    state = now;
    const quiz = quizzes.find(({ name }) => name === state.quiz);
    if (quiz.name !== drawn) show(quiz);
    choices.forEach((choice, map) => choice.show(String(state.matches[map])));
    const right = rightMatches(state.matches, quiz.order);
    const words = right === null ? "" : right === 4 ? quiz.praise : `${right} of 4 are right. ${quiz.hint}`;
    verdict.classList.toggle("ck-praise", right === 4);
    set(verdict, { text: words });
  }

  function show(quiz) {
    drawn = quiz.name;
    quizzes.forEach(({ name }, at) => set(buttons[at], { "aria-pressed": String(name === quiz.name) }));
    set(story, { text: quiz.says });
    const image = toMap(quiz.image);
    const kernels = quiz.filters.map(toMap);
    const results = quiz.order.map((filter) => correlate(image, kernels[filter]));
    picture.draw(image, sharedLimits(image), `The picture: ${quiz.name}, ${image.height} by ${image.width}`);
    const limits = [kernels, results].map((all) => sharedLimits(...all));
    kernels.forEach((kernel, at) => filters[at].draw(kernel, limits[0], `Filter ${LETTERS[at]}, ${inRows(kernel)}`));
    results.forEach((map, at) => maps[at].draw(map, limits[1], `Map ${at + 1}, ${extremes(map)}`));
  }
  return { element, draw };
}

/** A map without numbers that fills its card. */
function makePicture(colours) {
  const map = makeMap(colours);
  const element = make("svg", { class: "ck-picture", role: "img" }, map.element);
  function draw(values, limits, label) {
    set(element, { viewBox: `0 0 ${values.width * UNIT} ${values.height * UNIT}`, "aria-label": label });
    map.draw(values, { cell: UNIT, limits, at: (row, column) => [column * UNIT, row * UNIT] });
  }
  return { element, draw };
}

function inRows({ height, width, values }) {
  const rows = Array.from({ length: height }, (_, row) =>
    Array.from(values.slice(row * width, (row + 1) * width), (value) => written(value)).join(" "));
  return `row by row: ${rows.join("; ")}`;
}

/** Where a map is largest and smallest, in words. */
function extremes({ width, values }) {
  const places = [Math.max(...values), Math.min(...values)].map((value) => {
    const found = [...values.keys()].filter((at) => values[at] === value);
    const few = found.slice(0, 3).map((at) => `row ${Math.floor(at / width)} column ${at % width}`);
    return `${written(value)} at ${few.join(", ")}${found.length > 3 ? ` and ${found.length - 3} more` : ""}`;
  });
  return `largest ${places[0]}; smallest ${places[1]}`;
}
