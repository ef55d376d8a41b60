// The outermost element of every widget, and small helpers to build what is inside.

const SVG = "svg g rect line path circle polyline polygon text tspan title pattern defs".split(" ");

/** Make an element: tag, attributes (a function is a listener, `text` the content), children. */
export function make(tag, attributes = {}, ...children) {
  const element = SVG.includes(tag)
    ? document.createElementNS("http://www.w3.org/2000/svg", tag)
    : document.createElement(tag);
  set(element, attributes);
  element.append(...children);
  return element;
}

/** A button with its text and what a click does. */
export function makeButton(text, click, attributes = {}) {
  return make("button", { type: "button", text, click, ...attributes });
}

/** Set attributes; null and false remove one, and what is the same already is left alone. */
export function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (name === "text") {
      if (element.textContent !== value) element.textContent = value;
    } else if (value == null || value === false) element.removeAttribute(name);
    else {
      const text = value === true ? "" : String(value);
      if (element.getAttribute(name) !== text) element.setAttribute(name, text);
    }
  }
  return element;
}

/** The style that gives an element the colour of a role of the palette, as var(--role). */
export function inRole(name) {
  return `--role: var(--ck-${name})`;
}

/** The widget's root. Every widget has one: pages, tests and style sheets find it by its class. */
export function makeFrame(el, name, label) {
  const root = make("div", { class: "ck-widget", "data-widget": name, role: "group", "aria-label": label });
  // JupyterLab takes arrow keys, Enter and letters for itself unless they stop here.
  root.addEventListener("keydown", (event) => event.stopPropagation());
  el.append(root);
  return root;
}

const LEAST_ROOM = 160; // pixels, the frame included: no drawing fits into fewer

/** The width that a widget has to draw in; 0 while it is hidden, or its page still finding its width. */
export function roomIn(root) {
  return root.clientWidth < LEAST_ROOM ? 0 : root.clientWidth;
}

/** Text with `code` in backticks, as nodes. */
export function richText(text) {
  return text
    .split(/(`[^`]+`)/)
    .filter(Boolean)
    .map((part) => (part[0] === "`" ? make("code", { text: part.slice(1, -1) }) : part));
}

let lastId = 0;
/** An id that no other widget in the page has. */
export function freshId(stem) {
  lastId += 1;
  return `ck-${stem}-${lastId}-${Math.random().toString(36).slice(2, 8)}`;
}
