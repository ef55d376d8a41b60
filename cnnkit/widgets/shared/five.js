// A handwritten-looking 5, turned, and how much it is like others: cnnkit.images in JavaScript.

const BELLY = Array.from({ length: 40 }, (_, step) => (Math.PI / 180) * (-112 + (260 * step) / 39));
const STROKES = [
  [[0.525, -0.775], [-0.375, -0.775]],
  [[-0.375, -0.775], [-0.45, -0.125]],
  BELLY.map((turn) => [-0.075 + 0.525 * Math.cos(turn), 0.325 + 0.475 * Math.sin(turn)]),
];
const HALF_WIDTH = 0.055;

/** Draw the five, turned clockwise by degrees, as a map of ink between 0 and 1. */
export function digitFive(angle, size = 20) {
  const cos = Math.cos((angle * Math.PI) / 180);
  const sin = Math.sin((angle * Math.PI) / 180);
  const segments = STROKES.flatMap((stroke) => {
    const turned = stroke.map(([x, y]) => [x * cos - y * sin, x * sin + y * cos]);
    return turned.slice(1).map(([x, y], index) => {
      const [x0, y0] = turned[index];
      const [dx, dy] = [x - x0, y - y0];
      return [x0, y0, dx, dy, 1 / (dx * dx + dy * dy)];
    });
  });
  const softEdge = 2 / size;
  const values = new Float64Array(size * size);
  for (let row = 0; row < size; row += 1) {
    const y = ((row + 0.5) / size) * 2 - 1;
    for (let column = 0; column < size; column += 1) {
      const x = ((column + 0.5) / size) * 2 - 1;
      let nearest = Infinity;
      for (const [x0, y0, dx, dy, scale] of segments) {
        const along = Math.min(Math.max(((x - x0) * dx + (y - y0) * dy) * scale, 0), 1);
        const [right, down] = [x - x0 - along * dx, y - y0 - along * dy];
        nearest = Math.min(nearest, right * right + down * down);
      }
      const ink = (HALF_WIDTH + softEdge / 2 - Math.sqrt(nearest)) / softEdge;
      values[row * size + column] = Math.min(Math.max(ink, 0), 1);
    }
  }
  return { height: size, width: size, values };
}

/** A map's values with mean 0 and length 1, so that the product of two is their correlation. */
export function standardised({ values }) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const centred = values.map((value) => value - mean);
  const length = Math.sqrt(centred.reduce((sum, value) => sum + value * value, 0));
  return length > 0 ? centred.map((value) => value / length) : centred;
}

/** How alike a map is to each of several standardised templates, from -1 to 1. */
export function responsesTo(map, templates) {
  const picture = standardised(map);
  return templates.map((template) => template.reduce((sum, value, at) => sum + value * picture[at], 0));
}
