import type { nn } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You remember what was listed, but begin anew in every module. Weights are tied across modules, such as an
 * embedding and the head: keep one memory for the whole walk.
 */
export class Module extends Solution {
  override namedParameters(): [name: string, parameter: nn.Parameter][] {
    return this.namedModules().flatMap(([path, module]) => {
      const seen = new Set<nn.Parameter>();
      return [...module._parameters].flatMap(([name, parameter]): [string, nn.Parameter][] => {
        if (seen.has(parameter)) return [];
        seen.add(parameter);
        return [[path === "" ? name : `${path}.${name}`, parameter]];
      });
    });
  }
}
