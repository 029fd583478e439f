import { nn } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You took the old parameter off the list before the new one went on, so weight comes behind bias now. What
 * goes by order, as an optimizer's state does, is mixed up: a Map keeps the place of a key that is set again.
 */
export class Module extends Solution {
  override _assign(name: string, value: unknown): boolean {
    const held = this._parameters.get(name);
    if (value instanceof nn.Parameter && held !== undefined && held !== value) this._forget(name);
    return super._assign(name, value);
  }
}
