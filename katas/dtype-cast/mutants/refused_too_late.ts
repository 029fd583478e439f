import { Module as Solution } from "../solution.ts";

/**
 * You refused the dtype, but only after the buffers had been cast: what is refused must leave everything as
 * it was. Look at the dtype before you begin.
 */
export class Module extends Solution {
  override to(target: string): this {
    if (["int32", "uint32", "uint8", "bool"].includes(target)) {
      this._eachBuffer((name, buffer) => {
        this[name] = buffer.to(target);
      });
    }
    return super.to(target);
  }
}
