import type { Tensor } from "@hibana/hibana";
import { Module as Before } from "../../module-to/solution.ts";
export { bufferBytes } from "../solution.ts";

/**
 * You put the shared tensor on the lists, but each attribute still holds its own copy, and forward reads the
 * attribute: assign to the name, which changes both.
 */
export class Module extends Before {
  override _apply(change: (tensor: Tensor) => Tensor): this {
    const before = new Map(
      this.namedModules().map(([, module]) => [module, new Map((module as Module)._buffers)]),
    );
    super._apply(change);
    const changed = new Map<Tensor, Tensor>();
    for (const [module, buffers] of before) {
      for (const [name, buffer] of buffers) {
        if (buffer === null) continue;
        const result = changed.get(buffer) ?? (module as Module)._buffers.get(name)!;
        changed.set(buffer, result);
        (module as Module)._buffers.set(name, result);
      }
    }
    return this;
  }
}
