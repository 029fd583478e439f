import { SGD as Solution } from "../solution.ts";

/**
 * You filled the gradients with zeros. A gradient of zeros is still a gradient: step does not skip the
 * parameter, and momentum goes on moving it. Set it to null.
 */
export class SGD extends Solution {
  override zeroGrad(): void {
    for (const { grad } of this._parameters) grad?.zero_();
  }
}
