// A matrix of numbers to type into: one tab stop, arrow keys go from number to number.
import { parseNumber } from "../shared/answers.js";
import { written } from "../shared/numbers.js";
import { make, set } from "../ui/frame.js";
import { isWeight } from "./looking.js";

/** Numbers as they are written into squares of this size, and the size of the type. */
export function fitted(values, cell) {
  const ways = [3, 2].map((digits) => {
    const texts = Array.from(values, (value) => written(value, digits));
    const longest = Math.max(...texts.map((text) => text.length));
    return { texts, font: Math.min(16, 0.42 * cell, (cell - 4) / (0.6 * longest)) };
  });
  const way = ways.find(({ font }) => font >= 10) ?? ways[1];
  return { ...way, font: Math.max(way.font, 9) };
}

/**
 * { element, draw(map, { cell, fill }), edit(row, column) } for a matrix called `name`.
 * `fill(value)` gives { fill, ink }. `change(row, column, value)` is called while the reader types,
 * `refuse(row, column, text)` when what was typed is no number, and `look(row, column)`, or
 * look(null), when another number has the focus or the mouse.
 */
export function makeBoard({ name, change, refuse, look }) {
  const element = make("div", { class: "ck-board", role: "group", "aria-label": name });
  let fields = [];
  let shape = [0, 0];
  let stop = 0; // the field that Tab comes to
  const place = (event) => {
    const at = fields.indexOf(event.target);
    return at < 0 ? null : [Math.floor(at / shape[1]), at % shape[1]];
  };
  const stopAt = (at) => {
    stop = at;
    fields.forEach((field, index) => set(field, { tabindex: index === at ? 0 : -1 }));
  };

  element.addEventListener("input", (event) => {
    const value = parseNumber(event.target.value);
    if (value !== null && isWeight(value)) change(...place(event), value);
  });
  element.addEventListener("focusin", (event) => {
    stopAt(fields.indexOf(event.target));
    event.target.select();
    look?.(...place(event));
  });
  element.addEventListener("focusout", (event) => {
    const field = event.target;
    const value = parseNumber(field.value);
    if (value === null || !isWeight(value)) refuse(...place(event), field.value);
    field.value = field.shown;
    look?.(null);
  });
  element.addEventListener("keydown", (event) => {
    const at = place(event);
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Enter: [1, 0] }[event.key];
    if (!at || !step || event.altKey || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    const [row, column] = at.map((from, axis) => Math.min(Math.max(from + step[axis], 0), shape[axis] - 1));
    edit(row, column);
  });

  function edit(row, column) {
    fields[row * shape[1] + column].focus();
  }

  function draw(map, { cell, fill }) {
    if (map.height !== shape[0] || map.width !== shape[1]) {
      shape = [map.height, map.width];
      fields = Array.from(map.values, (_, at) => {
        const label = `${name}, row ${Math.floor(at / map.width)}, column ${at % map.width}`;
        return make("input", { type: "text", inputmode: "text", autocomplete: "off", "aria-label": label });
      });
      stopAt(Math.min(stop, fields.length - 1));
      element.replaceChildren(...fields);
    }
    const { texts, font } = fitted(map.values, cell);
    const size = `grid-template-columns: repeat(${map.width}, ${cell}px); grid-auto-rows: ${cell}px; font-size: ${font}px`;
    set(element, { style: size });
    fields.forEach((field, at) => {
      const { fill: background, ink } = fill(map.values[at]);
      set(field, { style: `background: ${background}; color: ${ink}` });
      field.shown = texts[at];
      const typed = field === field.getRootNode().activeElement ? parseNumber(field.value) : NaN;
      if (typed !== null && typed !== map.values[at]) field.value = texts[at]; // half a number stays
    });
  }
  return { element, draw, edit };
}
