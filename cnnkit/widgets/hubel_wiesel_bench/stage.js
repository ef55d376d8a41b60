// The screen with its bar, and beside it what the cell weighs.
import { sharedLimits } from "../shared/maps.js";
import { inRole, make, set } from "../ui/frame.js";
import { greyShade, makePixels, signedShades } from "../ui/pixels.js";
import { followPointer, placeArea } from "../ui/pointer.js";
import { alongBar, chord, isShown } from "./bench.js";
import { REACH, SIZE, STEP, barOfLight, receptiveField, simpleCell } from "./cells.js";

const HEAD = 26; // above a picture: its name
const EDGE = SIZE / 2;
const GRIP = EDGE - 1.1; // where the bar is taken to turn it, from the middle
const light = (value) => greyShade(255 * value);

/** How large the pixels of both pictures are, and where these stand. */
export function layBench(width) {
  const gap = width < 480 ? 14 : 28;
  const cell = Math.min(Math.max(Math.floor((0.58 * (width - gap)) / SIZE), 5), 14);
  const small = Math.min(Math.max(Math.floor((width - gap - SIZE * cell) / SIZE), 3), cell);
  const left = Math.max(Math.floor((width - gap - SIZE * (cell + small)) / 2), 0);
  return { cell, small, screen: [left, HEAD], field: [left + SIZE * cell + gap, HEAD], height: HEAD + SIZE * cell + 4 };
}

