import { nn, ones, triu } from "@hibana/hibana";
import { CausalAttention as Solution } from "../solution.ts";

/**
 * You made the mask a Parameter. It moves along, but every optimizer would train it: a mask is not learned, so
 * it is a buffer.
 */
export class CausalAttention extends Solution {
  constructor(...args: ConstructorParameters<typeof Solution>) {
    super(...args);
    const [_dIn, _dOut, length] = args;
    this.mask = new nn.Parameter(triu(ones(length, length), 1));
  }
}
