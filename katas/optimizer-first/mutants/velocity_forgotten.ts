import { noGrad, zerosLike } from "@hibana/hibana";
import { SGD as Solution } from "../solution.ts";

/**
 * You began with a new velocity where the old one was on another device. Nothing fails, but the model starts
 * from rest after each move: send the velocity after its parameter instead.
 */
export class SGD extends Solution {
  override step(): void {
    const { lr, momentum } = this._options;
    noGrad(() => {
      for (const parameter of this._parameters) {
        const { grad } = parameter;
        if (grad === null) continue;
        const held = this._velocities.get(parameter);
        const last = held?.device === parameter.device ? held : zerosLike(parameter);
        const velocity = last.mul(momentum).add(grad);
        this._velocities.set(parameter, velocity);
        parameter.sub_(velocity.mul(lr));
      }
    });
  }
}
