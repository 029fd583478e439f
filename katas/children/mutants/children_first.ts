import type { nn } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You ask the children before the module itself. It is a list that others compare with theirs, and PyTorch's
 * has a module's own parameters first.
 */
export class Module extends Solution {
  override namedParameters(): [name: string, parameter: nn.Parameter][] {
    const listed = super.namedParameters();
    const own = new Set(this._parameters.values());
    return [
      ...listed.filter(([, parameter]) => !own.has(parameter)),
      ...listed.filter(([, parameter]) => own.has(parameter)),
    ];
  }
}
