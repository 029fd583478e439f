import { KeyError, type nn } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You refuse every name that stands for something, also for a plain attribute. But assignments come through
 * registerParameter, too, and `this.x = new nn.Parameter(...)` may replace what was no more than a number.
 */
export class Module extends Solution {
  override registerParameter(name: string, parameter: nn.Parameter): void {
    if (this[name] !== undefined && !this._parameters.has(name)) {
      throw new KeyError("name-taken", `attribute '${name}' already exists`, "Delete it first.");
    }
    super.registerParameter(name, parameter);
  }
}
