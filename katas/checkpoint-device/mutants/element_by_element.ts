import { type Tensor, tensor } from "@hibana/hibana";

export { portable, resume } from "../solution.ts";

/**
 * You read one number after the other. Each read waits until the accelerator has done all its work, so that
 * a model of millions of numbers would take days: to() moves a tensor as a whole.
 */
export function mapLocation(state: Map<string, Tensor>, device: string): Map<string, Tensor> {
  return new Map([...state].map(([key, x]) => {
    if (x.device.type === device) return [key, x];
    const numbers = [...x.flatten()].map((one) => Number(one.item()));
    return [key, tensor(numbers, { dtype: x.dtype, device }).reshape(x.shape)];
  }));
}
