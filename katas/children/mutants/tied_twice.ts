import type { nn } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You list a parameter once for each name that leads to it. An optimizer would take its step twice for a
 * tied weight: remember which objects you have already listed.
 */
export class Module extends Solution {
  override namedParameters(): [name: string, parameter: nn.Parameter][] {
    return this.namedModules().flatMap(([path, module]) =>
      [...module._parameters].map(([name, parameter]): [string, nn.Parameter] => [
        path === "" ? name : `${path}.${name}`,
        parameter,
      ])
    );
  }
}
