/**
 * The seam at which a function that is being compiled is watched: who is set as the watcher sees every
 * kernel, every storage and every tensor that takes part. Nobody watches otherwise, and then this costs
 * a comparison with undefined.
 *
 * @module
 */
import type { Registry } from "../nn/registry.ts";
import type { TensorCore } from "../tensor/core.ts";
import type { TypedArray } from "../tensor/dtype.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Backend } from "./backend.ts";
import type { Device } from "./registry.ts";
import type { Storage } from "./storage.ts";

/** What is told of everything that happens to tensors. */
export interface Watcher {
  /** What tensors are to take for the backend of a device. */
  backend(device: Device, real: Backend): Backend;
  /** A storage has been allocated. */
  storageMade(storage: Storage, buffer: unknown): void;
  /** Somebody asks for a storage's buffer. */
  storageUsed(storage: Storage, buffer: unknown): void;
  /** Somebody asks for the `grad` of a tensor. */
  gradRead(leaf: TensorCore, grad: Tensor | null): void;
  /** The `grad` of a tensor is about to be set. */
  gradSet(leaf: TensorCore, before: Tensor | null, now: Tensor | null): void;
  /** A module's forward is about to run. */
  moduleUsed(registry: Registry): void;
  /** See {@linkcode hostStep}. */
  hostStep(step: () => void): void;
  /** See {@linkcode hostWrite}. */
  hostWrite(storage: Storage, draw: () => TypedArray): void;
}

/** Who watches, if anybody does. */
export let watcher: Watcher | undefined;

/** Runs a function with another watcher, or none, and puts the old one back. */
export function withWatcher<T>(next: Watcher | undefined, run: () => T): T {
  const before = watcher;
  watcher = next;
  try {
    return run();
  } finally {
    watcher = before;
  }
}

/**
 * Does what depends on numbers that the host counts up or looks up, such as an optimizer's step: where a
 * compiled function is replayed, this is done anew and not taken from the recording.
 *
 * @param step reads and changes tensors that exist already
 */
export function hostStep(step: () => void): void {
  if (watcher === undefined) step();
  else watcher.hostStep(step);
}

/**
 * Fills a storage with elements that the host makes, such as random numbers: where a compiled function is
 * replayed, they are made anew.
 *
 * @param storage what is filled, whole
 * @param draw makes the elements
 */
export function hostWrite(storage: Storage, draw: () => TypedArray): void {
  if (watcher !== undefined) return watcher.hostWrite(storage, draw);
  const data = draw();
  if (data.length > 0) storage.device.backend.write(storage.buffer, storage.dtype, data);
}
