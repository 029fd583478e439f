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
        /** What each element is multiplied by. */
        const others = () => {
          const zeroSum = (values: Tensor, of: Tensor) =>
            added(includeSelf ? values : zerosOf(values, x.shape), of);
          const [own, given] = [zerosIn(old), zerosIn(source)];
          const product = again(own.rest, given.rest);
          const count = zeroSum(own.count, given.count);
          const sum = zeroSum(own.values, given.values);
          return {
            ofSelf: () => rest(own, product, count, sum),
            ofSource: () => rest(given, read(product), read(count), read(sum)),
          };
        };
        return {
          node,
          write,
          inputs: () => [
            [
              x,
              (grad) => includeSelf ? grad.mul(others().ofSelf()) : erased(grad),
              ...reads(x, inPlace),
              source,
              at,
            ],
            [
              source,
              (grad) => read(grad).mul(others().ofSource()),
              ...reads(x, inPlace),
              source,
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

/** The zeros of factors: where they are, they themselves among zeros, and the factors without them. */
interface Zeros {
  readonly count: Tensor;
  readonly values: Tensor;
  readonly rest: Tensor;
}

function zerosIn(x: Tensor): Zeros {
  const zero = x.eq(0);
  return {
    count: zero.to(x.dtype),
    values: pointwise("where", zero, x, 0),
    rest: x.maskedFill(zero, 1),
  };
}

/**
 * The product of the other factors, given that of all but zeros, how many zeros there are, and their sum.
 * With one zero among the others it is 0, but has a slope: the zero stays in the formula.
 */
function rest(own: Zeros, product: Tensor, count: Tensor, sum: Tensor): Tensor {
  const left = count.sub(own.count);
  const zero = pointwise("where", left.eq(1), sum.sub(own.values), 0);
  return product.div(own.rest).mul(pointwise("where", left.eq(0), 1, zero));
}
