import { Module as Solution } from "../solution.ts";

/**
 * You let null become the attribute, but the parameter is still on the list: an optimizer trains a bias that
 * forward no longer adds. Take the name off the list, too.
 */
export class Module extends Solution {
  override _assign(name: string, value: unknown): boolean {
    if (value === null && this._parameters.has(name)) return false;
    return super._assign(name, value);
  }
}
