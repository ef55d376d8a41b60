// Values as colours. The stops come from cnnkit.palette, through the style sheet.

/** "#f6f9fc #78b2db" as a list of [red, green, blue]. */
export function parseStops(text) {
  return (text.match(/#[0-9a-f]{6}/gi) ?? []).map((hex) =>
    [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)),
  );
}

/** The colour at a fraction from 0 to 1 along the stops, as [red, green, blue]. */
export function colourAt(stops, fraction) {
  const place = Math.min(Math.max(fraction, 0), 1) * (stops.length - 1);
  const index = Math.min(Math.floor(place), stops.length - 2);
  return stops[index].map((from, channel) => {
    const to = stops[index + 1][channel];
    return Math.round(from + (to - from) * (place - index));
  });
}

/** Black or white, whichever reads better on this colour (WCAG 2.2, relative luminance). */
export function textOn(colour) {
  const [red, green, blue] = colour.map((channel) =>
    channel <= 10.3 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4,
  );
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return (luminance + 0.05) ** 2 >= 1.05 * 0.05 ? "#000" : "#fff";
}
