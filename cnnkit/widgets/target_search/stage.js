// The picture with its frames, the map of scores with its best place.
import { colourAt, parseStops } from "../shared/colours.js";
import { nearestPlace } from "../shared/maps.js";
import { inRole, make, set } from "../ui/frame.js";
import { makeGrid } from "../ui/grid.js";
import { makePixels } from "../ui/pixels.js";
import { followPointer, placeArea } from "../ui/pointer.js";
import { LAMP, frameBetween, lampOnPicture, onPicture, scoreInWords, valueAt } from "./looking.js";

const HEAD = 26; // above a map: its name

/**
 * { element, draw(view) }.
 * `on` is called back: cut(frame), lamp([row, column]), choose([row, column]) of the map, and
 * peek([row, column] or null) while the mouse is over the map.
 */
export function makeStage(root, on) {
  const [picture, map] = [makePixels(), makePixels()];
  const marks = make("g");
  const svg = make("svg", { role: "img", class: "ck-drawing ck-marks" }, picture.squares, map.squares, marks);
  const pictureArea = make("div", { class: "ck-area ck-picture-area" });
  const mapArea = make("div", { class: "ck-area" });
  const grid = makeGrid({ name: "Map of scores", hint: "arrow keys choose a place", choose: on.choose });
  const frame = makeHandle("ck-handle ck-cut", (by, resize) => {
    const [row, column, height, width] = now.view.state.cut;
    on.cut(resize ? [row, column, height + by[0], width + by[1]] : [row + by[0], column + by[1], height, width]);
  });
  const lamp = makeHandle("ck-handle", (by) => on.lamp(now.view.state.lamp_at.map((at, axis) => at + by[axis])));
  const element = make("div", { class: "ck-stage" }, picture.canvas, map.canvas, svg, pictureArea, mapArea, frame, lamp, grid.element);
  let now = null;

  const pixelAt = ([x, y]) => [y, x].map((at) => Math.floor(at / now.plan.cell));
  const holds = ([row, column, height, width], [y, x]) => y >= row && y < row + height && x >= column && x < column + width;
  followPointer(pictureArea, {
    start(place) {
      const { cut, lamp_at, lamp: shines } = now.view.state;
      const at = pixelAt(place);
      if (shines && holds([...lamp_at, LAMP, LAMP], at)) return { kind: "lamp", at, from: lamp_at };
      if (holds(cut, at)) return { kind: "cut", at, from: cut };
      return { kind: "new", at, moved: false };
    },
    move(place, held, phase) {
      const { image } = now.view;
      const at = pixelAt(place);
      const by = at.map((to, axis) => to - held.at[axis]);
      if (held.kind === "lamp") return on.lamp(held.from.map((from, axis) => from + by[axis]));
      if (held.kind === "cut") return on.cut([held.from[0] + by[0], held.from[1] + by[1], held.from[2], held.from[3]]);
      held.moved ||= by.some((far) => far !== 0);
      if (held.moved) return on.cut(frameBetween(image, held.at, at));
      if (phase !== "end") return null;
      const [, , height, width] = now.view.state.cut; // a click: the frame comes here
      return on.cut([at[0] - Math.floor(height / 2), at[1] - Math.floor(width / 2), height, width]);
    },
  });
  const placeOf = (event) => {
    const box = mapArea.getBoundingClientRect();
    return nearestPlace(now.view.seen.scores, pixelAt([event.clientX - box.left, event.clientY - box.top]));
  };
  mapArea.addEventListener("pointermove", (event) => event.pointerType === "mouse" && on.peek(placeOf(event)));
  mapArea.addEventListener("pointerleave", () => on.peek(null));
  mapArea.addEventListener("click", (event) => on.choose(placeOf(event)));

  function draw(view) {
    const { state, seen, shown } = view;
    const width = element.clientWidth;
    const plan = layMaps(width, seen.searched);
    now = { view, plan };
    const { cell, height } = plan;
    const alt = `A picture of ${size(seen.searched)} pixels, and its map of ${size(seen.scores)} scores`;
    set(svg, { width, height, viewBox: `0 0 ${width} ${height}`, "aria-label": alt });
    picture.draw(seen.searched, greyOf(seen.clean), cell, plan.picture);
    map.draw(seen.scores, scoreShades(root, seen.scores), cell, plan.map);
    placeArea(pictureArea, plan.picture, [seen.searched.width * cell, seen.searched.height * cell]);
    placeArea(mapArea, plan.map, [seen.scores.width * cell, seen.scores.height * cell]);

    const [, , rows, columns] = state.cut;
    const onBoth = ([row, column, high, wide], corner) =>
      ({ x: corner[0] + column * cell, y: corner[1] + row * cell, width: wide * cell, height: high * cell });
    const cut = onBoth(state.cut, plan.picture);
    const window = onBoth([...seen.found, rows, columns], plan.picture);
    const lit = onBoth([...state.lamp_at, LAMP, LAMP], plan.picture);
    const best = seen.hit ? "good" : "changed";
    const peek = onBoth([...shown, rows, columns], plan.picture);
    const probe = onBoth([...shown, 1, 1], plan.map);
    marks.replaceChildren(
      ...(state.lamp ? [make("rect", { ...lit, class: "ck-lamp" })] : []),
      ...outlined(peek, "input", 1.4, "3 3"),
      ...outlined(probe, "input", 1.4),
      ...outlined(cut, "kernel", 3),
      ...outlined(grown(window, 4), best, 2.6, seen.hit ? null : "7 4"),
      ...ring(plan, state.cut, "kernel", 5),
      ...ring(plan, seen.found, best, 10),
      name(plan.picture, "input", "picture", seen.searched),
      name(plan.map, "output", "scores", seen.scores),
      tag(plan, seen, best, scoreInWords(valueAt(seen.scores, seen.found), state.score)),
    );
    const [top, left, high, wide] = state.cut;
    frame.put([cut.x, cut.y], [cut.width, cut.height],
      `Template, row ${top}, column ${left}, ${high} by ${wide}: arrow keys move it, with Shift its lower right corner`);
    lamp.hidden = !state.lamp;
    lamp.put([lit.x, lit.y], [lit.width, lit.height],
      `Bright patch, row ${state.lamp_at[0]}, column ${state.lamp_at[1]}: arrow keys move it`);
    grid.draw(seen.scores, state.selected, cell, plan.map);
  }
  return { element, draw };
}

