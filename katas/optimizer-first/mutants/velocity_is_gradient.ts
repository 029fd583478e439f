import { noGrad } from "@hibana/hibana";
import { SGD as Solution } from "../solution.ts";

/**
 * Your first velocity is the gradient itself, and not a copy: when the velocity is changed in place, the
 * gradient changes with it. Make a tensor of its own.
 */
export class SGD extends Solution {
  override step(): void {
    const { lr, momentum } = this._options;
    noGrad(() => {
      for (const parameter of this._parameters) {
        const { grad } = parameter;
        if (grad === null) continue;
        const last = this._velocities.get(parameter)?.to(parameter.device);
        const velocity = last?.mul_(momentum).add_(grad) ?? grad;
        this._velocities.set(parameter, velocity);
        parameter.sub_(velocity.mul(lr));
      }
    });
  }
}
