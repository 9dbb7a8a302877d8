/* The explorer of conv1d_lab: one module, no imports. Arithmetic first, then the page.
 *
 * A Tensor is {shape: number[], data: Float32Array}. A State is a plain object:
 *   x (N, C_in, L), weight (C_out, C_in / groups, K), bias (C_out,) or null      Tensors
 *   stride, dilation, groups    padding: a number, "same" or "valid"    padding_mode
 *   batch_item, output_channel, position (n, o, t)    playing, speed
 *   batched, controls, predict, pool                  fixed when the explorer is made
 *
 * Exported, all pure but the last three:
 *   tensor(value)                                  -> Tensor | null, from bytes, base64 or lists
 *   paddingSides(padding, kernelSize, dilation)    -> [left, right]
 *   sourceIndex(position, length, mode)            -> index into x, or -1 for a zero of the padding
 *   outputLength(length, kernelSize, stride, left, right, dilation) -> L_out (0 if nothing fits)
 *   geometry(state)            -> {N, C, L, O, G, K, left, right, span, length} (G = C_in / groups)
 *   conv1d(state, n)           -> Float32Array (C_out * L_out), the output of batch item n
 *   explainElement(state, n, o, t) -> {channels, positions, source, inputs, weights, products,
 *                                  sums, total, bias, value}; inputs, weights, products are [C][K]
 *   codeText(state)            -> the PyTorch lines of the current element
 *   formulaText(state, full)   -> three lines: the formula, with its indices, with its numbers
 *   formatNumber(value, full)  -> 4 decimals as PyTorch prints, or every digit of a float32
 *   sliderRanges(state)        -> {name: {min, max, step}}, with modes, same and groups: lists
 *   clampState(state)          -> the nearest state that the layer can have
 *   outputsFed(state, p)       -> which t read x[.., .., p]
 *   inputsMet(state, k)        -> which elements of x tap k meets, in the order of t
 *   neverRead(state)           -> positions of x that no window reads
 *   resizePool(pool, sizes)    -> {x, weight, bias, groups} of the playground
 *   createStore(state)         -> state, clock and listeners of one explorer
 *   mount(element, state)      -> shows an explorer without Jupyter; returns {store, remove}
 *   default                    -> the anywidget module
 */

// ---------------------------------------------------------------------------------- numbers

/** @typedef {{shape: number[], data: Float32Array}} Tensor */

/** @returns {Tensor|null} */
export function tensor(value) {
  if (!value) return null;
  let { data } = value;
  if (typeof data === "string") data = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
  if (data instanceof ArrayBuffer) data = new Float32Array(data);
  else if (ArrayBuffer.isView(data) && !(data instanceof Float32Array)) {
    // A message's bytes need not start at a multiple of four.
    const start = data.byteOffset;
    data = new Float32Array(data.buffer.slice(start, start + data.byteLength));
  } else data = Float32Array.from(data);
  return { shape: [...value.shape], data };
}

/** Four decimals, ties to even as C prints them; an exponent where that would hide the number. */
export function formatNumber(value, full = false) {
  value = Math.fround(value);
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (value === 0) return full ? "0.0" : "0.0000";
  if (full) return everyDigit(value);
  const size = Math.abs(value);
  if (size < 0.5e-4 || size >= 1e6) return exponent(value.toExponential(4));
  const scaled = size * 1e4;
  const tie = scaled - Math.floor(scaled) === 0.5 && Math.floor(scaled) % 2 === 0;
  return tie ? (Math.sign(value) * Math.floor(scaled) / 1e4).toFixed(4) : value.toFixed(4);
}

/** The shortest digits that mean this float32 and no other. */
function everyDigit(value) {
  let digits = 1;
  while (digits < 9 && Math.fround(Number(value.toPrecision(digits))) !== value) digits += 1;
  const short = Number(value.toPrecision(digits));
  const size = Math.abs(short);
  if (size < 1e-4 || size >= 1e16) return exponent(short.toExponential());
  return Number.isInteger(short) ? short.toFixed(1) : String(short);
}

const exponent = (text) => text.replace(/e([+-])(\d)$/, "e$10$2");

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
const whole = (value, fallback) => (Number.isFinite(value) ? Math.round(value) : fallback);
const range = (count) => Array.from({ length: count }, (_, i) => i);

// --------------------------------------------------------------------------------- geometry

export function paddingSides(padding, kernelSize, dilation) {
  if (padding === "valid") return [0, 0];
  if (padding !== "same") return [padding, padding];
  const total = dilation * (kernelSize - 1);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}

export function sourceIndex(position, length, mode) {
  if (position >= 0 && position < length) return position;
  if (mode === "reflect") return position < 0 ? -position : 2 * (length - 1) - position;
  if (mode === "replicate") return position < 0 ? 0 : length - 1;
  if (mode === "circular") return ((position % length) + length) % length;
  return -1;
}

export function outputLength(length, kernelSize, stride, left, right, dilation) {
  const room = length + left + right - dilation * (kernelSize - 1) - 1;
  return room < 0 ? 0 : Math.floor(room / stride) + 1;
}

export function geometry(state) {
  const [N, C, L] = state.x.shape;
  const [O, G, K] = state.weight.shape;
  const { stride, dilation } = state;
  const [left, right] = paddingSides(state.padding, K, dilation);
  const span = dilation * (K - 1) + 1;
  const length = outputLength(L, K, stride, left, right, dilation);
  return { N, C, L, O, G, K, left, right, span, length };
}

/** The first input channel that output channel o reads. */
const firstChannel = (state, o) => {
  const [O, G] = state.weight.shape;
  return Math.floor(o / (O / state.groups)) * G;
};

/** Doubles are added, which is closer; but what float32 can't hold is inf, as in torch. */
const overflows = (product) => Math.abs(product) > 3.4e38;

export function conv1d(state, n = state.batch_item) {
  const { C, L, O, G, K, left, right, length } = geometry(state);
  const width = left + L + right;
  const padded = new Float32Array(C * width);
  let [high, exact] = [0, true];
  for (let j = 0; j < width; j += 1) {
    const source = sourceIndex(j - left, L, state.padding_mode);
    if (source < 0) continue;
    for (let c = 0; c < C; c += 1) {
      const value = state.x.data[(n * C + c) * L + source];
      padded[c * width + j] = value;
      high = Math.max(high, Math.abs(value) || 0);
    }
  }
  const out = new Float32Array(O * length);
  const row = new Float64Array(length);
  for (let o = 0; o < O; o += 1) {
    row.fill(state.bias ? state.bias.data[o] : 0);
    for (let i = 0; i < G; i += 1) {
      const start = (firstChannel(state, o) + i) * width;
      for (let k = 0; k < K; k += 1) {
        const weight = state.weight.data[(o * G + i) * K + k];
        if (Math.abs(weight) < Infinity && overflows(weight * high)) exact = false;
        let at = start + k * state.dilation;
        for (let t = 0; t < length; t += 1, at += state.stride) row[t] += weight * padded[at];
      }
    }
    out.set(row, o * length);
  }
  if (exact) return out;
  return out.map((_, i) => explainElement(state, n, Math.floor(i / length), i % length).value);
}

export function explainElement(state, n, o, t) {
  const { C, L, G, K, left } = geometry(state);
  const first = firstChannel(state, o);
  const positions = range(K).map((k) => t * state.stride + k * state.dilation - left);
  const source = positions.map((p) => sourceIndex(p, L, state.padding_mode));
  const channels = range(G).map((i) => first + i);
  const inputs = channels.map((c) =>
    source.map((p) => (p < 0 ? 0 : state.x.data[(n * C + c) * L + p])));
  const weights = range(G).map((i) => {
    const start = (o * G + i) * K;
    return Array.from(state.weight.data.subarray(start, start + K));
  });
  const products = weights.map((row, i) => row.map((weight, k) => {
    const product = weight * inputs[i][k];
    return overflows(product) ? Math.fround(product) : product;
  }));
  const sums = products.map((row) => row.reduce((a, b) => a + b, 0));
  const total = sums.reduce((a, b) => a + b, 0);
  const bias = state.bias ? state.bias.data[o] : 0;
  const value = Math.fround(total + bias);
  return { channels, positions, source, inputs, weights, products, sums, total, bias, value };
}

export function outputsFed(state, p) {
  const { L, K, left, length } = geometry(state);
  const fed = [];
  for (let t = 0; t < length; t += 1) {
    for (let k = 0; k < K; k += 1) {
      const position = t * state.stride + k * state.dilation - left;
      if (sourceIndex(position, L, state.padding_mode) !== p) continue;
      fed.push(t);
      break;
    }
  }
  return fed;
}

export function inputsMet(state, k) {
  const { L, left, length } = geometry(state);
  return range(length)
    .map((t) => sourceIndex(t * state.stride + k * state.dilation - left, L, state.padding_mode))
    .filter((p) => p >= 0);
}

export function neverRead(state) {
  const { L, K } = geometry(state);
  const read = new Set();
  for (let k = 0; k < K; k += 1) for (const p of inputsMet(state, k)) read.add(p);
  return range(L).filter((p) => !read.has(p));
}

// ------------------------------------------------------------------------------------ words

/** "x[0, 1, 3]"; an input without a batch has no first index. */
const nameOf = (state, name, n, ...rest) =>
  `${name}[${(state.batched === false ? rest : [n, ...rest]).join(", ")}]`;
const outName = (state) =>
  nameOf(state, "out", state.batch_item, state.output_channel, state.position);

