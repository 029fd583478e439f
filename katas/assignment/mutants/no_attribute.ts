import { nn } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You wrote what was assigned into the registry, and said that all was done, but the attribute was never
 * written. registerParameter and registerModule write to both places: call them.
 */
export class Module extends Solution {
  override _assign(name: string, value: unknown): boolean {
    if (value instanceof nn.Parameter) this._parameters.set(name, value);
    else if (value instanceof Module) this._modules.set(name, value);
    else return false;
    return true;
  }
}
