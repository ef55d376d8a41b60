// The digit with what became of its pixels, and the feature map with its maximum.
import { sharedLimits } from "../shared/maps.js";
import { inRole, make, set } from "../ui/frame.js";
import { makePixels, signedShades } from "../ui/pixels.js";
import { followPointer, placeArea } from "../ui/pointer.js";
import { FARTHEST, GONE, KERNEL, NEW, moveInWords } from "./damage.js";

const HEAD = 26; // above a picture: its name
const INKS = [[255, 255, 255], [0, 0, 0], [255, 255, 255], [0, 0, 0]];
const ink = (fate) => INKS[fate];

/** Side by side, or one below the other where pixels would become too small. */
export function layShift(width, picture) {
  const gap = 24;
  const across = 2 * picture.width - KERNEL + 1;
  const fits = (room, columns) => Math.max(Math.min(Math.floor(room / columns), Math.floor(300 / picture.height), 20), 1);
  const cell = fits(width - gap, across);
  if (cell >= 7 || cell === fits(width, picture.width)) {
    const left = Math.max(Math.floor((width - gap - across * cell) / 2), 0);
    return { cell, picture: [left, HEAD], map: [left + picture.width * cell + gap, HEAD], height: HEAD + picture.height * cell + 4 };
  }
  const large = fits(width, picture.width);
  const left = Math.floor((width - large * picture.width) / 2);
  const high = HEAD + large * picture.height;
  return { cell: large, picture: [left, HEAD], map: [left, high + 8 + HEAD], height: 2 * high + 12 - (KERNEL - 1) * large };
}

/** { element, draw(state, seen) }; `move` is called with the distance that is asked for. */
export function makeShiftStage(root, move) {
  const [picture, map] = [makePixels(), makePixels()];
  const shades = signedShades(root);
  const marks = make("g");
  const svg = make("svg", { role: "img", class: "ck-drawing ck-shift-marks" }, picture.squares, map.squares, marks);
  const slider = { role: "slider", tabindex: 0, "aria-label": "the digit", "aria-valuemin": -FARTHEST, "aria-valuemax": FARTHEST };
  const area = make("div", { ...slider, class: "ck-area ck-shift-area" });
  const element = make("div", { class: "ck-stage" }, picture.canvas, map.canvas, svg, area);
  let distance = 0;
  let plan = null;
  followPointer(area, {
    start: ([x]) => ({ x, distance }),
    move([x], held, phase) {
      if (phase !== "start") move(held.distance - Math.round((x - held.x) / plan.cell));
    },
  });
  area.addEventListener("keydown", (event) => {
    const to = {
      ArrowLeft: distance + 1, ArrowDown: distance + 1, ArrowRight: distance - 1, ArrowUp: distance - 1, Home: FARTHEST, End: -FARTHEST,
    }[event.key];
    if (to === undefined || event.altKey || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    move(to);
  });

  function draw(state, { fate, scores, best, most, full }) {
    distance = state.distance;
    const width = element.clientWidth;
    plan = layShift(width, fate);
    const { cell, height } = plan;
    set(svg, { width, height, viewBox: `0 0 ${width} ${height}`, "aria-label": `A black and white picture, ${moveInWords(distance)}, and the feature map of a small kernel` });
    picture.draw(fate, ink, cell, plan.picture);
    map.draw(scores, shades(sharedLimits(scores).reach), cell, plan.map);
    placeArea(area, plan.picture, [fate.width * cell, fate.height * cell]);
    set(area, { "aria-valuenow": -distance, "aria-valuetext": moveInWords(distance) });
    const [row, column] = best;
    const role = most === full ? "good" : "changed";
    const [right, down] = [plan.map[0] + (column + 0.5) * cell, plan.map[1] + (row + 0.5) * cell];
    const tag = { x: right, y: down + (row > 2 ? -14 : 24), class: "ck-shift-tag", style: inRole(role), text: String(most) };
    const frame = { x: plan.picture[0] + column * cell, y: plan.picture[1] + row * cell, width: KERNEL * cell, height: KERNEL * cell };
    marks.replaceChildren(
      name(plan.picture, "input", "picture", fate),
      name(plan.map, "output", "feature map", scores),
      make("path", { d: crosses(fate, plan), class: "ck-shift-gone" }),
      make("path", { d: dots(fate, plan), class: "ck-shift-new", "stroke-width": 0.45 * cell }),
      ...[["paper", 5], ["kernel", 2.6]].map(([shade, line]) => make("rect", { ...frame, class: "ck-outline", style: inRole(shade), "stroke-width": line })),
      ...[["paper", 5], [role, 2.6]].map(([shade, line]) => make("circle", { cx: right, cy: down, r: 9, class: "ck-outline", style: inRole(shade), "stroke-width": line })),
      make("text", { ...tag, "text-anchor": column > scores.width - 4 ? "end" : "middle" }),
    );
  }
  return { element, draw };
}

/** Call back with the corner of every pixel of this kind. */
function places({ values, width }, kind, { cell, picture: [left, top] }, write) {
  const parts = [];
  values.forEach((value, at) => value === kind && parts.push(write(left + (at % width) * cell, top + Math.floor(at / width) * cell, cell)));
  return parts.join("");
}

const crosses = (fate, plan) =>
  places(fate, GONE, plan, (x, y, cell) => {
    const [inset, long] = [0.22 * cell, 0.56 * cell];
    return `M${x + inset} ${y + inset}l${long} ${long}m0 ${-long}l${-long} ${long}`;
  });
const dots = (fate, plan) => places(fate, NEW, plan, (x, y, cell) => `M${x + cell / 2} ${y + cell / 2}h0`);

function name([x, y], role, word, { height, width }) {
  const dimensions = make("tspan", { dx: 7, class: "ck-size", text: `${height} \u00d7 ${width}` });
  return make("text", { x, y: y - 9, class: "ck-title", style: inRole(role) }, word, dimensions);
}
