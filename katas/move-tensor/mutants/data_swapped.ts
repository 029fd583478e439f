import type { DeviceLike, Tensor } from "@hibana/hibana";

export { type Batch, moveBatch, moveList } from "../solution.ts";

/**
 * You moved the tensor itself, by swapping its data. Whoever else holds it computes on the CPU and finds it
 * gone: return what to() gives, and leave the original alone.
 */
export function moveTensor(x: Tensor, device: DeviceLike): Tensor {
  x.data = x.to(device);
  return x;
}
