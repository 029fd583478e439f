import type { Tensor } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You list a buffer once for each name that leads to it. Whoever walks the list to change buffers would
 * change a shared one twice: remember which tensors you have already listed.
 */
export class Module extends Solution {
  override namedBuffers(): [name: string, buffer: Tensor][] {
    return this.namedModules().flatMap(([path, module]) =>
      [...(module as Module)._buffers].flatMap(([name, buffer]): [string, Tensor][] =>
        buffer === null ? [] : [[path === "" ? name : `${path}.${name}`, buffer]]
      )
    );
  }
}
