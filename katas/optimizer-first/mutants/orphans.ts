import type { nn, Tensor } from "@hibana/hibana";
import { SGD as Solution, type SGDOptions } from "../solution.ts";

/**
 * You took each parameter's data when the optimizer was made. A move swaps the data, and from then on you
 * train tensors that no model has: no error, and no progress. Hold the Parameter, and ask it at each step.
 */
export class SGD extends Solution {
  readonly #data: readonly Tensor[];

  constructor(parameters: readonly nn.Parameter[], options: SGDOptions) {
    super(parameters, options);
    this.#data = parameters.map(({ data }) => data);
  }

  override step(): void {
    const { lr, momentum } = this._options;
    for (const [i, parameter] of this._parameters.entries()) {
      const data = this.#data[i]!;
      if (parameter.grad === null) continue;
      const grad = parameter.grad.to(data.device);
      const velocity = this._velocities.get(parameter)?.mul(momentum).add(grad) ?? grad.clone();
      this._velocities.set(parameter, velocity);
      data.sub_(velocity.mul(lr));
    }
  }
}
