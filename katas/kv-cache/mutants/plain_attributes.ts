import { CachedAttention as Solution } from "../solution.ts";

/**
 * You keep keys and values in plain attributes. A model that is moved in the middle of a text leaves them
 * behind: register empty slots, and what you assign to them later is a buffer.
 */
export class CachedAttention extends Solution {
  constructor(dIn: number, dOut: number, contextLength: number) {
    super(dIn, dOut, contextLength);
    this._forget("keys");
    this._forget("values");
  }
}
