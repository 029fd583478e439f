import type { DeviceLike, Tensor } from "@hibana/hibana";

/** Tensors on the device that was asked for, and what it took to have them there. */
export interface Moved {
  /** The tensors, in order. */
  tensors: Tensor[];
  /** How many of them had to be copied. */
  copies: number;
}

/**
 * The tensors on that device; those that are there already are not copied.
 *
 * Why it works: to() itself knows best whether anything has to move, and says so: what it returns is then
 * another object.
 */
export function moveAll(tensors: readonly Tensor[], device: DeviceLike): Moved {
  const moved = tensors.map((x) => x.to(device));
  return { tensors: moved, copies: moved.filter((y, i) => y !== tensors[i]).length };
}

/** A tensor on that device that can be changed without changing x. */
export function ownCopy(x: Tensor, device: DeviceLike): Tensor {
  return x.to({ device, copy: true });
}
