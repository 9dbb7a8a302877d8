import { div, h } from "../dom.js";
import { clamp } from "../numbers.js";
import { createHandle } from "../view/handle.js";
import { alignment, isCausal } from "./alignment.js";
import { elementAt, laySheet } from "./bands.js";
import { linksOf } from "./links.js";
import { paintStep } from "./paint_step.js";
import { paintValues } from "./paint_values.js";
import { watchTheme } from "./theme.js";
import { movesOf } from "./moves.js";

/** @import { Chain, Field, Layer } from "../chain/types.js" */
/** @import { Band, Sheet } from "./bands.js" */

/** @typedef {{signal: number, row: number, t: number}} Place an element of a signal */

/**
 * What the stage is given to show: it owns none of it.
 * @typedef {object} Rows
 * @property {() => {layers: Layer[]}} chain
 * @property {() => number[][]} shapes [C, L] of each signal
 * @property {(signal: number) => Float32Array | null} values null to show places only
 * @property {(value: number) => string} write
 * @property {() => Place} chosen
 * @property {(place: Place) => void} choose
 * @property {(place: Place | null) => void} point a pointer lies on an element, or no longer
 * @property {(place: Place) => Field[]} fields
 * @property {(signal: number) => boolean} folds whether a signal has no band of its own
 * @property {(signal: number) => HTMLElement} label
 */

/**
 * The signals of a chain, one below the other on the time axis of x, and the paths between them.
 * @param {Rows} rows
 */
