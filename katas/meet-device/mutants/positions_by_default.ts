import { arange, type Tensor } from "@hibana/hibana";

export { makeOn, whereIs, zerosFor } from "../solution.ts";

/**
 * You numbered the rows on the CPU. The numbers will be looked up together with the batch, so they have to
 * live where the batch lives: arange takes `{ device }`, too.
 */
export function positionsFor(batch: Tensor): Tensor {
  return arange(batch.size(0));
}
