/**
 * What there is so far, along a dimension: cumulative sums, products, extremes.
 *
 * @module
 */
import { changeInPlace, checkInPlace } from "../autograd/inplace.ts";
import { type Gradient, isRecorded, record } from "../autograd/node.ts";
import type { Scan, View } from "../device/backend.ts";
import { RuntimeError } from "../errors.ts";
import { emptyTensor } from "../tensor/create.ts";
import { type DType, isFloating, scalarTypeName } from "../tensor/dtype.ts";
import { normalizeDim } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { ValuesAndIndices } from "./extremes.ts";
import { cat } from "./join.ts";
import { fullLike } from "./make.ts";
import { narrow } from "./view.ts";

/** Options of cumulative sums and products. */
export interface ScanOptions {
  /** The dtype to compute in and to give. Default: the input's; int32 for smaller integers and bool. */
  dtype?: DType;
}

/** A tensor with the scanned dimension last, and back to front where the scan runs that way. */
function rowsOf(x: Tensor, dim: number, reverse: boolean): View {
  const view = x.kernelView;
  if (x.ndim === 0) return { ...view, shape: [1], strides: [1] };
  const [n, stride] = [x.shape[dim]!, x.strides[dim]!];
  return {
    ...view,
    shape: [...x.shape.toSpliced(dim, 1), n],
    strides: [...x.strides.toSpliced(dim, 1), reverse ? -stride : stride],
    offset: view.offset + (reverse && n > 0 ? (n - 1) * stride : 0),
  };
}

function run(
  kind: Scan,
  dim: number,
  reverse: boolean,
  inputs: readonly Tensor[],
  outputs: readonly Tensor[],
): void {
  const rows = (x: Tensor): View => rowsOf(x, dim, reverse);
  outputs[0]!.device.backend.scan(kind, inputs.map(rows), outputs.map(rows));
}

function scanned(
  kind: Scan,
  dim: number,
  reverse: boolean,
  inputs: readonly Tensor[],
  dtype: DType,
): Tensor {
  const output = emptyTensor(inputs[0]!.shape, dtype, inputs[0]!.device);
  run(kind, dim, reverse, inputs, [output]);
  return output;
}

/** Each position gets the element before it, in the direction of a scan; the first gets a number. */
function shifted(x: Tensor, dim: number, reverse: boolean, first: number): Tensor {
  const n = x.shape[dim] ?? 0;
  if (n === 0) return x.ndim === 0 ? fullLike(x, first) : x;
  const start = fullLike(narrow(x, dim, 0, 1), first);
  return reverse
    ? cat([narrow(x, dim, 1, n - 1), start], dim)
    : cat([start, narrow(x, dim, 0, n - 1)], dim);
}

function sumOf(x: Tensor, dim: number, reverse: boolean, dtype: DType): Tensor {
  const output = scanned("sum", dim, reverse, [x], dtype);
  return record(output, "CumsumBackward0", [[x, sumGradient(dim, reverse)]]);
}

function sumGradient(dim: number, reverse: boolean): Gradient {
  return (grad) => sumOf(grad, dim, !reverse, grad.dtype);
}

function productOf(x: Tensor, dim: number, reverse: boolean, dtype: DType): Tensor {
  const output = scanned("prod", dim, reverse, [x], dtype);
  return record(output, "CumprodBackward0", [[x, productGradient(x, dim, reverse), x]]);
}

/**
 * The element k is a factor of the product j and all that follow: its slope is the product of what came
 * before it, times s[k] = grad[k] + x[k + 1] s[k + 1]. Nothing is divided by, so zeros do no harm.
 */
function productGradient(x: Tensor, dim: number, reverse: boolean): Gradient {
  return (grad) => {
    const following = linear(grad, shifted(x, dim, !reverse, 1), dim, !reverse);
    return productBefore(x, dim, reverse).mul(following);
  };
}

/** For each position, the product of the elements that a scan meets before it. */
export function productBefore(x: Tensor, dim: number, reverse: boolean): Tensor {
  return productOf(shifted(x, dim, reverse, 1), dim, reverse, x.dtype);
}

/** y[k] = x[k] + factors[k] y[k - 1], where the first factor meets nothing. */
function linear(x: Tensor, factors: Tensor, dim: number, reverse: boolean): Tensor {
  const output = scanned("linear", dim, reverse, [x, factors], x.dtype);
  const back = (grad: Tensor): Tensor =>
    linear(grad, shifted(factors, dim, !reverse, 1), dim, !reverse);
  return record(output, "LinearScanBackward0", [
    [x, back, factors],
    [factors, (grad) => back(grad).mul(shifted(output, dim, reverse, 0)), factors, output],
  ]);
}

/** The dtype of a cumulative sum or product. */
function resultType(name: string, x: Tensor, { dtype }: ScanOptions): DType {
  if (dtype === undefined) return x.dtype === "bool" || x.dtype === "uint8" ? "int32" : x.dtype;
  if (dtype === "bool") throw notImplemented(name, dtype);
  return dtype;
}

