// deno-lint-ignore-file no-unused-vars verbatim-module-syntax
import { nn, Tensor } from "@hibana/hibana";
import { Module as Base } from "../declare-field/solution.ts";
import { typeName } from "../support/type_name.ts";

/** A module whose buffers can be replaced by assigning others. */
export class Module extends Base {
  /** A tensor assigned to a buffer's name becomes the buffer; what is no tensor is refused. */
  override _assign(name: string, value: unknown): boolean {
    throw new Error("Implement _assign: see README");
  }
}
