import { noGrad, zeros } from "@hibana/hibana";
import { SGD as Solution } from "../solution.ts";

/**
 * Your first velocity is a tensor of zeros on the CPU, but the model may have moved by then, or never have
 * been there. zerosLike(parameter) is on the parameter's own device.
 */
export class SGD extends Solution {
  override step(): void {
    const { lr, momentum } = this._options;
    noGrad(() => {
      for (const parameter of this._parameters) {
        const { grad } = parameter;
        if (grad === null) continue;
        const last = this._velocities.get(parameter) ?? zeros(parameter.shape);
        const velocity = last.mul(momentum).add(grad);
        this._velocities.set(parameter, velocity);
        parameter.sub_(velocity.mul(lr));
      }
    });
  }
}
