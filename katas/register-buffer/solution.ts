import type { Tensor } from "@hibana/hibana";
import { Module as Base } from "../children/solution.ts";

/** What registerBuffer can be told besides. */
export interface BufferOptions {
  /** Whether the buffer belongs into checkpoints. Default: true. */
  persistent?: boolean;
}

/**
 * Why it works: buffers have a list of their own, so nobody takes them for parameters, and the attribute
 * is the very tensor on the list.
 */
export class Module extends Base {
  /** Buffers by name, in the order of registration; null is an empty slot. */
  _buffers: Map<string, Tensor | null> = new Map();

  /** The names of those buffers that stay out of checkpoints. */
  _transient: Set<string> = new Set();

  /** Children by name: modules that have buffers, too. */
  declare _modules: Map<string, Module>;

  /** Remembers a tensor that belongs to the module but is not trained, and makes it an attribute. */
  registerBuffer(name: string, tensor: Tensor | null, options: BufferOptions = {}): void {
    this._buffers.set(name, tensor);
    if (options.persistent ?? true) this._transient.delete(name);
    else this._transient.add(name);
    this[name] = tensor;
  }

  /** Own buffers first, then the children's, by path; a buffer with two names is listed once. */
  namedBuffers(): [name: string, buffer: Tensor][] {
    const seen = new Set<Tensor>();
    return this.namedModules().flatMap(([path, module]) =>
      [...(module as Module)._buffers].flatMap(([name, buffer]): [string, Tensor][] => {
        if (buffer === null || seen.has(buffer)) return [];
        seen.add(buffer);
        return [[path === "" ? name : `${path}.${name}`, buffer]];
      })
    );
  }

  /** The buffers, without their names. */
  buffers(): Tensor[] {
    return this.namedBuffers().map(([, buffer]) => buffer);
  }
}
