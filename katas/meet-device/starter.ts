// deno-lint-ignore-file no-unused-vars
import type { DeviceLike, NestedArray, Tensor } from "@hibana/hibana";

/** The name of the device that a tensor lives on, as it is printed. */
export function whereIs(x: Tensor): string {
  throw new Error("Implement whereIs: see README");
}

/** A tensor of these values on that device. */
export function makeOn(values: NestedArray, device: DeviceLike): Tensor {
  throw new Error("Implement makeOn: see README");
}

/** Zeros that can be added to the batch: its shape, its dtype, its device. */
export function zerosFor(batch: Tensor): Tensor {
  throw new Error("Implement zerosFor: see README");
}

/** The numbers of the batch's rows, from 0, where the batch lives. */
export function positionsFor(batch: Tensor): Tensor {
  throw new Error("Implement positionsFor: see README");
}
