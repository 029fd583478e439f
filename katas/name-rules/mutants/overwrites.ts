import { KeyError, Tensor } from "@hibana/hibana";
import { Module as Base } from "../../assignment/solution.ts";
import type { BufferOptions } from "../../register-buffer/solution.ts";
import { typeName } from "../../support/type_name.ts";

/**
 * You did not ask whether the name is taken, so a buffer named like a method or a parameter takes its place,
 * and what breaks is something else, later. Look at this[name] first.
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
    if (tensor !== null && !(tensor instanceof Tensor)) {
      throw new TypeError(
        `cannot assign '${typeName(tensor)}' object to buffer '${name}' ` +
          "(torch Tensor or None required)",
      );
    }
    super.registerBuffer(name, tensor, options);
  }
}
