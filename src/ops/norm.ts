/**
 * Norms, and tensors scaled down to a norm.
 *
 * @module
 */
import { changeInPlace, checkInPlace } from "../autograd/inplace.ts";
import { noGrad } from "../autograd/mode.ts";
import { type Gradient, isRecorded, record } from "../autograd/node.ts";
import { RuntimeError, ValueError } from "../errors.ts";
import { type DType, isFloating, scalarTypeName } from "../tensor/dtype.ts";
import { normalizeDim, sizeOf } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { amax, amin } from "./extremes.ts";
import { singularValues } from "./linalg/decompose.ts";
import { initialize, pointwise } from "./pointwise.ts";
import { sum, type SumOptions } from "./reduce.ts";
import { type Dims, dimsOf, type ReduceOptions, unreduced } from "./reduction.ts";

/**
 * The order of a norm: a number, "fro" for the square root of the summed squares, "nuc" for the sum of a
 * matrix's singular values.
 */
export type NormOrder = number | "fro" | "nuc";

/** The norm of some order. */
export function norm(
  x: Tensor,
  p: NormOrder = "fro",
  dims?: Dims,
  options: SumOptions = {},
): Tensor {
  const { dtype = x.dtype, keepdim } = options;
  if (p === "nuc") return nuclear(x, dims, options);
  if (!isFloating(dtype)) {
    throw new RuntimeError(
      "not-floating",
      options.dtype === undefined
        ? `norm(): input dtype should be either floating point or complex. Got ${
          scalarTypeName(dtype)
        } instead.`
        : `norm(): the desired output dtype should be either floating point or complex. Got ${
          scalarTypeName(dtype)
        } instead.`,
      'Write x.float().norm(), or norm(p, dims, { dtype: "float32" }).',
    );
  }
  return normOfOrder(x.to({ dtype }), orderOf(p), dimsOf(x, dims), { keepdim });
}

/** The sum of a matrix's singular values, which are computed on the CPU only. */
function nuclear(x: Tensor, dims: Dims, { dtype, keepdim }: SumOptions): Tensor {
  if (dtype !== undefined) {
    throw new ValueError(
      "dtype-refused",
      "dtype argument is not supported in nuclear norm",
      'Convert first: x.to("float64").norm("nuc").',
    );
  }
  const given = dims ?? undefined;
  if (given === undefined && x.ndim !== 2) {
    throw new RuntimeError(
      "bad-dims",
      `Expected a tensor with 2 dimensions, but got a tensor with ${x.ndim} dimension${
        x.ndim === 1 ? "" : "s"
      } instead.`,
      'Say which dimensions are the matrices\': x.norm("nuc", [-2, -1]).',
    );
  }
  if (given !== undefined && (!Array.isArray(given) || given.length !== 2)) {
    throw new RuntimeError(
      "bad-dims",
      "nuclear norm requires a 'dim' argument of size 2",
      'Say which dimensions are the matrices\': x.norm("nuc", [-2, -1]).',
    );
  }
  const [row, column] = dimsOf(x, given) as [number, number];
  return sum(singularValues(x, row, column), [row, column], { keepdim });
}

function orderOf(p: Exclude<NormOrder, "nuc">): number {
  if (typeof p === "number") return p;
  if (p === "fro") return 2;
  throw new RuntimeError(
    "bad-order",
    `only valid string values are 'fro' and 'nuc', found ${String(p)}`,
    'The order is a number, Infinity, -Infinity or "fro".',
  );
}

/** The norm over some dimensions, counted from the front; 0 where there is nothing. */
export function normOfOrder(
  x: Tensor,
  p: number,
  dims: readonly number[],
  options: ReduceOptions,
): Tensor {
  // A float16 holds no large squares.
  if (x.dtype === "float16") {
    return normOfOrder(x.to("float32"), p, dims, options).to("float16");
  }
  const output = noGrad(() => valueOf(x, p, dims, options));
  return record(output, "NormBackward1", [
    [x, p === 0 ? () => null : normGradient(x, p, dims, output), x, output],
  ]);
}

function valueOf(x: Tensor, p: number, dims: readonly number[], options: ReduceOptions): Tensor {
  if (sizeOf(dims.map((d) => x.shape[d]!)) === 0) return sum(x, dims, options);
  if (p === Infinity) return amax(x.abs(), dims, options);
  if (p === -Infinity) return amin(x.abs(), dims, options);
  if (p === 0) return sum(x.ne(0).to(x.dtype), dims, options);
  if (p === 1) return sum(x.abs(), dims, options);
  if (p === 2) return sum(x.square(), dims, options).sqrt();
  return sum(x.abs().pow(p), dims, options).pow(1 / p);
}

