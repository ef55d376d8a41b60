// Where everything stands on the stage, in pixels. No DOM here.

const HEAD = 58; // above a map: its title, and the measures of the step and of the window
const DROP = 44; // between a row and its pooled row

/**
 * Lay out `pairs` of (input, pooled map), one or two, in a given width.
 * A single row of values stands above its pooled row, each pooled value under the middle of its
 * window; other maps stand side by side. All squares have one size, so that smaller looks smaller.
 *
 * Gives { width, flat, cell, height, boxes, at, over }: `boxes` has the corners of each pair's maps, `at`
 * places a pooled value in its map, and `over` says how much is shown beyond the input's four
 * sides, in pixels of the map, where windows hang over.
 */
export function layOut({ width, axes: [rows, columns], pairs }) {
  const flat = rows.size === 1 && columns.size > 1;
  const before = ({ before: hangs }) => Math.min(hangs, 1);
  const after = ({ size, window, stride, before: hangs, spans }) =>
    Math.min(Math.max((spans.length - 1) * stride - hangs + window - size, 0), 1);
  const over = {
    top: flat ? 0 : before(rows),
    bottom: flat ? 0 : after(rows),
    left: before(columns),
    right: after(columns),
  };
  const across = over.left + columns.size + over.right;
  const outColumns = columns.spans.length;
  if (flat) {
    const gap = 32;
    const beside = pairs === 2 && (width - gap) / 2 / across >= 36;
    const cell = Math.floor(Math.min(52, (beside ? (width - gap) / 2 : width) / across));
    const high = HEAD + 2 * cell + DROP + 30;
    const used = across * cell * (beside ? 2 : 1) + (beside ? gap : 0);
    const boxes = Array.from({ length: pairs }, (_, index) => {
      const [right, down] = beside ? [index, 0] : [0, index];
      const left = (width - used) / 2 + right * (across * cell + gap) + over.left * cell;
      const top = down * (high + 12) + HEAD;
      return { input: [left, top], output: [left, top + cell + DROP] };
    });
    const middle = (columns.window - 1) / 2 - columns.before;
    const at = (row, column) => [(column * columns.stride + middle) * cell, 0];
    return { width, flat, cell, boxes, at, over, height: beside ? high : pairs * (high + 12) - 12 };
  }
  const outRows = rows.spans.length;
  const gap = Math.min(Math.max(width * 0.13, 36), 110);
  const down = Math.max(over.top + rows.size + over.bottom, outRows);
  const cell = Math.floor(
    Math.min(pairs === 2 ? 46 : 54, (width - gap) / (across + outColumns), (pairs === 2 ? 232 : 300) / down),
  );
  const high = HEAD + down * cell;
  const used = (across + outColumns) * cell + gap;
  const boxes = Array.from({ length: pairs }, (_, index) => {
    const left = (width - used) / 2 + over.left * cell;
    const top = index * (high + 24) + HEAD + over.top * cell;
    const right = left + (columns.size + over.right) * cell + gap;
    return { input: [left, top], output: [right, top + ((rows.size - outRows) / 2) * cell] };
  });
  const at = (row, column) => [column * cell, row * cell];
  return { width, flat, cell, boxes, at, over, height: pairs * (high + 24) - 16 };
}

/** Runs of pixels along an axis that no window sees: [first, one past the last]. */
export function unseen({ size, spans }) {
  const runs = [];
  for (let at = 0; at < size; at += 1) {
    if (spans.some(([first, end]) => first <= at && at < end)) continue;
    if (runs.at(-1)?.[1] === at) runs.at(-1)[1] += 1;
    else runs.push([at, at + 1]);
  }
  return runs;
}
