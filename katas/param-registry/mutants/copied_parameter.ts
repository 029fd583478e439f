import { nn } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You registered a new parameter made from the one that you were given. Whoever holds that one, a second
 * module or an optimizer, would wait for gradients that arrive at yours: register the object itself.
 */
export class Module extends Solution {
  override registerParameter(name: string, parameter: nn.Parameter): void {
    super.registerParameter(name, new nn.Parameter(parameter));
  }
}