export function createRowsStage(rows) {
  const canvas = h("canvas", { className: "c1d-sheet", "aria-hidden": "true" });
  const labels = div("c1d-labels");
  const handle = createHandle(
    "the signals, one below the other: left and right step along time, up and down change the " +
      "channel and then the layer, page up and page down the layer",
  );
  const element = div("c1d-stage c1d-rows-stage", handle.element, canvas, labels);
  const still = document.createElement("canvas");
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const stillPen = /** @type {CanvasRenderingContext2D} */ (still.getContext("2d"));
  const theme = watchTheme(element, () => later(fill));
  let colours = theme.read();
  let density = 1;
  /** @type {Sheet} */
  let sheet = laySheet([], 900, false, true);
  /** @type {Place | null} */
  let pointed = null;
  let width = 900;
  let frame = 0;
  let causal = false;

  /** @param {() => void} work */
  function later(work) {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(work);
  }

  /** Lay everything out anew, after a change of shapes or of the width. */
  function build() {
    const shapes = rows.shapes();
    const moves = movesOf(rows.chain().layers, shapes);
    const lines = alignment(moves);
    causal = isCausal(moves);
    const plain = rows.values(0) === null;
    const shown = [...shapes.keys()].filter((signal) => !rows.folds(signal));
    const texts = shown.map((signal) => rows.label(signal));
    sheet = laySheet(
      shown.map((signal, i) => ({
        signal,
        rows: plain ? 1 : shapes[signal][0],
        length: shapes[signal][1],
        line: lines[signal],
        lines: texts[i].childElementCount,
        spreads: moves.slice(shown[i - 1] ?? 0, signal).some(({ span }) => span > 1),
      })),
      width,
      width < 620,
      plain,
    );
    density = globalThis.devicePixelRatio || 1;
    for (const one of [canvas, still]) {
      one.width = Math.ceil(sheet.width * density);
      one.height = Math.ceil(sheet.height * density);
    }
    canvas.style.height = `${sheet.height}px`;
    for (const one of [pen, stillPen]) one.setTransform(density, 0, 0, density, 0, 0);
    labels.replaceChildren(...sheet.bands.map((band, i) => {
      const label = div("c1d-band", texts[i]);
      label.style.top = `${sheet.gutter ? band.top : band.top - 24}px`;
      return label;
    }));
    element.classList.toggle("c1d-above", !sheet.gutter);
    fill();
  }

  /** Draw the values anew. */
  function fill() {
    colours = theme.read();
    paintValues(stillPen, sheet, colours, rows.values, rows.write);
    showStep();
  }

  /** Show the element that is pointed at, or else the chosen one. */
  function showStep() {
    const place = onBand(pointed ?? rows.chosen());
    const fields = rows.fields(place);
    const links = linksOf(rows.chain(), rows.shapes(), sheet.bands, fields, place.signal);
    paintStep(pen, sheet, colours, still, density, {
      ...place,
      fields,
      links,
      causal: causal && place.signal > 0,
    });
  }

  /**
   * An element of a signal without a band stands in the next that has one.
   * @param {Place} place
   */
  function onBand(place) {
    const band = sheet.bands.find(({ signal }) => signal >= place.signal);
    return band && band.signal !== place.signal ? { ...place, signal: band.signal } : place;
  }

  /** @param {number} wide */
  function measure(wide) {
    if (!wide) return;
    if (wide !== width || density !== globalThis.devicePixelRatio) {
      width = wide;
      build();
    } else if (theme.read().ink !== colours.ink) fill(); // it turned dark while it was off the page
  }

  /** @param {PointerEvent} event */
  function placeOf(event) {
    const { left, top } = canvas.getBoundingClientRect();
    const found = elementAt(sheet, event.clientX - left, event.clientY - top);
    return found && { signal: found.band.signal, row: found.row, t: found.t };
  }

  /** @param {Place | null} place */
  function point(place) {
    if (
      place?.signal === pointed?.signal && place?.row === pointed?.row && place?.t === pointed?.t
    ) {
      return;
    }
    pointed = place;
    rows.point(place);
    showStep();
  }

  canvas.addEventListener("pointermove", (event) => {
    const place = placeOf(event);
    if (event.buttons && place) rows.choose(place);
    point(event.pointerType === "touch" ? null : place);
  });
  canvas.addEventListener("pointerleave", () => point(null));
  canvas.addEventListener("pointerdown", (event) => {
    const place = placeOf(event);
    if (place) rows.choose(place);
    handle.focus();
  });

  /**
   * The nearest element of another band, seen from where one is.
   * @param {Place} from
   * @param {number} step in bands
   * @param {boolean} last the last row of it, else the first
   * @returns {Place}
   */
  function across({ signal, row, t }, step, last) {
    const at = sheet.bands.findIndex((band) => band.signal === signal);
    const band = sheet.bands[at + step];
    if (at < 0 || !band) return { signal, row, t };
    const here = sheet.bands[at].line.start + sheet.bands[at].line.jump * t;
    const there = Math.round((here - band.line.start) / band.line.jump);
    return {
      signal: band.signal,
      row: last ? band.rows - 1 : 0,
      t: clamp(there, 0, band.length - 1),
    };
  }

  /**
   * @param {string} key
   * @returns {Place | null} where the key leads
   */
  function moved(key) {
    const place = onBand(rows.chosen());
    const band = sheet.bands.find(({ signal }) => signal === place.signal);
    if (!band) return null;
    const { signal, row, t } = place;
    switch (key) {
      case "ArrowLeft":
        return { signal, row, t: Math.max(0, t - 1) };
      case "ArrowRight":
        return { signal, row, t: Math.min(band.length - 1, t + 1) };
      case "ArrowUp":
        return row > 0 ? { signal, row: row - 1, t } : across(place, -1, true);
      case "ArrowDown":
        return row < band.rows - 1 ? { signal, row: row + 1, t } : across(place, 1, false);
      case "PageUp":
        return across(place, -1, false);
      case "PageDown":
        return across(place, 1, false);
      case "Home":
        return { signal, row, t: 0 };
      case "End":
        return { signal, row, t: band.length - 1 };
      default:
        return null;
    }
  }

  element.addEventListener("keydown", (event) => {
    if (event.target !== handle.element || event.ctrlKey || event.metaKey || event.altKey) return;
    const place = moved(event.key);
    if (!place) return;
    event.preventDefault();
    event.stopPropagation();
    rows.choose(place);
  });

  const stop = () => cancelAnimationFrame(frame);

  return {
    element,
    isCausal: () => causal,
    build,
    fill,
    showStep,
    measure,
    say: handle.show,
    stop,
  };
}
