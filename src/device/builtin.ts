/**
 * The devices that come with hibana, but for `webgpu`, which registers itself.
 *
 * @module
 */
import { CPUBackend } from "./cpu/backend.ts";
import { MetaBackend } from "./meta.ts";
import { type Device, registerDevice } from "./registry.ts";
import { SimBackend } from "./sim.ts";

/** The CPU, where tensors are made unless told otherwise. */
export const cpu: Device = registerDevice("cpu", () => new CPUBackend(), { index: null });

/** Shapes without data. */
export const meta: Device = registerDevice("meta", () => new MetaBackend(), { index: null });

/** The simulated accelerator. */
export const sim: Device = registerDevice("sim", () => new SimBackend());
