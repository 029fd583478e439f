import { KeyError, Tensor } from "@hibana/hibana";
import { Module as Base } from "../../assignment/solution.ts";
import type { BufferOptions } from "../../register-buffer/solution.ts";
import { typeName } from "../../support/type_name.ts";

/**
 * You asked whether the name is `in` the module. A class field such as `mask!: Tensor` is in it before it has
 * a value, and the line that gives it one would be refused: undefined counts as free.
 */
export class Module extends Base {
  /** Remembers a buffer, provided that its name and its value make sense. */
  override registerBuffer(name: string, tensor: Tensor | null, options?: BufferOptions): void {
    if (name.includes(".")) {
      throw new KeyError("bad-name", `buffer name can't contain "."`, "Dots lead to children.");
    }
    if (name === "") {
      throw new KeyError("bad-name", `buffer name can't be empty string ""`, "Give it a name.");
    }
    if (name in this && !this._buffers.has(name)) {
      throw new KeyError(
        "name-taken",
        `attribute '${name}' already exists`,
        "Choose another name.",
      );
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
