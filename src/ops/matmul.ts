/**
 * Products of vectors and matrices.
 *
 * @module
 */
import { record } from "../autograd/node.ts";
import { RuntimeError } from "../errors.ts";
import { emptyTensor } from "../tensor/create.ts";
import { scalarTypeName } from "../tensor/dtype.ts";
import { broadcastShapes, formatShape, sizeOf } from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";
import { requireTensors } from "./devices.ts";
import { broadcastTo, reshape, transpose, view } from "./view.ts";

/** What PyTorch calls the kernels that know no truth values. */
const KERNELS = { mm: "addmm_impl_cpu_", bmm: "bmm", mv: "addmv_impl_cpu", dot: "dot" } as const;

/** Checks that two operands are of one dtype, and one that has products. */
function checkDTypes(name: keyof typeof KERNELS, a: Tensor, b: Tensor): void {
  const [x, y] = [scalarTypeName(a.dtype), scalarTypeName(b.dtype)];
  if (a.dtype !== b.dtype) {
    throw new RuntimeError(
      "dtype-mismatch",
      name === "dot"
        ? `dot : expected both vectors to have same dtype, but found ${x} and ${y}`
        : `expected scalar type ${x} but found ${y}`,
      `Matrix products do not convert: write b.to("${a.dtype}").`,
    );
  }
  if (a.dtype === "bool") {
    throw new RuntimeError(
      "dtype-refused",
      `"${KERNELS[name]}" not implemented for 'Bool'`,
      "Convert both operands first: x.int() or x.float().",
    );
  }
}

/** Runs the device's kernel on [B, M, K] and [B, K, N]. */
function product(a: Tensor, b: Tensor): Tensor {
  const output = emptyTensor([a.shape[0]!, a.shape[1]!, b.shape[2]!], a.dtype, a.device);
  if (output.numel > 0) a.device.backend.matmul(a.kernelView, b.kernelView, output.kernelView);
  return output;
}

/** The product of two matrices, [M, K] times [K, N]. */
export function mm(a: Tensor, b: Tensor): Tensor {
  requireTensors("mm", { input: a, mat2: b });
  checkDTypes("mm", a, b);
  if (a.ndim !== 2) {
    throw new RuntimeError(
      "bad-dims",
      "self must be a matrix",
      `mm() takes matrices, this one has ${a.ndim} dimensions: matmul() takes any.`,
    );
  }
  if (b.ndim !== 2) {
    throw new RuntimeError(
      "bad-dims",
      "mat2 must be a matrix",
      `mm() takes matrices, this one has ${b.ndim} dimensions: matmul() takes any.`,
    );
  }
  if (a.shape[1] !== b.shape[0]) {
    throw new RuntimeError(
      "shape-mismatch",
      `mat1 and mat2 shapes cannot be multiplied (${a.shape.join("x")} and ${b.shape.join("x")})`,
      `The columns of the first (${a.shape[1]}) must be as many as the rows of the second (${
        b.shape[0]
      }).`,
    );
  }
  const flat = product(batched(a), batched(b));
  const output = new Tensor(flat.storage, {
    shape: flat.shape.slice(1),
    strides: flat.strides.slice(1),
    offset: 0,
  });
  return record(output, "MmBackward0", [
    [a, (grad) => mm(grad, transpose(b, 0, 1)), b],
    [b, (grad) => mm(transpose(a, 0, 1), grad), a],
  ]);
}

/** A matrix as a batch of one, off the tape. */
function batched(x: Tensor): Tensor {
  return new Tensor(x.storage, {
    shape: [1, ...x.shape],
    strides: [0, ...x.strides],
    offset: x.storageOffset,
  });
}

/** Products of matrices in pairs, [B, M, K] times [B, K, N]. */
export function bmm(a: Tensor, b: Tensor): Tensor {
  requireTensors("bmm", { input: a, mat2: b });
  checkDTypes("bmm", a, b);
  if (a.ndim !== 3) {
    throw new RuntimeError(
      "bad-dims",
      "batch1 must be a 3D tensor",
      `bmm() takes batches of matrices, this one has ${a.ndim} dimensions: matmul() takes any.`,
    );
  }
  if (b.ndim !== 3) {
    throw new RuntimeError(
      "bad-dims",
      "batch2 must be a 3D tensor",
      `bmm() takes batches of matrices, this one has ${b.ndim} dimensions: matmul() takes any.`,
    );
  }
  if (a.shape[0] !== b.shape[0] || a.shape[2] !== b.shape[1]) {
    throw new RuntimeError(
      "shape-mismatch",
      `Expected size for first two dimensions of batch2 tensor to be: ${
        formatShape([a.shape[0]!, a.shape[2]!])
      } but got: ${formatShape(b.shape.slice(0, 2))}.`,
      "bmm() multiplies [B, M, K] by [B, K, N]; matmul() also broadcasts B.",
    );
  }
  return record(product(a, b), "BmmBackward0", [
    [a, (grad) => bmm(grad, transpose(b, 1, 2)), b],
    [b, (grad) => bmm(transpose(a, 1, 2), grad), a],
  ]);
}

/** The product of two vectors: the sum of the products of their elements. */
export function dot(a: Tensor, b: Tensor): Tensor {
  requireTensors("dot", { input: a, tensor: b });
  return vectorProduct(a, b, "DotBackward0");
}

