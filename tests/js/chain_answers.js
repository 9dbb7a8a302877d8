import { breakOf } from "../../conv1d_lab/static/js/chain/breaks.js";
import { equivalentOf } from "../../conv1d_lab/static/js/chain/equivalent.js";
import { reachOf } from "../../conv1d_lab/static/js/chain/field.js";
import { equivalentText, seesText } from "../../conv1d_lab/static/js/chain/sentences.js";
import { figuresOf } from "../../conv1d_lab/static/js/chain/stack.js";
import { createChainStore, unpackedLayer } from "../../conv1d_lab/static/js/chain/store.js";
import { range } from "../../conv1d_lab/static/js/numbers.js";

/** @import { Field, GivenChain } from "../../conv1d_lab/static/js/chain/types.js" */
/** @import { Stack } from "../../conv1d_lab/static/js/chain/stack.js" */

/** @param {Field} field every place, as [c][p] */
const counted = (field) =>
  range(field.channels.length).map((c) =>
    range(field.positions.length).map((p) => field.channels[c] * field.positions[p])
  );

/** What is asked about chains. */
export const chainAnswers = {
  /** @param {{chain: GivenChain, from: number[]}[]} given with an element [signal, c, p] each */
  chains: (given) =>
    given.map(({ chain, from: [signal, c, p] }) => {
      const store = createChainStore(chain);
      const { state, signals, fields, broken } = store;
      if (broken) return { broken };
      const [, o, t] = state.position;
      const equivalent = equivalentOf(state, state.layer + 1, o, t);
      return {
        broken,
        signals: signals.map(({ shape, data }) => ({ shape, data: Array.from(data) })),
        fields: fields.map(counted),
        reach: reachOf(state, signal, c, p).map(counted),
        equivalent,
        figures: figuresOf(state).figures.map(({ layer: _layer, ...rest }) => rest),
        sees: seesText(state, fields),
        says: equivalent && equivalentText(equivalent),
      };
    }),

  /** @param {{layer: Record<string, unknown>, shape: number[], items: number | null}[]} given */
  breaks: (given) =>
    given.map(({ layer, shape, items }) => breakOf(unpackedLayer(layer), shape, items)),

  /** @param {Stack[]} given */
  stacks: (given) =>
    given.map((stack) => {
      const store = createChainStore({ stack });
      const { state, shapes, fields } = store;
      const { figures, broken } = figuresOf(state);
      const met = fields.length ? fields[0].positions : [];
      return {
        broken,
        shapes,
        parameters: figures.map(({ parameters }) => parameters),
        sees: Array.from(met).flatMap((ways, p) => ways ? [p] : []),
      };
    }),
};
