import { type DeviceLike, type Tensor, tensor } from "@hibana/hibana";

export { type Batch, moveBatch, moveList } from "../solution.ts";

/**
 * You carried the numbers through a JavaScript array and made a tensor of them. Arrays know no dtype, so
 * whole numbers arrive as floats, and all of it is slow: to() copies from memory to memory.
 */
export function moveTensor(x: Tensor, device: DeviceLike): Tensor {
  return tensor(x.toArray(), { device });
}
