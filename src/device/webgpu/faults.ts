/**
 * Indices out of range. A kernel cannot throw, so it skips the access and notes it in a small buffer,
 * which travels along with the next read.
 *
 * @module
 */
import { IndexError } from "../../errors.ts";
import type { Binding } from "./bindings.ts";

/** Bytes of the note: a flag, the index, the dimension and its size. */
export const FAULT_BYTES = 16;

/** The note of one device. */
export class Faults {
  readonly #device: GPUDevice;
  readonly #buffer: GPUBuffer;
  #possible = false;

  /** Starts clear. */
  constructor(device: GPUDevice) {
    this.#device = device;
    this.#buffer = device.createBuffer({
      label: "faults",
      size: FAULT_BYTES,
      usage: 0x80 | 0x08 | 0x04, // STORAGE | COPY_DST | COPY_SRC
    });
  }

  /** What a kernel that checks indices binds. Calling this means that one is about to be recorded. */
  binding(): Binding {
    this.#possible = true;
    return { buffer: this.#buffer, block: undefined, offset: 0, size: FAULT_BYTES };
  }

  /** Whether a kernel that checks indices was recorded since the last look. */
  get possible(): boolean {
    return this.#possible;
  }

  /** Adds a copy of the note to a submission. */
  copyTo(encoder: GPUCommandEncoder, target: GPUBuffer, offset: number): void {
    encoder.copyBufferToBuffer(this.#buffer, 0, target, offset, FAULT_BYTES);
  }

  /**
   * Looks at a copy of the note, made after all recorded work.
   *
   * @throws {IndexError} `index 7 is out of bounds for dimension 0 with size 5`
   */
  check(note: Int32Array): void {
    this.#possible = false;
    const [flag, index, dim, size] = note;
    if (flag === 0) return;
    this.#device.queue.writeBuffer(this.#buffer, 0, new Int32Array(FAULT_BYTES / 4));
    throw new IndexError(
      "index-out-of-range",
      `index ${index} is out of bounds for dimension ${dim} with size ${size}`,
      "webgpu notices when results are read; the operation with that index came before.",
    );
  }
}

/** WGSL: a `fault(index, dim, size)` that notes the first bad index, for a kernel with that binding. */
export function faultCode(binding: number): string {
  return `struct Fault { flag: atomic<u32>, index: i32, dim: i32, size: i32 }
@group(1) @binding(${binding}) var<storage, read_write> note: Fault;
fn fault(index: i32, dim: i32, size: i32) {
  if (atomicExchange(&note.flag, 1u) == 0u) {
    note.index = index;
    note.dim = dim;
    note.size = size;
  }
}
`;
}
