// The row as a drawing: zeros and pixels, how often each is seen, the windows, what comes out.
import { freshId, inRole, make, set } from "../ui/frame.js";
import { followPointer, placeArea } from "../ui/pointer.js";
import { layOutRow, stretches, thingAt } from "./layout.js";
import { cellsOf, ROW_LIMITS, windowsOver } from "./row.js";
import { pixelInWords, windowInWords } from "./words.js";

/**
 * { element, draw(view) } with view = { state, found, look }.
 * `on` is called back: pad({ before } or { after }), choose({ window } or { pixel }), and
 * peek(the same, or null) while the mouse is over one.
 */
export function makeRowStage(on) {
  const hatch = freshId("zeros");
  const paper = make("rect", { width: 6, height: 6, class: "ck-row-paper" });
  const line = make("rect", { width: 1.3, height: 6, class: "ck-row-hatch" });
  const turned = { id: hatch, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" };
  const drawing = make("g");
  const svg = make("svg", { role: "img", class: "ck-drawing" }, make("defs", {}, make("pattern", turned, paper, line)), drawing);
  const area = make("div", { class: "ck-area ck-row-area" });
  const grid = makeRowGrid(on);
  const ends = { before: makeEnd("before", on), after: makeEnd("after", on) };
  const element = make("div", { class: "ck-stage" }, svg, area, grid.element, ends.before.element, ends.after.element);
  let view = null;
  let plan = null;

  const under = (place) => view && thingAt(plan, view.state, view.found, place);
  followPointer(area, {
    start: () => true,
    move(place) {
      const thing = under(place);
      if (thing) on.choose(thing);
    },
  });
  area.addEventListener("pointermove", (event) => {
    const { left, top } = area.getBoundingClientRect();
    if (event.pointerType === "mouse") on.peek(under([event.clientX - left, event.clientY - top]));
  });
  area.addEventListener("pointerleave", () => on.peek(null));

  function draw(now) {
    view = now;
    const { state, found } = now;
    plan = layOutRow(state, found, element.clientWidth);
    const { width, height } = plan;
    const label = `${state.size} pixels, ${state.before} zeros before and ${state.after} after, under ${found.output} windows`;
    set(svg, { width, height, viewBox: `0 0 ${width} ${height}`, "aria-label": label });
    placeArea(area, [0, 0], [width, height]);
    drawing.replaceChildren(
      ...links(now, plan),
      ...cells(now, plan, `url(#${hatch})`),
      ...bars(now, plan),
      ...marks(now, plan),
      ...windows(now, plan),
      ...outputs(now, plan),
      ...dots(plan),
    );
    grid.draw(now, plan);
    ends.before.draw(now, plan);
    ends.after.draw(now, plan);
  }
  return { element, draw };
}

const textAt = (x, y, text, attributes = {}) => make("text", { x, y, text, ...attributes });

/** The windows that are looked at: the chosen one, or all that see the chosen pixel. */
function litWindows({ state, found, look }) {
  return "window" in look ? [look.window] : windowsOver(state, found.output, look.pixel);
}

/** Every so many cells can carry a number of that many digits. */
function every(pitch, digits) {
  return [1, 2, 5, 10, 20, 50].find((step) => step * pitch >= 7 * digits + 4);
}

/** Zeros and pixels, with their numbers. */
function cells({ state, found, look }, { parts, pitch, row }, hatch) {
  const { size, before } = state;
  const seen = "window" in look ? cellsOf({ ...state, before }, look.window) : [look.pixel];
  const digits = String(size - 1).length;
  const style = `font-size: ${Math.min(11, (pitch - 1.5) / (0.64 * digits)).toFixed(1)}px`;
  return parts.flatMap(({ from, to, left }) =>
    Array.from({ length: to - from }, (_, index) => {
      const cell = from + index;
      const pixel = cell >= 0 && cell < size;
      const x = left + index * pitch;
      const kind = pixel ? (found.seen[cell] ? "" : " ck-row-unseen") : " ck-row-zero";
      const lit = seen.includes(cell) ? " ck-row-lit" : "";
      const box = { x: x + 1, y: row.top, width: pitch - 2, height: row.height, rx: 2 };
      const rect = make("rect", { ...box, class: `ck-row-cell${kind}${lit}`, fill: pixel ? null : hatch });
      if (!pixel && pitch < 15) return rect;
      const middle = [x + pitch / 2, row.top + row.height / 2 + 4];
      return make("g", {}, rect, textAt(...middle, String(pixel ? cell : 0), { class: `ck-row-index${kind}`, style }));
    }),
  );
}

/** How many windows see each pixel: a bar over it, with its number where there is room. */
function bars({ state, found }, plan) {
  const { bars: { top, height }, pitch } = plan;
  const most = Math.max(1, ...found.seen);
  const step = every(pitch, String(most).length);
  return [
    ...found.seen.flatMap((count, pixel) => {
      const [at] = stretches(plan, pixel, pixel + 1);
      if (!at) return [];
      const tall = (count / most) * (height - 13);
      const y = top + height - tall;
      const bar = make("rect", { x: at[0] + 2, y, width: pitch - 4, height: tall, class: "ck-row-bar" });
      const lost = count ? "" : " ck-row-lost";
      if (count && pixel % step && pixel !== state.size - 1) return [bar];
      return [bar, textAt((at[0] + at[1]) / 2, y - 3, String(count), { class: `ck-row-count${lost}` })];
    }),
    textAt(0, 12, "how many windows see each pixel", { class: "ck-row-note" }),
  ];
}

/** How many pixels and zeros there are, as measures. */
function marks({ state: { size, before, after } }, plan) {
  const y = plan.marks;
  const measure = (from, to, text, role) => {
    const seen = stretches(plan, from, to);
    if (!seen.length) return [];
    const [x0, x1] = [seen[0][0] + 1, seen.at(-1)[1] - 1];
    const d = `M${x0} ${y - 4}v8m0 -4H${x1}m0 -4v8`;
    const half = 3.4 * text.length;
    const x = Math.min(Math.max((x0 + x1) / 2, half), plan.width - half);
    return [make("path", { d, class: "ck-outline", style: inRole(role) }), textAt(x, y + 15, text, { class: "ck-measure ck-row-mark", style: inRole(role) })];
  };
  const wide = size * plan.pitch > 90 || plan.parts.length > 1;
  return [
    ...measure(0, size, wide ? `n = ${size} pixels` : `n = ${size}`, "input"),
    ...(before ? measure(-before, 0, String(before), "muted") : []),
    ...(after ? measure(size, size + after, String(after), "muted") : []),
  ];
}

/** The windows, as few lines as they need without touching; a dot for each pixel of a spread one. */
function windows(view, plan) {
  const { state: { before, stride, dilation, kernel }, found: { output, reach } } = view;
  const { lines, lineHeight } = plan;
  const lit = litWindows(view);
  const thick = Math.max(4, lineHeight - 5);
  const drawn = [];
  for (let window = 0; window < output; window += 1) {
    const start = window * stride - before;
    const y = plan.windows + (window % lines) * lineHeight;
    const name = `ck-row-window${lit.includes(window) ? " ck-row-on" : ""}`;
    const box = (from, to, tall) =>
      stretches(plan, from, to).map(([x0, x1]) =>
        make("rect", { x: x0 + 2, y: y + (thick - tall) / 2, width: x1 - x0 - 4, height: tall, rx: Math.min(3, tall / 2), class: name }));
    if (dilation === 1) drawn.push(...box(start, start + reach, thick));
    else {
      drawn.push(...box(start, start + reach, 1.5));
      for (let place = 0; place < kernel; place += 1) {
        drawn.push(...box(start + place * dilation, start + place * dilation + 1, thick));
      }
    }
  }
  if (output > 1) {
    const [step] = stretches(plan, -before, stride - before);
    const y = plan.windows + lines * lineHeight + 5;
    const d = `M${step[0]} ${y - 4}v8m0 -4H${step[1]}m0 -4v8`;
    drawn.push(make("path", { d, class: "ck-outline", style: inRole("kernel") }),
      textAt(step[1] + 5, y + 4, `s = ${stride}`, { class: "ck-measure", style: inRole("kernel") }));
  }
  return drawn;
}

/** Where the middle of a window is drawn; null if it is out of sight. */
function middleOf(plan, { before, stride }, reach, window) {
  const middle = window * stride - before + reach / 2;
  const [at] = stretches(plan, middle - 0.5, middle + 0.5);
  return at && at[1] - at[0] > plan.pitch - 0.01 ? (at[0] + at[1]) / 2 : null;
}

/** What comes out: a cell under the middle of each window. */
function outputs(view, plan) {
  const { state, found: { output, reach } } = view;
  const { out, pitch } = plan;
  const lit = litWindows(view);
  const step = every(pitch * state.stride, String(output - 1).length);
  return Array.from({ length: output }, (_, window) => window).flatMap((window) => {
    const x = middleOf(plan, state, reach, window);
    if (x === null) return [];
    const on = lit.includes(window) ? " ck-row-on" : "";
    const rect = make("rect", { x: x - pitch / 2 + 1, y: out.top, width: pitch - 2, height: out.height, rx: 2, class: `ck-row-out${on}` });
    if ((window % step && window !== output - 1) || pitch < 7 * String(window).length + 2) return [rect];
    return [rect, textAt(x, out.top + out.height / 2 + 4, String(window), { class: `ck-row-index ck-row-outdex${on}` })];
  });
}

/** From the ends of a chosen window to its output. */
function links(view, plan) {
  const { state, found: { reach }, look } = view;
  if (!("window" in look)) return [];
  const x = middleOf(plan, state, reach, look.window);
  const start = look.window * state.stride - state.before;
  const ends = stretches(plan, start, start + reach);
  if (x === null || ends.length !== 1) return [];
  const { row, out, pitch } = plan;
  const [[x0, x1]] = ends;
  const points = [[x0 + 1, row.top + row.height], [x1 - 1, row.top + row.height], [x + pitch / 2 - 1, out.top], [x - pitch / 2 + 1, out.top]];
  return [make("polygon", { points: points.join(" "), class: "ck-row-beam" })];
}

/** Three dots where the cells of a long row are not drawn. */
function dots({ parts, pitch, row, out }) {
  if (parts.length < 2) return [];
  const [{ from, to, left }, right] = parts;
  const x = (left + (to - from) * pitch + right.left) / 2;
  return [row, out].map(({ top, height }) => textAt(x, top + height / 2 + 4, "\u2026", { class: "ck-row-dots" }));
}

/** A handle at an end of the row: dragged or moved by keys, it adds zeros there. */
function makeEnd(side, on) {
  const out = side === "before" ? -1 : 1;
  const most = ROW_LIMITS[side][1];
  const element = make("div", { class: "ck-area ck-row-end", role: "slider", tabindex: 0, "aria-label": `padding ${side} the row`, "aria-valuemin": 0, "aria-valuemax": most });
  let now = 0;
  let pitch = 1;
  const ask = (count) => on.pad({ [side]: Math.min(Math.max(count, 0), most) });
  let held = null;
  // the handle moves under the pointer, so the way is measured on the screen
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    held = { x: event.clientX, count: now, pitch };
  });
  element.addEventListener("pointermove", (event) => {
    if (held) ask(held.count + Math.round((out * (event.clientX - held.x)) / held.pitch));
  });
  for (const type of ["pointerup", "pointercancel"]) element.addEventListener(type, () => (held = null));
  element.addEventListener("keydown", (event) => {
    const to = {
      ArrowLeft: now - out, ArrowRight: now + out, ArrowUp: now + 1, ArrowDown: now - 1, Home: 0, End: most,
    }[event.key];
    if (to === undefined || event.altKey || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    ask(to);
  });
  function draw({ state }, plan) {
    [now, pitch] = [state[side], plan.pitch];
    const { parts, row } = plan;
    const edge = out < 0 ? parts[0].left : parts.at(-1).left + (parts.at(-1).to - parts.at(-1).from) * pitch;
    placeArea(element, [out < 0 ? edge - 26 : edge + 2, row.top - 4], [24, row.height + 8]);
    set(element, { "aria-valuenow": now, "aria-valuetext": `${now} zero${now === 1 ? "" : "s"}` });
  }
  return { element, draw };
}