function notImplemented(name: string, dtype: DType): RuntimeError {
  return new RuntimeError(
    "dtype-refused",
    `"${name}_out_cpu" not implemented for '${scalarTypeName(dtype)}'`,
    name === "logcumsumexp" ? "Write x.float()." : "Truth values add up to numbers: write x.int().",
  );
}

/** The sum of the elements up to each, along a dimension. */
export function cumsum(x: Tensor, dim: number, options: ScanOptions = {}): Tensor {
  const d = normalizeDim(dim, x.ndim);
  const dtype = resultType("cumsum", x, options);
  return sumOf(options.dtype === undefined ? x : x.to({ dtype }), d, false, dtype);
}

/** The product of the elements up to each, along a dimension. */
export function cumprod(x: Tensor, dim: number, options: ScanOptions = {}): Tensor {
  const d = normalizeDim(dim, x.ndim);
  const dtype = resultType("cumprod", x, options);
  return productOf(options.dtype === undefined ? x : x.to({ dtype }), d, false, dtype);
}

/** What C++ calls the dtypes in PyTorch's messages. */
const NATIVE: Readonly<Record<DType, string>> = {
  float32: "float",
  float16: "c10::Half",
  float64: "double",
  int32: "int",
  uint32: "unsigned int",
  uint8: "unsigned char",
  bool: "bool",
};

/** Says no to in-place scans that would have to change the dtype, and to those of truth values. */
function checkDTypes(name: string, self: Tensor, { dtype = self.dtype }: ScanOptions): void {
  if (dtype !== self.dtype) {
    throw new RuntimeError(
      "dtype-mismatch",
      `Bad in-place call: input tensor dtype ${NATIVE[self.dtype]} and output tensor dtype ${
        NATIVE[dtype]
      } should match`,
      `An in-place operation cannot change the dtype: write x.${name}(dim, { dtype }).`,
    );
  }
  if (dtype === "bool") throw notImplemented(name, dtype);
}

/** Overwrites each element by the sum up to it. */
export function cumsumInPlace(self: Tensor, dim: number, options: ScanOptions = {}): Tensor {
  const d = normalizeDim(dim, self.ndim);
  checkDTypes("cumsum", self, options);
  checkInPlace(self);
  return changeInPlace(self, "CumsumBackward0", [[self, sumGradient(d, false)]], () => {
    run("sum", d, false, [self], [self]);
  });
}

/** Overwrites each element by the product up to it. */
export function cumprodInPlace(self: Tensor, dim: number, options: ScanOptions = {}): Tensor {
  const d = normalizeDim(dim, self.ndim);
  checkDTypes("cumprod", self, options);
  checkInPlace(self);
  const before = isRecorded([self]) ? self.clone() : self;
  const gradient = productGradient(before, d, false);
  return changeInPlace(self, "CumprodBackward0", [[self, gradient]], () => {
    run("prod", d, false, [self], [self]);
  });
}

/** The largest element up to each, along a dimension, and the last position where it was; NaN wins. */
export function cummax(x: Tensor, dim: number): ValuesAndIndices {
  return extremes("max", x, dim);
}

/** The smallest element up to each, along a dimension, and the last position where it was; NaN wins. */
export function cummin(x: Tensor, dim: number): ValuesAndIndices {
  return extremes("min", x, dim);
}

function extremes(kind: "max" | "min", x: Tensor, dim: number): ValuesAndIndices {
  const d = normalizeDim(dim, x.ndim);
  const values = emptyTensor(x.shape, x.dtype, x.device);
  const indices = emptyTensor(x.shape, "int32", x.device);
  run(kind, d, false, [x], [values, indices]);
  record(values, kind === "max" ? "CummaxBackward0" : "CumminBackward0", [
    [x, (grad) => grad.zerosLike().scatterAdd(d, indices, grad)],
  ]);
  return new ValuesAndIndices(values, indices);
}

/** log(sum(exp(x))) of the elements up to each, along a dimension, safe from overflow. */
export function logcumsumexp(x: Tensor, dim: number): Tensor {
  const d = normalizeDim(dim, x.ndim);
  if (!isFloating(x.dtype)) throw notImplemented("logcumsumexp", x.dtype);
  const output = scanned("logsumexp", d, false, [x], x.dtype);
  return record(output, "LogcumsumexpBackward0", [
    [
      x,
      (grad) => {
        // The sum of grad[j] exp(x[k] - out[j]) over j from k on, in steps that cannot overflow: what is
        // summed up to j + 1 meets exp(out[j] - out[j + 1]), which is at most 1.
        const next = shifted(output, d, true, 0);
        const falls = output.sub(next).maskedFill(output.eq(next), 0);
        return linear(grad, falls.exp(), d, true).mul(x.sub(output).exp());
      },
      x,
      output,
    ],
  ]);
}
