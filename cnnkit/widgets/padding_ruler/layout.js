// Where the cells of a padded row and its windows stand, in pixels. No DOM here.

const END = 28; // room for the handle at either end of the row
const GAP = 24; // for the cells of a long row that are not drawn

/**
 * Lay out a row in a given width:
 * { width, height, pitch, parts, lines, lineHeight, marks, bars, row, windows, out }.
 * `parts` are the stretches of cells that are drawn, one or both ends of a long row, each with
 * { from, to, left }; cells count from pixel 0. The rest are heights, from the top.
 */
export function layOutRow(state, { output, reach }, width) {
  const { size, before, after, stride } = state;
  const [first, end] = [-before, size + after];
  const room = width - 2 * END;
  const smallest = size > 100 ? 18 : 13; // so that a pixel's number stands in its cell
  // around the pixels as much room on both sides, so that they stay where they are under a drag
  const even = Math.min(38, room / (size + 2 * Math.max(before, after)));
  const loose = room / (end - first);
  let pitch = even >= smallest ? even : loose;
  let parts;
  if (even >= smallest) parts = [{ from: first, to: end, left: (width - size * pitch) / 2 - before * pitch }];
  else if (loose >= smallest) parts = [{ from: first, to: end, left: END }];
  else {
    pitch = width < 480 ? smallest : 20;
    const each = Math.max(1, Math.floor((room - GAP) / pitch / 2)); // on the way to its width, it may have none
    const right = Math.max(END, width - END - each * pitch);
    parts = [{ from: first, to: first + each, left: END }, { from: end - each, to: end, left: right }];
  }
  const lines = Math.min(output, Math.ceil(reach / stride));
  const lineHeight = Math.max(7, Math.min(16, 180 / lines));
  const marks = 30; // how many pixels and zeros
  const bars = { top: marks + 20, height: 30 }; // how often each is seen
  const row = { top: bars.top + bars.height + 4, height: Math.min(pitch, 32) };
  const windows = row.top + row.height + 10;
  const out = { top: windows + lines * lineHeight + 30, height: Math.min(pitch, 26) };
  const height = out.top + out.height + 6;
  return { width, height, pitch, parts, lines, lineHeight, marks, bars, row, windows, out };
}

/** Where a stretch of cells is drawn: a list of [left, right], none if it is out of sight. */
export function stretches({ parts, pitch }, from, to) {
  return parts
    .map((part) => [Math.max(from, part.from), Math.min(to, part.to), part])
    .filter(([low, high]) => low < high)
    .map(([low, high, part]) => [part.left + (low - part.from) * pitch, part.left + (high - part.from) * pitch]);
}

/** The cells between which a place lies, as a number from the start of pixel 0; null off the row. */
export function cellAt({ parts, pitch }, x) {
  const part = parts.find(({ from, to, left }) => x >= left && x <= left + (to - from) * pitch);
  return part ? part.from + (x - part.left) / pitch : null;
}

/** What is under a place: { window }, { pixel } or null. */
export function thingAt(plan, state, { output, reach }, [x, y]) {
  const at = cellAt(plan, x);
  if (at === null) return null;
  if (y < plan.windows - 4) {
    const pixel = Math.floor(at);
    return y >= plan.bars.top && pixel >= 0 && pixel < state.size ? { pixel } : null;
  }
  const middle = (at + state.before - reach / 2) / state.stride; // of windows, from window 0
  const within = (window) => Math.min(Math.max(window, 0), output - 1);
  if (y >= plan.out.top - 14) return { window: within(Math.round(middle)) };
  // the windows of a line are `lines` apart
  const line = Math.min(Math.max(Math.floor((y - plan.windows) / plan.lineHeight), 0), plan.lines - 1);
  const turns = Math.floor((output - 1 - line) / plan.lines);
  const turn = Math.min(Math.max(Math.round((middle - line) / plan.lines), 0), turns);
  return { window: line + turn * plan.lines };
}
