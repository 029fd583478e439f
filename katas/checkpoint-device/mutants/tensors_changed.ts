import type { Tensor } from "@hibana/hibana";

export { portable, resume } from "../solution.ts";

/**
 * Your map is new, but the tensors in it are the caller's, and you moved those, by assigning to their data.
 * Whoever holds one finds it on another device: to() gives you a tensor of your own.
 */
export function mapLocation(state: Map<string, Tensor>, device: string): Map<string, Tensor> {
  for (const tensor of state.values()) tensor.data = tensor.data.to(device);
  return new Map(state);
}
