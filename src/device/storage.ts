/**
 * The memory behind tensors. A storage owns one buffer of its device and gives it back by itself once
 * nothing refers to it any more; whoever wants certainty disposes of it.
 *
 * @module
 */
import { RuntimeError } from "../errors.ts";
import { bytesPerElement, type DType } from "../tensor/dtype.ts";
import type { Backend } from "./backend.ts";
import type { Device } from "./registry.ts";

interface Owned {
  readonly backend: Backend;
  readonly buffer: unknown;
}

const finalizers = new FinalizationRegistry<Owned>(({ backend, buffer }) =>
  backend.release(buffer, true)
);

let created = 0;

/** How many storages have ever been made: later ones have this serial number or a higher one. */
export function storageCount(): number {
  return created;
}

/** A buffer on a device, shared by all tensors that are views of it. */
export class Storage {
  /** Where the buffer lives. */
  readonly device: Device;
  /** The type of its elements. */
  readonly dtype: DType;
  /** How many elements it holds. */
  readonly length: number;
  /** Counts up: younger storages have higher numbers. */
  readonly serial: number = created++;
  /** Counts in-place changes, so that the tape notices when a saved value is gone. */
  version = 0;
  /**
   * Memory that V8 cannot see never makes it collect; an ArrayBuffer of the same size, never touched
   * and so never backed by real memory, lets V8 weigh this handle rightly.
   */
  readonly phantom: ArrayBuffer | undefined = undefined;
  readonly #backend: Backend;
  #buffer: unknown;
  #disposed = false;

  /** Allocates; the contents are undefined. */
  constructor(device: Device, dtype: DType, length: number) {
    const backend = device.backend;
    const refusal = backend.refusal(dtype);
    if (refusal !== undefined) throw new TypeError(refusal);
    this.#backend = backend;
    this.device = device;
    this.dtype = dtype;
    this.length = length;
    this.#buffer = backend.allocate(dtype, length);
    if (backend.needsRelease(this.#buffer)) {
      this.phantom = reserve(length * bytesPerElement(dtype));
      finalizers.register(this, { backend, buffer: this.#buffer }, this);
    }
  }

  /**
   * The device's handle of the memory.
   *
   * @throws {RuntimeError} after `dispose`
   */
  get buffer(): unknown {
    if (this.#disposed) {
      throw new RuntimeError(
        "disposed",
        "this tensor was disposed of: its memory has been given back",
        "dispose() frees a tensor and every view of it. Clone what must outlive it, or leave freeing to the garbage collector.",
      );
    }
    return this.#buffer;
  }

  /** Says whether the memory has been given back. */
  get disposed(): boolean {
    return this.#disposed;
  }

  /** Gives the memory back now. Doing so twice is harmless. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    if (this.#backend.needsRelease(this.#buffer)) {
      finalizers.unregister(this);
      this.#backend.release(this.#buffer, false);
    }
    this.#buffer = undefined;
  }
}

/** Address space as large as asked, or none where the system grants no more. */
function reserve(bytes: number): ArrayBuffer | undefined {
  try {
    return new ArrayBuffer(bytes);
  } catch {
    return undefined;
  }
}
