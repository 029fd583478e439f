import type { Tensor } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You list the module's own buffers, but models are modules in modules: the masks inside the blocks of a
 * model are missing from model.namedBuffers(). Ask every module that namedModules() leads to.
 */
export class Module extends Solution {
  override namedBuffers(): [name: string, buffer: Tensor][] {
    return [...this._buffers].filter((entry): entry is [string, Tensor] => entry[1] !== null);
  }
}
