import { type NestedArray, type Tensor, tensor } from "@hibana/hibana";

export { positionsFor, whereIs, zerosFor } from "../solution.ts";

/**
 * You made the tensor without saying where. Then it is made on the CPU, whatever the second argument
 * was: hand it on as the option `{ device }`.
 */
export function makeOn(values: NestedArray): Tensor {
  return tensor(values);
}
