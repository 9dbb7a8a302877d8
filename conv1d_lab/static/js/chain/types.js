/**
 * What the modules of a chain hand to each other: types only, never part of a joined module.
 *
 * @import { Packed, Tensor } from "../types.js"
 *
 * A layer of the chain: `kind` is the class of torch.nn, `name` its place in the Sequential, as
 * "1.0". Settings bear the names of torch.
 * @typedef {{kind: "Conv1d", name: string, weight: Tensor, bias: Tensor | null, stride: number,
 *   padding: number | "same" | "valid", dilation: number, groups: number,
 *   padding_mode: string}} Conv
 *
 * A nonlinearity, which can be switched off.
 * @typedef {{kind: "ReLU" | "LeakyReLU" | "GELU" | "Tanh" | "Sigmoid", name: string,
 *   negative_slope?: number, approximate?: "none" | "tanh"}} Activation
 *
 * @typedef {{kind: "MaxPool1d" | "AvgPool1d", name: string, kernel_size: number, stride: number,
 *   padding: number, dilation: number, ceil_mode: boolean, count_include_pad: boolean}} Pool
 *
 * BatchNorm1d in eval mode: mean and var are fixed.
 * @typedef {{kind: "BatchNorm1d", name: string, mean: Tensor, var: Tensor, eps: number,
 *   weight: Tensor | null, bias: Tensor | null}} Norm
 *
 * ZeroPad1d, ConstantPad1d and their like; a negative side crops.
 * @typedef {{kind: "Pad", name: string, left: number, right: number, value: number,
 *   mode: string}} Pad
 *
 * Identity, and Dropout in eval mode.
 * @typedef {{kind: "Identity", name: string}} Pass
 *
 * @typedef {(Conv | Activation | Pool | Norm | Pad | Pass) & {label?: string}} Layer label: as
 *   Python writes the layer, "Conv1d(3, 8, 3)"
 *
 * The state of a chain. Signal 0 is x, signal i + 1 the output of layer i.
 * @typedef {object} Chain
 * @property {Tensor} x (N, C, L)
 * @property {Layer[]} layers
 * @property {number[]} off which layers are switched off: nonlinearities only
 * @property {number} layer the layer whose output is chosen, -1 for x itself
 * @property {[n: number, o: number, t: number]} position the chosen element of that signal
 * @property {boolean} [batched] false for an input (C, L)
 * @property {string} [note] what Python has to say about the numbers
 *
 * A chain as it arrives, each tensor packed.
 * @typedef {Omit<Chain, "x" | "layers"> & {x: Packed, layers: Record<string, unknown>[]}} GivenChain
 *
 * How many times each place of a signal is met, axis by axis: the paths to [c, p] are
 * channels[c] * positions[p]. first and last are the ends of what is met, -1 where nothing is.
 * @typedef {{signal: number, channels: Float64Array, positions: Float64Array, first: number,
 *   last: number, count: number}} Field
 *
 * How windows lie over a signal: those of a layer that has a kernel, and K = 1 for the others.
 * @typedef {{K: number, stride: number, dilation: number, left: number, mode: string, C: number,
 *   L: number, out: [C: number, L: number]}} Windows
 *
 * What a linear piece of the chain computes.
 * @typedef {object} Equivalent
 * @property {number[][]} kernel [channel][tap], where no window meets padding
 * @property {number} bias
 * @property {number} stride from one output to the next
 * @property {number} start where tap 0 lies for the chosen output, counted in the first signal
 * @property {boolean} inside whether the chosen output meets no padding, so that the kernel is right
 * @property {[first: number, last: number] | null} valid the outputs for which the kernel is right
 * @property {{kernel: number[][], start: number, bias: number}} here what the chosen output really
 *   adds up, also at a border
 */

export {};
