import { isActivation } from "../chain/windows.js";
import { div, h, span } from "../dom.js";

/** @import { ChainStore } from "../chain/store.js" */
/** @import { Layer } from "../chain/types.js" */

/**
 * What stands beside a signal: the layer that makes it, its shape, and for a nonlinearity a switch.
 * @param {ChainStore} store
 * @param {number} signal
 * @param {boolean} isStack of which only blocks are told, and not their places in a Sequential
 */
export function bandLabel({ state, shapes, toggle }, signal, isStack) {
  const [C, L] = shapes[signal];
  const sizes = state.batched === false ? [C, L] : [state.x.shape[0], C, L];
  const size = span("c1d-size", `(${sizes.join(", ")})`);
  if (!signal) return div("c1d-band-label", span("c1d-layer c1d-x", "x"), size);
  const layer = state.layers[signal - 1];
  if (isStack) {
    const made = layer.kind === "ReLU" ? state.layers[signal - 2] : layer;
    const [name, more] = shortLabel(made);
    const then = made === layer ? "" : ", ReLU";
    return div("c1d-band-label", span("c1d-layer", name + then), more, size);
  }
  const [short, more] = shortLabel(layer);
  const name = span("c1d-layer", `${layer.name}: ${short}`);
  name.title = layer.label ?? short;
  if (!isActivation(layer)) {
    const same = shapes[signal - 1].join() === shapes[signal].join();
    return div("c1d-band-label", name, more, !same && size);
  }
  const on = h("input", {
    type: "checkbox",
    className: "c1d-switch",
    value: String(signal - 1),
    checked: !state.off.includes(signal - 1),
    "aria-label": `${layer.kind} of layer ${signal - 1}`,
    onchange: () => toggle(signal - 1),
  });
  return div("c1d-band-label", h("label", { className: "c1d-check" }, on, name));
}

/**
 * Show which nonlinearities are on; the switches stay, and so does the focus.
 * @param {HTMLElement} element that holds them
 * @param {number[]} off
 */
export function showSwitches(element, off) {
  for (const one of element.querySelectorAll(".c1d-switch")) {
    if (one instanceof HTMLInputElement) one.checked = !off.includes(Number(one.value));
  }
}

/**
 * "Conv1d(3, 8, 5)" and the settings that are not as usual.
 * @param {Layer} layer
 * @returns {[name: string, more: HTMLElement | null]}
 */
function shortLabel(layer) {
  /** @type {(name: string, settings: [string, unknown, unknown][]) => [string, HTMLElement | null]} */
  const label = (name, settings) => {
    const told = settings.filter(([, value, usual]) => value !== usual)
      .map(([key, value]) => `${key}=${value}`);
    return [name, told.length ? span("c1d-size", told.join(", ")) : null];
  };
  if (layer.kind === "Conv1d") {
    const { stride, padding, dilation, groups, weight: { shape: [O, G, K] } } = layer;
    return label(`Conv1d(${G * groups}, ${O}, ${K})`, [
      ["stride", stride, 1],
      ["padding", padding, 0],
      ["dilation", dilation, 1],
      ["groups", groups, 1],
    ]);
  }
  if (layer.kind === "MaxPool1d" || layer.kind === "AvgPool1d") {
    const { kernel_size, stride, padding } = layer;
    return label(`${layer.kind}(${kernel_size})`, [
      ["stride", stride, kernel_size],
      ["padding", padding, 0],
    ]);
  }
  if (layer.kind === "Pad") return label(`Pad (${layer.left}, ${layer.right})`, []);
  return label(layer.kind, []);
}
