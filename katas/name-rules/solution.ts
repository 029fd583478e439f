import { KeyError, Tensor } from "@hibana/hibana";
import { Module as Base } from "../assignment/solution.ts";
import type { BufferOptions } from "../register-buffer/solution.ts";
import { typeName } from "../support/type_name.ts";

/**
 * Why it works: all questions are asked before anything is written, so a refused name leaves the module as
 * it was; and registering a buffer again is no clash, since the name is a buffer's already.
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
    if (this[name] !== undefined && !this._buffers.has(name)) {
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
