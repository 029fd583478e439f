import { noGrad, zerosLike } from "@hibana/hibana";
import { SGD as Solution } from "../solution.ts";

/**
 * Your velocities stayed where they were made, and the model moved on. Nobody moves what the optimizer keeps
 * for itself: send a velocity to the device of its parameter when you need it.
 */
export class SGD extends Solution {
  override step(): void {
    const { lr, momentum } = this._options;
    noGrad(() => {
      for (const parameter of this._parameters) {
        const { grad } = parameter;
        if (grad === null) continue;
        const last = this._velocities.get(parameter) ?? zerosLike(parameter);
        const velocity = last.mul(momentum).add(grad);
        this._velocities.set(parameter, velocity);
        parameter.sub_(velocity.mul(lr));
      }
    });
  }
}
