// deno-lint-ignore-file no-unused-vars
import type { Tensor } from "@hibana/hibana";
import { Module as Base } from "../children/solution.ts";

/** What registerBuffer can be told besides. */
export interface BufferOptions {
  /** Whether the buffer belongs into checkpoints. Default: true. */
  persistent?: boolean;
}

/** A module that also has buffers. */
export class Module extends Base {
  /** Buffers by name, in the order of registration; null is an empty slot. */
  _buffers: Map<string, Tensor | null> = new Map();

  /** The names of those buffers that stay out of checkpoints. */
  _transient: Set<string> = new Set();

  /** Children by name: modules that have buffers, too. */
  declare _modules: Map<string, Module>;

  /** Remembers a tensor that belongs to the module but is not trained, and makes it an attribute. */
  registerBuffer(name: string, tensor: Tensor | null, options: BufferOptions = {}): void {
    throw new Error("Implement registerBuffer: see README");
  }

  /** Own buffers first, then the children's, by path; a buffer with two names is listed once. */
  namedBuffers(): [name: string, buffer: Tensor][] {
    throw new Error("Implement namedBuffers: see README");
  }

  /** The buffers, without their names. */
  buffers(): Tensor[] {
    throw new Error("Implement buffers: see README");
  }
}
