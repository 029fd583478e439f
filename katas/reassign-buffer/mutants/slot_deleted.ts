import { nn, Tensor } from "@hibana/hibana";
import { Module as Base } from "../../declare-field/solution.ts";
import { typeName } from "../../support/type_name.ts";

/**
 * You took the name off the list when null was assigned. An empty slot is still a buffer's: the next tensor
 * that is assigned has to be the buffer again, so the name stays, with null for its value.
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
    if (value === null) this._buffers.delete(name);
    if (!this._buffers.has(name)) return super._assign(name, value);
    if (value !== null && !(value instanceof Tensor)) {
      throw new TypeError(
        `cannot assign '${typeName(value)}' as buffer '${name}' ` +
          "(torch.nn.Buffer, torch.Tensor or None expected)",
      );
    }
    this.registerBuffer(name, value, { persistent: !this._transient.has(name) });
    return true;
  }
}
