import { KeyError, Tensor } from "@hibana/hibana";
import { Module as Base } from "../../assignment/solution.ts";
import type { BufferOptions } from "../../register-buffer/solution.ts";
import { typeName } from "../../support/type_name.ts";

/**
 * You registered the buffer and then looked at it. The error is right, but it comes too late: the module is
 * already changed. Ask all questions before you write anything.
 */
export class Module extends Base {
  /** Remembers a buffer, provided that its name and its value make sense. */
  override registerBuffer(name: string, tensor: Tensor | null, options?: BufferOptions): void {
    const taken = this[name] !== undefined && !this._buffers.has(name);
    super.registerBuffer(name, tensor, options);
    if (name.includes(".")) {
      throw new KeyError("bad-name", `buffer name can't contain "."`, "Dots lead to children.");
    }
    if (name === "") {
      throw new KeyError("bad-name", `buffer name can't be empty string ""`, "Give it a name.");
    }
    if (taken) {
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
  }
}
