/**
 * What the modules hand to each other: types only, so this file is never part of the joined module.
 *
 * @typedef {{shape: number[], data: Float32Array}} Tensor
 *
 * A tensor as it arrives: from a message (bytes), from a saved page (base64) or as a list.
 * @typedef {{shape: number[], data: ArrayBuffer | ArrayBufferView | string | number[]}} Packed
 *
 * A layer and its input.
 * @typedef {object} Convolution
 * @property {Tensor} x (N, C_in, L)
 * @property {Tensor} weight (C_out, C_in / groups, K)
 * @property {Tensor | null} bias (C_out,)
 * @property {number} stride
 * @property {number | "same" | "valid"} padding
 * @property {number} dilation
 * @property {string} padding_mode
 * @property {number} groups
 *
 * The state of an explorer: a layer, its input, the current element and how it is shown.
 * @typedef {Convolution & Shown} State
 *
 * @typedef {object} Shown
 * @property {number} batch_item n
 * @property {number} output_channel o
 * @property {number} position t
 * @property {boolean} playing
 * @property {number} speed steps a second
 * @property {boolean} [batched] false for an input (C_in, L)
 * @property {string} [controls]
 * @property {boolean} [predict]
 * @property {string} [show] "numbers" or "curves"
 * @property {string} [signal] what the playground calls x
 * @property {string} [kernel] what it calls weight
 * @property {string} [note] what part of which layer this is
 * @property {{stride: number, padding: number, dilation: number}} [limits] how far the sliders go
 *   at least, because the layer came with such values
 *
 * @typedef {Omit<State, "x" | "weight" | "bias"> & {
 *   x: Packed, weight: Packed, bias: Packed | null, pool?: Record<string, Packed> | null,
 *   lists?: Lists | null,
 * }} Given
 *
 * The values of the playground, as many as its sliders can show.
 * @typedef {{x: Tensor, weight: Tensor, bias: Tensor | null}} Pool
 *
 * What the playground offers by name: row 0 of a signal, and a kernel for each size, or null where
 * it needs more.
 * @typedef {{signals: Record<string, number[]>,
 *   kernels: Record<string, {size: number, taps: (number[] | null)[]}>}} Lists
 *
 * Sizes of a state; G = C_in / groups, span = the positions from the first tap to the last.
 * @typedef {{N: number, C: number, L: number, O: number, G: number, K: number, left: number,
 *   right: number, span: number, length: number}} Geometry
 *
 * One output element, taken apart; inputs, weights and products are [channel][tap].
 * @typedef {{channels: number[], positions: number[], source: number[], inputs: number[][],
 *   weights: number[][], products: number[][], sums: number[], total: number, bias: number,
 *   value: number}} Element
 *
 * @typedef {{min: number, max: number, step: number}} Range
 *
 * Called with the names of what changed and where the change came from.
 * @typedef {(changed: Set<string>, origin: string) => void} Listener
 *
 * @typedef {ReturnType<typeof import("./store.js").createStore>} Store
 */

export {};
