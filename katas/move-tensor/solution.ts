import { type DeviceLike, Tensor } from "@hibana/hibana";

/** Data by name: tensors, and what describes them. */
export type Batch = Record<string, Tensor | string | number>;

/**
 * The tensor on that device.
 *
 * Why it works: to() makes a new tensor, and map and fromEntries make a new list and a new record, so
 * nothing that the caller holds has changed.
 */
export function moveTensor(x: Tensor, device: DeviceLike): Tensor {
  return x.to(device);
}

/** A new list of the same tensors on that device. */
export function moveList(tensors: Tensor[], device: DeviceLike): Tensor[] {
  return tensors.map((x) => moveTensor(x, device));
}

/** A new record, with its tensors on that device. */
export function moveBatch(batch: Batch, device: DeviceLike): Batch {
  return Object.fromEntries(
    Object.entries(batch).map(([name, value]) => [
      name,
      value instanceof Tensor ? moveTensor(value, device) : value,
    ]),
  );
}
