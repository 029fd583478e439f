// deno-lint-ignore-file no-unused-vars
import type { DeviceLike, Tensor } from "@hibana/hibana";

/** Data by name: tensors, and what describes them. */
export type Batch = Record<string, Tensor | string | number>;

/** The tensor on that device. */
export function moveTensor(x: Tensor, device: DeviceLike): Tensor {
  throw new Error("Implement moveTensor: see README");
}

/** A new list of the same tensors on that device. */
export function moveList(tensors: Tensor[], device: DeviceLike): Tensor[] {
  throw new Error("Implement moveList: see README");
}

/** A new record, with its tensors on that device. */
export function moveBatch(batch: Batch, device: DeviceLike): Batch {
  throw new Error("Implement moveBatch: see README");
}
