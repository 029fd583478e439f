import { nn, type Tensor } from "@hibana/hibana";
import { Module as Base } from "../../declare-field/solution.ts";

/**
 * You took whatever was assigned. A number by the name of a buffer is a mistake, and whoever moves the
 * buffers later finds it without a to(): refuse it in the line that has the mistake.
 */
export class Module extends Base {
  /** A tensor assigned to a buffer's name becomes the buffer; what is no tensor is refused. */
  override _assign(name: string, value: unknown): boolean {
    // registerBuffer has it on the list already, and now writes the attribute.
    if (this._buffers.get(name) === value) return false;
    if (value instanceof nn.Parameter || value instanceof Module) {
      this._buffers.delete(name);
      this._transient.delete(name);
    }
    if (!this._buffers.has(name)) return super._assign(name, value);
    this._buffers.set(name, value as Tensor);
    this[name] = value;
    return true;
  }
}