/** { element, draw(state) }; `on` is called back: turn(angle) and slide(offset) of the bar. */
export function makeBenchStage(root, on) {
  const [screen, field] = [makePixels(), makePixels()];
  const shades = signedShades(root);
  const marks = make("g");
  const svg = make("svg", { role: "img", class: "ck-drawing ck-bench-marks" }, marks);
  const area = make("div", { class: "ck-area ck-bench-area" });
  const keys = make("div", { class: "ck-area ck-bench-keys", tabindex: 0, role: "application" });
  const element = make("div", { class: "ck-stage" }, screen.canvas, field.canvas, svg, area, keys);
  let state = null;
  let plan = null;

  const fromMiddle = (place) => place.map((at) => at / plan.cell - EDGE);
  const angleOf = ([x, y]) => (Math.atan2(-y, x) * 180) / Math.PI;
  const isEnd = (place) => Math.abs(alongBar(state.angle, place)[1]) > EDGE / 2;
  followPointer(area, {
    start(place) {
      const at = fromMiddle(place);
      const { angle, offset } = state;
      return { ends: isEnd(at), angle, turn: angleOf(at), offset, across: alongBar(angle, at)[0] };
    },
    move(place, held, phase) {
      if (phase === "start") return;
      const at = fromMiddle(place);
      if (!held.ends) return on.slide(held.offset + alongBar(held.angle, at)[0] - held.across);
      // by whole degrees: the bar may go round more than once
      const by = Math.round(((((angleOf(at) - held.turn + 180) % 360) + 360) % 360) - 180);
      held.turn += by;
      if (by) on.turn(state.angle + by);
    },
  });
  area.addEventListener("pointermove", (event) => {
    const box = area.getBoundingClientRect();
    area.classList.toggle("ck-bench-turn", isEnd(fromMiddle([event.clientX - box.left, event.clientY - box.top])));
  });
  keys.addEventListener("keydown", (event) => {
    const { angle, offset, cell } = state;
    const step = cell === "direction" ? STEP : 0.5;
    const by = event.shiftKey ? 10 : 1;
    const go = {
      ArrowLeft: () => on.turn(angle + by),
      ArrowRight: () => on.turn(angle - by),
      ArrowUp: () => on.slide(offset - step),
      ArrowDown: () => on.slide(offset + step),
    }[event.key];
    if (!go || event.altKey || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    go();
  });

  function draw(now) {
    state = now;
    const width = element.clientWidth;
    plan = layBench(width);
    const { cell, small, height } = plan;
    const shown = isShown(state);
    const { cell: kind, angle, offset, moved, preferred } = state;
    const alt = `A dark screen with a bar of light; beside it ${shown ? `what the cell weighs, a stripe at ${preferred}\u00b0` : "a cell whose preference is hidden"}`;
    set(svg, { width, height, viewBox: `0 0 ${width} ${height}`, "aria-label": alt });
    screen.draw(barOfLight(angle, offset), light, cell, plan.screen);
    placeArea(area, plan.screen, [SIZE * cell, SIZE * cell]);
    placeArea(keys, plan.screen, [SIZE * cell, SIZE * cell]);
    const how = "left and right arrow keys turn it, up and down slide it";
    set(keys, { "aria-label": `Bar of light, angle ${angle}\u00b0, offset ${offset}: ${how}` });
    field.canvas.style.display = shown ? "" : "none";
    const place = kind === "complex" ? bestPlace(state) : 0;
    if (shown) {
      const weights = receptiveField(preferred, place);
      field.draw(weights, shades(sharedLimits(weights).reach), small, plan.field);
    }
    const [left, top] = plan.field;
    const side = SIZE * small;
    const names = { simple: "weights of the cell", complex: "weights of one of five", direction: "weights, and its way" };
    const name = !shown ? "hidden" : small < 8 ? "weights" : names[kind];
    marks.replaceChildren(
      title(plan.screen, "input", "screen"),
      title(plan.field, "kernel", name),
      ...(kind === "direction" && moved ? [line(plan.screen, cell, angle, offset - moved, "ck-bench-before")] : []),
      ...grips(plan, angle, offset),
      ...(shown ? overField(plan, state, place) : [
        make("rect", { x: left, y: top, width: side, height: side, class: "ck-bench-hidden" }),
        make("text", { x: left + side / 2, y: top + 0.62 * side, "text-anchor": "middle", "font-size": side / 3, class: "ck-bench-mark", text: "?" }),
      ]),
    );
  }
  return { element, draw };
}

/** Where the simple cell stands that answers most, in front of this bar. */
function bestPlace({ angle, offset, preferred }) {
  const picture = barOfLight(angle, offset);
  const all = REACH.map((place) => simpleCell(picture, preferred, place));
  const most = Math.max(...all);
  return most < 0.005 ? 0 : REACH[all.indexOf(most)];
}

/** The bar over the weights, and what else the cell looks at. */
function overField({ small, field }, { cell, angle, offset, preferred }, place) {
  const over = [line(field, small, angle, offset, "ck-bench-halo"), line(field, small, angle, offset, "ck-bench-over")];
  if (cell === "complex") {
    REACH.filter((other) => other !== place).forEach((other) => over.push(line(field, small, preferred, other, "ck-bench-other")));
  }
  if (cell === "direction") {
    const turn = (preferred * Math.PI) / 180;
    const [x, y] = [Math.sin(turn), Math.cos(turn)];
    const at = (across, along) => `${field[0] + small * (EDGE + across * x + along * y)} ${field[1] + small * (EDGE + across * y - along * x)}`;
    const d = `M${at(-4, 0)}L${at(6, 0)}M${at(3.6, 1.9)}L${at(6, 0)}L${at(3.6, -1.9)}`;
    over.push(...[["paper", 6], ["kernel", 3]].map(([role, width]) => make("path", { d, class: "ck-outline", style: inRole(role), "stroke-width": width })));
  }
  return over;
}

function grips({ cell, screen: [left, top] }, angle, offset) {
  return (chord(angle, offset, GRIP) ?? []).map(([x, y]) =>
    make("circle", { cx: left + cell * (EDGE + x), cy: top + cell * (EDGE + y), r: Math.max(6, 0.55 * cell), class: "ck-bench-grip" }));
}

function line([left, top], cell, angle, offset, name) {
  const [[x1, y1], [x2, y2]] = chord(angle, offset, EDGE).map(([x, y]) => [left + cell * (EDGE + x), top + cell * (EDGE + y)]);
  return make("line", { x1, y1, x2, y2, class: name });
}

function title([x, y], role, text) {
  return make("text", { x, y: y - 9, class: "ck-title", style: inRole(role), text });
}
