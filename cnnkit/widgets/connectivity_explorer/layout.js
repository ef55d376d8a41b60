// Where every unit stands, in pixels. No DOM here.

const ABOVE = 46; // for the measure over the inputs
const BELOW = 40; // for the measure under the outputs
const BETWEEN = [150, 118, 98, 84]; // from row to row, by the number of layers

/**
 * Lay out rows of `sizes` units in a given width: { width, height, pitch, radius, gutter, rows }.
 * Each of `rows` has { y, xs }; a unit stands under the middle of the inputs that it depends on.
 */
export function layOutNet({ width, sizes, kernel, stride }) {
  const gutter = width < 480 ? 56 : 84; // for the names of the rows
  const room = width - gutter - 14;
  const pitch = Math.min(54, room / sizes[0]);
  const left = gutter + (room - pitch * (sizes[0] - 1)) / 2 + 7;
  let step = 1;
  let middle = 0;
  const rows = sizes.map((count, layer) => {
    if (layer) {
      middle += ((kernel - 1) / 2) * step;
      step *= stride;
    }
    const xs = Array.from({ length: count }, (_, unit) => left + (unit * step + middle) * pitch);
    return { y: ABOVE + layer * BETWEEN[sizes.length - 2], xs };
  });
  const radius = Math.max(3.5, Math.min(10, 0.3 * pitch));
  return { width, gutter, pitch, radius, rows, height: rows.at(-1).y + BELOW };
}

/** The unit nearest to a place, as [layer, unit]; null if none is near. */
export function unitAt({ rows, pitch }, [x, y]) {
  const nearest = (places, at) =>
    places.reduce((best, place, index) => (Math.abs(place - at) < Math.abs(places[best] - at) ? index : best), 0);
  const layer = nearest(rows.map((row) => row.y), y);
  const unit = nearest(rows[layer].xs, x);
  const far = Math.hypot(rows[layer].xs[unit] - x, rows[layer].y - y);
  return far <= Math.max(24, 0.6 * pitch) ? [layer, unit] : null;
}
