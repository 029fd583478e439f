import { nn, type Tensor } from "@hibana/hibana";
import { Module as Base } from "../../declare-field/solution.ts";

/**
 * You left the question to registerBuffer, which refuses what is no tensor, but speaks of its own call.
 * Nobody called it here: an assignment is refused in the words for assignments.
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
    this.registerBuffer(name, value as Tensor, { persistent: !this._transient.has(name) });
    return true;
  }
}
