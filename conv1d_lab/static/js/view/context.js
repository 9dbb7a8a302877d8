/**
 * What the parts of a view share: types only, so this file is never part of the joined module.
 * A part is made from the context, keeps its own elements, and calls other parts through it.
 *
 * @import { Geometry, Store } from "../types.js"
 *
 * How a person looks at it, which no other view shares.
 * @typedef {object} Look
 * @property {boolean} full every digit
 * @property {"narrow" | "medium" | "wide"} kind
 * @property {number} width of the view in pixels
 * @property {number} opened the channel whose products are in sight where there are many
 * @property {boolean} all every product is in sight
 *
 * What the stage is built for: a step never changes it.
 * @typedef {object} Layout
 * @property {Geometry} geo
 * @property {number} cell the width of a cell in pixels
 * @property {number} columns L and the padding
 * @property {string} key the shapes, and whether the numbers are whole
 * @property {Set<number>} unread positions of x that no window reads
 * @property {boolean} curves whether numbers are drawn, and written only where one points
 * @property {{x: number, w: number, out: number}} tall how high each kind is drawn, in pixels
 *
 * Which number a cell shows: its kind, and its row and column among those of its kind.
 * @typedef {"x" | "w" | "out" | "bias" | "product" | "sum" | "result"} Kind
 * @typedef {[kind: Kind, row: number, column: number]} Place
 * @typedef {HTMLElement & {at: Place, marked?: boolean, written?: string}} Cell
 * @typedef {HTMLElement & {at?: Place, source?: number, marked?: boolean}} InputCell a cell, or padding
 *
 * A scroller; `at` is where it is and `target` where it is going.
 * @typedef {HTMLElement & {at?: number, target?: number}} Scroller
 *
 * @typedef {object} Context
 * @property {Store} store
 * @property {HTMLElement} root
 * @property {number} level the stage, as an index: position, channel, play, all
 * @property {boolean} editable
 * @property {Look} look
 * @property {Layout} layout
 * @property {Float32Array} shownOutput the output as it was before the last change
 * @property {Record<"x" | "w" | "out", [row: number, column: number]>} tabStop the cells that Tab reaches
 * @property {(value: number) => string} text a number as it is shown
 * @property {() => void} build lay out everything that depends on shapes and settings
 * @property {() => void} showStep show what a step changes
 * @property {ReturnType<typeof import("./controls.js").createControls>} controls
 * @property {ReturnType<typeof import("./sizes.js").createSizes>} sizes
 * @property {ReturnType<typeof import("./stage.js").createStage>} stage
 * @property {ReturnType<typeof import("./equation.js").createEquation>} equation
 * @property {ReturnType<typeof import("./predicting.js").createPredicting>} predicting
 * @property {ReturnType<typeof import("./output.js").createOutput>} output
 * @property {ReturnType<typeof import("./stage_curves.js").createStageCurves>} stageCurves
 * @property {ReturnType<typeof import("./output_curves.js").createOutputCurves>} outputCurves
 * @property {ReturnType<typeof import("./as_text.js").createAsText>} asText
 * @property {ReturnType<typeof import("./scrolling.js").createScrolling>} scrolling
 * @property {ReturnType<typeof import("./pointing.js").createPointing>} pointing
 * @property {ReturnType<typeof import("./editing.js").createEditing>} editing
 * @property {ReturnType<typeof import("./overview.js").createOverview>} overview
 * @property {ReturnType<typeof import("./keys.js").createKeys>} keys
 */
export {};
