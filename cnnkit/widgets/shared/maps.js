// Maps: numbers in rows and columns, kept flat, as { height, width, values }.

/** Make a map from rows of numbers. */
export function toMap(rows) {
  return { height: rows.length, width: rows[0].length, values: Float64Array.from(rows.flat()) };
}

/** The place on a map that is nearest to this one. */
export function nearestPlace({ height, width }, [row, column]) {
  return [Math.min(Math.max(row, 0), height - 1), Math.min(Math.max(column, 0), width - 1)];
}

/** Move a map down and to the right; what leaves the frame is lost, `entering` comes in. */
export function shiftMap({ height, width, values }, rows, columns, entering) {
  const moved = new Float64Array(height * width).fill(entering);
  for (let row = Math.max(rows, 0); row < Math.min(height, height + rows); row += 1) {
    for (let column = Math.max(columns, 0); column < Math.min(width, width + columns); column += 1) {
      moved[row * width + column] = values[(row - rows) * width + column - columns];
    }
  }
  return { height, width, values: moved };
}

/** Which values differ, by more than rounding: a list of booleans. */
export function changedValues(before, after) {
  return Array.from(before.values, (old, index) => {
    const now = after.values[index];
    return Math.abs(now - old) > 1e-12 + 1e-9 * Math.abs(old);
  });
}

/** The shared limits of maps that are compared: { signed, reach }. Zero is white in both kinds. */
export function sharedLimits(...maps) {
  let low = 0;
  let high = 0;
  for (const { values } of maps) {
    for (const value of values) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return { signed: low < 0, reach: Math.max(-low, high) || 1 };
}
