// The second half of the lab: three detectors for turned fives, and a pooled unit above them.
import { digitFive, responsesTo, standardised } from "../shared/five.js";
import { makeSlider } from "../ui/controls.js";
import { inRole, make, set } from "../ui/frame.js";
import { makeMap } from "../ui/map.js";
import { followPointer } from "../ui/pointer.js";

const DETECTOR_ANGLES = [-20, 0, 20]; // degrees clockwise, as in Python
const DASHES = ["", "7 4", "2 4"];
const STORY =
  "Three detectors, each tuned to a five at one angle, and a unit that keeps the largest of their " +
  "answers. Turn the five: which detector answers changes, that one answers does not.";

/** "\u221220\u00b0" */
export function degrees(angle) {
  return `${String(Math.round(angle)).replace("-", "\u2212")}\u00b0`;
}

/** The detectors: their answers to a five, and to fives at every whole degree from -45 to 45. */
export function makeDetectors() {
  let templates = null;
  let turns = null;
  const answers = (five) => {
    templates ??= DETECTOR_ANGLES.map((angle) => standardised(digitFive(angle)));
    return responsesTo(five, templates);
  };
  const curve = () => (turns ??= Array.from({ length: 91 }, (_, step) => answers(digitFive(step - 45))));
  const strongest = (angle) => Math.max(...curve()[Math.round(angle) + 45]);
  /** The angles between two detectors where the strongest answer is weakest. */
  const weakest = () =>
    [-20, 0].map((from) => {
      const between = Array.from({ length: 21 }, (_, step) => from + step);
      return between.reduce((low, angle) => (strongest(angle) < strongest(low) ? angle : low));
    });
  return { answers, curve, strongest, weakest };
}

/** { element, draw(angle) }; `turn` is called with the angle that is asked for. */
export function makeTurned(colours, detectors, turn) {
  const dial = makeDial(colours, turn);
  const units = makeUnits(colours);
  const graph = makeGraph(detectors, turn);
  const angles = { min: -45, max: 45, step: 1, write: degrees };
  const slider = makeSlider({ label: "angle of the five", ...angles, choose: turn });
  const story = make("p", { class: "ck-story ck-wide", text: STORY });
  const left = make("div", {}, dial.element, slider.element);
  const element = make("div", { class: "ck-turned" }, story, left, units.element, graph.element);
  function draw(angle) {
    const five = digitFive(angle);
    const answers = detectors.answers(five);
    slider.show(angle);
    dial.draw(five, angle);
    units.draw(answers);
    graph.draw(answers, angle);
  }
  return { element, draw };
}

/** A five as a map of squares of so many pixels; draw(five) colours it. */
function makePicture(colours, cell) {
  const { element, draw } = makeMap(colours);
  const limits = { signed: false, reach: 1 };
  const at = (row, column) => [column * cell, row * cell];
  return { element, draw: (five) => draw(five, { cell, limits, at }) };
}

/** The five on a dial: drag it around its middle. */
function makeDial(colours, turn) {
  const [width, height, middle, radius, pixel] = [268, 228, [134, 136], 112, 8];
  const spot = (angle, far) => {
    const up = ((angle - 90) * Math.PI) / 180;
    return [middle[0] + far * Math.cos(up), middle[1] + far * Math.sin(up)];
  };
  const ticks = Array.from({ length: 19 }, (_, step) => step * 5 - 45).map((angle) =>
    make("path", { d: `M${spot(angle, radius)}L${spot(angle, radius + 4)}`, class: "ck-rule" }));
  const names = DETECTOR_ANGLES.map((angle) => {
    const [x, y] = spot(angle, radius + 15);
    return make("text", { x, y: y + 4, class: "ck-axis", style: inRole("kernel"), text: degrees(angle) });
  });
  const picture = makePicture(colours, pixel);
  set(picture.element, { transform: `translate(${middle.map((at) => at - 10 * pixel)})` });
  const hand = make("path", { d: `M0 ${1 - radius}l-6 11h12z`, class: "ck-hand" });
  const parts = [...ticks, ...names, picture.element, hand];
  const size = { width, height, viewBox: `0 0 ${width} ${height}` };
  const element = make("svg", { class: "ck-dial", role: "img", ...size }, ...parts);
  let now = 0;
  const angleAt = ([x, y]) => {
    const scale = width / element.getBoundingClientRect().width;
    return (Math.atan2(x * scale - middle[0], middle[1] - y * scale) * 180) / Math.PI;
  };
  followPointer(element, {
    start: (place) => now - angleAt(place),
    move: (place, ahead, phase) => phase !== "start" && turn(((angleAt(place) + ahead + 540) % 360) - 180),
  });
  function draw(five, angle) {
    now = angle;
    picture.draw(five);
    set(hand, { transform: `translate(${middle}) rotate(${angle})` });
    set(element, { "aria-label": `A five turned by ${degrees(angle)}` });
  }
  return { element, draw };
}

