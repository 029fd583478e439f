/**
 * Padding, as a function: more elements around a tensor, or fewer.
 *
 * @module
 */
import { NotImplementedError, RuntimeError } from "../../errors.ts";
import { type Border, borderPad, constantPad, type Pads } from "../../ops/padding.ts";
import { tensorTypeName } from "../../tensor/dtype.ts";
import { formatShape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { checkWholes } from "./sizes.ts";

/** What stands around a tensor. */
export type PadMode = "constant" | "reflect" | "replicate" | "circular";

/** Options of {@linkcode pad}. */
export interface PadOptions {
  /**
   * One value ("constant", the default), the elements mirrored without repeating the edge ("reflect"), the
   * edge repeated ("replicate"), or the elements from the other end ("circular").
   */
  mode?: PadMode;
  /** The value for "constant". Default: 0. */
  value?: number | boolean;
}

/**
 * A tensor with elements around it. Negative paddings cut elements off.
 *
 * @param x any shape for "constant"; for the other modes [N, C, ...] or [C, ...], of which the last one
 * to three dimensions are padded, all of them
 * @param padding for the last dimension, how many elements before and how many behind; then the same
 * for the dimension before it, and so on
 * @param options `mode`, `value`
 * @returns a new tensor
 * @throws {RuntimeError} when the paddings do not fit the shape, as in `Padding length must be divisible by 2`
 * @throws {NotImplementedError} for an unknown mode, or other dimensions than a mode can pad
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * const x = tensor([[1, 2, 3]]);
 * console.log(nn.functional.pad(x, [1, 2]).toArray()); // [[0, 1, 2, 3, 0, 0]]
 * console.log(nn.functional.pad(x, [2, 0], { mode: "reflect" }).toArray()); // [[3, 2, 1, 2, 3]]
 * ```
 */
export function pad(x: Tensor, padding: readonly number[], options: PadOptions = {}): Tensor {
  const { mode = "constant", value = 0 } = options;
  checkWholes("pad", "pad", padding);
  if (padding.length % 2 !== 0) {
    throw refuse(
      "Padding length must be divisible by 2",
      "Pass two numbers for each dimension, the last one first: [left, right, top, bottom].",
    );
  }
  if (padding.length > 2 * x.ndim) {
    throw refuse(
      "Padding length too large",
      `Two numbers for each dimension are ${2 * x.ndim} at most here, not ${padding.length}.`,
    );
  }
  const pads = x.shape.map((_, d): Pads => {
    const at = 2 * (x.ndim - 1 - d);
    return [padding[at] ?? 0, padding[at + 1] ?? 0];
  });
  if (mode === "constant") return constantPad(x, pads, value);
  if (mode !== "reflect" && mode !== "replicate" && mode !== "circular") {
    throw new NotImplementedError(
      "bad-option",
      `Unrecognised padding mode ${mode}`,
      'Modes are "constant", "reflect", "replicate" and "circular".',
    );
  }
  if (value !== 0) {
    throw refuse(
      `Padding mode "${mode}" doesn't take in value argument`,
      'Only mode "constant" has a value around the tensor.',
    );
  }
  const rank = padding.length / 2;
  if (rank < 1 || rank > 3 || x.ndim - rank < 1 || x.ndim - rank > 2) {
    throw new NotImplementedError(
      "bad-dims",
      "Only 2D, 3D, 4D, 5D padding with non-constant padding are supported for now",
      `Mode "${mode}" pads all dimensions of [C, ...] or [N, C, ...] but N and C: one to three of them.`,
    );
  }
  checkBorder(x, pads.slice(-rank), mode);
  return borderPad(x, pads, mode);
}

function refuse(message: string, fix: string): RuntimeError {
  return new RuntimeError("bad-padding", message, fix);
}

const TOO_SMALL = "Cut off less, or nothing would be left.";

/** Checks that the padded dimensions, the last ones, have what a border is made of. */
function checkBorder(x: Tensor, pads: readonly Pads[], border: Border): void {
  const rank = pads.length;
  const sizes = x.shape.slice(-rank);
  const results = sizes.map((n, i) => n + pads[i]![0] + pads[i]![1]);
  if (border === "circular") {
    if (pads.some((sides, i) => sides.some((n) => n > sizes[i]!))) {
      throw refuse(
        "Padding value causes wrapping around more than once.",
        `A side takes as many elements as there are, ${formatShape(sizes)}, at most.`,
      );
    }
    if (results.every((n) => n >= 0)) return;
    throw refuse("Negative padding value is resulting in an empty dimension", TOO_SMALL);
  }
  checkFilled(x, rank, border);
  if (border === "reflect") checkMirror(x, pads);
  if (rank === 1 && results[0]! < 1) {
    throw refuse(
      `input (W: ${sizes[0]}) is too small. Calculated output W: ${results[0]}`,
      TOO_SMALL,
    );
  }
  const negative = results.find((n) => n < 0);
  if (negative !== undefined) {
    throw refuse(
      `Trying to create tensor with negative dimension ${negative}: ${
        formatShape([...x.shape.slice(0, -rank), ...results])
      }`,
      TOO_SMALL,
    );
  }
}

function checkFilled(x: Tensor, rank: number, border: Border): void {
  const batched = x.ndim === rank + 2;
  const first = batched || border === "reflect" ? 1 : 0;
  if (x.shape.slice(first).every((n) => n > 0)) return;
  const tensors = `${rank + 1}D or ${rank + 2}D (batch mode) tensor`;
  throw refuse(
    border === "reflect" && rank < 3
      ? `${tensors} expected for input, but got: [ ${tensorTypeName(x.dtype)}{${x.shape}} ]`
      : `Expected ${tensors} with possibly 0 batch size and other non-zero dimensions for input, but got: ${
        formatShape(x.shape)
      }`,
    "There is nothing to make a border of.",
  );
}

function checkMirror(x: Tensor, pads: readonly Pads[]): void {
  // PyTorch looks at the last dimension first.
  for (const [i, [low, high]] of [...pads.entries()].reverse()) {
    const d = x.ndim - pads.length + i;
    if (low < x.shape[d]! && high < x.shape[d]!) continue;
    const argument = 4 + 2 * (pads.length - 1 - i);
    throw refuse(
      `Argument #${argument}: Padding size should be less than the corresponding input dimension, but got: padding (${low}, ${high}) at dimension ${d} of input ${
        pads.length === 2 ? x.ndim : formatShape(x.shape)
      }`,
      `There are ${x.shape[d]! - 1} elements besides the edge to be mirrored.`,
    );
  }
}
