import {
  arange,
  type DeviceLike,
  type NestedArray,
  type Tensor,
  tensor,
  zerosLike,
} from "@hibana/hibana";

/**
 * The name of the device that a tensor lives on, as it is printed.
 *
 * Why it works: every tensor knows its device, so nothing here names one. What is made anew takes the
 * device from what it will be used with.
 */
export function whereIs(x: Tensor): string {
  return String(x.device);
}

/** A tensor of these values on that device. */
export function makeOn(values: NestedArray, device: DeviceLike): Tensor {
  return tensor(values, { device });
}

/** Zeros that can be added to the batch: its shape, its dtype, its device. */
export function zerosFor(batch: Tensor): Tensor {
  return zerosLike(batch);
}

/** The numbers of the batch's rows, from 0, where the batch lives. */
export function positionsFor(batch: Tensor): Tensor {
  return arange(batch.size(0), { device: batch.device });
}
