"""What is asked of every figure, whatever it shows."""

from __future__ import annotations

import itertools
import re

from cnnkit.plots.drawing import WIDTH, Drawing

SMALLEST = 11  # pixels: 9 on a telephone


def complaints(drawing: Drawing) -> list[str]:
    """List what keeps a figure from being read: nothing, if all is well."""
    found = [] if drawing.bbox.width == WIDTH else [f"is {drawing.bbox.width} wide, not {WIDTH}"]
    sizes = [float(size) for size in re.findall(r"font-size: ([\d.]+)px", drawing.svg())]
    found += [] if sizes else ["has no text"]
    found += [f"has text of {size} pixels" for size in sizes if size < SMALLEST]
    drawing.canvas.draw()
    texts = drawing.findobj(lambda artist: hasattr(artist, "get_text") and artist.get_text())
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts if text.get_visible()]
    for text, box in boxes:
        inside = box.x0 >= -1 and box.x1 <= drawing.bbox.width + 1
        if not (inside and box.y0 >= -1 and box.y1 <= drawing.bbox.height + 1):
            found.append(f"{text!r} leaves the sheet")
    for (text, box), (other, other_box) in itertools.combinations(boxes, 2):
        wide = min(box.x1, other_box.x1) - max(box.x0, other_box.x0)
        tall = min(box.y1, other_box.y1) - max(box.y0, other_box.y0)
        if wide > 2 and tall > 4:  # boxes are a little larger than their letters
            found.append(f"{text!r} lies on {other!r}")
    return found
