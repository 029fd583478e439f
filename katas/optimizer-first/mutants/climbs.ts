import { noGrad, zerosLike } from "@hibana/hibana";
import { SGD as Solution } from "../solution.ts";

/**
 * You went along the gradient, which points uphill, so the loss grows. Subtract.
 */
export class SGD extends Solution {
  override step(): void {
    const { lr, momentum } = this._options;
    noGrad(() => {
      for (const parameter of this._parameters) {
        const { grad } = parameter;
        if (grad === null) continue;
        const last = this._velocities.get(parameter) ?? zerosLike(parameter);
        const velocity = last.to(parameter.device).mul(momentum).add(grad);
        this._velocities.set(parameter, velocity);
        parameter.add_(velocity.mul(lr));
      }
    });
  }
}
