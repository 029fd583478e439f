import type { Tensor } from "@hibana/hibana";
import { Module as Base } from "../module-to/solution.ts";

/**
 * The bytes of memory that the buffers of a model keep occupied, here and below; memory that several of them
 * show is counted once, and as a whole.
 */
export function bufferBytes(model: Base): number {
  const bytes = new Map(
    model.buffers().map(({ storage, itemsize }) => [storage, storage.length * itemsize]),
  );
  return [...bytes.values()].reduce((sum, size) => sum + size, 0);
}

/**
 * Why it works: the function that changes tensors is the one thing that the whole walk has in common, so
 * that is where to remember what has become of each. The children wrap it once more, which does no harm: the
 * outermost memory is asked by all of them.
 */
export class Module extends Base {
  /** Changes everything, and what was one tensor before is one tensor afterwards. */
  override _apply(change: (tensor: Tensor) => Tensor): this {
    // Weak, so that tensors that nobody holds any more are not kept alive by it.
    const changed = new WeakMap<Tensor, Tensor>();
    return super._apply((tensor) => {
      const result = changed.get(tensor) ?? change(tensor);
      changed.set(tensor, result);
      return result;
    });
  }
}
