import { ones, type Tensor, triu } from "@hibana/hibana";
import { CausalMask as Solution } from "../solution.ts";
export { aliases, staleReferences } from "../solution.ts";

/**
 * You registered a new mask at every call of forward. It is on the right device, but the mask that somebody
 * assigned or loaded is gone, and each call makes and copies one. Register once, in the constructor.
 */
export class CausalMask extends Solution {
  override forward(scores: Tensor): Tensor {
    const tokens = scores.size(-1);
    const mask = triu(ones(tokens, tokens), 1).bool();
    this.registerBuffer("mask", mask.to(scores.device));
    return scores.maskedFill(this.mask, -Infinity);
  }
}
