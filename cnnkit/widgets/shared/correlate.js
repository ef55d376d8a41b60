// Sliding a kernel over a map: the numbers of cnnkit.ops.conv.conv2d for one channel.

/**
 * Cross-correlate a map with a kernel, another map: every whole window times the kernel, summed.
 * The result is smaller than the map by the kernel's size less one; a kernel that does not fit
 * gives a map without values. True convolution is `correlate(map, flip(kernel))`.
 */
export function correlate(map, kernel) {
  const height = Math.max(map.height - kernel.height + 1, 0);
  const width = Math.max(map.width - kernel.width + 1, 0);
  const input = new Float64Array(map.height * map.width + 3);
  input.set(map.values);
  const weights = Float64Array.from(kernel.values);
  const values = new Float64Array(height * width + 3);
  for (let row = 0; row < height; row += 1) {
    slideAlong(values, row * width, width, input, row * map.width, map.width, weights, kernel.width);
  }
  return { height, width, values: values.slice(0, height * width) };
}

/** Turn a kernel by half a turn, which makes convolution of cross-correlation and back. */
export function flip({ height, width, values }) {
  return { height, width, values: Float64Array.from(values).reverse() };
}

/**
 * One row of the result, four neighbours in a pass: each weight and each pixel is read once for
 * all four. The last four may run over the end, by three at most; the next row writes over it.
 */
function slideAlong(values, to, width, input, from, step, weights, columns) {
  const count = weights.length;
  for (let done = 0; done < width; done += 4) {
    let sum1 = 0;
    let sum2 = 0;
    let sum3 = 0;
    let sum4 = 0;
    let tap = 0;
    for (let line = from + done; tap < count; line += step) {
      let pixel1 = input[line];
      let pixel2 = input[line + 1];
      let pixel3 = input[line + 2];
      for (let at = line + 3, stop = at + columns; at < stop; at += 1, tap += 1) {
        const pixel4 = input[at];
        const weight = weights[tap];
        sum1 += weight * pixel1;
        sum2 += weight * pixel2;
        sum3 += weight * pixel3;
        sum4 += weight * pixel4;
        pixel1 = pixel2;
        pixel2 = pixel3;
        pixel3 = pixel4;
      }
    }
    values[to + done] = sum1;
    values[to + done + 1] = sum2;
    values[to + done + 2] = sum3;
    values[to + done + 3] = sum4;
  }
}
