// A state in a page's address: "#PoolingLab-2-eyJ3aW5kb3ciOjN9", the second lab of the page.
// Letters, digits, - and _ only, so that no chat program cuts it and no script trips over it.

/** Write the part of an address behind "#". */
export function writeFragment(name, place, state) {
  const bytes = new TextEncoder().encode(JSON.stringify(state));
  const text = btoa(String.fromCharCode(...bytes));
  return `${name}-${place}-${text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "")}`;
}

/** Read it again; null if it is for another widget, or damaged. */
export function readFragment(fragment, name, place) {
  const start = `#${name}-${place}-`;
  if (!fragment.startsWith(start)) return null;
  try {
    const text = fragment.slice(start.length).replace(/-/g, "+").replace(/_/g, "/");
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}

/** Whether two values would travel as the same text. */
export function same(a, b) {
  return a === b || (a?.length === b?.length && JSON.stringify(a) === JSON.stringify(b));
}

/** A value as Python writes it: text, numbers, booleans, null, lists (a pair as a tuple), objects. */
export function inPython(value, pair = false) {
  if (Array.isArray(value)) {
    const inside = value.map((item) => inPython(item)).join(", ");
    return pair ? `(${inside})` : `[${inside}]`;
  }
  if (value === null) return "None";
  if (typeof value === "object") {
    return `{${Object.entries(value).map(([key, item]) => `${inPython(key)}: ${inPython(item)}`).join(", ")}}`;
  }
  if (typeof value === "boolean") return value ? "True" : "False";
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
