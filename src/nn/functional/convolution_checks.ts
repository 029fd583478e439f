/**
 * What convolutions refuse, in PyTorch's words.
 *
 * @module
 */
import { RuntimeError } from "../../errors.ts";
import { type Axis, countsOf, kernelsOf, sizesOf, spanOf } from "../../ops/windows.ts";
import { type DType, scalarTypeName } from "../../tensor/dtype.ts";
import { formatShape, sameShape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { times } from "./sizes.ts";

/** An error for arguments that make no sense together. */
export function refuse(message: string, fix: string): RuntimeError {
  return new RuntimeError("bad-convolution", message, fix);
}

/** Checks that the input has as many dimensions as are convolved, channels, and perhaps a batch. */
export function checkInput(name: string, rank: number, x: Tensor): void {
  if (x.ndim === rank + 1 || x.ndim === rank + 2) return;
  const sizes = ["L", "H, W", "D, H, W"][rank - 1];
  throw refuse(
    `Expected ${rank + 1}D (unbatched) or ${
      rank + 2
    }D (batched) input to ${name}, but got input of size: ${formatShape(x.shape)}`,
    `The input is [C, ${sizes}] or [N, C, ${sizes}].`,
  );
}

/** A list of one number for each of `dims` dimensions; one number stands for all. */
export function expanded(argument: string, sizes: readonly number[], dims: number): number[] {
  if (dims < 1) {
    throw refuse(
      "weight should have at least three dimensions",
      "The weight is [O, C / groups, ...kernel].",
    );
  }
  if (sizes.length === 1) return new Array<number>(dims).fill(sizes[0]!);
  if (sizes.length === dims) return [...sizes];
  throw refuse(
    `expected ${argument} to be a single integer value or a list of ${dims} values to match the convolution dimensions, but got ${argument}=${
      formatShape(sizes)
    }`,
    "Pass one number for all dimensions of the kernel, or one for each.",
  );
}

/** How a convolution is asked for. */
interface Numbers {
  readonly strides: readonly number[];
  readonly paddings: readonly number[];
  readonly outputPaddings: readonly number[];
  readonly groups: number;
}

/** Checks numbers that make no sense for any input, and the shape of the weight. */
export function checkWeight(
  x: Tensor,
  weight: Tensor,
  { strides, paddings, outputPaddings, groups }: Numbers,
): void {
  const from0 = "Paddings are whole numbers from 0 up; narrow() cuts elements off.";
  const from1 = "Strides, dilations and groups are whole numbers from 1 up.";
  if (groups <= 0) throw refuse("non-positive groups is not supported", from1);
  if (paddings.some((n) => n < 0)) throw refuse("negative padding is not supported", from0);
  if (outputPaddings.some((n) => n < 0)) {
    throw refuse("negative output_padding is not supported", from0);
  }
  if (strides.some((n) => n <= 0)) throw refuse("non-positive stride is not supported", from1);
  if (weight.ndim !== x.ndim) {
    throw refuse(
      `Expected ${weight.ndim}-dimensional input for ${weight.ndim}-dimensional weight ${
        formatShape(weight.shape)
      }, but got ${x.ndim}-dimensional input of size ${formatShape(x.shape)} instead`,
      "The weight has as many dimensions as a batch of inputs: two for channels, and the kernel's.",
    );
  }
  const outputs = weight.shape[0]!;
  if (outputs < groups) {
    throw refuse(
      `Given groups=${groups}, expected weight to be at least ${groups} at dimension 0, but got weight of size ${
        formatShape(weight.shape)
      } instead`,
      "Every group needs a channel at least.",
    );
  }
  if (outputs % groups !== 0) {
    throw refuse(
      `Given groups=${groups}, expected weight to be divisible by ${groups} at dimension 0, but got weight of size [${
        formatShape(weight.shape)
      }] instead`,
      "All groups have equally many channels.",
    );
  }
}

/** Checks that the input has the channels that the weight expects. */
export function checkChannels(x: Tensor, weight: Tensor, groups: number): void {
  const channels = weight.shape[1]! * groups;
  if (x.shape[1] === channels) return;
  throw refuse(
    `Given groups=${groups}, weight of size ${formatShape(weight.shape)}, expected input${
      formatShape(x.shape)
    } to have ${channels} channels, but got ${x.shape[1]} channels instead`,
    `The weight is [O, C / groups, ...kernel], with C = ${x.shape[1]} and ${groups} groups here.`,
  );
}

/** The same for transposed convolutions. */
export function checkTransposedChannels(x: Tensor, weight: Tensor): void {
  if (x.shape[1] === weight.shape[0]) return;
  throw refuse(
    `Given transposed=1, weight of size ${formatShape(weight.shape)}, expected input${
      formatShape(x.shape)
    } to have ${weight.shape[0]} channels, but got ${x.shape[1]} channels instead`,
    "The weight of a transposed convolution is [C, O / groups, ...kernel].",
  );
}

/** Checks that there is a bias for each channel of the result. */
export function checkBias(
  weight: Tensor,
  bias: Tensor | null,
  outputs: number,
  transposed: boolean,
): void {
  if (bias === null || sameShape(bias.shape, [outputs])) return;
  throw refuse(
    `Given ${transposed ? "transposed=1, " : ""}weight of size ${
      formatShape(weight.shape)
    }, expected bias to be 1-dimensional with ${outputs} elements, but got bias of size ${
      formatShape(bias.shape)
    } instead`,
    "A bias is a number for each channel of the result.",
  );
}

/** Checks that windows have elements, and do not reach farther than the padded input. */
export function checkKernel(axes: readonly Axis[], padded: readonly number[]): void {
  if (axes.some((axis, d) => spanOf(axis) > padded[d]!)) {
    throw refuse(
      `Calculated padded input size per channel: (${times(padded)}). Kernel size: (${
        times(axes.map(spanOf))
      }). Kernel size can't be greater than actual input size`,
      "Take a smaller kernel or dilation, or more padding.",
    );
  }
  checkKernelSizes(axes);
  const dilations = axes.map(({ dilation }) => dilation);
  if (dilations.some((n) => n <= 0)) {
    throw refuse(
      `dilation should be greater than zero, but got ${formatShape(inPlane(dilations))}`,
      POSITIVE,
    );
  }
}

/** The same for transposed convolutions, with the padding of their output. */
export function checkTransposedKernel(
  axes: readonly Axis[],
  outputPaddings: readonly number[],
): void {
  const strides = axes.map(({ stride }) => stride);
  const dilations = axes.map(({ dilation }) => dilation);
  checkKernelSizes(axes);
  if (dilations.some((n) => n <= 0)) {
    throw refuse(
      `dilation should be greater than zero, but got ${labelled("dilation", dilations, 1, ", ")}`,
      POSITIVE,
    );
  }
  if (outputPaddings.some((n, d) => n >= strides[d]! && n >= dilations[d]!)) {
    throw refuse(
      `output padding must be smaller than either stride or dilation, but got ${
        labelled("output_padding", outputPaddings, 0)
      } ${labelled("stride", strides)} ${labelled("dilation", dilations)}`,
      "Output padding chooses among the sizes that a convolution with this stride makes one of.",
    );
  }
  if (axes.some(({ size }) => size < 1)) {
    throw refuse(
      `Given input size per channel: (${
        times(inPlane(countsOf(axes)))
      }). Calculated output size per channel: (${
        times(inPlane(sizesOf(axes)))
      }). Output size is too small`,
      "The padding is cut off the result: less of it, a larger kernel or stride leave something.",
    );
  }
}

const POSITIVE = "Kernels and dilations are whole numbers from 1 up.";

function checkKernelSizes(axes: readonly Axis[]): void {
  const kernels = kernelsOf(axes);
  if (kernels.every((n) => n > 0)) return;
  throw refuse(
    `kernel size should be greater than zero, but got${
      axes.length === 3 ? `: ${times(kernels)} (TxHxW)` : ` ${labelled("kernel", kernels)}`
    }`,
    POSITIVE,
  );
}

/** PyTorch computes one dimension as the second of two, which shows in its messages. */
function inPlane(sizes: readonly number[], first = 1): readonly number[] {
  return sizes.length === 1 ? [first, ...sizes] : sizes;
}

function labelled(name: string, sizes: readonly number[], first = 1, between = " "): string {
  const all = inPlane(sizes, first);
  const dims = ["depth", "height", "width"].slice(-all.length);
  return dims.map((dim, d) => `${name}_${dim}: ${all[d]}`).join(between);
}

/** Checks that no dimension but the batch and the channels is empty. */
export function checkFilled(x: Tensor): void {
  if (x.shape.slice(2).every((n) => n > 0)) return;
  throw refuse(
    `Only zero batch or zero channel inputs are supported, but got input shape: ${
      formatShape(x.ndim === 3 ? x.shape.toSpliced(2, 0, 1) : x.shape)
    }`,
    "There is nothing to slide windows over.",
  );
}

/** Checks that all operands have one dtype. */
export function checkTypes(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  transposed: boolean,
): void {
  const fix = `Convolutions do not convert: write weight.to("${x.dtype}"), or x.to(weight.dtype).`;
  if (bias !== null && bias.dtype !== x.dtype && !transposed) {
    throw refuse(
      `Input type (${cName(x.dtype)}) and bias type (${cName(bias.dtype)}) should be the same`,
      fix,
    );
  }
  const other = [weight, bias].find((tensor) => tensor !== null && tensor.dtype !== x.dtype);
  if (other) {
    throw refuse(
      `expected scalar type ${scalarTypeName(x.dtype)} but found ${scalarTypeName(other.dtype)}`,
      fix,
    );
  }
  if (x.dtype === "bool") {
    throw refuse("\"slow_conv2d_cpu\" not implemented for 'Bool'", "Write x.float().");
  }
}

/** The name that a type has in C++, as some messages have it. */
function cName(dtype: DType): string {
  const names: Partial<Record<DType, string>> = {
    float32: "float",
    float64: "double",
    float16: "c10::Half",
    int32: "int",
    uint8: "unsigned char",
  };
  return names[dtype] ?? dtype;
}
