import { ones, triu } from "@hibana/hibana";
import { CausalAttention as Solution } from "../solution.ts";

/**
 * You let the ones begin on the diagonal, so that a token does not even see itself. The first one then sees
 * nothing at all, and softmax of nothing but -Infinity is NaN: triu takes the diagonal to begin with.
 */
export class CausalAttention extends Solution {
  constructor(...args: ConstructorParameters<typeof Solution>) {
    super(...args);
    const [_dIn, _dOut, length] = args;
    this.registerBuffer("mask", triu(ones(length, length)));
  }
}