export function codeText(state) {
  const { G, K, left, right, span } = geometry(state);
  const { batch_item: n, output_channel: o, position: t, dilation } = state;
  const lines = [];
  let [name, start] = ["x", t * state.stride];
  if (left || right) {
    const mode = state.padding_mode === "zeros" ? "" : `, mode="${state.padding_mode}"`;
    lines.push(`padded = torch.nn.functional.pad(x, (${left}, ${right})${mode})`);
    name = "padded";
  }
  const window = `${start}:${start + span}${dilation === 1 ? "" : `:${dilation}`}`;
  const first = firstChannel(state, o);
  for (let i = 0; i < G; i += 1) {
    const read = nameOf(state, name, n, first + i, window);
    lines.push(`a${i + 1} = torch.sum(layer.weight[${o}, ${i}] * ${read})`);
  }
  const total = range(G).map((i) => `a${i + 1}`).join(" + ");
  lines.push(state.bias ? `${total} + layer.bias[${o}]` : total);
  return lines.join("\n");
}

const signed = (terms) =>
  terms.reduce((text, term) =>
    term.startsWith("-") ? `${text} - ${term.slice(1)}` : `${text} + ${term}`);

export function formulaText(state, full = false) {
  const { G, K, left } = geometry(state);
  const { batch_item: n, output_channel: o, position: t, stride, dilation } = state;
  const shift = typeof state.padding === "number" ? "padding" : "left";
  const time = ["t", stride > 1 && "·stride", " + k", dilation > 1 && "·dilation",
    left && ` - ${shift}`].filter(Boolean).join("");
  const start = t * stride - left;
  const step = dilation > 1 ? `${dilation}·k` : "k";
  const first = firstChannel(state, o);
  const channel = first ? `${first} + c` : "c";
  const offset = state.groups > 1 ? "first + c" : "c";
  const bias = (name) => (state.bias ? `${name} + ` : "");
  const parts = explainElement(state, n, o, t);
  const shown = parts.sums.length > 8 ? [parts.total] : parts.sums;
  const terms = [...(state.bias ? [parts.bias] : []), ...shown].map((v) => formatNumber(v, full));
  return [
    `${nameOf(state, "out", "n", "o", "t")} = ${bias("bias[o]")}Σc Σk weight[o, c, k] · ` +
      nameOf(state, "x", "n", offset, time),
    `${outName(state)} = ${bias(`bias[${o}]`)}Σc=0..${G - 1} Σk=0..${K - 1} weight[${o}, c, k] · ` +
      nameOf(state, "x", n, channel, start ? `${start} + ${step}` : step),
    `${outName(state)} = ${signed(terms)} = ${formatNumber(parts.value, full)}`,
  ].join("\n");
}

/** "0 to 3, 7" */
function listRuns(numbers) {
  const runs = [];
  for (const number of [...new Set(numbers)].sort((a, b) => a - b)) {
    const last = runs[runs.length - 1];
    if (last && number === last[1] + 1) last[1] = number;
    else runs.push([number, number]);
  }
  const shown = runs.slice(0, 8)
    .map(([a, b]) => (a === b ? `${a}` : b === a + 1 ? `${a}, ${b}` : `${a} to ${b}`));
  return shown.join(", ") + (runs.length > 8 ? " ..." : "");
}

const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

// ----------------------------------------------------------------------- what a state may be

const MODES = ["zeros", "reflect", "replicate", "circular"];
const POOL = { in_channels: 8, out_channels: 8, kernel_size: 8, length: 24 };

/** How many elements a mode can add on one side. */
const modeLimit = (mode, length) =>
  mode === "reflect" ? length - 1 : mode === "circular" ? length : Infinity;

const divisors = (number) => range(number).map((i) => i + 1).filter((d) => number % d === 0);
const gcd = (a, b) => (b ? gcd(b, a % b) : a);

export function sliderRanges(state) {
  const { N, C, L, O, K, left, right, span, length } = geometry(state);
  const { stride, dilation, padding, padding_mode: mode } = state;
  const limit = modeLimit(mode, L);
  const same = padding === "same";
  const least = state.limits ?? { stride: 1, padding: 0, dilation: 1 };
  const side = padding === "valid" ? 0 : padding;
  // As many taps, or steps between taps, as fit; "same" makes room for itself.
  const fit = (each) => Math.floor((same ? 2 * limit : L + 2 * side - 1) / each);
  const strideCap = Math.max(least.stride, stride, Math.min(8, L + left + right - span + 1));
  const paddingMin = Math.max(0, Math.ceil((span - L) / 2));
  const paddingCap = Math.max(least.padding, span - 1, 4, paddingMin, same ? 0 : side);
  const dilationCap = K === 1 ? dilation : Math.max(least.dilation, 8, dilation);
  const lengthMin = same ? 1 : Math.max(1, span - 2 * side);
  const modeMin = { reflect: right + 1, circular: right }[mode] ?? 1;
  const { groups } = state;
  const slider = (min, max, step = 1) => ({ min, max: Math.max(min, max), step });
  const channels = (now, cap) => slider(groups, Math.max(now, cap - (cap % groups)), groups);
  return {
    batch_item: slider(0, N - 1),
    output_channel: slider(0, O - 1),
    position: slider(0, length - 1),
    stride: slider(1, same ? 1 : strideCap),
    padding: slider(paddingMin, Math.min(limit, paddingCap)),
    dilation: slider(1, K === 1 ? dilationCap : Math.min(dilationCap, fit(K - 1))),
    speed: slider(1, 30),
    in_channels: channels(C, POOL.in_channels),
    out_channels: channels(O, POOL.out_channels),
    kernel_size: slider(1, Math.min(Math.max(POOL.kernel_size, K), fit(dilation) + 1)),
    length: slider(Math.max(lengthMin, modeMin), Math.max(POOL.length, L)),
    groups: slider(1, gcd(C, O)),
    groupSizes: divisors(gcd(C, O)),
    modes: MODES.filter((name) => right <= modeLimit(name, L)),
    same: stride === 1 && Math.ceil((span - 1) / 2) <= limit,
  };
}

/** Settings first, then the indices, each to the nearest value that leaves an output. */
export function clampState(state) {
  const next = { ...state };
  const [, , L] = next.x.shape;
  const K = next.weight.shape[2];
  next.stride = Math.max(1, whole(next.stride, 1));
  next.dilation = Math.max(1, whole(next.dilation, 1));
  if (!MODES.includes(next.padding_mode)) next.padding_mode = "zeros";
  const limit = modeLimit(next.padding_mode, L);
  if (next.padding === "same") {
    next.stride = 1;
    if (K > 1) next.dilation = Math.min(next.dilation, Math.floor((2 * limit) / (K - 1)));
    if (next.dilation < 1) [next.dilation, next.padding] = [1, limit];
  } else if (next.padding !== "valid") {
    next.padding = clamp(whole(next.padding, 0), 0, limit);
  }
  if (next.padding !== "same" && K > 1) {
    let side = next.padding === "valid" ? 0 : next.padding;
    const need = Math.min(limit, Math.ceil((K - L) / 2));
    if (side < need) next.padding = side = need;
    next.dilation = clamp(next.dilation, 1, Math.max(1, Math.floor((L + 2 * side - 1) / (K - 1))));
  }
  const { N, O, length } = geometry(next);
  next.batch_item = clamp(whole(next.batch_item, 0), 0, N - 1);
  next.output_channel = clamp(whole(next.output_channel, 0), 0, O - 1);
  next.position = clamp(whole(next.position, 0), 0, Math.max(0, length - 1));
  next.speed = clamp(Number(next.speed) || 2, 1, 30);
  next.playing = Boolean(next.playing) && length > 1;
  return next;
}

// --------------------------------------------------------------------------- the playground

/** The first rows and columns of the pool: growing one size never changes what was there. */
export function resizePool(pool, sizes) {
  const { in_channels: C, out_channels: O, kernel_size: K, length: L, groups } = sizes;
  return {
    x: corner(pool.x, [1, C, L]),
    weight: corner(pool.weight, [O, C / groups, K]),
    bias: pool.bias && corner(pool.bias, [O]),
    groups,
  };
}

/** Visit every place that two shapes share, as offsets into both. */
function overlap(from, to, visit) {
  const shape = from.map((size, axis) => Math.min(size, to[axis]));
  const walk = (axis, a, b) => {
    if (axis === shape.length) return visit(a, b);
    for (let i = 0; i < shape[axis]; i += 1) walk(axis + 1, a * from[axis] + i, b * to[axis] + i);
    return undefined;
  };
  walk(0, 0, 0);
}

function corner(source, shape) {
  const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
  overlap(source.shape, shape, (a, b) => { data[b] = source.data[a]; });
  return { shape, data };
}

const sizesOf = (state) => {
  const { C, L, O, K } = geometry(state);
  return { in_channels: C, out_channels: O, kernel_size: K, length: L, groups: state.groups };
};

// ------------------------------------------------------------- the store: one per explorer

const TENSORS = ["x", "weight", "bias"];
const SETTINGS = ["stride", "padding", "dilation", "padding_mode", "groups"];
const INDICES = ["batch_item", "output_channel", "position"];
const SAVED = [...TENSORS, ...SETTINGS, ...INDICES, "playing", "speed"];
const OUTPUT_DEPENDS_ON = new Set([...TENSORS, ...SETTINGS, "batch_item"]);
const PATIENCE = 1000; // ms that a playing explorer may be off the page, as when it is moved

