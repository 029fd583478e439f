/**
 * Products added to a tensor: beta times the one plus alpha times the other.
 *
 * @module
 */
import { changeInPlace, checkInPlace } from "../../autograd/inplace.ts";
import { noGrad } from "../../autograd/mode.ts";
import { type Input, record } from "../../autograd/node.ts";
import { RuntimeError } from "../../errors.ts";
import { type DType, isFloating, promoteTypes, scalarTypeName } from "../../tensor/dtype.ts";
import { CPP_TYPE } from "../../random/checks.ts";
import { formatShape, sameShape, type Shape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { to } from "../cast.ts";
import { requireTensors } from "../devices.ts";
import { bmm, mm, mv, outer } from "../matmul.ts";
import { initialize } from "../pointwise.ts";
import { sumTo } from "../reduce.ts";
import { broadcastTo, permute, reshape, transpose, unsqueeze } from "../view.ts";

/** Options of sums of a tensor and a product. */
export interface AddmmOptions {
  /** The factor of the tensor; 0 ignores it, NaN included. Default: 1. */
  beta?: number;
  /** The factor of the product. Default: 1. */
  alpha?: number;
}

/** A product that is to be added: PyTorch's names, operands of one dtype, and how to compute it. */
interface Sum {
  readonly node: string;
  readonly shape: Shape;
  readonly x: Tensor;
  readonly y: Tensor;
  readonly product: (x: Tensor, y: Tensor) => Tensor;
  /** The gradients of both operands. */
  readonly ofX: (grad: Tensor, y: Tensor) => Tensor;
  readonly ofY: (grad: Tensor, x: Tensor) => Tensor;
}

/** Integers have whole factors. */
function factors({ beta = 1, alpha = 1 }: AddmmOptions, dtype: DType): [number, number] {
  return isFloating(dtype) ? [beta, alpha] : [Math.trunc(beta), Math.trunc(alpha)];
}

/** beta self + alpha product, off the tape, and the inputs it has on the tape. */
function evaluate(self: Tensor, sum: Sum, options: AddmmOptions): [Tensor, Input[]] {
  const { x, y, shape } = sum;
  const [beta, alpha] = factors(options, x.dtype);
  const output = noGrad(() => {
    const product = sum.product(x, y);
    const scaled = alpha === 1 ? product : alpha === 0 ? product.zero_() : product.mul_(alpha);
    if (beta === 0) return scaled;
    return scaled.add_(broadcastTo(beta === 1 ? self : self.mul(beta), shape));
  });
  const before = self.shape;
  const scale = (grad: Tensor, factor: number) => factor === 1 ? grad : grad.mul(factor);
  return [output, [
    [self, (grad) => sumTo(scale(grad, beta), before)],
    [x, (grad) => scale(sum.ofX(grad, y), alpha), y],
    [y, (grad) => scale(sum.ofY(grad, x), alpha), x],
  ]];
}

function added(input: Tensor, sum: Sum, options: AddmmOptions): Tensor {
  const self = to(input, sum.x.dtype);
  broadcastTo(self, sum.shape);
  const [output, inputs] = evaluate(self, sum, options);
  return record(output, sum.node, inputs);
}

function addedInPlace(self: Tensor, sum: Sum, options: AddmmOptions): Tensor {
  if (!sameShape(self.shape, sum.shape)) {
    throw new RuntimeError(
      "shape-mismatch",
      `Bad in-place call: input tensor size ${formatShape(self.shape)} and output tensor size ${
        formatShape(sum.shape)
      } should match`,
      "An in-place operation cannot change the shape: use the form without the underscore.",
    );
  }
  if (self.dtype !== sum.x.dtype && sum.node !== "AddrBackward0") {
    const [own, other] = [CPP_TYPE[self.dtype], CPP_TYPE[sum.x.dtype]];
    throw new RuntimeError(
      "dtype-mismatch",
      `Bad in-place call: input tensor dtype ${own} and output tensor dtype ${other} should match`,
      "An in-place operation cannot change the dtype: use the form without the underscore.",
    );
  }
  if (isFloating(sum.x.dtype) && !isFloating(self.dtype)) {
    const [own, other] = [scalarTypeName(self.dtype), scalarTypeName(sum.x.dtype)];
    throw new RuntimeError(
      "dtype-mismatch",
      `result type ${other} can't be cast to the desired output type ${own}`,
      "An in-place operation cannot change the dtype: use the form without the underscore.",
    );
  }
  checkInPlace(self);
  const [output, [first, ...rest]] = evaluate(self, sum, options);
  return changeInPlace(self, sum.node, [first!, ...rest], () => initialize(self, output));
}

function requireOneDType(self: Tensor, x: Tensor, y: Tensor): void {
  if (self.dtype === y.dtype && x.dtype === y.dtype) return;
  throw new RuntimeError(
    "dtype-mismatch",
    `${self.dtype === y.dtype ? "mat1" : "self"} and mat2 must have the same dtype`,
    `Matrix products do not convert, here ${self.dtype}, ${x.dtype} and ${y.dtype}: write x.to(dtype).`,
  );
}

function checkRank(x: Tensor, rank: number, message: string): void {
  if (x.ndim === rank) return;
  throw new RuntimeError(
    "bad-dims",
    message,
    "matmul() takes any dimensions; add the rest with add().",
  );
}

function addmmOf(self: Tensor, x: Tensor, y: Tensor): Sum {
  requireTensors("addmm", { input: self, mat1: x, mat2: y });
  checkRank(x, 2, `mat1 must be a matrix, got ${x.ndim}-D tensor`);
  checkRank(y, 2, `mat2 must be a matrix, got ${y.ndim}-D tensor`);
  if (x.shape[1] !== y.shape[0]) {
    throw new RuntimeError(
      "shape-mismatch",
      `mat1 and mat2 shapes cannot be multiplied (${x.shape.join("x")} and ${y.shape.join("x")})`,
      `The columns of the first (${x.shape[1]}) must be as many as the rows of the second (${
        y.shape[0]
      }).`,
    );
  }
  requireOneDType(self, x, y);
  return {
    node: "AddmmBackward0",
    shape: [x.shape[0]!, y.shape[1]!],
    x,
    y,
    product: mm,
    ofX: (grad, y) => mm(grad, transpose(y, 0, 1)),
    ofY: (grad, x) => mm(transpose(x, 0, 1), grad),
  };
}

/** beta self + alpha (x @ y), of a tensor that broadcasts to [M, N] and matrices [M, K] and [K, N]. */
export function addmm(self: Tensor, x: Tensor, y: Tensor, options: AddmmOptions = {}): Tensor {
  return added(self, addmmOf(self, x, y), options);
}

/** The same, written over self. */
export function addmmInPlace(
  self: Tensor,
  x: Tensor,
  y: Tensor,
  options: AddmmOptions = {},
): Tensor {
  return addedInPlace(self, addmmOf(self, x, y), options);
}

function addmvOf(self: Tensor, x: Tensor, y: Tensor): Sum {
  requireTensors("addmv", { input: self, mat: x, vec: y });
  if (x.ndim !== 2 || y.ndim !== 1 || self.ndim > 1) {
    throw new RuntimeError(
      "bad-dims",
      `vector + matrix @ vector expected, got ${self.ndim}, ${x.ndim}, ${y.ndim}`,
      "addmv() takes a vector, a matrix and a vector: matmul() takes any dimensions.",
    );
  }
  const [rows, columns] = x.shape as [number, number];
  const length = self.ndim === 0 ? rows : self.shape[0]!;
  if (columns !== y.shape[0] || length !== rows && length !== 1) {
    throw new RuntimeError(
      "shape-mismatch",
      `size mismatch, got ${length}, ${x.shape.join("x")},${y.shape[0]}`,
      `The first vector must have the matrix's rows (${rows}), the second its columns (${columns}).`,
    );
  }
  return {
    node: "AddmvBackward0",
    shape: [rows],
    x,
    y,
    product: mv,
    ofX: outer,
    ofY: (grad, x) => mv(transpose(x, 0, 1), grad),
  };
}

/** beta self + alpha (x @ y), of a tensor that broadcasts to [M], a matrix [M, K] and a vector [K]. */
export function addmv(self: Tensor, x: Tensor, y: Tensor, options: AddmmOptions = {}): Tensor {
  return added(self, addmvOf(self, x, y), options);
}

/** The same, written over self. */
export function addmvInPlace(
  self: Tensor,
  x: Tensor,
  y: Tensor,
  options: AddmmOptions = {},
): Tensor {
  return addedInPlace(self, addmvOf(self, x, y), options);
}

function addrOf(self: Tensor, x: Tensor, y: Tensor, options: AddmmOptions): Sum {
  requireTensors("addr", { input: self, vec1: x, vec2: y });
  checkRank(x, 1, `addr: Expected 1-D argument vec1, but got ${x.ndim}-D`);
  checkRank(y, 1, `addr: Expected 1-D argument vec2, but got ${y.ndim}-D`);
  const dtype = promoteTypes(self.dtype, promoteTypes(x.dtype, y.dtype));
  for (const [name, factor = 1] of [["beta", options.beta], ["alpha", options.alpha]] as const) {
    if (isFloating(dtype) || Number.isInteger(factor)) continue;
    throw new RuntimeError(
      "not-an-integer",
      `For integral input tensors, argument ${name} must not be a floating point number.`,
      "Convert the tensors first: x.float().",
    );
  }
  return {
    node: "AddrBackward0",
    shape: [x.shape[0]!, y.shape[0]!],
    x: to(x, dtype),
    y: to(y, dtype),
    product: outer,
    ofX: mv,
    ofY: (grad, x) => mv(transpose(grad, 0, 1), x),
  };
}

/** beta self + alpha outer(x, y), of a tensor that broadcasts to [M, N] and vectors [M] and [N]. */
export function addr(self: Tensor, x: Tensor, y: Tensor, options: AddmmOptions = {}): Tensor {
  return added(self, addrOf(self, x, y, options), options);
}

/** The same, written over self. */
export function addrInPlace(
  self: Tensor,
  x: Tensor,
  y: Tensor,
  options: AddmmOptions = {},
): Tensor {
  const sum = addrOf(self, x, y, options);
  if (self.ndim !== 2) {
    throw new RuntimeError(
      "bad-dims",
      `2D tensor expected, got ${self.ndim}D tensor for input`,
      "An in-place operation cannot change the shape: use the form without the underscore.",
    );
  }
  if (!sameShape(self.shape, sum.shape)) {
    throw new RuntimeError(
      "shape-mismatch",
      `size mismatch, input: ${formatShape(self.shape)}, v1: ${formatShape(x.shape)}, v2: ${
        formatShape(y.shape)
      }`,
      "The matrix has a row for each element of the first vector, a column for each of the second.",
    );
  }
  return addedInPlace(self, sum, options);
}

function checkBatches(x: Tensor, y: Tensor): void {
  checkRank(x, 3, "batch1 must be a 3D tensor");
  checkRank(y, 3, "batch2 must be a 3D tensor");
}

function baddbmmOf(self: Tensor, x: Tensor, y: Tensor): Sum {
  requireTensors("baddbmm", { input: self, batch1: x, batch2: y });
  checkBatches(x, y);
  return {
    node: "BaddbmmBackward0",
    shape: [x.shape[0]!, x.shape[1]!, y.shape[2]!],
    x,
    y,
    product: bmm,
    ofX: (grad, y) => bmm(grad, transpose(y, 1, 2)),
    ofY: (grad, x) => bmm(transpose(x, 1, 2), grad),
  };
}

/** beta self + alpha (x @ y), of a tensor that broadcasts to [B, M, N], and batches of matrices. */
export function baddbmm(self: Tensor, x: Tensor, y: Tensor, options: AddmmOptions = {}): Tensor {
  return added(self, baddbmmOf(self, x, y), options);
}

/** The same, written over self. */
export function baddbmmInPlace(
  self: Tensor,
  x: Tensor,
  y: Tensor,
  options: AddmmOptions = {},
): Tensor {
  return addedInPlace(self, baddbmmOf(self, x, y), options);
}

function addbmmOf(self: Tensor, x: Tensor, y: Tensor): Sum {
  requireTensors("addbmm", { input: self, batch1: x, batch2: y });
  checkBatches(x, y);
  const [batches, m, k] = x.shape as [number, number, number];
  const [others, rows, n] = y.shape as [number, number, number];
  if (batches !== others) {
    throw new RuntimeError(
      "shape-mismatch",
      `batch1 and batch2 must have same number of batches, got ${batches} and ${others}`,
      "addbmm() multiplies [B, M, K] by [B, K, N], pair by pair.",
    );
  }
  if (k !== rows) {
    throw new RuntimeError(
      "shape-mismatch",
      `Incompatible matrix sizes for bmm (${m}x${k} and ${rows}x${n})`,
      "addbmm() multiplies [B, M, K] by [B, K, N], pair by pair.",
    );
  }
  requireOneDType(self, x, y);
  const expanded = (grad: Tensor) => broadcastTo(unsqueeze(grad, 0), [batches, m, n]);
  return {
    node: "AddbmmBackward0",
    shape: [m, n],
    x,
    y,
    // Summing over batches and over K at once is one product of matrices.
    product: (x, y) =>
      mm(reshape(permute(x, [1, 0, 2]), [m, batches * k]), reshape(y, [batches * k, n])),
    ofX: (grad, y) => bmm(expanded(grad), transpose(y, 1, 2)),
    ofY: (grad, x) => bmm(transpose(x, 1, 2), expanded(grad)),
  };
}

/** beta self + alpha times the sum of x @ y over the batch, of a tensor that broadcasts to [M, N]. */
export function addbmm(self: Tensor, x: Tensor, y: Tensor, options: AddmmOptions = {}): Tensor {
  return added(self, addbmmOf(self, x, y), options);
}

/** The same, written over self. */
export function addbmmInPlace(
  self: Tensor,
  x: Tensor,
  y: Tensor,
  options: AddmmOptions = {},
): Tensor {
  return addedInPlace(self, addbmmOf(self, x, y), options);
}
