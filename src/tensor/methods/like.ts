/**
 * Methods that make tensors of the same dtype on the same device.
 *
 * @module
 */
import type { NestedArray, TensorOptions } from "../create.ts";
import { ops } from "../operations.ts";
import type { TypedArray } from "../dtype.ts";
import type { Tensor } from "../tensor.ts";
import { LinalgMethods } from "./linalg.ts";

/** Methods that make tensors of the same dtype on the same device. */
export abstract class LikeMethods extends LinalgMethods {
  /**
   * Zeros like this tensor.
   *
   * @param options dtype and device, where they should differ
   */
  zerosLike(this: Tensor, options: TensorOptions = {}): Tensor {
    return ops.zerosLike(this, options);
  }

  /**
   * Ones like this tensor.
   *
   * @param options dtype and device, where they should differ
   */
  onesLike(this: Tensor, options: TensorOptions = {}): Tensor {
    return ops.onesLike(this, options);
  }

  /**
   * A tensor from data, copied, with this one's dtype and device.
   *
   * @param data a number, a nested array or a typed array
   * @param options dtype and device, where they should differ
   *
   * @example
   * ```ts
   * import { tensor, zeros } from "@hibana/hibana";
   *
   * console.log(zeros(1, { dtype: "int32" }).newTensor([1, 2]).dtype); // int32
   * ```
   */
  newTensor(this: Tensor, data: NestedArray | TypedArray, options: TensorOptions = {}): Tensor {
    return ops.tensor(data, this.#own(options));
  }

  /**
   * Zeros of another shape.
   *
   * @param size the shape
   * @param options dtype and device, where they should differ
   */
  newZeros(this: Tensor, size: readonly number[], options: TensorOptions = {}): Tensor {
    return ops.full(size, 0, this.#own(options));
  }

  /**
   * Ones of another shape.
   *
   * @param size the shape
   * @param options dtype and device, where they should differ
   */
  newOnes(this: Tensor, size: readonly number[], options: TensorOptions = {}): Tensor {
    return ops.full(size, 1, this.#own(options));
  }

  /**
   * One value at another shape.
   *
   * @param size the shape
   * @param value the value of all elements
   * @param options dtype and device, where they should differ
   */
  newFull(
    this: Tensor,
    size: readonly number[],
    value: number | boolean,
    options: TensorOptions = {},
  ): Tensor {
    return ops.full(size, value, this.#own(options));
  }

  /**
   * Uninitialized memory of another shape.
   *
   * @param size the shape
   * @param options dtype and device, where they should differ
   */
  newEmpty(this: Tensor, size: readonly number[], options: TensorOptions = {}): Tensor {
    return ops.empty(size, this.#own(options));
  }

  #own(options: TensorOptions): TensorOptions {
    const self = this as unknown as Tensor;
    return { device: self.device, ...options, dtype: options.dtype ?? self.dtype };
  }
}
