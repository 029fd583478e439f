import { ones, triu } from "@hibana/hibana";
import { CausalMask as Solution } from "../solution.ts";
export { aliases, staleReferences } from "../solution.ts";

/**
 * Your mask hides the diagonal, too: a token that may not even look at itself has a row of -Infinity, and
 * softmax makes NaN of it. Begin one above the diagonal: triu(..., 1).
 */
export class CausalMask extends Solution {
  constructor(length: number) {
    super(length);
    this.mask = triu(ones(length, length)).bool();
  }
}
