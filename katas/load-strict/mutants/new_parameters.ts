import { nn, type Tensor } from "@hibana/hibana";
import { type LoadOptions, type Mismatch, Module as Solution } from "../solution.ts";

/**
 * You put new tensors in the place of the module's. An optimizer that was made before still holds the old
 * ones, and trains what nobody reads. Copy into the tensors that are there.
 */
export class Module extends Solution {
  override loadStateDict(state: Map<string, Tensor>, options?: LoadOptions): Mismatch {
    const keys = super.loadStateDict(state, options);
    for (const [path, module] of this.namedModules() as [string, Solution][]) {
      const at = (name: string, own: Tensor) =>
        (state.get(path === "" ? name : `${path}.${name}`) ?? own).clone();
      for (const [name, own] of module._parameters) module[name] = new nn.Parameter(at(name, own));
      module._eachBuffer((name, own) => {
        if (!module._transient.has(name)) module[name] = at(name, own);
      });
    }
    return keys;
  }
}
