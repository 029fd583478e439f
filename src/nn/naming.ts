/**
 * How errors name things: the type of a value as PyTorch would call it, and the rules for names.
 *
 * @module
 */
import { KeyError } from "../errors.ts";
import { Tensor } from "../tensor/tensor.ts";

/** The kinds of things that a module registers. */
export type Kind = "parameter" | "buffer" | "module";

/** The name of a value's type in PyTorch's messages: Python's for what Python has, else the class. */
export function typeName(value: unknown): string {
  if (value instanceof Tensor) return value.type();
  switch (typeof value) {
    case "number":
      return Number.isInteger(value) ? "int" : "float";
    case "string":
      return "str";
    case "boolean":
      return "bool";
    case "object":
      break;
    default:
      return typeof value;
  }
  if (value === null) return "NoneType";
  if (Array.isArray(value)) return "list";
  const name = value.constructor?.name ?? "Object";
  return name === "Object" ? "dict" : name;
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