/** The detectors and the pooled unit: template, bar, number; the strongest is marked. */
function makeUnits(colours) {
  const makeRow = (picture, name, role) => {
    const bar = make("span", { class: "ck-fill" });
    const mark = make("span", { class: "ck-strongest", text: "strongest" });
    const answer = make("span", { class: "ck-answer" });
    const head = make("div", { class: "ck-unit-head" }, make("span", { text: name }), mark, answer);
    const text = make("div", {}, head, make("div", { class: "ck-track" }, bar));
    const element = make("li", { class: "ck-unit", style: inRole(role) }, picture, text);
    function show(value, strongest) {
      bar.style.width = `${100 * Math.max(value, 0)}%`;
      set(answer, { text: value.toFixed(2) });
      mark.hidden = !strongest;
    }
    return { element, show };
  };
  const fives = DETECTOR_ANGLES.map((angle) => digitFive(angle));
  const pictures = fives.map(() => makePicture(colours, 2));
  const rows = pictures.map(({ element }, index) => {
    const picture = make("svg", { width: 40, height: 40, "aria-hidden": "true" }, element);
    return makeRow(picture, `tuned to ${degrees(DETECTOR_ANGLES[index])}`, "kernel");
  });
  const pooled = makeRow(make("strong", { text: "max" }), "pooled unit", "output");
  const element = make("ul", { class: "ck-units" }, ...[...rows, pooled].map((row) => row.element));
  function draw(answers) {
    const best = Math.max(...answers);
    pictures.forEach((picture, index) => picture.draw(fives[index]));
    rows.forEach((row, index) => row.show(answers[index], answers[index] === best));
    pooled.show(best, false);
  }
  return { element, draw };
}

/** All answers over the angle; a press or a drag chooses the angle. */
function makeGraph(detectors, turn) {
  const [still, moving] = [make("g"), make("g")];
  const svg = make("svg", { class: "ck-graph", role: "img" }, still, moving);
  const element = make("div", { class: "ck-wide" }, svg);
  const [left, top, bottom] = [34, 32, 172];
  let width = 0;
  const length = () => width - 12 - left;
  const x = (angle) => left + ((angle + 45) / 90) * length();
  const y = (value) => bottom - value * (bottom - top);
  const text = (place, words, attributes) =>
    make("text", { x: place[0], y: place[1], class: "ck-axis", text: words, ...attributes });
  followPointer(svg, { start: () => 0, move: ([at]) => turn(((at - left) / length()) * 90 - 45) });

  function drawStill() {
    set(svg, { width, height: 224, viewBox: `0 0 ${width} 224` });
    const curve = detectors.curve();
    const line = (values, attributes) => {
      const points = values.map((value, step) => `${x(step - 45).toFixed(1)},${y(value).toFixed(1)}`);
      return make("polyline", { points: points.join(" "), class: "ck-curve", ...attributes });
    };
    const best = curve.map((row) => Math.max(...row));
    const wordBegins = Math.floor(90 - (90 * 48) / length());
    still.replaceChildren(
      ...[0, 0.5, 1].flatMap((value) => [
        make("path", { d: `M${left} ${y(value)}h${length()}`, class: "ck-rule" }),
        text([left - 8, y(value) + 4], value, { "text-anchor": "end" }),
      ]),
      ...[-40, -20, 0, 20, 40].map((angle) => text([x(angle), bottom + 26], degrees(angle))),
      text([x(0), bottom + 45], "angle of the five"),
      line(best, { opacity: 0.5, style: `${inRole("output")}; stroke-width: 6` }),
      text([x(45), y(best[wordBegins]) - 6], "pooled", { "text-anchor": "end", style: inRole("output") }),
      ...DETECTOR_ANGLES.flatMap((angle, index) => [
        line(curve.map((row) => row[index]), { "stroke-dasharray": DASHES[index], style: inRole("kernel") }),
        text([x(angle), top - 12], `for ${degrees(angle)}`, { style: inRole("kernel") }),
      ]),
    );
  }

  function draw(answers, angle) {
    if (width !== element.clientWidth) {
      width = element.clientWidth;
      drawStill();
    }
    const best = Math.max(...answers);
    const dot = (value, r, role, fill) =>
      make("circle", { cx: x(angle), cy: y(value), r, fill, class: "ck-curve", style: inRole(role) });
    moving.replaceChildren(
      make("path", { d: `M${x(angle)} ${top}V${bottom}`, class: "ck-curve", style: inRole("input") }),
      ...answers.map((value) => dot(value, 3, "kernel", "var(--role)")),
      dot(best, 6, "output", "none"),
    );
    const alt = `Each detector answers most to its own angle. At ${degrees(angle)} the pooled unit has`;
    set(svg, { "aria-label": `${alt} ${best.toFixed(2)}.` });
  }
  return { element, draw };
}
