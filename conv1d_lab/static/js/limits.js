import { geometry } from "./geometry.js";
import { clamp, range, rounded } from "./numbers.js";

/** @import { Range, State } from "./types.js" */

export const MODES = ["zeros", "reflect", "replicate", "circular"];
const LARGEST = { in_channels: 8, out_channels: 8, kernel_size: 8, length: 24 };

/**
 * How many elements a padding mode can add on one side.
 * @param {string} mode
 * @param {number} length
 */
const modeLimit = (mode, length) =>
  mode === "reflect" ? length - 1 : mode === "circular" ? length : Infinity;

/** @param {number} number */
const divisors = (number) => range(number).map((i) => i + 1).filter((d) => number % d === 0);

/**
 * @param {number} a
 * @param {number} b
 * @returns {number}
 */
const greatestDivisor = (a, b) => (b ? greatestDivisor(b, a % b) : a);

/**
 * What each slider can be moved to, given where the others stand.
 * @param {State} state
 */
export function sliderRanges(state) {
  const { N, C, L, O, K, left, right, span, length } = geometry(state);
  const { stride, dilation, padding, padding_mode: mode } = state;
  const limit = modeLimit(mode, L);
  const same = padding === "same";
  const least = state.limits ?? { stride: 1, padding: 0, dilation: 1 };
  const side = typeof padding === "number" ? padding : 0;
  // As many taps, or steps between taps, as fit; "same" makes room for itself.
  const fit = (/** @type {number} */ each) =>
    Math.floor((same ? 2 * limit : L + 2 * side - 1) / each);
  const strideCap = Math.max(least.stride, stride, Math.min(8, L + left + right - span + 1));
  const paddingMin = Math.max(0, Math.ceil((span - L) / 2));
  const paddingCap = Math.max(least.padding, span - 1, 4, paddingMin, side);
  const dilationCap = K === 1 ? dilation : Math.max(least.dilation, 8, dilation);
  const lengthMin = same ? 1 : Math.max(1, span - 2 * side);
  const modeMin = mode === "reflect" ? right + 1 : mode === "circular" ? right : 1;
  const { groups } = state;
  /** @type {(min: number, max: number, step?: number) => Range} */
  const slider = (min, max, step = 1) => ({ min, max: Math.max(min, max), step });
  const channels = (/** @type {number} */ now, /** @type {number} */ cap) =>
    slider(groups, Math.max(now, cap - (cap % groups)), groups);
  return {
    batch_item: slider(0, N - 1),
    output_channel: slider(0, O - 1),
    position: slider(0, length - 1),
    stride: slider(1, same ? 1 : strideCap),
    padding: slider(paddingMin, Math.min(limit, paddingCap)),
    dilation: slider(1, K === 1 ? dilationCap : Math.min(dilationCap, fit(K - 1))),
    speed: slider(1, 30),
    in_channels: channels(C, LARGEST.in_channels),
    out_channels: channels(O, LARGEST.out_channels),
    kernel_size: slider(1, Math.min(Math.max(LARGEST.kernel_size, K), fit(dilation) + 1)),
    length: slider(Math.max(lengthMin, modeMin), Math.max(LARGEST.length, L)),
    groups: slider(1, greatestDivisor(C, O)),
    groupSizes: divisors(greatestDivisor(C, O)),
    modes: MODES.filter((name) => right <= modeLimit(name, L)),
    same: stride === 1 && Math.ceil((span - 1) / 2) <= limit,
  };
}

/**
 * The nearest state that the layer can have: settings first, then the indices.
 * @param {State} state
 * @returns {State}
 */
export function clampState(state) {
  const next = { ...state };
  const [, , L] = next.x.shape;
  const K = next.weight.shape[2];
  next.stride = Math.max(1, rounded(next.stride, 1));
  next.dilation = Math.max(1, rounded(next.dilation, 1));
  if (!MODES.includes(next.padding_mode)) next.padding_mode = "zeros";
  const limit = modeLimit(next.padding_mode, L);
  if (next.padding === "same") {
    next.stride = 1;
    if (K > 1) next.dilation = Math.min(next.dilation, Math.floor((2 * limit) / (K - 1)));
    if (next.dilation < 1) [next.dilation, next.padding] = [1, limit];
  } else if (next.padding !== "valid") {
    next.padding = clamp(rounded(next.padding, 0), 0, limit);
  }
  if (next.padding !== "same" && K > 1) {
    let side = next.padding === "valid" ? 0 : next.padding;
    const need = Math.min(limit, Math.ceil((K - L) / 2));
    if (side < need) next.padding = side = need;
    next.dilation = clamp(next.dilation, 1, Math.max(1, Math.floor((L + 2 * side - 1) / (K - 1))));
  }
  const { N, O, length } = geometry(next);
  next.batch_item = clamp(rounded(next.batch_item, 0), 0, N - 1);
  next.output_channel = clamp(rounded(next.output_channel, 0), 0, O - 1);
  next.position = clamp(rounded(next.position, 0), 0, Math.max(0, length - 1));
  next.speed = clamp(Number(next.speed) || 2, 1, 30);
  next.playing = Boolean(next.playing) && length > 1;
  next.show = next.show === "curves" ? "curves" : "numbers";
  return next;
}

/**
 * The limits of sliders that reach at least what Python has set.
 * @param {State} state
 */
export function widened({ limits, stride, padding, dilation }) {
  return {
    stride: Math.max(limits?.stride ?? 1, stride),
    padding: Math.max(limits?.padding ?? 0, Number(padding) || 0),
    dilation: Math.max(limits?.dilation ?? 1, dilation),
  };
}
