import { CachedAttention as Solution } from "../solution.ts";

/**
 * You registered the slots as persistent. Every checkpoint that is saved in the middle of a text carries the
 * text with it, and no fresh model can load it: register them with { persistent: false }.
 */
export class CachedAttention extends Solution {
  constructor(dIn: number, dOut: number, contextLength: number) {
    super(dIn, dOut, contextLength);
    this.registerBuffer("keys", null);
    this.registerBuffer("values", null);
  }
}
