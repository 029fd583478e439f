/**
 * How errors name things: the type of a value as PyTorch would call it, and the rules for names.
 *
 * @module
 */
import { KeyError } from "../errors.ts";
import { pythonTypeName } from "../tensor/dtype.ts";
import { Tensor } from "../tensor/tensor.ts";

/** The kinds of things that a module registers. */
export type Kind = "parameter" | "buffer" | "module";

/** The name of a value's type in PyTorch's messages: of a tensor, that of its elements with it. */
export function typeName(value: unknown): string {
  return value instanceof Tensor ? value.type() : pythonTypeName(value);
}

/**
 * Checks what a parameter, buffer or child module is to be called.
 *
 * @throws {TypeError} when it is no string
 * @throws {KeyError} when it is empty or has a dot in it
 */
export function checkName(kind: Kind, name: string): void {
  if (typeof name !== "string") {
    throw new TypeError(
      `${kind} name should be a string. Got ${
        typeName(name)
      }\nThe name comes first, then the value.`,
    );
  }
  if (name.includes(".")) {
    throw new KeyError(
      "bad-name",
      `${kind} name can't contain "."${kind === "module" ? `, got: ${name}` : ""}`,
      "Dots part the names in a path such as blocks.0.mask: use an underscore.",
    );
  }
  if (name === "") {
    throw new KeyError("bad-name", `${kind} name can't be empty string ""`, "Give it a name.");
  }
}
