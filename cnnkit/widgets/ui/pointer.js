// Areas over a drawing that take the pointer: mouse, pen and finger alike.

/** Put an area where it belongs, in pixels of its parent. */
export function placeArea(area, [left, top], [width, height]) {
  const box = { left, top, width, height };
  for (const [side, pixels] of Object.entries(box)) area.style[side] = `${pixels}px`;
}

/**
 * Follow a press from start to end, wherever it goes: the area captures the pointer, so that no
 * listener outside of it is needed.
 * `start([x, y])` returns what `move([x, y], held, phase)` is given at the start, on the way and at
 * the end; `end()` comes last, also when the press is cancelled. Places count from `area.origin`.
 */
export function followPointer(area, { start, move, end }) {
  let held = null;
  const place = (event) => {
    const box = area.getBoundingClientRect();
    const [left, top] = area.origin ?? [0, 0];
    return [event.clientX - box.left - left, event.clientY - box.top - top];
  };
  area.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    area.setPointerCapture(event.pointerId);
    held = start(place(event));
    move(place(event), held, "start");
  });
  area.addEventListener("pointermove", (event) => held !== null && move(place(event), held, "move"));
  for (const type of ["pointerup", "pointercancel"]) {
    area.addEventListener(type, (event) => {
      if (held === null) return;
      if (type === "pointerup") move(place(event), held, "end");
      held = null;
      end?.();
    });
  }
}
