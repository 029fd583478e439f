import type { nn } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You wrote the parameter into the registry, but module.weight does not exist: forward reads the attribute,
 * not the registry. Write to both places.
 */
export class Module extends Solution {
  override registerParameter(name: string, parameter: nn.Parameter): void {
    this._parameters.set(name, parameter);
  }
}
