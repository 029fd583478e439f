/**
 * Where a sentence is checked.
 *
 * @module
 */

/**
 * A device: `sim` simulates an accelerator with memory of its own, so no GPU is needed; `webgpu` is left out
 * on machines that have no adapter.
 */
export type Place = "cpu" | "sim" | "webgpu";

/** The devices that things are moved to. */
export const accelerators: readonly Place[] = ["sim", "webgpu"];

/** All devices. */
export const everywhere: readonly Place[] = ["cpu", "sim", "webgpu"];
