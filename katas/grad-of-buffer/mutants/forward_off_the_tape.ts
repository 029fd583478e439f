import { noGrad, type Tensor } from "@hibana/hibana";
import { Center as Solution } from "../solution.ts";

/**
 * You put forward inside noGrad. Now the mean gets no gradient, and neither does anything else: nothing can
 * be trained. The mean needs no protection in forward, it is a constant there.
 */
export class Center extends Solution {
  override forward(x: Tensor): Tensor {
    return noGrad(() => super.forward(x));
  }
}
