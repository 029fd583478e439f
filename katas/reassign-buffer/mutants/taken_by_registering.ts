import { nn, Tensor } from "@hibana/hibana";
import { Module as Base } from "../../declare-field/solution.ts";
import { typeName } from "../../support/type_name.ts";

/**
 * registerBuffer assigns the attribute, too, so it comes by _assign. There you took its value for one that
 * somebody assigned, and a parameter that was to be a buffer became a parameter: what is on the list already
 * has only to be written.
 */
export class Module extends Base {
  /** A tensor assigned to a buffer's name becomes the buffer; what is no tensor is refused. */
  override _assign(name: string, value: unknown): boolean {
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
    this.registerBuffer(name, value, { persistent: !this._transient.has(name) });
    return true;
  }
}
