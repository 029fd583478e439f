import { noGrad } from "@hibana/hibana";
import { SGD as Solution } from "../solution.ts";

/**
 * You did not look at momentum, so each step starts from rest. Remember the velocity of each parameter from
 * one step to the next.
 */
export class SGD extends Solution {
  override step(): void {
    noGrad(() => {
      for (const parameter of this._parameters) {
        if (parameter.grad !== null) parameter.sub_(parameter.grad.mul(this._options.lr));
      }
    });
  }
}
