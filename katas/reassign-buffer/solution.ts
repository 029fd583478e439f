import { Tensor } from "@hibana/hibana";
import { Module as Base } from "../declare-field/solution.ts";

/**
 * Why it works: an assignment to a registered name changes the list and the attribute together, and keeps
 * what was said about it: whether it is persistent.
 */
export class Module extends Base {
  /** A tensor assigned to a buffer's name becomes the buffer; what is no tensor is refused. */
  override _assign(name: string, value: unknown): boolean {
    if (super._assign(name, value)) {
      this._buffers.delete(name);
      return true;
    }
    if (!this._buffers.has(name)) return false;
    if (value !== null && !(value instanceof Tensor)) {
      throw new TypeError(
        `cannot assign '${typeof value}' as buffer '${name}' (torch.nn.Buffer, torch.Tensor or None expected)`,
      );
    }
    super.registerBuffer(name, value, { persistent: !this._transient.has(name) });
    return true;
  }
}
