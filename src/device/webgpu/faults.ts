/**
 * Indices out of range. A kernel cannot throw, so it skips the access and notes it in a small buffer,
 * which travels along with the next read.
 *
 * @module
 */
import { type IndexRule, outOfRange } from "../out_of_range.ts";
import type { Binding } from "./bindings.ts";

/** Bytes of the note: a flag, the index, the dimension and its size, the rule, and what is called off. */
export const FAULT_BYTES = 24;

/** The note of one device. */
export class Faults {
  readonly #device: GPUDevice;
  readonly #buffer: GPUBuffer;
  /** The rules that kernels know by number. There are about as many as operations. */
  readonly #rules: IndexRule[] = [];
  #possible = false;
  #guards = 0;

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

  /** The number by which kernels know a rule. */
  numberOf(rule: IndexRule): number {
    const known = this.#rules.indexOf(rule);
    return known >= 0 ? known : this.#rules.push(rule) - 1;
  }

  /** A number for work that is called off where one of its indices is out of range; never 0. */
  nextGuard(): number {
    this.#guards = this.#guards % 0x7fffffff + 1;
    return this.#guards;
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
   * @throws {IndexError} or what the rule of the operation says:
   * `index 7 is out of bounds for dimension 0 with size 5`
   */
  check(note: Int32Array): void {
    this.#possible = false;
    const [flag = 0, index = 0, dim = 0, size = 0, rule = 0] = note;
    if (flag === 0) return;
    this.#device.queue.writeBuffer(this.#buffer, 0, new Int32Array(FAULT_BYTES / 4));
    throw outOfRange(
      this.#rules[rule]!,
      index,
      dim,
      size,
      ", on webgpu, which notices when results are read: the operation came before",
    );
  }
}

/**
 * WGSL: a `fault(index, dim, size, rule)` that notes the first bad index, for a kernel with that binding;
 * `note.off` is the number of what was called off last.
 */
export function faultCode(binding: number): string {
  return `struct Fault {
  flag: atomic<u32>, index: i32, dim: i32, size: i32, rule: u32, off: atomic<u32>,
}
@group(1) @binding(${binding}) var<storage, read_write> note: Fault;
fn fault(index: i32, dim: i32, size: i32, rule: u32) {
  if (atomicExchange(&note.flag, 1u) == 0u) {
    note.index = index;
    note.dim = dim;
    note.size = size;
    note.rule = rule;
  }
}
`;
}