/** State, clock and listeners; knows nothing of the page but frames. */
export function createStore(given) {
  const listeners = new Set();
  const views = new Set();
  const store = { state: null, out: null, offline: false, guesses: null, set, subscribe };
  let [frame, due, seen] = [0, 0, 0];

  const start = { ...given };
  for (const name of TENSORS) start[name] = tensor(given[name]);
  const limits = { stride: start.stride, padding: Number(start.padding) || 0,
    dilation: start.dilation };
  const state = clampState({ ...start, limits });
  const poolNow = () => given.pool && Object.fromEntries(
    TENSORS.map((name) => [name, tensor(given.pool[name])]));
  const baseline = { ...state, playing: false };
  store.state = state;
  store.pool = poolNow();
  remember();
  refresh();

  /** Edits in the playground stay when a size shrinks and grows again. */
  function remember() {
    if (!store.pool) return;
    for (const name of TENSORS) {
      const [here, there] = [store.state[name], store.pool[name]];
      if (here) overlap(here.shape, there.shape, (a, b) => { there.data[b] = here.data[a]; });
    }
  }

  function refresh(afresh = true) {
    store.out = conv1d(store.state);
    if (afresh) store.guesses = { shown: new Map(), last: null };
  }

  /** Change some of the state; origin tells listeners where the change came from. */
  function set(patch, origin = "view") {
    const before = store.state;
    const next = clampState({ ...before, ...patch });
    const changed = new Set(Object.keys(next).filter((key) => next[key] !== before[key]));
    if (origin === "python") {
      const limits = { ...next.limits };
      for (const key of Object.keys(limits)) {
        limits[key] = Math.max(limits[key], Number(next[key]) || 0);
      }
      next.limits = limits;
    }
    store.state = next;
    if (TENSORS.some((name) => changed.has(name))) remember();
    const causes = [...changed].filter((key) => OUTPUT_DEPENDS_ON.has(key));
    if (causes.length) refresh(causes.some((key) => key !== "batch_item"));
    if (changed.has("playing") || changed.has("speed")) restart();
    if (changed.size || origin === "guess") tell(changed, origin);
  }

  function tell(changed, origin) {
    for (const listener of [...listeners]) listener(changed, origin);
  }

  function subscribe(listener) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  function restart() {
    cancelAnimationFrame(frame);
    frame = 0;
    if (!store.state.playing || !views.size) return;
    due = 0;
    seen = performance.now();
    frame = requestAnimationFrame(tick);
  }

  function tick(now) {
    const here = [...views].some((element) => element.isConnected);
    if (here) seen = now;
    else if (now - seen > PATIENCE) { set({ playing: false }); return; }
    frame = requestAnimationFrame(tick);
    const pause = 1000 / store.state.speed;
    if (!due) due = now + pause;
    if (now < due || !here) return;
    due = Math.max(due + pause, now);
    const { length } = geometry(store.state);
    set({ position: (store.state.position + 1) % length });
  }

  store.addView = (element) => { views.add(element); if (views.size === 1) restart(); };
  store.removeView = (element) => {
    views.delete(element);
    if (!views.size) set({ playing: false });
  };
  store.stop = () => { views.clear(); cancelAnimationFrame(frame); listeners.clear(); };
  store.setOffline = (offline) => {
    if (offline === store.offline) return;
    store.offline = offline;
    tell(new Set(["offline"]), "store");
  };
  store.reset = () => {
    store.pool = poolNow();
    const { controls, predict, ...start } = baseline; // these two are Python's to choose
    set(start);
  };
  store.edit = (name, index, value) => {
    const { shape, data } = store.state[name];
    const copy = data.slice();
    copy[index] = value;
    set({ [name]: { shape, data: copy } });
  };
  store.resize = (name, value) => {
    const next = resizePool(store.pool, { ...sizesOf(store.state), [name]: value });
    if (!store.state.bias) next.bias = null;
    set(next);
  };

  const place = () => INDICES.map((key) => store.state[key]).join();
  store.hidden = (o = store.state.output_channel, t = store.state.position) =>
    store.state.predict && !store.guesses.shown.has([store.state.batch_item, o, t].join());
  /** @param guess a number, "same" or "changes" */
  store.commit = (guess) => {
    const { output_channel: o, position: t, batch_item: n } = store.state;
    const { value } = explainElement(store.state, n, o, t);
    const { shown, last } = store.guesses;
    shown.set(place(), judge(guess, value, last));
    store.guesses.last = { name: outName(store.state), value };
    set({}, "guess");
  };
  store.verdict = () => store.guesses.shown.get(place());
  return store;
}

/** What to say about a guess; work by hand from printed numbers is right within 5e-4. */
function judge(guess, value, last) {
  const is = formatNumber(value);
  if (typeof guess === "number") {
    const off = Math.abs(guess - value);
    if (off <= 5e-4 || formatNumber(guess) === is) return `✓ Right. You said ${guess}; it is ${is}.`;
    return `✗ You said ${guess}; it is ${is}, ${formatNumber(off)} away.`;
  }
  const truth = formatNumber(last.value) === is ? "same" : "changes";
  const mark = guess === truth ? "✓ Right." : "✗ No.";
  return `${mark} You said “${guess}”; ${last.name} was ${formatNumber(last.value)}, this is ${is}.`;
}

// ------------------------------------------------------------------------- small DOM helpers

/** Make an element; a key with a dash is an attribute, any other a property. */
function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (key.includes("-") || key === "role") element.setAttribute(key, value);
    else element[key] = value;
  }
  element.append(...children.filter((child) => child !== null && child !== false));
  // JupyterLab and Notebook 7 act on keys unless the focused element itself says no.
  if (element.matches("button, input, select, summary, [tabindex]")) {
    element.setAttribute("data-lm-suppress-shortcuts", "true");
  }
  return element;
}

const div = (className, ...children) => h("div", { className }, ...children);
const span = (className, ...children) => h("span", { className }, ...children);

/** Write a text only where it changes. */
function put(element, text) {
  if (element.written === text) return;
  element.written = text;
  const node = element.firstChild;
  // The same text node with other letters is laid out sooner than a new one.
  if (node?.nodeType === Node.TEXT_NODE && !node.nextSibling) node.data = text;
  else element.textContent = text;
}

/** The same for a number in a cell: one with many characters is set smaller. */
function putNumber(element, text) {
  if (element.written === text) return;
  put(element, text);
  element.classList.toggle("eight", text.length === 8);
  element.classList.toggle("long", text.length > 8);
  element.classList.toggle("longest", text.length > 10);
}

const ICONS = {
  play: "M4 2.5v11l9-5.5z",
  pause: "M3.5 2.5h3v11h-3zm6 0h3v11h-3z",
  previous: "M11 2.5v11L3.5 8z",
  next: "M5 2.5v11L12.5 8z",
  first: "M3 2.5h2v11H3zm10 0v11L5.5 8z",
  last: "M11 2.5h2v11h-2zm-8 0v11L10.500 8z",
};

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

const iconButton = (name, onclick) =>
  h("button", { type: "button", title: name, "aria-label": name, onclick }, icon(name));

/** A labelled native slider; its value stands beside it. */
function slider(label, onvalue, className = "") {
  const value = span("value");
  const input = h("input", { type: "range", "aria-label": label });
  input.addEventListener("input", () => onvalue(Number(input.value)));
  const element = h("label", { className: `slider ${className}` }, span("name", label), input, value);
  const show = (now, { min, max, step }, text = String(now)) => {
    const limits = { min, max, step };
    for (const key of Object.keys(limits)) {
      if (input[key] !== String(limits[key])) input[key] = limits[key];
    }
    if (input.value !== String(now)) input.value = now;
    if (input.getAttribute("aria-valuetext") !== text) input.setAttribute("aria-valuetext", text);
    put(value, text);
  };
  return { element, input, show };
}

function picker(label, onvalue) {
  const select = h("select", { "aria-label": label });
  select.addEventListener("change", () => onvalue(select.value));
  const element = h("label", { className: "picker" }, span("name", label), select);
  const show = (now, values, allowed = values) => {
    if (select.options.length !== values.length) {
      select.replaceChildren(...values.map((v) => h("option", { value: v }, v)));
    }
    for (const option of select.options) option.disabled = !allowed.includes(option.value);
    if (select.value !== String(now)) select.value = now;
  };
  return { element, select, show };
}

/** A line of cells of which only a stretch is in the page; make(i) gives the cell of column i. */
function strip(parent, make) {
  const cells = new Map();
  const show = (from, to) => {
    for (const [i, cell] of cells) {
      const focused = cell === document.activeElement; // without it the keys would be lost
      if ((i < from || i >= to) && !focused) { cell.remove(); cells.delete(i); }
    }
    for (let i = from; i < to; i += 1) {
      if (cells.has(i)) continue;
      const cell = make(i);
      const after = cells.get(i + 1);
      if (after) parent.insertBefore(cell, after);
      else parent.append(cell);
      cells.set(i, cell);
    }
  };
  return { cells, show };
}

/** All values as colour, one pixel each: what does not fit beside the window. */
function heat(canvas, data, rows, columns) {
  canvas.width = columns;
  canvas.height = rows;
  const pixels = new ImageData(columns, rows);
  let most = 0;
  for (const value of data) if (Math.abs(value) < Infinity) most = Math.max(most, Math.abs(value));
  for (let i = 0; i < rows * columns; i += 1) {
    const colour = data[i] < 0 ? [0, 114, 178] : [213, 94, 0];
    pixels.data.set([...colour, 255 * Math.min(1, Math.abs(data[i]) / (most || 1))], 4 * i);
  }
  canvas.getContext("2d").putImageData(pixels, 0, 0);
}

async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch { /* no permission, or no secure context: the old way */ }
  const area = h("textarea", { value: text, className: "c1d-offscreen", readOnly: true });
  document.body.append(area);
  const focused = document.activeElement;
  area.select();
  let copied = false;
  try { copied = document.execCommand("copy"); } catch { /* said below */ }
  area.remove();
  focused?.focus?.();
  return copied;
}

// ------------------------------------------------------------------- the view: one per place

const STAGES = ["position", "channel", "play", "all"];
const DIRECT = 64; // columns that are all in the page; beyond, those near the window
const ROWS = 6; // channels whose products are all in sight; beyond, one at a time
const OVERSCAN = 8;

