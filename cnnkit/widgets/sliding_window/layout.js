// Where the picture and its map stand, in pixels. No DOM here.

const TITLE = 26; // above a map

/**
 * Lay out the picture and its map side by side, or, where the squares would become too small to
 * type into, one below the other: { cell, height, beside, input, output }, the last two being the
 * corners [left, top] of the maps.
 */
export function layBoards(width, image, output) {
  const gap = Math.min(Math.max(0.14 * width, 34), 120);
  const high = Math.max(image.height, output.height);
  const side = Math.min((width - gap) / (image.width + output.width), 330 / high, 50);
  if (side >= 30) {
    const cell = Math.floor(side);
    const left = Math.floor((width - gap - cell * (image.width + output.width)) / 2);
    const down = Math.floor(((image.height - output.height) * cell) / 2);
    const right = left + cell * image.width + Math.floor(gap);
    return { cell, beside: true, height: TITLE + high * cell + 4, input: [left, TITLE], output: [right, TITLE + down] };
  }
  const cell = Math.floor(Math.min((width - 2) / Math.max(image.width, output.width), 50));
  const centred = (map) => Math.floor((width - cell * map.width) / 2);
  const top = TITLE + image.height * cell + 54;
  return {
    cell,
    beside: false,
    height: top + output.height * cell + 4,
    input: [centred(image), TITLE],
    output: [centred(output), top],
  };
}

/** Two lines from the window to its value: along the squares' edges on both maps, slanted between. */
export function joiningLines({ cell, beside, input, output }, image, kernel, [row, column]) {
  const [across, down] = beside ? [0, 1] : [1, 0]; // which coordinate runs from map to map
  const start = [input[0] + column * cell, input[1] + row * cell];
  const size = [kernel.width * cell, kernel.height * cell];
  const end = [output[0] + column * cell, output[1] + row * cell];
  const shore = input[across] + [image.width, image.height][across] * cell;
  return [0, 1].map((far) => {
    const [from, to] = [start[down] + far * size[down], end[down] + far * cell];
    const along = [[start[across] + size[across], from], [shore, from], [output[across], to], [end[across], to]];
    return along.map((point) => (beside ? point : [point[1], point[0]]));
  });
}
