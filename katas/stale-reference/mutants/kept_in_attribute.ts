import type { Tensor } from "@hibana/hibana";
import { CausalMask as Solution } from "../solution.ts";
export { aliases, staleReferences } from "../solution.ts";

/**
 * You gave the mask a second name in the constructor, and forward reads that one. A move puts another tensor
 * in the place of the buffer, under the buffer's own name: read this.mask whenever you need it.
 */
export class CausalMask extends Solution {
  declare hidden: Tensor;

  constructor(length: number) {
    super(length);
    this.hidden = this.mask;
  }

  override forward(scores: Tensor): Tensor {
    const tokens = `:${scores.size(-1)}`;
    return scores.maskedFill(this.hidden.at(tokens, tokens), -Infinity);
  }
}
