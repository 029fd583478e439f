import { KeyError, Tensor } from "@hibana/hibana";
import { Module as Base } from "../../assignment/solution.ts";
import type { BufferOptions } from "../../register-buffer/solution.ts";
import { typeName } from "../../support/type_name.ts";

/**
 * You looked at the value before the name. Where both are wrong, PyTorch speaks of the name, and a message
 * that a web search should find has to be the same one.
 */
export class Module extends Base {
  /** Remembers a buffer, provided that its name and its value make sense. */
  override registerBuffer(name: string, tensor: Tensor | null, options?: BufferOptions): void {
    if (tensor !== null && !(tensor instanceof Tensor)) {
      throw new TypeError(
        `cannot assign '${typeName(tensor)}' object to buffer '${name}' ` +
          "(torch Tensor or None required)",
      );
    }
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
    super.registerBuffer(name, tensor, options);
  }
}
