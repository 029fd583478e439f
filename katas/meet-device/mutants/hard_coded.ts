import { arange, type NestedArray, type Tensor, tensor, zeros } from "@hibana/hibana";

export { whereIs } from "../solution.ts";

/**
 * You wrote the name of a device into the code. It works on that one, and fails for whoever runs it
 * elsewhere: take the device from the argument, or from the batch.
 */
export function makeOn(values: NestedArray): Tensor {
  return tensor(values, { device: "sim" });
}

/** As above. */
export function zerosFor(batch: Tensor): Tensor {
  return zeros(batch.shape, { dtype: batch.dtype, device: "sim" });
}

/** As above. */
export function positionsFor(batch: Tensor): Tensor {
  return arange(batch.size(0), { device: "sim" });
}