/** The row for keyboard and screen reader: one tab stop; pixels above, windows below. */
function makeRowGrid(on) {
  const id = freshId("place");
  const cell = make("div", { role: "gridcell", id, class: "ck-cell" });
  const line = make("div", { role: "row" }, cell);
  const element = make("div", { role: "grid", tabindex: 0, "aria-activedescendant": id, class: "ck-grid" }, line);
  let view = null;
  element.addEventListener("keydown", (event) => {
    const { state, found, look } = view;
    const [row, at] = "window" in look ? [1, look.window] : [0, look.pixel];
    const last = (row ? found.output : state.size) - 1;
    const into = (count) => Math.min(Math.max(Math.round(count), 0), (row ? state.size : found.output) - 1);
    const middle = (found.reach - 1) / 2 - state.before; // of window 0
    const go = {
      ArrowLeft: () => [row, Math.max(at - 1, 0)],
      ArrowRight: () => [row, Math.min(at + 1, last)],
      ArrowUp: () => (row ? [0, into(at * state.stride + middle)] : [0, at]),
      ArrowDown: () => (row ? [1, at] : [1, into((at - middle) / state.stride)]),
      Home: () => [row, 0],
      End: () => [row, last],
    }[event.key];
    if (!go || event.altKey || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    const [to, index] = go();
    on.choose(to ? { window: index } : { pixel: index });
  });
  function draw(now, plan) {
    view = now;
    const { state, found, look } = now;
    const [row, at] = "window" in look ? [1, look.window] : [0, look.pixel];
    const start = row ? at * state.stride - state.before : at;
    const seen = stretches(plan, start, start + (row ? found.reach : 1));
    const top = row ? plan.windows + (at % plan.lines) * plan.lineHeight - 2 : plan.row.top;
    cell.hidden = !seen.length;
    if (seen.length) placeArea(cell, [seen[0][0], top], [seen[0][1] - seen[0][0], row ? plan.lineHeight : plan.row.height]);
    set(element, { "aria-label": "Pixels and windows: arrow keys go from one to the next", "aria-rowcount": 2, "aria-colcount": Math.max(state.size, found.output) });
    set(line, { "aria-rowindex": row + 1 });
    set(cell, { "aria-colindex": at + 1, "aria-label": row ? windowInWords(state, at) : pixelInWords(state, at) });
  }
  return { element, draw };
}
