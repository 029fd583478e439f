/**
 * Performs elementwise operations from their rows: devices, broadcasting, promotion, the tape, and the
 * in-place form, for all of them alike.
 *
 * @module
 */
import { afterChange, changeInPlace, checkInPlace } from "../autograd/inplace.ts";
import { isGradEnabled } from "../autograd/mode.ts";
import { type Input, isRecorded, record, type Saved as Version } from "../autograd/node.ts";
import type { View } from "../device/backend.ts";
import { computeTypeOf } from "../device/expression.ts";
import type { Device } from "../device/registry.ts";
import { RuntimeError } from "../errors.ts";
import { checkInteger, emptyTensor } from "../tensor/create.ts";
import {
  canCast,
  type DType,
  dtypeOfNumber,
  isFloating,
  promoteTypes,
  pythonTypeName,
  resultType,
  scalarTypeName,
} from "../tensor/dtype.ts";
import {
  broadcastShapes,
  expandLayout,
  extent,
  formatShape,
  sameShape,
  type Shape,
} from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";
import { deviceMismatch } from "./devices.ts";
import { sumTo } from "./reduce.ts";
import type { Operand, Row, Saved, Slope } from "./row.ts";
import { ACTIVATION } from "./rows/activation.ts";
import { ARITHMETIC } from "./rows/arithmetic.ts";
import { BETWEEN } from "./rows/between.ts";
import { BITS } from "./rows/bits.ts";
import { CHOICE } from "./rows/choice.ts";
import { SPECIAL } from "./rows/special.ts";
import { TRANSCENDENTAL } from "./rows/transcendental.ts";

/** Every elementwise operation, by name. */
export const ROWS: Readonly<Record<string, Row>> = {
  ...ARITHMETIC,
  ...BETWEEN,
  ...TRANSCENDENTAL,
  ...SPECIAL,
  ...ACTIVATION,
  ...CHOICE,
  ...BITS,
};

function rowOf(name: string): Row {
  const row = ROWS[name];
  if (row === undefined) {
    throw new TypeError(
      `there is no elementwise operation named ${name}\nOperations are the rows of src/ops/rows/.`,
    );
  }
  return row;
}

/**
 * Performs an elementwise operation.
 *
 * @param name the operation
 * @param operands tensors and plain numbers, at least one tensor; shapes broadcast
 * @returns a new tensor
 */
export function pointwise(name: string, ...operands: Operand[]): Tensor {
  const row = rowOf(name);
  const like = agreed(row, operands);
  if (like !== undefined) return perform(row, like.dtype, operands, like.shape, like.device);
  checkOperands(name, operands);
  const place = commonDevice(name, operands);
  const compute = computeDType(row, operands);
  const shape = broadcastShapes(...operands.map((x) => x instanceof Tensor ? x.shape : []));
  return perform(row, compute, operands, shape, place);
}

function perform(
  row: Row,
  compute: DType,
  operands: readonly Operand[],
  shape: Shape,
  place: Device,
): Tensor {
  requireKernel(row, compute);
  const output = emptyTensor(shape, row.result === "truth" ? "bool" : compute, place);
  launch(row, compute, operands, output);
  if (!recordsSlopes(row, operands)) return output;
  return record(output, row.node(operands), inputsOf(row, operands, output, output));
}

/**
 * The tensor that all others are like, so that nothing has to be promoted, broadcast or moved: nearly every
 * operation is of this kind, and small ones take longer to prepare than to compute. Undefined where they differ.
 */
function agreed(row: Row, operands: readonly Operand[]): Tensor | undefined {
  const [first] = operands;
  if (!(first instanceof Tensor) || row.conditions.length > 0) return undefined;
  const { dtype, shape, device } = first;
  const floating = isFloating(dtype);
  if (row.inFloats && !floating) return undefined;
  if (row.result === "float" && !floating) return undefined;
  for (let i = 1; i < operands.length; i++) {
    const x = operands[i];
    if (x instanceof Tensor) {
      if (x.dtype !== dtype || x.device !== device || !sameShape(x.shape, shape)) return undefined;
    } else if (!floating || typeof x !== "number") return undefined;
  }
  return row.refuses(operands) === undefined ? first : undefined;
}

/** Says whether an operation has to go on the tape, with gradients or without. */
function recordsSlopes(row: Row, operands: readonly Operand[]): boolean {
  return row.slopes.length > 0 && isRecorded(operands);
}

/**
 * Performs an elementwise operation and writes the result over its first operand.
 *
 * @param name the operation
 * @param self the tensor that changes; its shape and dtype stay
 * @param others the other operands
 * @returns self
 * @throws {RuntimeError} when the result does not fit into self's shape or dtype
 */
