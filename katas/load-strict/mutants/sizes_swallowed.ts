import type { Tensor } from "@hibana/hibana";
import { type LoadOptions, type Mismatch, Module as Solution } from "../solution.ts";

/**
 * With strict: false you skip tensors of another size. strict is about keys. A tensor of another size under
 * the right key is never meant, and nobody is told that it was left out.
 */
export class Module extends Solution {
  override loadStateDict(state: Map<string, Tensor>, options: LoadOptions = {}): Mismatch {
    const own = this.stateDict();
    const fits = ([key, x]: [string, Tensor]) =>
      !own.has(key) || String(own.get(key)!.shape) === String(x.shape);
    const some = options.strict === false ? new Map([...state].filter(fits)) : state;
    return super.loadStateDict(some, options);
  }
}
