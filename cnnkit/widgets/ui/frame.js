// The outermost element of every widget, and small helpers to build what is inside.

/** Make an element: tag, attributes (a function is a listener, `text` the content), children. */
export function make(tag, attributes = {}, ...children) {
  const svg = ["svg", "g", "rect", "line", "path", "circle", "polygon", "text", "title", "pattern", "defs"];
  const element = svg.includes(tag)
    ? document.createElementNS("http://www.w3.org/2000/svg", tag)
    : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value == null || value === false) continue;
    if (typeof value === "function") element.addEventListener(name, value);
    else if (name === "text") element.textContent = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

/** The widget's root. Every widget has one: pages, tests and style sheets find it by its class. */
export function makeFrame(el, name, label) {
  const root = make("section", { class: "ck-widget", "data-widget": name, "aria-label": label });
  // JupyterLab takes arrow keys, Enter and letters for itself unless they stop here.
  root.addEventListener("keydown", (event) => event.stopPropagation());
  el.append(root);
  return root;
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
