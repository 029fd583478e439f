/**
 * Copies: to another dtype, another device, or just another storage.
 *
 * @module
 */
import { withGradMode } from "../autograd/mode.ts";
import { record } from "../autograd/node.ts";
import { computeTypeOf, elementwiseKernel, operand } from "../device/expression.ts";
import { type Device, device, type DeviceLike } from "../device/registry.ts";
import { emptyTensor } from "../tensor/create.ts";
import { checkDType, type DType, isDType, isFloating, type TypedArray } from "../tensor/dtype.ts";
import { sameShape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { pointwise, pointwiseInPlace } from "./pointwise.ts";

/** Where a tensor goes, and what its elements become. */
export interface ToOptions {
  /** The device; default: where it is. */
  device?: DeviceLike;
  /** The dtype; default: what it is. */
  dtype?: DType;
  /** Copy even where nothing changes. Default: false. */
  copy?: boolean;
}

/** What `to` takes: a device, a dtype, a tensor to be like, or options. */
export type ToTarget = DeviceLike | DType | Tensor | ToOptions;

/** Tells devices, dtypes, tensors and options apart. */
export function parseTo(target: ToTarget, dtype?: DType): ToOptions {
  if (isDType(target)) return { dtype: target };
  if (typeof target === "string") return { device: target, ...dtypeOption(dtype) };
  if (typeof target !== "object" || target === null) {
    throw new TypeError(
      `to() takes a device, a dtype, a tensor or options, not ${
        String(target)
      }\nWrite x.to("cpu"), x.to("float16"), x.to(other) or x.to({ device, dtype }).`,
    );
  }
  if ("storage" in target) return { device: target.device, dtype: target.dtype };
  if ("backend" in target) return { device: target, ...dtypeOption(dtype) };
  return { ...target, ...dtypeOption(target.dtype) };
}

/** A dtype that may be left out, checked. */
function dtypeOption(dtype: DType | undefined): Pick<ToOptions, "dtype"> {
  return dtype === undefined ? {} : { dtype: checkDType(dtype) };
}

/** The tensor on another device or in another dtype; itself where nothing changes. */
export function to(x: Tensor, target: ToTarget, dtype?: DType): Tensor {
  const options = parseTo(target, dtype);
  const place = options.device === undefined ? x.device : device(options.device);
  const wanted = options.dtype ?? x.dtype;
  if (place === x.device && wanted === x.dtype) {
    return options.copy === true ? pointwise("clone", x) : x;
  }
  const output = withGradMode(false, () => {
    // Devices may lack a dtype, so the cast happens on the side that knows both.
    const castsFirst = wanted !== x.dtype && place.backend.refusal(x.dtype) !== undefined;
    const ready = castsFirst ? cast(x, wanted) : x;
    const moved = place === ready.device ? ready : move(ready, place);
    return moved.dtype === wanted ? moved : cast(moved, wanted);
  });
  const like = { device: x.device, dtype: x.dtype };
  return record(
    output,
    "ToCopyBackward0",
    isFloating(wanted) ? [[x, (grad) => to(grad, like)]] : [],
  );
}

/** Loading converts from one dtype and storing to another: nothing has to happen in between. */
const CONVERT = elementwiseKernel("convert", operand(0));

function cast(x: Tensor, dtype: DType): Tensor {
  const output = emptyTensor(x.shape, dtype, x.device);
  x.device.backend.elementwise(CONVERT, computeTypeOf(x.dtype), [x.kernelView], output.kernelView);
  return output;
}

function move(x: Tensor, place: Device): Tensor {
  const output = emptyTensor(x.shape, x.dtype, place);
  if (x.numel === 0 || place.type === "meta") return output;
  place.backend.write(output.storage.buffer, x.dtype, elements(x));
  return output;
}

/** The elements in row-major order, read back from the device. */
export function elements(x: Tensor): TypedArray {
  return x.device.backend.read(...rangeOf(x));
}

/** The same without blocking the thread. */
export function elementsAsync(x: Tensor): Promise<TypedArray> {
  return x.device.backend.readAsync(...rangeOf(x));
}

/** Where a device finds all elements side by side, copied there if need be. */
function rangeOf(x: Tensor): [buffer: unknown, dtype: DType, start: number, length: number] {
  const flat = x.isContiguous() ? x : withGradMode(false, () => pointwise("clone", x));
  return [flat.storage.buffer, x.dtype, flat.storageOffset, x.numel];
}

/** Overwrites a tensor with another's elements, broadcast, cast and moved as needed. */
export function copyInPlace(self: Tensor, source: Tensor | number | boolean): Tensor {
  if (typeof source === "object" && source !== null && source.device !== self.device) {
    return pointwiseInPlace("copy", self, to(source, { device: self.device }));
  }
  return pointwiseInPlace("copy", self, source);
}

/** Says whether two tensors have the same shape and equal elements; NaN equals nothing. */
export function equal(a: Tensor, b: Tensor): boolean {
  if (!sameShape(a.shape, b.shape)) return false;
  return pointwise("eq", a, b).all().item() === true;
}
