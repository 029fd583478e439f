import type { Tensor } from "@hibana/hibana";
import { CausalMask as Solution } from "../solution.ts";
export { aliases, staleReferences } from "../solution.ts";

/**
 * You used the whole mask, but the text may be shorter than it could be: cut off the upper left corner, as
 * large as the scores are.
 */
export class CausalMask extends Solution {
  override forward(scores: Tensor): Tensor {
    return scores.maskedFill(this.mask, -Infinity);
  }
}
