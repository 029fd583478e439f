import type { Tensor } from "@hibana/hibana";
import { CausalMask as Solution } from "../solution.ts";
export { aliases, staleReferences } from "../solution.ts";

/**
 * You moved the mask in forward, to wherever the scores are. It works, and it hides that somebody forgot to
 * move the module: from then on the mask is copied to the device at every call. Let the error be seen.
 */
export class CausalMask extends Solution {
  override forward(scores: Tensor): Tensor {
    const tokens = `:${scores.size(-1)}`;
    const mask = this.mask.to(scores.device);
    return scores.maskedFill(mask.at(tokens, tokens), -Infinity);
  }
}
