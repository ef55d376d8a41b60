// The rows of a net: what each is and costs, which one is open, and how they are moved.
import { percent, thousands } from "../shared/numbers.js";
import { make, makeButton, set } from "../ui/frame.js";
import { crossed, inBytes, inShort, sumUp } from "./count.js";

const COLUMNS = ["layer", "shape", "parameters", "multiply-adds", "sees", "memory"];

/**
 * { element, show(view), focus(index) } with view = { state, rows, open }.
 * `editor` is an element that stands under the open row. `on` is called back: open(index or null),
 * move(from, to), remove(index), and way(index, changes) to take the way out of a problem.
 */
export function makeTable(editor, on) {
  const head = make("div", { role: "row", class: "ck-led-row ck-led-head" },
    ...COLUMNS.map((text) => make("span", { role: "columnheader", text })));
  const body = make("div", { role: "rowgroup" });
  const input = makeCells("input");
  const total = makeCells("together");
  const editing = make("div", { role: "row", class: "ck-led-editing" }, make("div", { role: "cell" }, editor));
  const element = make("div", { role: "table", "aria-label": "Layers of the net", class: "ck-led" },
    make("div", { role: "rowgroup" }, head, input.element), body, make("div", { role: "rowgroup" }, total.element));
  const lines = [];

  function show({ state, rows, open }) {
    const all = sumUp(rows);
    while (lines.length < rows.length) lines.push(makeLine(lines.length, lines, on));
    const shown = lines.slice(0, rows.length).map(({ element: one }) => one);
    if (open !== null) shown.splice(open + 1, 0, editing);
    // only what is out of place is moved, so that the focus stays
    shown.forEach((one, at) => body.children[at] !== one && body.insertBefore(one, body.children[at] ?? null));
    while (body.children.length > shown.length) body.lastChild.remove();
    rows.forEach((row, at) => lines[at].show(row, state.layers[at], all, at === open));
    input.show({ shape: state.shape, bytes: 4 * state.shape.reduce((a, b) => a * b, 1), field: [1, 1] });
    total.show(all);
  }
  return { element, show, focus: (index) => lines[index]?.button.focus() };
}

/** The cells of a row: what comes first, and the numbers. */
function makeCells(first) {
  const parts = Object.fromEntries(["shape", "parameters", "work", "sees", "memory"].map((name, at) =>
    [name, make("span", { role: "cell", "data-label": COLUMNS[at + 1] })]));
  const lead = typeof first === "string" ? make("span", { text: first }) : first;
  const element = make("div", { role: "row", class: "ck-led-row" }, make("span", { role: "rowheader", class: "ck-led-lead" }, lead), ...Object.values(parts));
  const bars = { parameters: makeShareBar(), work: makeShareBar() };
  function show({ shape, parameters, work, field, bytes, all }) {
    const write = (cell, text, bar) => {
      if (cell.firstChild?.textContent !== text) cell.replaceChildren(make("span", { text }));
      if (bar) cell.append(bar);
    };
    write(parts.shape, shape ? crossed(shape) : "");
    for (const [name, value] of Object.entries({ parameters, work })) {
      const part = all && value ? value / all[name] : null;
      write(parts[name], value === undefined ? "" : thousands(value), part === null ? null : bars[name].show(part));
    }
    write(parts.sees, field ? crossed(field) : "");
    write(parts.memory, bytes === undefined ? "" : inBytes(bytes));
  }
  return { element, parts, show };
}

/** The part that a row has of all, as a bar. */
function makeShareBar() {
  const fill = make("span");
  const element = make("span", { class: "ck-led-share", role: "img" }, fill);
  return {
    show(part) {
      fill.style.width = `${100 * part}%`;
      return set(element, { "aria-label": percent(part), title: percent(part) });
    },
  };
}

/** A layer's row: its button opens it, is dragged up and down, and takes keys. */
function makeLine(index, lines, on) {
  const name = make("strong");
  const short = make("span", { class: "ck-led-short" });
  const button = make("button", { type: "button", class: "ck-led-name", title: "Drag to move; Alt and an arrow key move it, too; Delete removes it" },
    make("span", { class: "ck-led-grip", "aria-hidden": "true", text: "\u283f" }), make("span", {}, name, " ", short));
  const cells = makeCells(button);
  const trouble = make("span", { role: "cell", class: "ck-led-trouble" });
  let told = "";
  let isOpen = false;
  let held = null;

  button.addEventListener("click", () => {
    if (held !== "moved") on.open(isOpen ? null : index);
    held = null;
  });
  button.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    button.setPointerCapture(event.pointerId);
    held = { y: event.clientY };
  });
  const target = (y) => {
    const middles = lines.filter(({ element }) => element.isConnected).map(({ element }) => {
      const { top, height } = element.getBoundingClientRect();
      return top + height / 2;
    });
    return middles.filter((middle, at) => at !== index && middle < y).length;
  };
  button.addEventListener("pointermove", (event) => {
    if (held?.y === undefined) return;
    const by = event.clientY - held.y;
    held.far = held.far || Math.abs(by) > 5;
    if (held.far) cells.element.style.transform = `translateY(${by}px)`;
  });
  for (const type of ["pointerup", "pointercancel"]) {
    button.addEventListener(type, (event) => {
      if (!held?.far) return;
      cells.element.style.transform = "";
      held = "moved"; // the click that follows does not open it
      const to = target(event.clientY);
      if (type === "pointerup" && to !== index) on.move(index, to);
    });
  }
  button.addEventListener("keydown", (event) => {
    held = null;
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (event.key === "Delete") on.remove(index);
    else if (step && event.altKey) on.move(index, index + step);
    else if (step) lines[index + step]?.element.isConnected && lines[index + step].button.focus();
    else return;
    event.preventDefault();
  });

  function show(row, layer, all, open) {
    isOpen = open;
    set(name, { text: row.name });
    set(short, { text: inShort(layer) });
    set(button, { "aria-expanded": String(open) });
    set(cells.element, { class: `ck-led-row${row.problem ? " ck-led-stuck" : ""}${row.waiting ? " ck-led-waiting" : ""}` });
    if (row.shape) {
      cells.show({ ...row, parameters: row.weights + row.biases, all });
      if (trouble.parentNode) trouble.replaceWith(...Object.values(cells.parts));
      told = "";
      return;
    }
    const words = row.problem?.text ?? "Waits for the row above that does not fit.";
    for (const cell of Object.values(cells.parts)) cell.remove();
    if (!trouble.parentNode) cells.element.append(trouble);
    const way = row.problem?.way;
    if (told === JSON.stringify(row)) return;
    told = JSON.stringify(row);
    const [[key, value]] = Object.entries(way ?? { none: null });
    const label = key === "links" ? "Join all maps" : `Set ${key} to ${value}`;
    trouble.replaceChildren(make("span", { text: words }), ...(way ? [makeButton(label, () => on.way(index, way))] : []));
  }
  return { element: cells.element, button, show };
}
