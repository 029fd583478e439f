/**
 * Tensors with more elements around them, or fewer.
 *
 * @module
 */
import { noGrad } from "../autograd/mode.ts";
import { record } from "../autograd/node.ts";
import { emptyTensor } from "../tensor/create.ts";
import { Tensor } from "../tensor/tensor.ts";
import { cat } from "./join.ts";
import { initialize } from "./pointwise.ts";
import { flip } from "./rearrange.ts";
import { expand, narrow } from "./view.ts";

/** How many elements are added before the first and behind the last; negative ones are cut off. */
export type Pads = readonly [low: number, high: number];

/** What stands around a tensor, if not one value: its elements mirrored, its edge, its other end. */
export type Border = "reflect" | "replicate" | "circular";

/** One value around a tensor. A copy, whatever the paddings. */
export function constantPad(x: Tensor, pads: readonly Pads[], value: number | boolean): Tensor {
  const output = noGrad(() => {
    const inside = cut(x, pads);
    const shape = inside.shape.map((n, d) => n + added(pads[d]!));
    const output = emptyTensor(shape, x.dtype, x.device);
    initialize(output, value);
    const { strides } = output;
    const offset = pads.reduce((sum, [low], d) => sum + Math.max(low, 0) * strides[d]!, 0);
    initialize(new Tensor(output.storage, { shape: inside.shape, strides, offset }), inside);
    return output;
  });
  const back = pads.map(([low, high]): Pads => [0 - low, 0 - high]);
  return record(output, "ConstantPadNdBackward0", [[x, (grad) => constantPad(grad, back, 0)]]);
}

function added([low, high]: Pads): number {
  return Math.max(low, 0) + Math.max(high, 0);
}

/** A view without the elements that negative paddings cut off. */
function cut(x: Tensor, pads: readonly Pads[]): Tensor {
  return pads.reduce((part, [low, high], d) => {
    const rest = low < 0 ? narrow(part, d, -low, part.shape[d]! + low) : part;
    return high < 0 ? narrow(rest, d, 0, rest.shape[d]! + high) : rest;
  }, x);
}

/** A tensor with a border made of its own elements. */
export function borderPad(x: Tensor, pads: readonly Pads[], border: Border): Tensor {
  // Mirrors and edges are those of the whole tensor, ends are those of what is left.
  const from = border === "circular" ? cut(x, pads) : x;
  const grown = pads.reduce((part, [low, high], d) => {
    const sides = [Math.max(low, 0), Math.max(high, 0)] as const;
    return grow(part, d, sides, border);
  }, from);
  const rest = border === "circular" ? grown : cut(grown, pads);
  return rest.storage === x.storage || rest !== grown ? rest.clone() : rest;
}

function grow(x: Tensor, d: number, [low, high]: Pads, border: Border): Tensor {
  const n = x.shape[d]!;
  const side = (start: number, length: number) => {
    if (border !== "replicate") return narrow(x, d, start, length);
    return expand(narrow(x, d, start, 1), x.shape.with(d, length));
  };
  const turned = (part: Tensor) => border === "reflect" ? flip(part, d) : part;
  const [first, last] = {
    reflect: [1, n - 1 - high],
    replicate: [0, n - 1],
    circular: [n - low, 0],
  }[border] as [number, number];
  const parts = [
    ...(low > 0 ? [turned(side(first, low))] : []),
    x,
    ...(high > 0 ? [turned(side(last, high))] : []),
  ];
  return parts.length === 1 ? x : cat(parts, d);
}
