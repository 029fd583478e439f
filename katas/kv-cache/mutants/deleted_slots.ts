import { CachedAttention as Solution } from "../solution.ts";

/**
 * You deleted the buffers in reset(). With them went the slots: what the next step assigns is a plain
 * attribute, which no to() moves. Assign null, and the name stays a buffer's.
 */
export class CachedAttention extends Solution {
  override reset(): void {
    this._forget("keys");
    this._forget("values");
    this.keys = null;
    this.values = null;
  }
}
