import { zerosLike } from "@hibana/hibana";
import { SGD as Solution } from "../solution.ts";

/**
 * You changed the parameters while gradients are recorded, and a leaf may not be changed then: the step
 * would be part of what is differentiated. Do it inside noGrad(() => ...).
 */
export class SGD extends Solution {
  override step(): void {
    const { lr, momentum } = this._options;
    for (const parameter of this._parameters) {
      const { grad } = parameter;
      if (grad === null) continue;
      const last = this._velocities.get(parameter) ?? zerosLike(parameter);
      const velocity = last.to(parameter.device).mul(momentum).add(grad);
      this._velocities.set(parameter, velocity);
      parameter.sub_(velocity.mul(lr));
    }
  }
}