export function pointwiseInPlace(name: string, self: Tensor, ...others: Operand[]): Tensor {
  const row = rowOf(name);
  const operands = [self, ...others.map((x) => separated(self, x))];
  const like = agreed(row, operands);
  const compute = like?.dtype ?? dtypeInPlace(row, self, operands);
  requireKernel(row, compute);
  checkInPlace(self);
  const [first, ...rest] = inputsOf(row, operands, self, afterChange(self), true);
  const oldValue: Input = first ?? [self, (grad) => grad.zerosLike()];
  return changeInPlace(self, row.node(operands), [oldValue, ...rest], () => {
    launch(row, compute, operands, self);
  });
}

/** The dtype that an in-place operation computes in, after checks that its result fits into self. */
function dtypeInPlace(row: Row, self: Tensor, operands: readonly Operand[]): DType {
  const { name } = row.kernel;
  checkOperands(name, operands);
  const place = commonDevice(name, operands);
  if (place !== self.device) throw deviceMismatch(name, operands);
  const compute = name === "copy"
    ? copyDType(self, operands.slice(1))
    : computeDType(row, operands);
  const shape = broadcastShapes(...operands.map((x) => x instanceof Tensor ? x.shape : []));
  if (!sameShape(shape, self.shape)) {
    throw new RuntimeError(
      "shape-mismatch",
      `output with shape ${formatShape(self.shape)} doesn't match the broadcast shape ${
        formatShape(shape)
      }`,
      "An in-place operation cannot change the shape: use the form without the underscore.",
    );
  }
  const result = row.result === "truth" ? "bool" : compute;
  if (name !== "copy" && !canCast(result, self.dtype)) {
    throw new RuntimeError(
      "dtype-mismatch",
      `result type ${scalarTypeName(result)} can't be cast to the desired output type ${
        scalarTypeName(self.dtype)
      }`,
      "An in-place operation cannot change the dtype: use the form without the underscore.",
    );
  }
  return compute;
}

/**
 * Writes over a tensor what a row makes of it and of others, in its own shape: for rows that are no
 * operation by themselves, such as the update rules of optimizers. No gradient flows through it.
 *
 * @throws {RuntimeError} when the tensors are on different devices
 */
export function overwrite(row: Row, self: Tensor, ...others: Operand[]): void {
  const { name } = row.kernel;
  const operands = [self, ...others];
  if (commonDevice(name, operands) !== self.device) throw deviceMismatch(name, operands);
  const compute = computeDType(row, operands);
  checkInPlace(self);
  changeInPlace(self, name, [[self, (grad) => grad.zerosLike()]], () => {
    launch(row, compute, operands, self);
  });
}

/** Fills memory that nothing has seen yet: no checks, no tape, no new version. */
export function initialize(target: Tensor, source: Operand): void {
  launch(rowOf("copy"), copyDType(target, [source]), [target, source], target);
}

/** The operand itself, or a copy where writing to self would change it while it is still being read. */
function separated(self: Tensor, x: Operand): Operand {
  if (!(x instanceof Tensor) || x.storage !== self.storage || x.isSetTo(self)) return x;
  const [mine, other] = [extent(self.layout), extent(x.layout)];
  const disjoint = mine === undefined || other === undefined || mine.last < other.first ||
    other.last < mine.first;
  // WebGPU refuses one buffer as input and output even where the ranges are disjoint.
  return disjoint && !self.device.backend.outsideHeap ? x : pointwise("clone", x);
}

function launch(
  { kernel }: Pick<Row, "kernel">,
  compute: DType,
  operands: readonly Operand[],
  output: Tensor,
): void {
  const views = operands.map((x): View | number => {
    if (!(x instanceof Tensor)) return numberFor(x, compute);
    if (x.device !== output.device) return numberFor(x.item(), compute);
    if (sameShape(x.shape, output.shape)) return x.kernelView;
    return { ...x.kernelView, ...expandLayout(x.layout, output.shape) };
  });
  output.device.backend.elementwise(kernel, computeTypeOf(compute), views, output.kernelView);
}

/** A plain number as the kernel's type holds it. */
function numberFor(value: number | boolean, compute: DType): number {
  const x = Number(value);
  if (compute === "float64") return x;
  if (isFloating(compute)) return Math.fround(x);
  if (compute === "bool") return x === 0 ? 0 : 1;
  return checkInteger(x, compute === "uint32" ? "uint32" : "int32");
}

