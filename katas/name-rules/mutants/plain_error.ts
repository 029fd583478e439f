import { Tensor } from "@hibana/hibana";
import { Module as Base } from "../../assignment/solution.ts";
import type { BufferOptions } from "../../register-buffer/solution.ts";
import { typeName } from "../../support/type_name.ts";

/**
 * You threw an Error where a KeyError was asked for. Whoever catches it asks what kind it is, with
 * instanceof: a name that is taken or not allowed is a KeyError.
 */
export class Module extends Base {
  /** Remembers a buffer, provided that its name and its value make sense. */
  override registerBuffer(name: string, tensor: Tensor | null, options?: BufferOptions): void {
    if (name.includes(".")) {
      throw new Error(`buffer name can't contain "."`);
    }
    if (name === "") {
      throw new Error(`buffer name can't be empty string ""`);
    }
    if (this[name] !== undefined && !this._buffers.has(name)) {
      throw new Error(`attribute '${name}' already exists`);
    }
    if (tensor !== null && !(tensor instanceof Tensor)) {
      throw new TypeError(
        `cannot assign '${typeName(tensor)}' object to buffer '${name}' ` +
          "(torch Tensor or None required)",
      );
    }
    super.registerBuffer(name, tensor, options);
  }
}
