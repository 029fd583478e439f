/**
 * Elements that a mask chooses: taken out, or put in.
 *
 * @module
 */
import { noGrad } from "../autograd/mode.ts";
import { record } from "../autograd/node.ts";
import { indexRule } from "../device/out_of_range.ts";
import { RuntimeError } from "../errors.ts";
import { scalarTypeName } from "../tensor/dtype.ts";
import { broadcastShapes, expandLayout, type Shape, sizeOf } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { placement, readAlong, zerosOf } from "./along.ts";
import { to } from "./cast.ts";
import { changed, changedInPlace, type ChangeOf, requireApart } from "./change.ts";
import { requireSameDevice } from "./devices.ts";
import { requireTensor } from "./gather.ts";
import { countTrue, truePositions } from "./nonzero.ts";
import { initialize, pointwise } from "./pointwise.ts";
import { sumTo } from "./reduce.ts";
import { broadcastTo, narrow, reshape } from "./view.ts";

const SELECT = indexRule("maskedSelect");
const SCATTER = indexRule("maskedScatter", {
  error: RuntimeError,
  words: () => "Number of elements of source < number of ones in mask",
});

/** A mask as bool; uint8 is one, too, as in PyTorch. */
function asMask(name: string, mask: Tensor): Tensor {
  requireTensor(name, "mask", mask);
  if (mask.dtype === "bool") return mask;
  if (mask.dtype === "uint8") return to(mask, "bool");
  throw new RuntimeError(
    "dtype-mismatch",
    `${name}: expected BoolTensor or ByteTensor for mask`,
    `This one is ${mask.dtype}: write mask.bool().`,
  );
}

/**
 * The elements where a mask is true, in row-major order; a vector. Reads back how many there are.
 *
 * @param x any shape
 * @param mask bool; both shapes broadcast
 *
 * @example
 * ```ts
 * import { maskedSelect, tensor } from "@hibana/hibana";
 *
 * const x = tensor([[1, -2], [-3, 4]]);
 * console.log(maskedSelect(x, x.gt(0)).toArray()); // [1, 4]
 * ```
 */
export function maskedSelect(x: Tensor, mask: Tensor): Tensor {
  const chosen = asMask("masked_select", mask);
  requireSameDevice("maskedSelect", x, chosen);
  const before = x.shape;
  const shape = broadcastShapes(chosen.shape, before);
  const positions = truePositions(broadcastTo(chosen, shape));
  const output = noGrad(() => {
    const all = broadcastTo(x, shape);
    return readAlong(reshape(all, [all.numel]), 0, positions, SELECT);
  });
  return record(output, "MaskedSelectBackward0", [
    [x, (grad) => sumTo(placed(positions, grad, shape), before)],
  ]);
}

/** Zeros of a shape, but for some positions, counted over all elements. */
function placed(positions: Tensor, values: Tensor, shape: Shape): Tensor {
  const zeros = zerosOf(values, [sizeOf(shape)]);
  return reshape(changed(zeros, placement(0, positions, values, SELECT)), shape);
}

function scattering(x: Tensor, mask: Tensor, source: Tensor): ChangeOf {
  const chosen = asMask("masked_scatter", mask);
  requireTensor("masked_scatter", "source", source);
  requireSameDevice("maskedScatter", x, chosen, source);
  if (x.dtype !== source.dtype) {
    throw new RuntimeError(
      "dtype-mismatch",
      `masked_scatter: expected self and source to have same dtypes but got${
        scalarTypeName(x.dtype)
      } and ${scalarTypeName(source.dtype)}`,
      `Write source.to("${x.dtype}").`,
    );
  }
  expandLayout(chosen.layout, x.shape, `CPU${scalarTypeName(mask.dtype)}Type`);
  return scatterChange(broadcastTo(chosen, x.shape), source);
}

/** Puts a source's elements, one after the other, where a mask is true. Reads nothing back. */
function scatterChange(mask: Tensor, source: Tensor): ChangeOf {
  const { shape, numel } = source;
  const { places, chosen } = noGrad(() => {
    const counts = countTrue(mask);
    if (counts.numel === 0) return { places: counts, chosen: mask };
    const total = narrow(counts, 0, counts.numel - 1, 1);
    mask.device.backend.checkIndices(total.kernelView, 0, numel + 1, SCATTER);
    // What the mask leaves out goes behind the source's end; where it is too short, that is everything.
    const fits = reshape(mask, [mask.numel]).logicalAnd(total.le(numel));
    return {
      places: pointwise("where", fits, counts.sub(1), numel),
      chosen: reshape(fits, mask.shape),
    };
  });
  const flat = reshape(source, [numel]);
  return (x) => ({
    node: "MaskedScatterBackward0",
    inputs: () => [
      [x, (grad) => pointwise("where", chosen, 0, grad)],
      [source, (grad) => {
        const values = reshape(grad, [grad.numel]);
        const room = zerosOf(grad, [numel + 1]);
        const all = changed(room, placement(0, places, values, SCATTER));
        return reshape(narrow(all, 0, 0, numel), shape);
      }],
    ],
    write: (target) => {
      if (numel === 0 || target.numel === 0) return;
      const found = readAlong(flat, 0, places.clamp(null, numel - 1), SCATTER);
      initialize(target, pointwise("where", chosen, reshape(found, target.shape), target));
    },
  });
}

/**
 * A copy of x in which the elements where a mask is true are those of a source, one after the other.
 *
 * @param x any shape
 * @param mask bool; both shapes broadcast
 * @param source a tensor of x's dtype, with at least as many elements as the mask is true
 * @throws {RuntimeError} `Number of elements of source < number of ones in mask`; on webgpu when results
 * are read
 *
 * @example
 * ```ts
 * import { maskedScatter, tensor, zeros } from "@hibana/hibana";
 *
 * const mask = tensor([[true, false], [false, true]]);
 * console.log(maskedScatter(zeros(2, 2), mask, tensor([5, 6])).toArray()); // [[5, 0], [0, 6]]
 * ```
 */
export function maskedScatter(x: Tensor, mask: Tensor, source: Tensor): Tensor {
  requireTensor("masked_scatter", "mask", mask);
  const whole = broadcastTo(x, broadcastShapes(mask.shape, x.shape));
  return changed(whole, scattering(whole, mask, source));
}

/** {@linkcode maskedScatter} in place; the mask broadcasts to x's shape. */
export function maskedScatterInPlace(x: Tensor, mask: Tensor, source: Tensor): Tensor {
  const change = scattering(x, mask, source);
  requireApart(x, mask, source);
  return changedInPlace(x, change);
}
