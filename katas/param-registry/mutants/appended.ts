import type { nn } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You append to a list, so a name that is registered twice stands there twice, and the optimizer trains a
 * parameter that forward no longer reads. A Map has one value for a name.
 */
export class Module extends Solution {
  _list: [name: string, parameter: nn.Parameter][] = [];

  override registerParameter(name: string, parameter: nn.Parameter): void {
    super.registerParameter(name, parameter);
    this._list.push([name, parameter]);
  }

  override namedParameters(): [name: string, parameter: nn.Parameter][] {
    return [...this._list];
  }
}
