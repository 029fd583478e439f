import { KeyError, Tensor } from "@hibana/hibana";
import { Module as Base } from "../../assignment/solution.ts";
import type { BufferOptions } from "../../register-buffer/solution.ts";

/**
 * Your message names the type as JavaScript does. PyTorch says 'float' and 'list', and so do all messages that
 * somebody may search for: typeName() knows the words.
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
        `cannot assign '${typeof tensor}' object to buffer '${name}' ` +
          "(torch Tensor or None required)",
      );
    }
    super.registerBuffer(name, tensor, options);
  }
}
