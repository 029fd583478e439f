import type { Tensor } from "@hibana/hibana";
import { Module as Before } from "../../module-to/solution.ts";
export { bufferBytes } from "../solution.ts";

/**
 * You registered the shared tensor anew, with registerBuffer and no options, so it is persistent everywhere
 * now. Assign to the name: that keeps what was said of it.
 */
export class Module extends Before {
  override _apply(change: (tensor: Tensor) => Tensor): this {
    const changed = new Map(this.buffers().map((buffer) => [buffer, change(buffer)]));
    for (const [, module] of this.namedModules()) {
      for (const parameter of module._parameters.values()) parameter.data = change(parameter.data);
      (module as Module)._eachBuffer((name, buffer) =>
        (module as Module).registerBuffer(name, changed.get(buffer)!)
      );
    }
    return this;
  }
}