/** Names and gradients of an operation's inputs, for the tape; in place, the first is about to change. */
function inputsOf(
  row: Row,
  operands: readonly Operand[],
  output: Tensor,
  outputVersion: Tensor | Version,
  inPlace = false,
): Input[] {
  if (!recordsSlopes(row, operands)) return [];
  const [first] = operands;
  const readsFirst = operands.some((x, i) =>
    x instanceof Tensor && x.requiresGrad && row.slopes[i]?.reads.includes("a")
  );
  const all: Record<keyof Saved, Operand | undefined> = {
    a: inPlace && readsFirst ? pointwise("clone", first!) : first,
    b: operands[1],
    c: operands[2],
    d: operands[3],
    out: output,
  };
  const inputs: Input[] = [];
  operands.forEach((x, i) => {
    if (!(x instanceof Tensor)) return;
    const slope = row.slopes[i];
    if (slope === undefined || slope === null) {
      if (i === 0) inputs.push([x, () => null]);
      return;
    }
    // Only the first one's place matters to those who ask; the others need one where gradients flow.
    if (i > 0 && !x.requiresGrad) return;
    // The closure keeps only what the formula reads, so that everything else can be freed.
    const saved: { -readonly [part in keyof Saved]?: Saved[part] } = {};
    const reads: (Tensor | Version)[] = [];
    for (const part of slope.reads) {
      const value = all[part];
      saved[part] = value as Tensor;
      const version = part === "out" ? outputVersion : value;
      if (typeof version === "object") reads.push(version);
    }
    const shape = x.shape;
    inputs.push([x, (grad) => sumTo(slopeAt(slope, grad, saved as Saved), shape), ...reads]);
  });
  return inputs;
}

/** The gradient of an operand: in one kernel where there is one, unless it is being recorded itself. */
function slopeAt(slope: Slope, grad: Tensor, saved: Saved): Tensor {
  const { kernel, reads } = slope;
  if (kernel === undefined || isGradEnabled()) return slope.of(grad, saved);
  const operands = [grad, ...reads.map((part) => saved[part])];
  const alike = operands.every((x) =>
    x instanceof Tensor && x.dtype === grad.dtype && x.device === grad.device &&
    sameShape(x.shape, grad.shape)
  );
  if (!alike) return slope.of(grad, saved);
  const output = emptyTensor(grad.shape, grad.dtype, grad.device);
  launch({ kernel }, grad.dtype, operands, output);
  return output;
}

function checkOperands(name: string, operands: readonly Operand[]): void {
  if (!operands.some((x) => x instanceof Tensor)) {
    throw new TypeError(
      `${name}(): argument must be Tensor, not ${
        pythonTypeName(operands[0])
      }\nMake it a tensor first: tensor(value).`,
    );
  }
  for (const x of operands) {
    if (x instanceof Tensor || typeof x === "number" || typeof x === "boolean") continue;
    throw new TypeError(
      `${name}(): argument must be Tensor or Number, not ${
        pythonTypeName(x)
      }\nMake it a tensor first: tensor(value).`,
    );
  }
}

/** The one device of all tensors; 0-d tensors of the CPU go along with any. */
function commonDevice(name: string, operands: readonly Operand[]): Device {
  const tensors = operands.filter((x) => x instanceof Tensor);
  const bound = tensors.filter((x) => !(x.ndim === 0 && x.device.type === "cpu"));
  const place = (bound[0] ?? tensors[0])!.device;
  if (bound.some((x) => x.device !== place)) throw deviceMismatch(name, operands);
  return place;
}

/** The dtype that PyTorch's promotion gives operands: tensors and plain numbers. */
export function promoted(operands: readonly Operand[]): DType {
  return resultType(
    operands.map((x) =>
      x instanceof Tensor
        ? { dtype: x.dtype, priority: x.ndim > 0 ? "dimensioned" : "zero-dim" } as const
        : { dtype: dtypeOfNumber(x), priority: "number" } as const
    ),
  );
}

/** The dtype an operation computes in, by PyTorch's promotion. */
function computeDType(row: Row, operands: readonly Operand[]): DType {
  const common = promoted(operands.filter((_, i) => !row.conditions.includes(i)));
  const refusal = row.refuses(operands);
  if (refusal !== undefined) {
    throw new RuntimeError(
      "dtype-refused",
      refusal,
      "Convert what is refused first: x.float() computes with everything, x.int() with truth values.",
    );
  }
  const inFloats = row.inFloats || row.result === "float";
  return inFloats && !isFloating(common) ? "float32" : common;
}

/** Says no to a dtype in which the operation cannot be computed. */
function requireKernel({ lack }: Row, compute: DType): void {
  if (lack === undefined || !lack.dtypes(compute)) return;
  const convert = isFloating(compute) || compute === "bool" ? "x.int()" : "x.float()";
  throw new RuntimeError(
    "no-kernel",
    `"${lack.kernel}" not implemented for '${scalarTypeName(compute)}'`,
    `Convert first: ${convert}.`,
  );
}

/** Copies convert: they compute in whatever holds both the source and the destination. */
function copyDType(self: Tensor, [source]: readonly Operand[]): DType {
  return promoteTypes(self.dtype, source instanceof Tensor ? source.dtype : self.dtype);
}
