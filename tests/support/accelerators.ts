/**
 * One test body for every device that modules are moved to: `sim`, and `webgpu` where there is an adapter.
 *
 * @module
 */
import { hasGPU } from "./devices.ts";

/** Devices with memory of their own. */
export type Accelerator = "sim" | "webgpu";

/**
 * Registers a test for each device; its name gets the device's.
 *
 * @param name a sentence of behaviour
 * @param body the test, given the name of the device and what tensors there print
 */
export function onEachAccelerator(
  name: string,
  body: (device: Accelerator, printed: string) => void,
): void {
  for (const device of ["sim", "webgpu"] as const) {
    Deno.test({
      name: `${name}, on ${device}`,
      ignore: device === "webgpu" && !hasGPU,
      fn: () => body(device, `${device}:0`),
    });
  }
}
