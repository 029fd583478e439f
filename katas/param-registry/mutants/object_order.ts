import type { nn } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You kept the parameters in a plain object. JavaScript puts keys that look like whole numbers first, in
 * ascending order, whenever they came: an object is no registry with an order. A Map is.
 */
export class Module extends Solution {
  _byName: Record<string, nn.Parameter> = {};

  override registerParameter(name: string, parameter: nn.Parameter): void {
    super.registerParameter(name, parameter);
    this._byName[name] = parameter;
  }

  override namedParameters(): [name: string, parameter: nn.Parameter][] {
    return Object.entries(this._byName);
  }
}
