import { type DeviceLike, Tensor } from "@hibana/hibana";
import type { Batch } from "../solution.ts";

export { type Batch, moveList, moveTensor } from "../solution.ts";

/**
 * You assigned the moved tensors to the record that you were given, so the caller's batch has moved along.
 * Make a new record, and put them there.
 */
export function moveBatch(batch: Batch, device: DeviceLike): Batch {
  for (const [name, value] of Object.entries(batch)) {
    if (value instanceof Tensor) batch[name] = value.to(device);
  }
  return batch;
}
