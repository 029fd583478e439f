import { arange, type Tensor } from "@hibana/hibana";

export { makeOn, whereIs, zerosFor } from "../solution.ts";

/**
 * You numbered every element. A batch of shape [3, 2] has six elements, but three rows, and the rows were
 * asked for: its first size.
 */
export function positionsFor(batch: Tensor): Tensor {
  return arange(batch.numel, { device: batch.device });
}
