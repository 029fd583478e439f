import { Module as Solution } from "../solution.ts";

const FLOATS = ["float16", "float32", "float64"];

/**
 * You cast parameters and buffers one by one, and the gradients were forgotten. _apply already takes them
 * along with whatever it is told to do: have it cast.
 */
export class Module extends Solution {
  override to(target: string): this {
    if (!FLOATS.includes(target)) return super.to(target);
    for (const [, module] of this.namedModules()) {
      for (const parameter of module._parameters.values()) {
        parameter.data = parameter.data.to(target);
      }
      (module as Module)._eachBuffer((name, buffer) => {
        module[name] = buffer.isFloatingPoint() ? buffer.to(target) : buffer;
      });
    }
    return this;
  }
}
