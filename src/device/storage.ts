/**
 * The memory behind tensors. A storage owns one buffer of its device and gives it back by itself once
 * nothing refers to it any more; whoever wants certainty disposes of it.
 *
 * @module
 */
import { RuntimeError } from "../errors.ts";
import { bytesPerElement, type DType } from "../tensor/dtype.ts";
import type { Backend } from "./backend.ts";
import { watcher } from "./capture.ts";
import type { Device } from "./registry.ts";
import type { Usage } from "./usage.ts";
import { tellWatchers } from "./watch.ts";

/** What has to be given back once a storage is gone. */
interface Owned {
  readonly backend: Backend;
  readonly buffer: unknown;
  readonly usage: Usage;
  readonly bytes: number;
}

function giveBack({ backend, buffer, usage, bytes }: Owned, collected: boolean): void {
  usage.give(bytes);
  backend.release(buffer, collected);
}

const finalizers = new FinalizationRegistry<Owned>((owned) => giveBack(owned, true));

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
   * Counts tensors that left for another storage, or changed whether they need gradients: what was compiled
   * for those that were here is looked at again.
   */
  moves = 0;
  /**
   * Memory that V8 cannot see never makes it collect. An ArrayBuffer that is never touched, and so never backed by
   * real memory, lets V8 weigh rightly what hangs on handles like this one: every now and then a storage holds
   * one as large as all since the last.
   */
  readonly phantom: ArrayBuffer | undefined = undefined;
  /** What to give back, unless the garbage collector frees it by itself. */
  #owned: Owned | undefined;
  #buffer: unknown;
  /** Makes the error for those who come too late. */
  #disposed: (() => RuntimeError) | undefined;

  /** Allocates; the contents are undefined. */
  constructor(device: Device, dtype: DType, length: number) {
    const backend = device.backend;
    const refusal = backend.refusal(dtype);
    if (refusal !== undefined) throw new TypeError(refusal);
    this.device = device;
    this.dtype = dtype;
    this.length = length;
    this.#buffer = backend.allocate(dtype, length);
    if (backend.needsRelease(this.#buffer)) {
      const bytes = length * bytesPerElement(dtype);
      this.phantom = weigh(bytes);
      this.#owned = { backend, buffer: this.#buffer, usage: device.usage, bytes };
      device.usage.take(bytes);
      finalizers.register(this, this.#owned, this);
    }
    tellWatchers(this);
    watcher?.storageMade(this, this.#buffer);
  }

  /**
   * The device's handle of the memory.
   *
   * @throws {RuntimeError} after `dispose`
   */
  get buffer(): unknown {
    if (this.#disposed !== undefined) throw this.#disposed();
    watcher?.storageUsed(this, this.#buffer);
    return this.#buffer;
  }

  /** Says whether the memory has been given back. */
  get disposed(): boolean {
    return this.#disposed !== undefined;
  }

  /**
   * Gives the memory back now. Doing so twice is harmless.
   *
   * @param reason makes the error for those who come too late
   */
  dispose(reason: () => RuntimeError = gone): void {
    if (this.#disposed !== undefined) return;
    this.#disposed = reason;
    if (this.#owned !== undefined) {
      finalizers.unregister(this);
      giveBack(this.#owned, false);
      this.#owned = undefined;
    }
    this.#buffer = undefined;
  }
}

function gone(): RuntimeError {
  return new RuntimeError(
    "disposed",
    "this tensor was disposed of: its memory has been given back",
    "dispose() frees a tensor and every view of it, and the end of scope() what was made in it: clone or return what must outlive them, or leave freeing to the garbage collector.",
  );
}

/** From this size on systems give fresh, untouched pages; smaller pieces are used again and cleared. */
const PHANTOM_BYTES = 33 * 2 ** 20;

/** Bytes of storages that no phantom stands for yet. */
let unweighed = 0;

/** Address space for the storages since the last phantom, once it is worth asking the system for. */
function weigh(bytes: number): ArrayBuffer | undefined {
  unweighed += bytes;
  if (unweighed < PHANTOM_BYTES) return undefined;
  const size = unweighed;
  unweighed = 0;
  try {
    return new ArrayBuffer(size);
  } catch {
    return undefined;
  }
}
