import type { nn } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You copied the child's parameters into the parent when the child was registered. What the child gets
 * later, or replaces, the parent does not know: ask the children whenever somebody asks you.
 */
export class Module extends Solution {
  override registerModule(name: string, child: Module): void {
    for (const [below, parameter] of child.namedParameters()) {
      this._parameters.set(`${name}.${below}`, parameter);
    }
    this._modules.set(name, child);
    this[name] = child;
  }

  override namedParameters(): [name: string, parameter: nn.Parameter][] {
    return [...this._parameters];
  }
}
