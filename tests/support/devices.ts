/**
 * One test body for every device: `cpu`, `sim`, and `webgpu` where there is an adapter.
 *
 * @module
 */
import "../../src/ops/mod.ts";
import { init } from "../../src/device/webgpu/mod.ts";

/** Whether this machine has an adapter; without one the tests on `webgpu` are ignored. */
export const hasGPU: boolean = await init();

/** The devices that compute. */
export const DEVICES = ["cpu", "sim", "webgpu"] as const;

/** A device that computes. */
export type DeviceName = typeof DEVICES[number];

/**
 * Registers a test for each device; its name gets the device's.
 *
 * @param name a sentence of behaviour
 * @param body the test, given the name of the device
 */
export function onEachDevice(
  name: string,
  body: (device: DeviceName) => void | Promise<void>,
): void {
  for (const device of DEVICES) {
    Deno.test({
      name: `${name}, on ${device}`,
      ignore: device === "webgpu" && !hasGPU,
      fn: () => body(device),
    });
  }
}