/** Build the explorer in element and keep it in step with the store; returns the clean-up. */
function createView(store, element) {
  const level = Math.max(0, STAGES.indexOf(store.state.controls ?? "all"));
  const playground = Boolean(store.pool);
  const cleanups = [];
  const root = h("div", { className: "c1d conv1d-explorer", role: "group", "aria-label": "Conv1d explorer" });
  const view = { full: false, kind: "wide", width: 900, opened: 0, all: false, mark: null, editor: null };
  /** Which cell of each kind Tab reaches. */
  const tabStop = { x: [0, 0], w: [0, 0], out: [0, 0] };
  let layout = {}; // what the stage is built for
  let rows = []; // one for each input channel
  let outRows = [];
  const text = (value) => formatNumber(value, view.full);
  const set = (patch) => store.set(patch);
  const geo = () => layout.geo;
  const isOpen = (row) => row.active && (geo().G <= ROWS || view.all || row.c === view.opened);
  const editable = level >= 2;
  const HINT = "Point at a number to see what it touches." +
    (editable ? " Click one to change it." : "");

  // .................................................................................. controls
  const position = slider("position", (v) => set({ position: v }), "grow");
  const channel = picker("output channel", (v) => set({ output_channel: Number(v) }));
  const batch = picker("batch item", (v) => set({ batch_item: Number(v) }));
  const speed = slider("speed", (v) => set({ speed: v }));
  const go = (t) => set({ position: t });
  const play = iconButton("play", () => set({ playing: !store.state.playing }));
  const transport = div("transport",
    iconButton("first", () => go(0)),
    iconButton("previous", () => go(store.state.position - 1)),
    play,
    iconButton("next", () => go(store.state.position + 1)),
    iconButton("last", () => go(geo().length - 1)));
  const reset = h("button", { type: "button", onclick: () => store.reset() }, "reset");
  const status = h("div", { className: "status", role: "status" });
  const unsaved = span("unsaved");
  const bar = div("bar",
    level >= 2 && transport, position.element, level >= 1 && channel.element,
    level >= 3 && batch.element, level >= 2 && speed.element, level >= 2 && reset);

  const stride = slider("stride", (v) => set({ stride: v }));
  const padding = slider("padding", (v) => set({ padding: v }));
  const dilation = slider("dilation", (v) => set({ dilation: v }));
  const mode = picker("padding mode", (v) => set({ padding_mode: v }));
  const same = h("input", { type: "checkbox" });
  same.addEventListener("change", () => set({ padding: same.checked ? "same" : 0 }));
  const summary = h("summary", {});
  const settings = h("details", { className: "settings" }, summary, div("panel",
    stride.element, padding.element,
    h("label", { className: "check" }, same, 'padding="same"'), dilation.element, mode.element));

  const sizes = {};
  const sizePanel = div("panel sizes");
  for (const name of ["in_channels", "out_channels", "kernel_size", "length", "groups"]) {
    sizes[name] = slider(name.replace("_", " "), (v) => resize(name, v));
    sizePanel.append(sizes[name].element);
  }
  const shapes = div("shapes");
  const changes = h("p", { className: "note changes" });

  function resize(name, value) {
    const now = sizesOf(store.state)[name];
    if (name === "groups") {
      const { groupSizes } = sliderRanges(store.state);
      const onward = groupSizes.filter((d) => (value > now ? d >= value : d <= value));
      value = value > now ? onward[0] : onward[onward.length - 1];
    }
    view.moved = name.replace("_", " ");
    if (value === undefined || value === now) showControls();
    else store.resize(name, value);
  }

  // ...................................................................................... stage
  const scroller = div("scroller");
  const stage = h("div", {
    className: "stage", tabIndex: 0, role: "group", "data-lm-suppress-shortcuts": "true",
    "aria-label": "the kernel on its input: left and right step it" +
      (level >= 1 ? ", up and down change the output channel" : "") +
      (level >= 2 ? ", space plays" : ""),
  }, scroller);
  const overview = h("canvas", { "aria-hidden": "true" });
  const lens = div("lens");
  const overviewBox = div("overview", overview, lens);
  const stageNote = h("p", { className: "note" });
  const unread = h("p", { className: "note" });
  const everyRow = h("button", {
    type: "button", "aria-pressed": "false",
    onclick: () => {
      view.all = !view.all;
      everyRow.setAttribute("aria-pressed", view.all);
      layRows();
    },
  }, "show every product");

  // ................................................................................... equation
  const equation = div("equation");
  const terms = { sums: [] };
  const guess = h("input", { type: "text", inputMode: "decimal", size: 9,
    "aria-label": "your guess", autocomplete: "off" });
  const commit = (said) => {
    set({ playing: false });
    store.commit(said);
    stage.focus({ preventScroll: true }); // the form is disabled now and would lose the focus
  };
  const guessSame = h("button", { type: "button", onclick: () => commit("same") }, "same");
  const guessChanges = h("button", { type: "button", onclick: () => commit("changes") }, "changes");
  const verdict = h("span", { className: "verdict", "aria-live": "polite" });
  const form = h("form", { className: "guess" },
    h("span", {}, "your guess"), guess, h("button", { type: "submit" }, "commit"),
    span("or", "or, compared with the last one:"), guessSame, guessChanges);
  // JupyterLab takes Enter from a form inside a cell.
  guess.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    form.requestSubmit();
  });
  guess.addEventListener("input", () => set({ playing: false }));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const number = readNumber(guess.value);
    if (number === null) { put(verdict, `“${guess.value}” is no number: try 0.25`); return; }
    guess.value = "";
    commit(number);
  });
  const readout = h("p", { className: "readout", "aria-live": "polite" }, HINT);
  const precision = h("button", {
    type: "button", "aria-pressed": "false",
    onclick: () => {
      view.full = !view.full;
      precision.setAttribute("aria-pressed", view.full);
      build();
    },
  }, "full precision");

  // ........................................................................... output and text
  const outTitle = div("title");
  const outScroller = div("scroller");
  const outHeat = h("canvas", { "aria-hidden": "true" });
  const outLens = div("lens");
  const outHeatBox = div("overview", outHeat, outLens);
  const outNote = h("p", { className: "note" });
  const formula = h("pre", { className: "formula", tabIndex: 0, "aria-label": "formula" });
  const code = h("pre", { className: "code", "data-part": "code", tabIndex: 0, "aria-label": "PyTorch code" });
  const copied = h("span", { className: "copied", "aria-live": "polite" });
  const copy = h("button", {
    type: "button",
    onclick: async () => {
      const done = await copyText(codeText(store.state));
      if (!done) getSelection()?.selectAllChildren(code);
      put(copied, done ? "copied" : "selected: copy it with Ctrl+C");
    },
  }, "copy code");
  const asText = h("details", { className: "text", open: level >= 2 },
    h("summary", {}, "the same as a formula and in PyTorch"),
    formula,
    h("p", { className: "note" }, "c counts the input channels, k the taps of the kernel, both " +
      "from 0; a1 is the sum of the first channel. (Many texts write k for the channel.)"),
    code, div("codebar", copy, copied));

  const head = div("head", status, unsaved, precision);
  root.append(
    ...(playground ? [sizePanel] : []), ...(level >= 3 ? [shapes] : []),
    ...(playground ? [changes] : []), head, bar, ...(level >= 3 ? [settings] : []),
    stage, overviewBox, stageNote, unread, equation,
    ...(store.state.predict ? [div("predict", form, verdict)] : []),
    readout, outTitle, outHeatBox, outScroller, outNote, asText);

  // ------------------------------------------------------------------------ building the stage

  const shapeKey = () => TENSORS.map((name) => store.state[name]?.shape).join("|");
  /** A cell as wide as it can be with the whole input in sight, within reason. */
  const cellWidth = ({ G, L, left, right }) => {
    if (view.full) return 104;
    const extra = 7 * clamp(longest() - 8, 0, 5);
    if (G > ROWS) return 53 + extra;
    if (view.kind === "narrow") return 56 + extra;
    const labels = view.kind === "medium" ? 226 : 268;
    return clamp(Math.floor((view.width - labels) / (left + L + right)), 54, 62) + extra;
  };
  /** The characters of the longest number, with its sign: -46.6529 has 8. */
  const longest = () => {
    let [low, high] = [1, 1];
    for (const values of [store.state.x.data, store.state.weight.data, store.out]) {
      for (const value of values) {
        const size = Math.abs(value);
        if (size > high && size < Infinity) high = size;
        else if (size < low && size > 0) low = size;
      }
    }
    if (high >= 1e6 || low < 0.5e-4) return "-1.0000e+06".length;
    return Math.floor(Math.log10(high)) + "-1.0000".length;
  };

  /** Lay out everything that depends on shapes and settings; a step never comes here. */
  function build() {
    closeEditor();
    const { state } = store;
    const g = geometry(state);
    layout = { at: null, geo: g, cell: cellWidth(g), columns: g.left + g.L + g.right, key: shapeKey() };
    root.style.setProperty("--cell", `${layout.cell}px`);
    root.classList.toggle("dense", layout.cell < 58);
    root.classList.toggle("full", view.full);
    root.classList.toggle("fixed", !editable);
    for (const kind of ["narrow", "medium"]) root.classList.toggle(kind, view.kind === kind);
    root.classList.toggle("compact", g.G > ROWS);
    root.classList.toggle("tall", g.C > 2 * ROWS);
    layout.unread = new Set(neverRead(state));
    layout.shown = [0, 0];
    layout.outShown = [0, 0];
    buildRows();
    buildEquation();
    buildOutput();
    notes();
    fillInputs();
    follow(true);
    showVisible();
    layRows();
    fillOutputs();
    showControls();
    showShapes();
    revealActive();
  }

  function buildRows() {
    const { geo: { C }, columns, cell } = layout;
    const ruler = div("track ruler");
    ruler.style.width = `${columns * cell}px`;
    layout.ruler = strip(ruler, (j) => {
      const tick = place(span("tick", `${j - geo().left}`), j);
      tick.setAttribute("aria-hidden", "true");
      return tick;
    });
    rows = range(C).map(buildRow);
    scroller.replaceChildren(
      div("row first", div("gutter", span("name", "position in x")), ruler, div("sum")),
      ...rows.map((row) => row.element));
  }

  const place = (node, column) => {
    node.style.left = `${column * layout.cell}px`;
    return node;
  };

  function buildRow(c) {
    const { geo: { K }, columns, cell } = layout;
    const row = { c, taps: [], products: [], frames: [], active: false };
    const line = div("line x");
    row.x = strip(line, (j) => makeInput(row, j));
    row.rider = div("rider");
    row.rider.style.width = `${(store.state.dilation * (K - 1) + 1) * cell}px`;
    for (let k = 0; k < K; k += 1) {
      const at = k * store.state.dilation;
      row.frames.push(place(div("frame"), at));
      row.taps.push(place(makeCell("w", c, k), at));
      row.products.push(place(span("product"), at));
      label(row.products[k], "product", { c, k });
    }
    row.rider.append(store.state.dilation > 1 ? div("rail") : "", ...row.frames, ...row.taps, ...row.products);
    row.track = div("track", line, row.rider);
    row.track.style.width = `${columns * cell}px`;
    row.xName = span("name");
    row.wName = span("name w");
    row.pName = span("name p", "= products");
    row.toggle = h("button", { type: "button", className: "toggle",
      onclick: () => { view.opened = view.opened === c ? -1 : c; layRows(); } });
    row.gutter = div("gutter", geo().G > ROWS ? row.toggle : row.xName, row.wName, row.pName);
    row.sumName = span("name");
    row.sumValue = span("number");
    label(row.sumValue, "sum", { c });
    row.sum = div("sum", row.sumName, row.sumValue);
    row.element = h("div", { className: "row", role: "group", "aria-label": `input channel ${c}` },
      row.gutter, row.track, row.sum);
    return row;
  }

  /** Say in the page which number a node holds: style sheets and tests find it by that. */
  const label = (node, cell, place = {}) => Object.assign(node.dataset, { cell }, place);

  /** A number that can be pointed at, reached by arrows, and edited. */
  function makeCell(kind, row, column) {
    const cell = h("button", { type: "button", className: `cell ${kind}`, tabIndex: -1 });
    cell.at = [kind, row, column];
    label(cell, { x: "input", w: "weight", out: "output" }[kind],
      kind === "out" ? { o: row, t: column } : kind === "x" ? { c: row, i: column }
        : { c: row, k: column });
    return cell;
  }

  function makeInput(row, j) {
    const { state } = store;
    const { L, left } = geo();
    const p = sourceIndex(j - left, L, state.padding_mode);
    const ghost = j < left || j >= left + L;
    const cell = place(ghost ? span("cell ghost") : makeCell("x", row.c, j - left), j);
    if (ghost) {
      cell.source = p;
      cell.title = p < 0 ? "padding: a zero" : `padding: x[…, ${p}] again`;
    }
    fillInput(row, cell, p);
    return cell;
  }

  function fillInput(row, cell, p) {
    const { state } = store;
    const { C, L } = geo();
    const n = state.batch_item;
    if (p < 0) { putNumber(cell, "0"); return; }
    const value = state.x.data[(n * C + row.c) * L + p];
    putNumber(cell, text(value));
    if (cell.at) {
      cell.classList.toggle("unread", layout.unread.has(p));
      cell.setAttribute("aria-label", `${nameOf(state, "x", n, row.c, p)} = ${text(value)}` +
        (layout.unread.has(p) ? ", never read" : ""));
      cell.tabIndex = tabStop.x[0] === row.c && tabStop.x[1] === p ? 0 : -1;
      markCell(cell);
    }
    if (geo().G > ROWS) {
      cell.style.setProperty("--heat", `${Math.min(1, Math.abs(value) / layout.most) * 42}%`);
      cell.classList.toggle("negative", value < 0);
    }
  }

  function fillInputs() {
    const size = (v) => (Math.abs(v) < Infinity ? Math.abs(v) : 0);
    layout.most = store.state.x.data.reduce((m, v) => Math.max(m, size(v)), 1e-30);
    for (const row of rows) {
      for (const cell of row.x.cells.values()) {
        fillInput(row, cell, cell.at ? cell.at[2] : cell.source);
      }
    }
    const { C, L } = geo();
    const start = store.state.batch_item * C * L;
    overviewBox.hidden = layout.columns <= DIRECT;
    if (!overviewBox.hidden) heat(overview, store.state.x.data.subarray(start, start + C * L), C, L);
    overviewBox.style.height = `${clamp(C * 4, 14, 64)}px`;
  }

  /** Which channels take part, and which of them are open: changes with the output channel. */
  function layRows() {
    const { output_channel: o, batch_item: n } = store.state;
    const first = firstChannel(store.state, o);
    const { G, K } = geo();
    for (const row of rows) {
      const i = row.c - first;
      row.active = i >= 0 && i < G;
      row.i = i;
    }
    if (G > ROWS && view.opened >= 0 && !rows[view.opened]?.active) view.opened = first;
    const open = rows.filter(isOpen);
    if (open.length && !open.some((row) => row.i === tabStop.w[0])) tabStop.w[0] = open[0].i;
    tabStop.w[1] = Math.min(tabStop.w[1], K - 1);
    for (const row of rows) {
      const open = isOpen(row);
      row.sumValue.hidden = !row.active;
      row.element.classList.toggle("off", !row.active);
      row.element.classList.toggle("closed", !open);
      const name = nameOf(store.state, "x", n, row.c);
      put(row.xName, name);
      put(row.toggle, `${row.active ? (open ? "▾ " : "▸ ") : ""}${name}`);
      row.toggle.disabled = !row.active;
      row.toggle.setAttribute("aria-expanded", open);
      put(row.wName, row.active ? `× weight[${o}, ${row.i}]` : "");
      put(row.sumName, row.active ? `a${row.i + 1}` : "not read");
      if (!row.active) { put(row.sumValue, ""); continue; }
      for (let k = 0; k < K; k += 1) {
        const value = store.state.weight.data[(o * G + row.i) * K + k];
        const tap = row.taps[k];
        tap.at[1] = row.i;
        putNumber(tap, text(value));
        tap.setAttribute("aria-label", `weight[${o}, ${row.i}, ${k}] = ${text(value)}`);
        tap.tabIndex = tabStop.w[0] === row.i && tabStop.w[1] === k ? 0 : -1;
      }
    }
    showStep();
  }

  function buildEquation() {
    const { G } = geo();
    const { state } = store;
    terms.sums = [];
    const parts = [];
    const names = G <= ROWS ? range(G).map((i) => `a${i + 1}`) : [`a1 + … + a${G}`];
    for (const name of names) {
      const number = span("number");
      terms.sums.push(number);
      parts.push(div("term", span("name", name), number), span("operator", "+"));
    }
    parts.pop();
    terms.total = span("total");
    const together = div("together", div("terms", ...parts), terms.total);
    terms.biasName = span("name");
    terms.bias = state.bias
      ? h("button", { type: "button", className: "number cell bias" }) : span("number", "none");
    terms.bias.at = ["bias", 0, 0];
    terms.outName = span("name");
    terms.out = span("number");
    label(terms.bias, "bias");
    label(terms.out, "result");
    equation.replaceChildren(
      together,
      div("tail", span("operator", "+"), div("term bias", terms.biasName, terms.bias),
        span("operator", "="), div("term out", terms.outName, terms.out)));
  }

  function buildOutput() {
    const { geo: { O, length } } = layout;
    const compact = O > ROWS + 2 || length > DIRECT;
    layout.outCompact = compact;
    outHeatBox.hidden = !compact;
    outHeatBox.style.height = `${clamp(O * 4, 14, 128)}px`;
    outRows = (compact ? [store.state.output_channel] : range(O)).map((o) => {
      const row = { o };
      const line = div("line out");
      row.strip = strip(line, (t) => {
        const cell = place(makeCell("out", row.o, t), t);
        fillOutput(cell);
        return cell;
      });
      const track = div("track", line);
      track.style.width = `${length * layout.cell}px`;
      row.name = span("name");
      row.element = h("div", { className: "row", role: "group",
        "aria-label": `output channel ${o}` }, div("gutter", row.name), track);
      return row;
    });
    const ruler = div("track ruler");
    ruler.style.width = `${length * layout.cell}px`;
    layout.outRuler = strip(ruler, (t) => {
      const tick = place(span("tick", `${t}`), t);
      tick.setAttribute("aria-hidden", "true");
      return tick;
    });
    outScroller.replaceChildren(
      div("row first", div("gutter", span("name", "t")), ruler),
      ...outRows.map((row) => row.element));
  }

  function fillOutput(cell) {
    const { state } = store;
    const [, o, t] = cell.at;
    const value = store.hidden(o, t) ? "?" : text(store.out[o * geo().length + t]);
    const now = o === state.output_channel && t === state.position;
    putNumber(cell, value);
    cell.setAttribute("aria-label",
      `${nameOf(state, "out", state.batch_item, o, t)} = ${value === "?" ? "not yet guessed" : value}`);
    cell.classList.toggle("now", now);
    if (now) cell.setAttribute("aria-current", "true");
    else cell.removeAttribute("aria-current");
    cell.tabIndex = tabStop.out[0] === o && tabStop.out[1] === t ? 0 : -1;
    markCell(cell);
  }

  function fillOutputs() {
    const { O, length } = geo();
    if (layout.outCompact) tabStop.out[0] = store.state.output_channel;
    for (const row of outRows) {
      if (layout.outCompact) row.o = store.state.output_channel;
      put(row.name, nameOf(store.state, "out", store.state.batch_item, row.o));
      row.element.setAttribute("aria-label", `output channel ${row.o}`);
      for (const cell of row.strip.cells.values()) {
        cell.at[1] = cell.dataset.o = row.o;
        fillOutput(cell);
      }
    }
    if (layout.outCompact && !store.state.predict) heat(outHeat, store.out, O, length);
  }

  function notes() {
    const { state } = store;
    const { L, G, length } = geo();
    const lost = [...layout.unread];
    put(unread, lost.length
      ? `Never read by any window (dotted): ${lost.length === 1 ? "position" : "positions"} ` +
        `${listRuns(lost)}.` : "");
    put(outTitle, `the whole output: C_out × L_out = ${layout.geo.O} × ${length}`);
    if (geo().G > ROWS && !everyRow.isConnected) stageNote.after(everyRow);
    if (geo().G <= ROWS) everyRow.remove();
    layout.hiddenNote = layout.columns > DIRECT ? L : 0;
  }

  // -------------------------------------------------------------------- showing what changes

  /** What a step changes: the riders, the products, the sums, two output cells. */
  function showStep() {
    const { state } = store;
    const { batch_item: n, output_channel: o, position: t } = state;
    const parts = explainElement(state, n, o, t);
    const hidden = store.hidden();
    const shift = `translateX(${t * state.stride * layout.cell}px)`;
    for (const row of rows) {
      if (!row.active) continue;
      row.rider.style.transform = shift;
      putNumber(row.sumValue, hidden ? "?" : text(parts.sums[row.i]));
      if (!isOpen(row)) continue;
      for (let k = 0; k < row.products.length; k += 1) {
        putNumber(row.products[k], hidden ? "?" : text(parts.products[row.i][k]));
      }
    }
    const sums = terms.sums.length === parts.sums.length ? parts.sums : [parts.total];
    terms.sums.forEach((node, i) => putNumber(node, hidden ? "?" : text(sums[i])));
    put(terms.total, parts.sums.length > 1 && terms.sums.length > 1
      ? `together ${hidden ? "?" : text(parts.total)}` : "");
    put(terms.biasName, `bias[${o}]`);
    if (state.bias) {
      putNumber(terms.bias, text(parts.bias));
      terms.bias.setAttribute("aria-label", `bias[${o}] = ${text(parts.bias)}`);
    }
    const value = hidden ? "?" : text(parts.value);
    put(terms.outName, outName(state));
    putNumber(terms.out, value);
    put(status, `${outName(state)} = ${value}`);
    if (!outHeatBox.hidden) moveLens(outHeatBox, outLens, t, 1, geo().length, o, geo().O);
    if (!overviewBox.hidden) {
      moveLens(overviewBox, lens, t * state.stride - geo().left, geo().span, geo().L, 0, 1);
    }
    position.show(t, { min: 0, max: Math.max(0, geo().length - 1), step: 1 },
      `t = ${t} of ${Math.max(0, geo().length - 1)}`);
    showNow(o, t);
    showText();
    if (store.state.predict) showGuess(hidden);
  }

  /** Only the cell that was current and the one that is are touched. */
  function showNow(o, t) {
    for (const [row, column] of [layout.at ?? [o, t], [o, t]]) {
      const cell = outRows.find((r) => r.o === row)?.strip.cells.get(column);
      if (cell) fillOutput(cell);
    }
    layout.at = [o, t];
  }

  function moveLens(box, node, column, width, columns, row, count) {
    const unit = (view.boxWidth ?? 0) / columns;
    const height = parseFloat(box.style.height) / count;
    node.style.width = `${Math.max(6, width * unit)}px`;
    node.style.height = `${Math.max(6, height)}px`;
    node.style.transform = `translate(${column * unit}px, ${row * height}px)`;
  }

  function showText() {
    put(formula, store.hidden()
      ? formulaText(store.state).split("\n").slice(0, 2).join("\n") : formulaText(store.state, view.full));
    put(code, codeText(store.state));
    put(copied, "");
  }

  function showGuess(hidden) {
    form.classList.toggle("done", !hidden);
    for (const node of form.querySelectorAll("input, button")) node.disabled = !hidden;
    const comparable = hidden && store.guesses.last;
    guessSame.disabled = guessChanges.disabled = !comparable;
    put(verdict, hidden ? "What will it be? The result shows when you commit."
      : store.verdict() ?? "");
  }

  function showControls() {
    const { state } = store;
    const g = geo();
    const ranges = sliderRanges(state);
    const names = (size) => range(size).map(String);
    channel.show(String(state.output_channel), names(g.O));
    batch.show(String(state.batch_item), names(g.N));
    batch.element.hidden = g.N === 1;
    speed.show(state.speed, ranges.speed, `${state.speed} a second`);
    stride.show(state.stride, ranges.stride);
    dilation.show(state.dilation, ranges.dilation);
    const side = typeof state.padding === "number" ? state.padding : g.left;
    padding.show(side, ranges.padding,
      state.padding === "same" && g.left !== g.right ? `${g.left} + ${g.right}` : String(side));
    padding.input.disabled = state.padding === "same";
    same.checked = state.padding === "same";
    same.disabled = !ranges.same && !same.checked;
    same.title = same.disabled ? "needs stride 1, and a mode that can fill so much" : "";
    mode.show(state.padding_mode, MODES, ranges.modes);
    put(summary, `stride ${state.stride} · padding ` +
      `${state.padding === "same" ? "same" : side} · dilation ${state.dilation}` +
      (state.padding_mode === "zeros" ? "" : ` · ${state.padding_mode}`));
    const now = state.playing ? "pause" : "play";
    if (play.title !== now) {
      play.title = now;
      play.setAttribute("aria-label", now);
      play.replaceChildren(icon(now));
    }
    status.setAttribute("aria-live", state.playing ? "off" : "polite");
    put(unsaved, store.offline ? "not saved to Python" : "");
    if (!playground) return;
    const size = sizesOf(state);
    for (const name of Object.keys(sizes)) sizes[name].show(size[name], ranges[name]);
  }

  // ------------------------------------------------------------------------------- the shapes

  /** The four shapes and the number of parameters; what the last change moved stands out. */
  function showShapes() {
    if (level < 3) return;
    const { N, C, L, O, G, K, length } = geo();
    const bias = Boolean(store.state.bias);
    const grouped = store.state.groups > 1;
    const table = {
      x: [[N, C, L], ["N", "C_in", "L"]],
      weight: [[O, G, K], ["C_out", grouped ? "C_in/groups" : "C_in", "K"]],
      ...(bias && { bias: [[O], ["C_out"]] }),
      out: [[N, O, length], ["N", "C_out", "L_out"]],
      parameters: [[O * G * K + (bias ? O : 0)], [`${O}×${G}×${K}${bias ? ` + ${O}` : ""}`]],
    };
    const last = view.shapes;
    const moved = (name, i) => last?.[name] && last[name][0][i] !== table[name][0][i];
    const names = Object.keys(table);
    const different = names.filter((name) => table[name][0].some((_, i) => moved(name, i)));
    if (last && !different.length && view.drawn) return;
    view.drawn = true;
    shapes.replaceChildren(...names.map((name) => {
      const [numbers, letters] = table[name];
      const parts = numbers.map((number, i) => h("span", { className: moved(name, i) ? "dim moved" : "dim" },
        h("b", {}, String(number)), h("small", {}, letters[i]),
        h("small", { className: "was" }, moved(name, i) ? `was ${last[name][0][i]}` : "")));
      return div(`shape ${name}${different.includes(name) ? " moved" : ""}`,
        span("name", name), div("dims", ...parts));
    }));
    view.shapes = table;
    if (!playground) return;
    const still = names.filter((name) => !different.includes(name));
    put(changes, view.moved && different.length
      ? `${view.moved} changed ${sentence(different)}; ${sentence(still)} stayed as ` +
        `${still.length === 1 ? "it was" : "they were"}.`
      : "Move a slider: which shapes change, and which stay?");
  }

  const sentence = (names) => (names.length < 2 ? names.join("")
    : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`);

  // ------------------------------------------------------------ scrolling, and what is visible

  /** The part of a scroller that labels do not cover: [left edge, right edge]. */
  function clear(box) {
    const [first] = box.children;
    const gutter = view.kind === "narrow" ? 0 : first?.querySelector(".gutter")?.offsetWidth ?? 0;
    const sum = view.kind === "narrow" ? 0 : first?.querySelector(".sum")?.offsetWidth ?? 0;
    return [gutter, Math.max(layout.cell, (box.clientWidth || view.width) - gutter - sum)];
  }

  function visibleRange(box, columns) {
    if (columns <= DIRECT) return [0, columns];
    const [, room] = view.clear ?? [0, 900];
    // By whole blocks, so that most steps of a scroll bring in no cell.
    const from = OVERSCAN * Math.floor((box.at ?? 0) / layout.cell / OVERSCAN - 1);
    const to = from + OVERSCAN * Math.ceil(room / layout.cell / OVERSCAN + 3);
    return [clamp(from, 0, columns), clamp(to, 0, columns)];
  }

  /** Add the cells that came into sight, drop those that left it. */
  function showVisible() {
    const [from, to] = visibleRange(scroller, layout.columns);
    if (from !== layout.shown[0] || to !== layout.shown[1]) {
      layout.shown = [from, to];
      for (const row of rows) row.x.show(from, to);
      layout.ruler.show(from, to);
      keepTabStop("x", Math.max(0, from - geo().left), Math.min(geo().L, to - geo().left));
    }
    const [start, stop] = visibleRange(outScroller, geo().length);
    if (start !== layout.outShown[0] || stop !== layout.outShown[1]) {
      layout.outShown = [start, stop];
      for (const row of outRows) row.strip.show(start, stop);
      layout.outRuler.show(start, stop);
      keepTabStop("out", start, stop);
    }
    const near = [Math.max(0, from - geo().left), Math.min(geo().L, to - geo().left) - 1];
    const inside = layout.hiddenNote
      ? (near[0] > near[1] ? "Only padding near the window"
        : `Numbers of x near the window, positions ${near[0]} to ${near[1]} of ${geo().L}`) +
        "; the strip shows all of x (blue below 0, orange above)." : "";
    const { groups, output_channel: o } = store.state;
    const first = firstChannel(store.state, o);
    const group = groups > 1 ? `groups = ${groups}: output channel ${o} reads only input ` +
      `${geo().G > 1 ? "channels" : "channel"} ${listRuns(range(geo().G).map((i) => first + i))} ` +
      `of ${geo().C}. ` : "";
    put(stageNote, group + inside);
    put(outNote, layout.outCompact
      ? `All ${geo().O} × ${geo().length} outputs as colour (blue below 0, orange above); ` +
        "numbers for the current channel, near the current element." : "");
  }

  /** Tab must reach some cell of each kind: move the stop when its cell is not in the page. */
  function keepTabStop(kind, from, to) {
    const stop = tabStop[kind];
    const row = kind === "x" ? clamp(stop[0], 0, geo().C - 1)
      : layout.outCompact ? store.state.output_channel : clamp(stop[0], 0, geo().O - 1);
    const column = clamp(stop[1], from, Math.max(from, to - 1));
    if (row !== stop[0] || column !== stop[1]) moveTabStop(kind, row, column);
  }

  function moveTabStop(kind, row, column) {
    const old = findCell(kind, ...tabStop[kind]);
    if (old) old.tabIndex = -1;
    tabStop[kind] = [row, column];
    const cell = findCell(kind, row, column);
    if (cell) cell.tabIndex = 0;
    return cell;
  }

  function findCell(kind, row, column) {
    if (kind === "bias") return terms.bias;
    if (kind === "x") return rows[row]?.x.cells.get(column + geo().left);
    if (kind === "w") return rows.find((r) => r.active && r.i === row)?.taps[column];
    return outRows.find((r) => r.o === row)?.strip.cells.get(column);
  }

  const stillness = matchMedia("(prefers-reduced-motion: reduce)");

  /** Bring the window into sight: a page at a time, so that it is the kernel that moves. */
  function follow(jump = false) {
    const { position: t, stride: s } = store.state;
    reach(scroller, t * s, t * s + geo().span, layout.columns, view.clear, jump);
    reach(outScroller, t, t + 1, geo().length, view.outClear, jump);
  }

  const revealActive = () => reveal(rows.find((row) => row.active));

  /** Where channels are too many for the stage, it scrolls to one of them. */
  function reveal(row) {
    if (!row || scroller.scrollHeight <= scroller.clientHeight) return;
    const ruler = scroller.firstElementChild.offsetHeight;
    const top = row.element.offsetTop - ruler;
    const bottom = row.element.offsetTop + row.element.offsetHeight - scroller.clientHeight;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (bottom > scroller.scrollTop) scroller.scrollTop = bottom;
  }

  function reach(box, from, to, columns, room, jump) {
    const [, width] = room ?? [0, 900];
    const { cell } = layout;
    if (columns * cell <= width) return;
    const start = from * cell;
    // Of a window that is wider than the room, keep the beginning in sight.
    const stop = to * cell - start > width ? start + width / 2 : to * cell;
    const at = box.target ?? box.at ?? 0;
    const edge = Math.min(cell, Math.max(0, (width - (stop - start)) / 2));
    if (start >= at && stop <= at + width && !jump) return;
    const goal = start < at ? stop - width + edge : start - edge;
    const target = clamp(goal, 0, columns * cell - width);
    const { playing, speed: pace } = store.state;
    const calm = jump || stillness.matches || (playing && pace > 5) || Math.abs(target - (box.at ?? 0)) > 2 * width;
    box.target = calm ? undefined : target;
    if (calm) {
      box.at = target;
      showVisible();
    }
    box.scrollTo({ left: target, behavior: calm ? "instant" : "smooth" });
  }

  for (const box of [scroller, outScroller]) {
    box.addEventListener("scroll", () => {
      box.at = box.scrollLeft; // kept, for to ask in the middle of a step costs a layout
      if (Math.abs(box.at - box.target) < 2) box.target = undefined;
      showVisible();
    }, { passive: true });
    // A person's own scroll ends ours.
    for (const kind of ["wheel", "pointerdown", "touchstart"]) {
      box.addEventListener(kind, () => { box.target = undefined; }, { passive: true });
    }
  }

  function measure() {
    const width = root.clientWidth;
    if (!width) return;
    const { kind, clear: before } = view;
    view.width = width;
    view.kind = width < 620 ? "narrow" : width < 900 ? "medium" : "wide";
    if (kind !== view.kind || cellWidth(geo()) !== layout.cell) build();
    view.boxWidth = overviewBox.clientWidth || outHeatBox.clientWidth || width;
    view.clear = clear(scroller);
    view.outClear = clear(outScroller);
    showVisible();
    showStep();
    follow(true);
    if (!before) revealActive();
  }
  const observer = new ResizeObserver(measure);
  observer.observe(root);
  cleanups.push(() => observer.disconnect());

  const byPointer = (box, place) => {
    const act = (event) => {
      if (event.type === "pointermove" && !event.buttons) return;
      const bounds = box.getBoundingClientRect();
      place((event.clientX - bounds.left) / bounds.width, (event.clientY - bounds.top) / bounds.height);
    };
    box.addEventListener("pointerdown", act);
    box.addEventListener("pointermove", act);
  };
  byPointer(overviewBox, (across) => {
    const { L, left, span: wide } = geo();
    go(Math.round((across * L + left - wide / 2) / store.state.stride));
  });
  byPointer(outHeatBox, (across, down) => set({
    position: Math.floor(across * geo().length),
    ...(level >= 1 && { output_channel: Math.floor(down * geo().O) }),
  }));

  // ------------------------------------------------------------------------ pointing at a cell

  /** What a marked cell touches, as tests that cost nothing until a cell asks. */
  function point(cell) {
    const { state } = store;
    const [kind, a, b] = cell?.at ?? [];
    const { G, O, length } = geo();
    view.mark = null;
    let words = "";
    if (kind === "x") {
      const fed = outputsFed(state, b);
      const group = Math.floor(a / G);
      const each = O / state.groups;
      view.mark = { kind, c: a, p: b, t: new Set(fed), o: [group * each, (group + 1) * each] };
      const outs = each === 1 ? `output channel ${group * each}`
        : `output channels ${group * each} to ${(group + 1) * each - 1}`;
      words = fed.length ? `${cell.getAttribute("aria-label")} feeds ${count(fed.length * each, "output")}: ` +
        `t = ${listRuns(fed)} in ${outs}.` : `${nameOf(state, "x", state.batch_item, a, b)} is never read.`;
    } else if (kind === "w") {
      const met = inputsMet(state, b);
      const c = firstChannel(state, state.output_channel) + a;
      view.mark = { kind, c, p: new Set(met), k: b };
      words = `${cell.getAttribute("aria-label")} meets ${count(new Set(met).size, "input")} of ` +
        `channel ${c}: positions ${listRuns(met)}` +
        `${met.length < length ? `, and padding ${length - met.length} times` : ""}.`;
    } else if (kind === "out") {
      words = `${cell.getAttribute("aria-label")}. Click to bring the kernel here.`;
    } else if (kind === "bias") {
      words = `bias[${state.output_channel}] is added once to every output of channel ${state.output_channel}.`;
    }
    if (editable && kind && kind !== "out" && words) words += " Click to change it.";
    if (!view.editor) put(readout, words || HINT);
    markAll();
  }

  function markCell(cell) {
    const { mark } = view;
    const [kind, a, b] = cell.at ?? [];
    const marked = Boolean(mark) && (
      (kind === "x" && mark.kind === "w" && a === mark.c && mark.p.has(b)) ||
      (kind === "out" && mark.kind === "x" && mark.t.has(b) && a >= mark.o[0] && a < mark.o[1]));
    if (cell.marked === marked) return;
    cell.marked = marked;
    cell.classList.toggle("marked", marked);
  }

  function markAll() {
    for (const row of rows) for (const cell of row.x.cells.values()) markCell(cell);
    for (const row of outRows) for (const cell of row.strip.cells.values()) markCell(cell);
  }

  const cellOf = (event) => {
    const cell = event.target.closest?.(".cell");
    return cell?.at ? cell : null;
  };
  root.addEventListener("pointerover", (event) => {
    const cell = cellOf(event);
    if (cell !== view.pointed) { view.pointed = cell; point(cell); }
  });
  root.addEventListener("pointerleave", () => { view.pointed = null; point(null); });
  root.addEventListener("focusin", (event) => point(cellOf(event)));
  root.addEventListener("focusout", () => point(view.pointed));

  // ----------------------------------------------------------------------------- editing a cell

  const readNumber = (typed) => {
    const plain = typed.trim().replace("−", "-");
    const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : NaN;
    return Number.isFinite(Math.fround(number)) ? number : null;
  };

  function flatIndex([kind, a, b]) {
    const { output_channel: o, batch_item: n } = store.state;
    const { C, L, G, K } = geo();
    if (kind === "x") return ["x", (n * C + a) * L + b];
    if (kind === "w") return ["weight", (o * G + a) * K + b];
    return ["bias", o];
  }

  function edit(cell) {
    closeEditor();
    set({ playing: false });
    const [name, index] = flatIndex(cell.at);
    const label = cell.getAttribute("aria-label").split(" = ")[0];
    const before = formatNumber(store.state[name].data[index], true);
    const input = h("input", { className: "edit", type: "text", inputMode: "decimal",
      value: before, "aria-label": `new value of ${label}`, autocomplete: "off" });
    const finish = (commit, refocus) => {
      if (view.editor !== input) return;
      const value = readNumber(input.value);
      const changed = commit && input.value !== before;
      const bad = `“${input.value}” is ${overflows(input.value) ? "too large" : "no number"}: `;
      if (changed && value === null && refocus) {
        input.setAttribute("aria-invalid", "true");
        put(readout, `${bad}type one like -0.25, or Escape to leave it.`);
        return;
      }
      closeEditor();
      if (changed && value === null) put(readout, `${bad}${label} stays as it was.`);
      else if (changed) store.edit(name, index, value);
      if (refocus) (findCell(...cell.at) ?? cell).focus({ preventScroll: true });
    };
    input.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Enter") { event.preventDefault(); finish(true, true); }
      if (event.key === "Escape") { event.preventDefault(); finish(false, true); }
    });
    view.finish = () => finish(true, false);
    input.addEventListener("blur", view.finish);
    view.editor = input;
    const box = cell.offsetParent ?? root;
    box.append(input);
    Object.assign(input.style, { left: `${cell.offsetLeft}px`, top: `${cell.offsetTop}px`,
      width: `${Math.max(cell.offsetWidth, 92)}px`, height: `${cell.offsetHeight}px` });
    input.focus({ preventScroll: true });
    input.scrollIntoView({ block: "nearest", inline: "nearest" });
    input.select();
    put(readout, `New value of ${label}: Enter keeps it, Escape leaves it as it was.`);
  }

  function closeEditor(only = view.editor) {
    if (!view.editor || view.editor !== only) return;
    const { editor } = view;
    view.editor = null; // first: removing the input blurs it
    editor.remove();
    put(readout, HINT);
  }

  // A finger points with its first tap and edits with the second: it can't hover.
  let touched = null;
  root.addEventListener("pointerdown", (event) => {
    const cell = cellOf(event);
    const again = cell && cell === touched;
    touched = event.pointerType === "touch" ? cell : null;
    view.waiting = event.pointerType === "touch" && !again;
  });
  // What is typed may make cells wider, and so others of them: only after the click that ends it.
  root.addEventListener("mousedown", (event) => {
    if (view.editor && cellOf(event)) event.preventDefault();
  });
  root.addEventListener("click", (event) => {
    let cell = cellOf(event);
    if (!cell) return;
    if (view.editor) view.finish();
    const [kind, row, column] = cell.at;
    cell = findCell(...cell.at) ?? cell;
    if (kind === "out") {
      moveTabStop("out", row, column);
      set({ output_channel: row, position: column });
      return;
    }
    if (kind !== "bias") moveTabStop(kind, row, column);
    if (event.detail && view.waiting) {
      point(cell);
      if (editable) put(readout, readout.written.replace("Click", "Tap again"));
      return;
    }
    if (editable) edit(cell);
  });

  // ---------------------------------------------------------------------------------- the keys

  const ARROWS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

  function stageKey(event) {
    const { position: t, output_channel: o, playing } = store.state;
    const last = geo().length - 1;
    const move = {
      ArrowLeft: { position: t - 1 }, ArrowRight: { position: t + 1 },
      Home: { position: 0 }, End: { position: last },
      ...(level >= 1 && { ArrowUp: { output_channel: o - 1 }, ArrowDown: { output_channel: o + 1 } }),
      ...(level >= 2 && { " ": { playing: !playing } }),
    }[event.key];
    if (move) set(move);
    return Boolean(move) || event.key in ARROWS || event.key === " ";
  }

  /** Arrows walk over the cells; the one they reach scrolls into sight. */
  function cellKey(event, cell) {
    const [kind, row, column] = cell.at;
    if (event.key === "Escape") { stage.focus({ preventScroll: true }); return true; }
    if (event.key === "F2" && editable && kind !== "out") { edit(cell); return true; }
    const { C, L, G, K, O, length } = geo();
    if (kind === "bias") return event.key in ARROWS;
    const [height, width] = { x: [C, L], w: [G, K], out: [O, length] }[kind];
    const ends = { Home: [0, -width], End: [0, width] };
    const step = ARROWS[event.key] ?? ends[event.key];
    if (!step) return false;
    const to = [clamp(row + step[0], 0, height - 1), clamp(column + step[1], 0, width - 1)];
    if (kind === "out" && layout.outCompact) to[0] = row;
    if (kind === "w" && step[0] && geo().G > ROWS) {
      view.opened = firstChannel(store.state, store.state.output_channel) + to[0];
      layRows();
    }
    if (kind !== "w") {
      const [box, room, columns] = kind === "x" ? [scroller, view.clear, layout.columns]
        : [outScroller, view.outClear, length];
      const at = to[1] + (kind === "x" ? geo().left : 0);
      reach(box, at, at + 1, columns, room, false);
      if (!findCell(kind, ...to)) reach(box, at, at + 1, columns, room, true);
    }
    moveTabStop(kind, ...to)?.focus({ preventScroll: true });
    if (kind !== "out") reveal(kind === "x" ? rows[to[0]] : rows.find((r) => r.active && r.i === to[0]));
    return true;
  }

  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const cell = cellOf(event);
    let handled = false;
    if (event.target === stage) handled = stageKey(event);
    else if (cell) handled = cellKey(event, cell);
    if (!handled) return;
    event.preventDefault();
    event.stopPropagation();
  });

  // --------------------------------------------------------------------------- keeping in step

  function update(changed, origin) {
    const rebuild = shapeKey() !== layout.key || SETTINGS.some((name) => changed.has(name)) ||
      (TENSORS.some((name) => changed.has(name)) && cellWidth(geo()) !== layout.cell);
    if (rebuild) build();
    else {
      if (changed.has("output_channel") || changed.has("weight")) { layRows(); showVisible(); }
      if (changed.has("x") || changed.has("batch_item")) { fillInputs(); layRows(); }
      if (changed.has("output_channel") && layout.outCompact) fillOutputs();
      if ([...TENSORS, "batch_item"].some((name) => changed.has(name)) || origin === "guess") {
        fillOutputs();
      }
      showStep();
      if (changed.has("position") || changed.has("output_channel")) follow();
      if (changed.has("output_channel")) revealActive();
      if ([...changed].some((name) => name !== "position")) showControls();
    }
    if ((view.mark || view.pointed) && [...changed].some((name) => name !== "position")) {
      point(view.pointed?.isConnected ? view.pointed : null);
    }
  }

  build();
  element.append(root);
  measure();
  cleanups.push(store.subscribe(update));
  store.addView(root);
  return () => {
    closeEditor();
    for (const cleanup of cleanups) cleanup();
    store.removeView(root);
    root.remove();
  };
}

/** A view, made anew when Python chooses another stage. */
function show(store, element) {
  let remove = createView(store, element);
  const unsubscribe = store.subscribe((changed) => {
    if (!changed.has("controls") && !changed.has("predict")) return;
    remove();
    remove = createView(store, element);
  });
  return () => {
    unsubscribe();
    remove();
  };
}

/** Show an explorer without Jupyter: a page from disk calls this with a plain state. */
export function mount(element, state) {
  const store = createStore(state);
  const remove = show(store, element);
  return { store, remove: () => { remove(); store.stop(); } };
}

// ----------------------------------------------------------------------- the Jupyter adaptor

const GIVEN = ["controls", "predict"]; // set from Python only
const REST = 150; // ms after the last step until Python is told

/** Keep a store and an anywidget model in step; returns the clean-up. */
function connect(model, store) {
  let timer = 0;
  let writing = false;
  const known = Object.fromEntries(TENSORS.map((name) => [name, model.get(name)]));

  function write(names) {
    writing = true;
    for (const name of names) {
      let value = store.state[name];
      if (TENSORS.includes(name) && value) {
        value = { shape: value.shape, data: new DataView(value.data.slice().buffer) };
      }
      if (TENSORS.includes(name)) known[name] = value;
      model.set(name, value);
    }
    writing = false;
  }

  function save() {
    clearTimeout(timer); // a rest still running would tell where the kernel is while it plays
    timer = 0;
    // A kernel that is gone throws here; save_changes would write to the console instead.
    try {
      model.send({});
    } catch {
      store.setOffline(true);
      return;
    }
    store.setOffline(false);
    model.save_changes();
  }

  function later() {
    clearTimeout(timer);
    timer = store.state.playing ? 0 : setTimeout(save, REST);
  }

  const unsubscribe = store.subscribe((changed, origin) => {
    const names = SAVED.filter((name) => changed.has(name));
    const paused = changed.has("playing") && !store.state.playing;
    if (origin !== "python") write(names);
    else if (!paused) return; // Python paused: it does not know yet where
    if (!names.length) return;
    if (changed.has("playing") && store.state.playing) save();
    else later();
  });

  /** Python, or a jslink, moved the model: show the nearest state that the layer can have. */
  function pull() {
    if (writing) return;
    const patch = {};
    for (const name of [...SAVED, ...GIVEN]) {
      const value = model.get(name);
      if (!TENSORS.includes(name)) patch[name] = value;
      else if (value !== known[name]) {
        known[name] = value;
        patch[name] = tensor(value);
      }
    }
    store.set(patch, "python");
    const corrected = SAVED.filter((name) => name in patch && !TENSORS.includes(name) &&
      store.state[name] !== patch[name]);
    // Not at once: a jslink ignores what comes back while it is still speaking.
    if (corrected.length) setTimeout(() => { write(corrected); later(); });
  }
  model.on("change", pull);
  return () => {
    clearTimeout(timer);
    unsubscribe();
    model.off("change", pull);
    store.stop();
  };
}

export default () => {
  let store = null;
  return {
    initialize({ model }) {
      const state = Object.fromEntries([...SAVED, ...GIVEN].map((name) => [name, model.get(name)]));
      store = createStore({ ...state, batched: model.get("_batched"), pool: model.get("_pool") });
      return connect(model, store);
    },
    render({ el }) {
      return show(store, el);
    },
  };
};
