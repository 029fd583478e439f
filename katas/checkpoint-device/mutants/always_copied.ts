import type { Tensor } from "@hibana/hibana";

export { portable, resume } from "../solution.ts";

/**
 * You copy tensors that are where they should be. A checkpoint can fill half the memory: what is there
 * already need not be there twice. to() looks for itself.
 */
export function mapLocation(state: Map<string, Tensor>, device: string): Map<string, Tensor> {
  return new Map([...state].map(([key, x]) => [key, x.to({ device, copy: true })]));
}
