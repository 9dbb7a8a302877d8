import { curvePath, downTo, scaleOf } from "../view/curve.js";
import { edges } from "./bands.js";

/** @import { Band, Sheet } from "./bands.js" */
/** @import { Theme } from "./theme.js" */

/**
 * Draw every value, as if nothing were chosen.
 * @param {CanvasRenderingContext2D} pen
 * @param {Sheet} sheet
 * @param {Theme} theme
 * @param {(signal: number) => Float32Array | null} valuesOf
 * @param {(value: number) => string} write
 */
export function paintValues(pen, sheet, theme, valuesOf, write) {
  pen.clearRect(0, 0, sheet.width, sheet.height);
  for (const band of sheet.bands) {
    const values = valuesOf(band.signal);
    if (!values) paintPlaces(pen, sheet, theme, band);
    else if (band.mode === "curve") paintCurves(pen, sheet, theme, band, values);
    else paintCells(pen, sheet, theme, band, values, write);
  }
}

/** @param {Float32Array} values */
function largest(values) {
  let most = 0;
  for (const value of values) {
    const size = Math.abs(value);
    if (size > most && size < Infinity) most = size;
  }
  return most || 1;
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Sheet} sheet
 * @param {Theme} theme
 * @param {Band} band
 */
function paintPlaces(pen, sheet, theme, band) {
  pen.strokeStyle = theme.edge;
  pen.lineWidth = 1;
  for (let t = 0; t < band.length; t += 1) {
    const [left, right] = edges(sheet, band, t);
    for (let row = 0; row < band.rows; row += 1) {
      box(pen, left, band.top + row * band.rowHeight, right - left, band.rowHeight, 1);
      pen.stroke();
    }
  }
}

/**
 * A rounded rectangle, a little inside its place.
 * @param {CanvasRenderingContext2D} pen
 * @param {number} x
 * @param {number} y
 * @param {number} width
 * @param {number} height
 * @param {number} inset
 */
function box(pen, x, y, width, height, inset) {
  pen.beginPath();
  const gap = width > 8 ? inset : 0;
  const room = Math.max(1, width - 2 * gap);
  if (width > 8 && pen.roundRect) pen.roundRect(x + gap, y + gap, room, height - 2 * gap, 3);
  else pen.rect(x + gap, y + gap, room, height - 2 * gap);
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Sheet} sheet
 * @param {Theme} theme
 * @param {Band} band
 * @param {Float32Array} values
 * @param {(value: number) => string} write
 */
function paintCells(pen, sheet, theme, band, values, write) {
  const most = largest(values);
  const numbers = band.mode === "numbers";
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.font = "12px system-ui, sans-serif";
  for (let row = 0; row < band.rows; row += 1) {
    const y = band.top + row * band.rowHeight;
    for (let t = 0; t < band.length; t += 1) {
      const value = values[row * band.length + t];
      const [left, right] = edges(sheet, band, t);
      const strength = Number.isNaN(value) ? 0 : Math.min(1, Math.abs(value) / most);
      pen.globalAlpha = strength * (numbers ? .35 : .9);
      pen.fillStyle = value < 0 ? theme.low : theme.high;
      box(pen, left, y, right - left, band.rowHeight, 1);
      pen.fill();
      pen.globalAlpha = 1;
      if (right - left > 8) {
        pen.strokeStyle = theme.line;
        pen.lineWidth = 1;
        pen.stroke();
      }
      if (numbers) {
        pen.fillStyle = theme.ink;
        pen.fillText(
          write(value),
          (left + right) / 2,
          y + band.rowHeight / 2 + 1,
          right - left - 4,
        );
      }
    }
  }
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Sheet} sheet
 * @param {Theme} theme
 * @param {Band} band
 * @param {Float32Array} values
 */
function paintCurves(pen, sheet, theme, band, values) {
  const [left] = edges(sheet, band, 0);
  const [, right] = edges(sheet, band, band.length - 1);
  const scale = scaleOf(band.rowHeight, values);
  pen.lineWidth = 1.2;
  for (let row = 0; row < band.rows; row += 1) {
    const numbers = values.subarray(row * band.length, (row + 1) * band.length);
    pen.save();
    pen.translate(left, band.top + row * band.rowHeight);
    pen.fillStyle = theme.line;
    pen.fillRect(0, downTo(scale, 0), right - left, 1);
    pen.strokeStyle = theme.ink;
    pen.stroke(new Path2D(curvePath(numbers, right - left, scale)));
    pen.restore();
  }
}
