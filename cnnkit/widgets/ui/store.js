// A widget's traits as one state: read together, set together, drawn once after any change.

/**
 * { read, set, redraw, close } for the traits in `names`.
 * `draw` runs once after any number of changes, whoever made them: the reader, or Python; redraw()
 * asks for it where no trait has changed.
 */
export function makeStore(model, names, draw) {
  let waiting = false;
  let closed = false;
  const redraw = () => {
    if (waiting) return;
    waiting = true;
    queueMicrotask(() => {
      waiting = false;
      if (!closed) draw();
    });
  };
  for (const name of names) model.on(`change:${name}`, redraw);
  return {
    read: () => Object.fromEntries(names.map((name) => [name, model.get(name)])),
    redraw,
    set(changes) {
      for (const [name, value] of Object.entries(changes)) model.set(name, value);
      model.save_changes();
    },
    close() {
      closed = true;
      for (const name of names) model.off(`change:${name}`, redraw);
    },
  };
}