/**
 * Side by side, or one below the other where pixels would become too small. The map has as much
 * room as the picture, so that nothing moves while a frame is drawn that makes it smaller.
 */
export function layMaps(width, picture) {
  const gap = 24;
  const fits = (room, across) => Math.floor(Math.min(room / across, 400 / picture.height, 24));
  const beside = fits(width - gap, 2 * picture.width);
  const cell = Math.max(beside >= 5 ? beside : fits(width, picture.width), 1);
  const high = HEAD + picture.height * cell;
  if (beside >= 5) {
    const left = Math.floor((width - gap) / 2) - picture.width * cell;
    return { cell, height: high + 4, picture: [left, HEAD], map: [left + picture.width * cell + gap, HEAD] };
  }
  const left = Math.floor((width - cell * picture.width) / 2);
  return { cell, height: 2 * high + 12, picture: [left, HEAD], map: [left, high + 8 + HEAD] };
}

const size = ({ height, width }) => `${height} by ${width}`;
const grown = ({ x, y, width, height }, by) => ({ x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by });

/** A frame on a wider one of the page's colour. */
function outlined(box, role, width, dashes = null) {
  return [["paper", width + 2.4, null], [role, width, dashes]].map(([name, line, dash]) =>
    make("rect", { ...box, class: "ck-outline", style: inRole(name), "stroke-width": line, "stroke-dasharray": dash }));
}

/** A ring around a place of the map. */
function ring({ cell, map }, [row, column], role, r) {
  const [cx, cy] = [map[0] + (column + 0.5) * cell, map[1] + (row + 0.5) * cell];
  return [["paper", 5], [role, 2.6]].map(([name, line]) =>
    make("circle", { cx, cy, r, class: "ck-outline", style: inRole(name), "stroke-width": line }));
}

/** The best score, beside its ring. */
function tag({ cell, map }, { scores, found: [row, column] }, role, text) {
  const right = column * cell > scores.width * cell / 2;
  const [x, y] = [map[0] + (column + 0.5) * cell + (right ? -17 : 17), map[1] + (row + 0.5) * cell + 5];
  const anchor = right ? "end" : "start";
  return make("text", { x, y, "text-anchor": anchor, class: "ck-tag", style: inRole(role), text });
}

function name([x, y], role, word, map) {
  const dimensions = make("tspan", { dx: 7, class: "ck-size", text: `${map.height} \u00d7 ${map.width}` });
  return make("text", { x, y: y - 9, class: "ck-title", style: inRole(role) }, word, dimensions);
}

/** A frame for the keyboard: `move([down, right], shift)` is called by its arrow keys. */
function makeHandle(name, move) {
  const element = make("div", { class: name, tabindex: 0, role: "application" });
  element.addEventListener("keydown", (event) => {
    const by = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!by || event.altKey || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    move(by, event.shiftKey);
  });
  element.put = (place, sides, label) => {
    placeArea(element, place, sides);
    set(element, { "aria-label": label });
  };
  return element;
}

/** Greys from the smallest to the largest value of a picture; one of all equal values is black. */
export function greyOf({ values }) {
  const low = Math.min(...values, 0);
  const reach = Math.max(...values) - low || 1;
  return (value) => Array(3).fill(Math.round((255 * Math.min(Math.max(value - low, 0), reach)) / reach));
}

/** Scores from the lowest to the highest; where some are negative, zero has the neutral colour. */
function scoreShades(root, { values }) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const signed = low < 0;
  const stops = parseStops(getComputedStyle(root).getPropertyValue(signed ? "--ck-signed" : "--ck-unsigned"));
  const reach = signed ? Math.max(-low, high) : high - low || 1;
  return (value) => colourAt(stops, signed ? (value / reach + 1) / 2 : (value - low) / reach);
}
