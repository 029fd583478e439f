/** The inputs of the rows that compute whole models. Weights are [out, in], as PyTorch keeps them. */
import type { InputSpec } from "./row.ts";

type Inputs = Record<string, InputSpec>;

/** Weights spread as widely as these models' own initialization spreads them. */
const SPREAD = 0.035;

function linear(name: string, inFeatures: number, outFeatures: number): Inputs {
  return {
    [`${name}.weight`]: { shape: [outFeatures, inFeatures], scale: SPREAD },
    [`${name}.bias`]: { shape: [outFeatures], scale: SPREAD },
  };
}

function layerNorm(name: string, features: number): Inputs {
  return {
    [`${name}.weight`]: { shape: [features], scale: 0.1, offset: 1 },
    [`${name}.bias`]: { shape: [features], scale: 0.1 },
  };
}

/** One module: projections to queries, keys and values, attention, and the projection after it. */
export function attention(tokens: number, features: number): Inputs {
  return {
    x: { shape: [1, tokens, features] },
    ...linear("qkv", features, 3 * features),
    ...linear("proj", features, features),
    upstream: { shape: [1, tokens, features] },
  };
}

/** Layers of the given widths, and a batch with its labels. */
export function perceptron(batch: number, widths: readonly number[]): Inputs {
  const layers = widths.slice(1).map((width, i) => linear(`layer${i}`, widths[i]!, width));
  return Object.assign(
    { x: { shape: [batch, widths[0]!] }, labels: { shape: [batch], below: widths.at(-1)! } },
    ...layers,
  );
}

/** The shape of GPT-2 small. */
export const GPT2 = { layers: 12, heads: 12, features: 768, vocabulary: 50257, context: 1024 };

/** GPT-2 small on `tokens` tokens, after `past` tokens whose keys and values are kept. */
export function gpt2(tokens: number, past: number): Inputs {
  const { layers, heads, features, vocabulary, context } = GPT2;
  const cache = { shape: [1, heads, past, features / heads] };
  const blocks = Array.from({ length: layers }, (_, i) => ({
    ...layerNorm(`h${i}.ln1`, features),
    ...linear(`h${i}.qkv`, features, 3 * features),
    ...linear(`h${i}.proj`, features, features),
    ...layerNorm(`h${i}.ln2`, features),
    ...linear(`h${i}.up`, features, 4 * features),
    ...linear(`h${i}.down`, 4 * features, features),
    ...(past > 0 ? { [`h${i}.keys`]: cache, [`h${i}.values`]: cache } : {}),
  }));
  return Object.assign(
    {
      tokens: { shape: [1, tokens], below: vocabulary },
      wte: { shape: [vocabulary, features], scale: SPREAD },
      wpe: { shape: [context, features], scale: SPREAD },
      ...layerNorm("lnf", features),
    },
    ...blocks,
  );
}
