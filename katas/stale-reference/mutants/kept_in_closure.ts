import type { Tensor } from "@hibana/hibana";
import { CausalMask as Solution } from "../solution.ts";
export { aliases, staleReferences } from "../solution.ts";

/**
 * You kept the mask in a variable of the constructor, and what forward calls still sees that variable. No
 * move can reach it there: read this.mask inside forward.
 */
export class CausalMask extends Solution {
  declare hide: (scores: Tensor) => Tensor;

  constructor(length: number) {
    super(length);
    const { mask } = this;
    this.hide = (scores) => {
      const tokens = `:${scores.size(-1)}`;
      return scores.maskedFill(mask.at(tokens, tokens), -Infinity);
    };
  }

  override forward(scores: Tensor): Tensor {
    return this.hide(scores);
  }
}
