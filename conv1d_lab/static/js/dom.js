/** @import { Range } from "./types.js" */

/** @typedef {HTMLElement & {written?: string}} Written what `put` has written last */

/**
 * Make an element; a key with a dash is an attribute, any other a property.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, unknown>} properties
 * @param {...(Node | string | false | null)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (key.includes("-") || key === "role") element.setAttribute(key, String(value));
    else Object.assign(element, { [key]: value });
  }
  for (const child of children) if (child !== null && child !== false) element.append(child);
  // JupyterLab and Notebook 7 act on keys unless the focused element itself says no.
  if (element.matches("button, input, select, summary, [tabindex]")) {
    element.setAttribute("data-lm-suppress-shortcuts", "true");
  }
  return element;
}

/**
 * @param {string} className
 * @param {...(Node | string | false | null)} children
 */
export const div = (className, ...children) => h("div", { className }, ...children);

/**
 * @param {string} className
 * @param {...(Node | string | false | null)} children
 */
export const span = (className, ...children) => h("span", { className }, ...children);

/**
 * Write a text, but only where it changes.
 * @param {Written} element
 * @param {string} text
 */
export function put(element, text) {
  if (element.written === text) return;
  element.written = text;
  const node = element.firstChild;
  // The same text node with other letters is laid out sooner than a new one.
  if (node?.nodeType === Node.TEXT_NODE && !node.nextSibling) node.nodeValue = text;
  else element.textContent = text;
}

/**
 * The same for a number in a cell: one with many characters is set smaller.
 * @param {Written} element
 * @param {string} text
 */
export function putNumber(element, text) {
  if (element.written === text) return;
  put(element, text);
  element.classList.toggle("c1d-eight", text.length === 8);
  element.classList.toggle("c1d-long", text.length > 8);
  element.classList.toggle("c1d-longest", text.length > 10);
}

const ICONS = {
  play: "M4 2.5v11l9-5.5z",
  pause: "M3.5 2.5h3v11h-3zm6 0h3v11h-3z",
  previous: "M11.5 3.5 7 8l4.5 4.5L10 14 4 8l6-6z",
  next: "M4.5 3.5 9 8l-4.5 4.5L6 14l6-6-6-6z",
  first: "M3 2.5h2v11H3zm10 0v11L5.5 8z",
  last: "M11 2.5h2v11h-2zm-8 0v11L10.5 8z",
};

/** @param {keyof typeof ICONS} name */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/**
 * @param {keyof typeof ICONS} name
 * @param {() => void} onclick
 */
export const iconButton = (name, onclick) =>
  h("button", { type: "button", title: name, "aria-label": name, onclick }, icon(name));

/**
 * A button that stays pressed until it is pressed again.
 * @param {string} text
 * @param {(pressed: boolean) => void} ontoggle
 */
export function toggleButton(text, ontoggle) {
  const button = h("button", {
    type: "button",
    "aria-pressed": "false",
    onclick: () => {
      const pressed = button.getAttribute("aria-pressed") === "false";
      button.setAttribute("aria-pressed", String(pressed));
      ontoggle(pressed);
    },
  }, text);
  return button;
}

/**
 * A labelled native slider; its value stands beside it.
 * @param {string} label
 * @param {(value: number) => void} onvalue
 * @param {string} className
 */
export function slider(label, onvalue, className = "") {
  const value = span("c1d-value");
  const input = h("input", { type: "range", "aria-label": label });
  input.addEventListener("input", () => onvalue(Number(input.value)));
  const element = h(
    "label",
    { className: `c1d-slider ${className}` },
    span("c1d-name", label),
    input,
    value,
  );
  /** @type {(now: number, limits: Range, text?: string) => void} */
  const show = (now, limits, text = String(now)) => {
    for (const key of /** @type {const} */ (["min", "max", "step"])) {
      if (input[key] !== String(limits[key])) input[key] = String(limits[key]);
    }
    if (input.value !== String(now)) input.value = String(now);
    if (input.getAttribute("aria-valuetext") !== text) input.setAttribute("aria-valuetext", text);
    put(value, text);
  };
  return { element, input, show };
}

/**
 * A labelled native select.
 * @param {string} label
 * @param {(value: string) => void} onvalue
 */
export function picker(label, onvalue) {
  const select = h("select", { "aria-label": label });
  select.addEventListener("change", () => onvalue(select.value));
  const element = h("label", { className: "c1d-picker" }, span("c1d-name", label), select);
  /** @type {(now: string, values: string[], allowed?: string[]) => void} */
  const show = (now, values, allowed = values) => {
    if (values.join("\n") !== [...select.options].map((option) => option.value).join("\n")) {
      select.replaceChildren(...values.map((v) => h("option", { value: v }, v)));
    }
    for (const option of select.options) option.disabled = !allowed.includes(option.value);
    if (select.value !== now) select.value = now;
  };
  return { element, show };
}

/**
 * What has the focus; in a shadow root the page knows only the host of it.
 * @param {HTMLElement} element
 */
function focusedIn(element) {
  const root = element.getRootNode();
  return root instanceof ShadowRoot || root instanceof Document ? root.activeElement : null;
}

/**
 * A line of cells of which only a stretch is in the page.
 * @template {HTMLElement} Cell
 * @param {HTMLElement} parent
 * @param {(column: number) => Cell} make
 */
export function strip(parent, make) {
  /** @type {Map<number, Cell>} */
  const cells = new Map();
  /** @type {(from: number, to: number) => void} */
  const show = (from, to) => {
    const focused = focusedIn(parent); // without it the keys would be lost
    for (const [i, cell] of cells) {
      if ((i < from || i >= to) && cell !== focused) {
        cell.remove();
        cells.delete(i);
      }
    }
    for (let i = from; i < to; i += 1) {
      if (cells.has(i)) continue;
      const cell = make(i);
      parent.insertBefore(cell, cells.get(i + 1) ?? null);
      cells.set(i, cell);
    }
  };
  return { cells, show };
}

/**
 * All values as colour, one pixel each: what does not fit beside the window.
 * @param {HTMLCanvasElement} canvas
 * @param {Float32Array} data
 * @param {number} rows
 * @param {number} columns
 */
export function heat(canvas, data, rows, columns) {
  canvas.width = columns;
  canvas.height = rows;
  const pixels = new ImageData(columns, rows);
  const sizes = data.map((value) => Math.abs(value) < Infinity ? Math.abs(value) : 0);
  const most = sizes.reduce((a, b) => Math.max(a, b), 0) || 1;
  for (let i = 0; i < rows * columns; i += 1) {
    const colour = data[i] < 0 ? [0, 114, 178] : [213, 94, 0];
    pixels.data.set([...colour, 255 * Math.min(1, Math.abs(data[i]) / most)], 4 * i);
  }
  canvas.getContext("2d")?.putImageData(pixels, 0, 0);
}

/**
 * Copy a text; false where the browser allows it in no way.
 * @param {string} text
 * @param {HTMLElement} from what asks for it, and keeps the focus
 */
export async function copyText(text, from) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch { /* no permission, or no secure context: the old way */ }
  const area = h("textarea", { value: text, className: "c1d-offscreen", readOnly: true });
  document.body.append(area);
  const focused = focusedIn(from);
  area.select();
  let copied = false;
  try {
    copied = document.execCommand("copy");
  } catch { /* the caller says so */ }
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return copied;
}
