import { type Tensor, zeros } from "@hibana/hibana";

export { makeOn, positionsFor, whereIs } from "../solution.ts";

/**
 * You took shape and device from the batch, but not the dtype: zeros are float32 unless you say otherwise,
 * and a sum of whole numbers would turn into floats.
 */
export function zerosFor(batch: Tensor): Tensor {
  return zeros(batch.shape, { device: batch.device });
}
