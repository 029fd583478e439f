import { Module as Solution } from "../solution.ts";

/**
 * You refuse null, but the message says that None was expected: `linear.bias = null` is how a layer gives
 * up its bias. Take the name off the list.
 */
export class Module extends Solution {
  override _assign(name: string, value: unknown): boolean {
    if (value === null && this._parameters.has(name)) {
      throw new TypeError(
        `cannot assign 'NoneType' as parameter '${name}' (torch.nn.Parameter or None expected)`,
      );
    }
    return super._assign(name, value);
  }
}
