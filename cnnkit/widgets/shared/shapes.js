// Windows along one axis: the same arithmetic as cnnkit.shapes, in whole numbers.

/** What happens at the far end of a map. */
export const BORDERS = ["drop", "partial", "centred"];

/**
 * The windows along one axis: { size, window, stride, before, spans }.
 * `spans` holds [first pixel, one past the last] of the part of each window that lies on the map;
 * window number i starts at pixel i * stride - before, which may lie off the map.
 */
export function windowsAlong(size, window, stride, borders) {
  const before = borders === "centred" ? Math.floor(window / 2) : 0;
  let count = Math.ceil(size / stride);
  if (borders === "drop") count = Math.floor((size - window) / stride) + 1;
  if (borders === "partial") {
    count = Math.max(0, Math.ceil((size - window) / stride)) + 1;
    if ((count - 1) * stride >= size) count -= 1; // a window must start on the map
  }
  const spans = Array.from({ length: count }, (_, index) => {
    const start = index * stride - before;
    return [Math.max(start, 0), Math.min(start + window, size)];
  });
  return { size, window, stride, before, spans };
}

/** The window whose middle is nearest to a place along the axis, in pixels. */
export function nearestWindow(axis, place) {
  const index = Math.round((place - axis.window / 2 + axis.before) / axis.stride);
  return Math.min(Math.max(index, 0), axis.spans.length - 1);
}
