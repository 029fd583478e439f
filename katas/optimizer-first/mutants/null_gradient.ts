import { noGrad, zerosLike } from "@hibana/hibana";
import { SGD as Solution } from "../solution.ts";

/**
 * You used a gradient that is not there: before backward, and for parameters that took no part, grad is null.
 * Skip those.
 */
export class SGD extends Solution {
  override step(): void {
    const { lr, momentum } = this._options;
    noGrad(() => {
      for (const parameter of this._parameters) {
        const last = this._velocities.get(parameter) ?? zerosLike(parameter);
        const velocity = last.to(parameter.device).mul(momentum).add(parameter.grad!);
        this._velocities.set(parameter, velocity);
        parameter.sub_(velocity.mul(lr));
      }
    });
  }
}