/** PyTorch's slopes, order by order: at 0 they are 0. */
function normGradient(
  x: Tensor,
  p: number,
  dims: readonly number[],
  output: Tensor,
): (grad: Tensor) => Tensor {
  return (kept) => {
    const grad = unreduced(kept, x.shape, dims);
    const length = unreduced(output, x.shape, dims);
    if (p === 1) return x.sign().mul(grad);
    if (p === 2) return x.div(length).maskedFill(length.eq(0), 0).mul(grad);
    if (Math.abs(p) === Infinity) {
      const size = x.abs();
      const ties = size.eq(length).logicalOr(size.isnan().logicalAnd(length.isnan()));
      return x.sign().mul(grad.div(sum(ties, dims, { keepdim: true })).mul(ties));
    }
    if (p < 1) {
      const slopes = x.sign().mul(x.abs().pow(p - 1)).maskedFill(x.eq(0), 0);
      return slopes.mul(grad).mul(length.pow(1 - p));
    }
    const scale = grad.div(length.pow(p - 1)).maskedFill(length.eq(0), 0);
    return p < 2
      ? x.sign().mul(x.abs().pow(p - 1)).mul(scale)
      : x.mul(x.abs().pow(p - 2)).mul(scale);
  };
}

/** What keeps a scaled slice from exceeding the largest norm by rounding. */
const MARGIN = 1e-7;

/** Every slice along a dimension whose norm is larger than that, scaled down to it. */
export function renorm(x: Tensor, p: number, dim: number, maxnorm: number): Tensor {
  const others = checkRenorm(x, p, dim, maxnorm);
  const output = noGrad(() => x.mul(scaleOf(x, p, others, maxnorm)));
  return record(output, "RenormBackward0", [[x, renormGradient(x, p, others, maxnorm), x]]);
}

/** The same in place. */
export function renormInPlace(self: Tensor, p: number, dim: number, maxnorm: number): Tensor {
  const others = checkRenorm(self, p, dim, maxnorm);
  checkInPlace(self);
  const before = isRecorded([self]) ? self.clone() : self;
  const gradient = renormGradient(before, p, others, maxnorm);
  return changeInPlace(self, "RenormBackward0", [[self, gradient]], () => {
    initialize(self, noGrad(() => self.mul(scaleOf(self, p, others, maxnorm))));
  });
}

/** Checks the arguments; gives the dimensions that a slice has. */
function checkRenorm(x: Tensor, p: number, dim: number, maxnorm: number): number[] {
  const fail = (code: string, message: string, fix: string): never => {
    throw new RuntimeError(code, message, fix);
  };
  if (!(p > 0)) {
    fail("bad-order", "renorm: non-positive-norm not supported", "The order is above 0.");
  }
  if (!(maxnorm >= 0)) {
    fail(
      "bad-norm",
      `renorm: expected maxnorm to be >= 0 but got ${maxnorm}`,
      "No norm is below 0.",
    );
  }
  if (x.ndim < 2) {
    fail(
      "bad-dims",
      `renorm: input needs at least 2 dimensions, got ${x.ndim} dimensions`,
      "Slices of a vector are numbers: write x.unsqueeze(0) to scale it as a whole.",
    );
  }
  const d = normalizeDim(dim, x.ndim);
  if (!isFloating(x.dtype)) {
    fail(
      "not-floating",
      `linalg.vector_norm: Expected a floating point or complex tensor as input. Got ${
        scalarTypeName(x.dtype)
      }`,
      "Write x.float().",
    );
  }
  return x.shape.flatMap((_, axis) => axis === d ? [] : [axis]);
}

/** float16 has too few digits for norms. */
function wide(dtype: DType): DType {
  return dtype === "float16" ? "float32" : dtype;
}

function scaleOf(x: Tensor, p: number, dims: readonly number[], maxnorm: number): Tensor {
  const length = normOfOrder(x.to(wide(x.dtype)), p, dims, { keepdim: true });
  const scale = pointwise("div", maxnorm, length.add(MARGIN));
  return pointwise("where", length.gt(maxnorm), scale, 1).to(x.dtype);
}

/** x m / |x| has the slope m / |x| (1 - x/|x| d|x|); slices that are short enough stay as they are. */
function renormGradient(
  x: Tensor,
  p: number,
  dims: readonly number[],
  maxnorm: number,
): Gradient {
  return (given) => {
    const [from, grad] = [x.to(wide(x.dtype)), given.to(wide(x.dtype))];
    const length = normOfOrder(from, p, dims, { keepdim: true });
    const inverse = length.add(MARGIN).reciprocal();
    const along = sum(from.mul(grad), dims, { keepdim: true });
    const turned = normGradient(from, p, dims, length)(along);
    const scaled = inverse.mul(maxnorm).mul(grad.sub(inverse.mul(turned)));
    return pointwise("where", length.gt(maxnorm), scaled, grad).to(x.dtype);
  };
}
