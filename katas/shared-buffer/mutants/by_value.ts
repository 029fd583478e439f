import type { Tensor } from "@hibana/hibana";
import { Module as Before } from "../../module-to/solution.ts";
export { bufferBytes } from "../solution.ts";

/**
 * You made one tensor of two because they hold equal numbers. That is true today: the statistics of two new
 * batch norms are equal as well, and after the first step they must not be. Compare the objects.
 */
export class Module extends Before {
  override _apply(change: (tensor: Tensor) => Tensor): this {
    const changed = new Map<string, Tensor>();
    const share = (tensor: Tensor) => {
      const key = `${tensor.dtype} ${JSON.stringify(tensor.toArray())}`;
      const result = changed.get(key) ?? change(tensor);
      changed.set(key, result);
      return result;
    };
    for (const [, module] of this.namedModules()) {
      for (const parameter of module._parameters.values()) parameter.data = change(parameter.data);
      (module as Module)._eachBuffer((name, buffer) => {
        module[name] = share(buffer);
      });
    }
    return this;
  }
}
