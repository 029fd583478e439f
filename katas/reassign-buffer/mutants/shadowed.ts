import { nn, Tensor } from "@hibana/hibana";
import { Module as Base } from "../../declare-field/solution.ts";
import { typeName } from "../../support/type_name.ts";

/**
 * You let a tensor become a plain attribute over the buffer, so the list still has the old one. to() and
 * checkpoints go by the list, and forward goes by the attribute: both have to change.
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
    if (value !== null && !(value instanceof Tensor)) {
      throw new TypeError(
        `cannot assign '${typeName(value)}' as buffer '${name}' ` +
          "(torch.nn.Buffer, torch.Tensor or None expected)",
      );
    }
    return super._assign(name, value);
  }
}
