import { Module as Solution } from "../solution.ts";

/**
 * You keep whatever the attribute held when a field defines undefined. That is right for what is registered;
 * a plain attribute is none of the module's business, and a field sets it to undefined, as in any class.
 */
export class Module extends Solution {
  override _isRegistered(name: string): boolean {
    return this[name] !== undefined;
  }
}
