import { nn } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You let a parameter take the place of a child, but left the child on its list: now the name stands for
 * two things. _forget takes it off all lists first.
 */
export class Module extends Solution {
  override _assign(name: string, value: unknown): boolean {
    const child = this._modules.get(name);
    const done = super._assign(name, value);
    if (child !== undefined && value instanceof nn.Parameter) this._modules.set(name, child);
    return done;
  }
}
