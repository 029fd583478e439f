import type { Tensor } from "@hibana/hibana";

export { makeOn, positionsFor, zerosFor } from "../solution.ts";

/**
 * You gave the kind of device, `sim`, where the name of this very device was asked for: `sim:0`. A computer
 * may have more than one accelerator of a kind.
 */
export function whereIs(x: Tensor): string {
  return x.device.type;
}