/** The same as {@linkcode dot}: they differ for complex numbers only, which hibana does not have. */
export function vdot(a: Tensor, b: Tensor): Tensor {
  requireTensors("vdot", { input: a, other: b });
  return vectorProduct(a, b, "VdotBackward0");
}

function vectorProduct(a: Tensor, b: Tensor, node: string): Tensor {
  checkDTypes("dot", a, b);
  if (a.ndim !== 1 || b.ndim !== 1) {
    throw new RuntimeError(
      "bad-dims",
      `1D tensors expected, but got ${a.ndim}D and ${b.ndim}D tensors`,
      "dot() takes two vectors: matmul() takes any.",
    );
  }
  if (a.numel !== b.numel) {
    throw new RuntimeError(
      "shape-mismatch",
      `inconsistent tensor size, expected tensor ${formatShape(a.shape)} and src ${
        formatShape(b.shape)
      } to have the same number of elements, but got ${a.numel} and ${b.numel} elements respectively`,
      "Both vectors must be of one length.",
    );
  }
  return view(mm(a.unsqueeze(0), b.unsqueeze(1)), [], node);
}

/** The product of a matrix and a vector, [M, K] times [K]. */
export function mv(a: Tensor, b: Tensor): Tensor {
  requireTensors("mv", { input: a, vec: b });
  checkDTypes("mv", a, b);
  if (a.ndim !== 2 || b.ndim !== 1) {
    throw new RuntimeError(
      "bad-dims",
      `vector + matrix @ vector expected, got 1, ${a.ndim}, ${b.ndim}`,
      "mv() takes a matrix and a vector: matmul() takes any.",
    );
  }
  if (a.shape[1] !== b.shape[0]) {
    throw new RuntimeError(
      "shape-mismatch",
      `size mismatch, got ${a.shape[0]}, ${a.shape.join("x")},${b.shape[0]}`,
      `The vector must be as long as the matrix is wide, ${a.shape[1]}.`,
    );
  }
  return view(mm(a, b.unsqueeze(1)), [a.shape[0]!], "MvBackward0");
}

/** The product of two vectors as a matrix: every element of one times every element of the other. */
export function outer(a: Tensor, b: Tensor): Tensor {
  requireTensors("outer", { input: a, vec2: b });
  if (a.ndim !== 1) {
    throw new RuntimeError(
      "bad-dims",
      `outer: Expected 1-D argument self, but got ${a.ndim}-D`,
      "outer() takes two vectors: flatten() makes one.",
    );
  }
  if (b.ndim !== 1) {
    throw new RuntimeError(
      "bad-dims",
      `outer: Expected 1-D argument vec2, but got ${b.ndim}-D`,
      "outer() takes two vectors: flatten() makes one.",
    );
  }
  return a.unsqueeze(1).mul(b);
}

/**
 * The matrix product in all combinations of dimensions: vectors are rows on the left and columns on the
 * right, and leading dimensions broadcast.
 */
export function matmul(a: Tensor, b: Tensor): Tensor {
  requireTensors("matmul", { input: a, other: b });
  if (a.ndim === 0 || b.ndim === 0) {
    throw new RuntimeError(
      "bad-dims",
      `both arguments to matmul need to be at least 1D, but they are ${a.ndim}D and ${b.ndim}D`,
      "mul() multiplies by a single number.",
    );
  }
  if (a.ndim === 1 && b.ndim === 1) return dot(a, b);
  if (a.ndim === 2 && b.ndim === 1) return mv(a, b);
  if (a.ndim <= 2 && b.ndim > 2) checkFolded(a, b);
  if (a.ndim === 1) return matmul(a.unsqueeze(0), b).squeeze(-2);
  if (b.ndim === 1) {
    // One vector for the whole batch: all rows at once.
    const rows = mv(reshape(a, [sizeOf(a.shape.slice(0, -1)), a.size(-1)]), b);
    return view(rows, a.shape.slice(0, -1), "UnsafeViewBackward0");
  }
  if (a.ndim === 2 && b.ndim === 2) return mm(a, b);
  if (b.ndim === 2) {
    // One matrix for the whole batch: all rows at once.
    const rows = mm(reshape(a, [sizeOf(a.shape.slice(0, -1)), a.size(-1)]), b);
    return view(rows, [...a.shape.slice(0, -1), b.shape[1]!], "UnsafeViewBackward0");
  }
  const batch = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const flat = (x: Tensor) =>
    reshape(
      broadcastTo(x, [...batch, ...x.shape.slice(-2)]),
      [sizeOf(batch), ...x.shape.slice(-2)],
    );
  return view(bmm(flat(a), flat(b)), [...batch, a.size(-2), b.size(-1)], "UnsafeViewBackward0");
}

/** PyTorch multiplies batches of matrices with one vector or matrix on the left from the other side. */
function checkFolded(a: Tensor, b: Tensor): void {
  const [k, n] = [a.size(-1), b.size(-2)];
  if (k === n) return;
  const rows = sizeOf(b.shape.toSpliced(-2, 1));
  throw new RuntimeError(
    "shape-mismatch",
    a.ndim === 1
      ? `size mismatch, got ${rows}, ${rows}x${n},${k}`
      : `mat1 and mat2 shapes cannot be multiplied (${rows}x${n} and ${k}x${a.shape[0]})`,
    `The columns of the first (${k}) must be as many as the rows of the second (${n}).`,
  );
}
