import { noGrad, zerosLike } from "@hibana/hibana";
import { SGD as Solution } from "../solution.ts";

/**
 * You gave each parameter new data, and whoever shares its memory, such as a state dict, still has the old
 * numbers. Change the elements in place, with sub_.
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
        parameter.data = parameter.data.sub(velocity.mul(lr));
      }
    });
  }
}
