import type { nn } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You let registerParameter take over the name of a buffer. An assignment may do that, since whoever writes
 * it sees what it replaces; registering twice by the same name is a mistake, and PyTorch says so.
 */
export class Module extends Solution {
  override registerParameter(name: string, parameter: nn.Parameter): void {
    this._buffers.delete(name);
    super.registerParameter(name, parameter);
  }
}
