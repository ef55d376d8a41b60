// Where the two pictures stand, in pixels. No DOM here.

const HEAD = 28; // for a title
const FOOT = 40; // for the scale of colours

/**
 * Lay out a picture of `size` = { height, width } and its output, which is as large with its rim:
 * side by side, or below each other on a narrow page. Every pixel is a square of `cell`.
 * Gives { width, height, cell, side, input, output } with the corners of the two.
 */
export function layOut(width, size) {
  const side = width >= 520;
  const gap = side ? Math.min(Math.max(0.09 * width, 36), 90) : 0;
  const room = side ? (width - gap) / 2 : width;
  const cell = Math.max(Math.floor(Math.min(room / size.width, (side ? 340 : 300) / size.height, 48)), 1);
  const [across, down] = [size.width * cell, size.height * cell];
  const left = Math.floor((width - (side ? 2 * across + gap : across)) / 2);
  const output = side ? [left + across + Math.round(gap), HEAD] : [left, down + 2 * HEAD];
  return { width, height: output[1] + down + FOOT, cell, side, input: [left, HEAD], output };
}

/** The pixel of the output whose window has its middle nearest to a place, in pixels of the drawing. */
export function pixelAt([x, y], cell, rim, output) {
  const nearest = (place, count) => Math.min(Math.max(Math.floor(place / cell) - rim, 0), count - 1);
  return [nearest(y, output.height), nearest(x, output.width)];
}
