/**
 * Classes as vectors of zeros with a single one.
 *
 * @module
 */
import { indexRule } from "../../device/out_of_range.ts";
import { RuntimeError } from "../../errors.ts";
import { writeAlong } from "../../ops/along.ts";
import { elements } from "../../ops/cast.ts";
import { isIndex } from "../../ops/gather.ts";
import { stack } from "../../ops/join.ts";
import { ones, zeros } from "../../ops/make.ts";
import { checkWhole } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";

const RULE = indexRule("oneHot", {
  error: RuntimeError,
  words: (index) =>
    index < 0
      ? "Class values must be non-negative."
      : "Class values must be smaller than num_classes.",
});

/**
 * Zeros with a one at the position that each element names, [..., classes]; int32.
 *
 * @param x int32 classes, any shape
 * @param numClasses how many there are; -1 (the default) for one more than the largest, which reads back
 * @throws {RuntimeError} `Class values must be smaller than num_classes.`; on webgpu when results are read
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * const classes = tensor([0, 2], { dtype: "int32" });
 * console.log(nn.functional.oneHot(classes, 3).toArray()); // [[1, 0, 0], [0, 0, 1]]
 * ```
 */
export function oneHot(x: Tensor, numClasses = -1): Tensor {
  checkWhole("one_hot(): argument 'num_classes' (position 2)", numClasses);
  if (!isIndex(x.dtype)) {
    throw new RuntimeError(
      "dtype-mismatch",
      "one_hot is only applicable to index tensor.",
      `Classes are whole numbers, int32 in hibana; this one is ${x.dtype}: write x.int().`,
    );
  }
  if (x.numel === 0 && numClasses <= 0) {
    throw new RuntimeError(
      "empty",
      "Can not infer total number of classes from empty tensor.",
      "Write oneHot(x, numClasses).",
    );
  }
  const classes = numClasses === -1 ? countClasses(x) : Math.max(numClasses, 0);
  const result = zeros([...x.shape, classes], { dtype: "int32", device: x.device });
  const places = x.to("int32").unsqueeze(-1);
  if (classes === 0) {
    x.device.backend.checkIndices(places.kernelView, x.ndim, classes, RULE);
  } else {
    const one = ones([], { dtype: "int32", device: x.device }).expand(places.shape);
    writeAlong(result, x.ndim, places, one, "set", RULE);
  }
  return result;
}

/** One more than the largest class. Reads back, and finds negative ones by the way. */
function countClasses(x: Tensor): number {
  const [least = 0, largest = 0] = elements(stack([x.min(), x.max()]));
  if (least >= 0) return largest + 1;
  throw new RuntimeError(
    "index-out-of-range",
    "Class values must be non-negative.",
    "Classes count from 0.",
  );
}
