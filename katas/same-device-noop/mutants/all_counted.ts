import type { DeviceLike, Tensor } from "@hibana/hibana";
import type { Moved } from "../solution.ts";

export { type Moved, ownCopy } from "../solution.ts";

/**
 * You counted every tensor that went through to(). Calling to() is not copying: it returns the same object
 * where nothing moves, and only the others count.
 */
export function moveAll(tensors: readonly Tensor[], device: DeviceLike): Moved {
  return { tensors: tensors.map((x) => x.to(device)), copies: tensors.length };
}
