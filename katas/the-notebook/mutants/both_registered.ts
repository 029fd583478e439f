import { CausalAttentionWithoutBuffers as Solution } from "../solution.ts";

export { CausalAttentionWithBuffer, notebook } from "../solution.ts";

/**
 * You registered the mask in both classes. Then nothing is left behind, and there is nothing to tell: the mask
 * of the first class is an attribute, as people write it who do not know of buffers.
 */
export class CausalAttentionWithoutBuffers extends Solution {
  constructor(dIn: number, dOut: number, contextLength: number, dropout: number) {
    super(dIn, dOut, contextLength, dropout);
    const mask = this.mask;
    Reflect.deleteProperty(this, "mask");
    this.registerBuffer("mask", mask);
  }
}
