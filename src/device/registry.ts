/**
 * Devices by name. A backend is looked up when the first tensor goes there, so a device that nobody
 * uses costs nothing.
 *
 * @module
 */
import { RuntimeError } from "../errors.ts";
import type { Backend } from "./backend.ts";
import { watcher } from "./capture.ts";
import { Usage } from "./usage.ts";

/** The place a tensor lives, such as `cpu` or `webgpu:0`. Devices are compared with `===`. */
export class Device {
  /** The kind of device: `cpu`, `webgpu`, `sim`, `meta`, or a registered one. */
  readonly type: string;
  /** Which device of that kind, or null where there is only ever one. */
  readonly index: number | null;
  /** What tensors take of its memory. */
  readonly usage: Usage = new Usage();
  readonly #open: () => Backend;
  #backend: Backend | undefined;

  /**
   * Users write `device("cpu")`; devices are made when they are registered.
   *
   * @param type the kind of device
   * @param index which device of that kind, or null
   * @param open makes the backend, or throws an error that says what is missing
   */
  constructor(type: string, index: number | null, open: () => Backend) {
    this.type = type;
    this.index = index;
    this.#open = open;
  }

  /**
   * What computes here.
   *
   * @throws {RuntimeError} when the device is not ready, `webgpu` before `await webgpu.init()` for one
   */
  get backend(): Backend {
    const backend = this.#backend ??= this.#open();
    return watcher === undefined ? backend : watcher.backend(this, backend);
  }

  /** Whether something computes here already: nothing does before the first tensor. */
  get isOpen(): boolean {
    return this.#backend !== undefined;
  }

  /** Forgets the backend, so that the next use opens a new one (after a lost GPU, say). */
  reset(): void {
    this.#backend = undefined;
  }

  /** `cpu`, `webgpu:0`. */
  toString(): string {
    return this.index === null ? this.type : `${this.type}:${this.index}`;
  }

  /** As PyTorch shows a device: `device(type='webgpu', index=0)`. */
  [Symbol.for("Deno.customInspect")](): string {
    const index = this.index === null ? "" : `, index=${this.index}`;
    return `device(type='${this.type}'${index})`;
  }
}

/** A device, or its name: `"cpu"`, `"webgpu"`, `"webgpu:0"`. */
export type DeviceLike = Device | string;

const devices = new Map<string, Device>();

/**
 * Adds a kind of device, under its own name and with its index.
 *
 * @param type the name, such as `npu`
 * @param open makes the backend when it is first needed
 * @param options `index: null` for a kind of which there is only ever one
 * @returns the new device
 *
 * @example
 * ```ts
 * import { registerDevice, SimBackend, zeros } from "@hibana/hibana";
 *
 * registerDevice("npu", () => new SimBackend("npu:0"));
 * console.log(zeros(2, { device: "npu" }).device.toString()); // npu:0
 * ```
 */
export function registerDevice(
  type: string,
  open: () => Backend,
  options: { index?: number | null } = {},
): Device {
  if (!/^[a-z][a-z0-9_]*$/.test(type)) {
    throw new RuntimeError(
      "bad-device",
      `Invalid device string: '${type}'`,
      "The name of a kind of device is lower-case letters, digits and underscores, such as npu.",
    );
  }
  const device = new Device(type, options.index === undefined ? 0 : options.index, open);
  devices.set(type, device);
  return device;
}

/**
 * The device of that name.
 *
 * @param like a device (returned as it is) or its name, with or without index
 * @throws {RuntimeError} when there is no such device
 *
 * @example
 * ```ts
 * import { device } from "@hibana/hibana";
 *
 * console.log(device("cpu").type); // cpu
 * ```
 */
export function device(like: DeviceLike): Device {
  if (like instanceof Device) return like;
  if (typeof like !== "string") {
    throw new TypeError(
      `a device is a Device or a name such as "cpu", not ${typeof like}\nWrite device("cpu"), or just the name.`,
    );
  }
  const [, type, index] = /^([a-z][a-z0-9_]*)(?::(\d+))?$/.exec(like) ?? [];
  const found = type === undefined ? undefined : devices.get(type);
  if (found === undefined) {
    throw new RuntimeError(
      "bad-device",
      type === undefined
        ? `Invalid device string: '${like}'`
        : `Expected one of ${
          [...devices.keys()].join(", ")
        } device type at start of device string: ${type}`,
      type === "cuda"
        ? `hibana computes on GPUs through WebGPU: await webgpu.init(), then write "webgpu".`
        : `Write one of these names: ${[...devices.keys()].join(", ")}.`,
    );
  }
  if (index !== undefined && Number(index) !== (found.index ?? 0)) {
    throw new RuntimeError(
      "bad-device",
      `Invalid device string: '${like}'`,
      `There is one ${found.type} device here: write "${found.type}".`,
    );
  }
  return found;
}

/** All devices that have a backend by now. */
export function openDevices(): Device[] {
  return [...devices.values()].filter((device) => device.isOpen);
}
