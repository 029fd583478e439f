// deno-lint-ignore-file no-unused-vars
import type { DeviceLike, Tensor } from "@hibana/hibana";

/** Tensors on the device that was asked for, and what it took to have them there. */
export interface Moved {
  /** The tensors, in order. */
  tensors: Tensor[];
  /** How many of them had to be copied. */
  copies: number;
}

/** The tensors on that device; those that are there already are not copied. */
export function moveAll(tensors: readonly Tensor[], device: DeviceLike): Moved {
  throw new Error("Implement moveAll: see README");
}

/** A tensor on that device that can be changed without changing x. */
export function ownCopy(x: Tensor, device: DeviceLike): Tensor {
  throw new Error("Implement ownCopy: see README");
}
