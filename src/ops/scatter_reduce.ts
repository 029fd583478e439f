/**
 * What scatterReduce and indexReduce do once their arguments are checked, with PyTorch's gradients.
 *
 * @module
 */
import { isRecorded } from "../autograd/node.ts";
import type { ScatterMode } from "../device/backend.ts";
import type { IndexRule } from "../device/out_of_range.ts";
import { type DType, isFloating } from "../tensor/dtype.ts";
import type { Tensor } from "../tensor/tensor.ts";
import {
  addition,
  placement,
  readAlong,
  sourceInput,
  valueLike,
  writeAlong,
  zerosOf,
} from "./along.ts";
import { changed, type ChangeOf } from "./change.ts";
import { initialize, pointwise } from "./pointwise.ts";

/** How many values become one. */
export type ScatterReduction = "sum" | "prod" | "mean" | "amax" | "amin";

const MODES: Readonly<Record<ScatterReduction, ScatterMode>> = {
  sum: "add",
  prod: "multiply",
  mean: "add",
  amax: "max",
  amin: "min",
};

/** What changes nothing: where x's own elements do not take part, it takes their place. */
function neutral(reduce: ScatterReduction, dtype: DType): number {
  if (reduce === "prod") return 1;
  if (reduce === "sum" || reduce === "mean") return 0;
  const [lowest, highest] = isFloating(dtype)
    ? [-Infinity, Infinity]
    : dtype === "int32"
    ? [-(2 ** 31), 2 ** 31 - 1]
    : [0, dtype === "uint32" ? 2 ** 32 - 1 : dtype === "uint8" ? 255 : 1];
  return reduce === "amax" ? lowest : highest;
}

/** Reduces a source's elements into the places that an index names. */
export function reduction(
  d: number,
  at: Tensor,
  source: Tensor,
  reduce: ScatterReduction,
  includeSelf: boolean,
  rule: IndexRule,
  node = "ScatterReduceBackward0",
): ChangeOf {
  const erased = (grad: Tensor) => includeSelf ? grad : changed(grad, placement(d, at, 0, rule));
  const read = (x: Tensor) => readAlong(x, d, at, rule);
  const added = (x: Tensor, values: Tensor) => changed(x, addition(d, at, values, rule));
  const again = (x: Tensor, values: Tensor) =>
    changed(x, reduction(d, at, values, reduce, includeSelf, rule, node));
  /** How many values meet at each place; 1 where none do. */
  const counts = (like: Tensor) => {
    const start = valueLike(like, like.shape, includeSelf ? 1 : 0);
    const found = added(start, valueLike(like, at.shape, 1));
    return includeSelf ? found : pointwise("maximum", found, 1);
  };
  const write = (target: Tensor) => {
    if (!includeSelf) {
      const start = valueLike(target, at.shape, neutral(reduce, target.dtype));
      writeAlong(target, d, at, start, "set", rule);
    }
    writeAlong(target, d, at, source, MODES[reduce], rule);
    if (reduce !== "mean" || at.numel === 0) return;
    const division = isFloating(target.dtype) ? "div" : "floorDivide";
    initialize(target, pointwise(division, target, counts(target)));
  };
  switch (reduce) {
    case "sum":
      return (x) => ({
        node,
        write,
        inputs: () => [[x, erased, at], sourceInput(source, d, at, rule)],
      });
    case "mean":
      return (x) => ({
        node,
        write,
        inputs: () => [
          [x, (grad) => erased(grad.div(counts(grad))), at],
          [source, (grad) => read(grad.div(counts(grad))), at],
        ],
      });
    case "prod":
      return (x, inPlace) => {
        const old = before(x, source, inPlace);
        return {
          node,
          write,
          inputs: (result, saved) => [
            [
              x,
              (grad) => {
                const others = old.maskedFill(old.eq(0), 1);
                return erased(grad.mul(again(others, source)).div(others));
              },
              ...reads(x, inPlace),
              source,
              at,
            ],
            [
              source,
              (grad) => {
                // A single zero keeps a slope: the product of the others.
                const zero = source.eq(0);
                const zeros = read(added(zerosOf(grad, x.shape), zero.to(grad.dtype)));
                const single = zero.logicalAnd(zeros.eq(1));
                const others = again(old, source.maskedFill(single, 1));
                return pointwise(
                  "where",
                  single,
                  read(grad.mul(others)),
                  read(grad.mul(result)).div(source.maskedFill(zero, 1)),
                );
              },
              ...reads(x, inPlace),
              source,
              saved,
              at,
            ],
          ],
        };
      };
    case "amax":
    case "amin":
      return (x, inPlace) => {
        const old = before(x, source, inPlace);
        const shares = (grad: Tensor, result: Tensor) => {
          const own = old.eq(result).to(grad.dtype);
          const given = source.eq(read(result)).to(grad.dtype);
          return { own, given, share: grad.div(added(own, given)) };
        };
        return {
          node,
          write,
          inputs: (result, saved) => [
            [
              x,
              (grad) => {
                const { own, share } = shares(grad, result);
                return erased(own.mul(share));
              },
              ...reads(x, inPlace),
              source,
              saved,
              at,
            ],
            [
              source,
              (grad) => {
                const { given, share } = shares(grad, result);
                return given.mul(read(share));
              },
              ...reads(x, inPlace),
              source,
              saved,
              at,
            ],
          ],
        };
      };
  }
}

/** What a tensor is before a change, for gradients: a copy where the change is in place. */
function before(x: Tensor, source: Tensor, inPlace: boolean): Tensor {
  return inPlace && isRecorded([x, source]) ? pointwise("clone", x) : x;
}

/** What must not change until backward: a copy is nobody else's. */
function reads(x: Tensor, inPlace: boolean): Tensor[] {
  return inPlace ? [] : [x];
}
