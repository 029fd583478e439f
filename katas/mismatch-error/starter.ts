// deno-lint-ignore-file no-unused-vars
import type { Tensor } from "@hibana/hibana";

/** Throws, naming both tensors and both devices, where two tensors may not meet. */
export function requireSameDevice(
  a: Tensor,
  b: Tensor,
  names: readonly [a: string, b: string],
): void {
  throw new Error("Implement requireSameDevice: see README");
}

/** The scores, with -Infinity where the mask is true. */
export function hide(scores: Tensor, mask: Tensor): Tensor {
  throw new Error("Implement hide: see README");
}
