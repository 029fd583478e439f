// deno-lint-ignore-file no-unused-vars verbatim-module-syntax
import { AttributeError, KeyError, nn, type Tensor } from "@hibana/hibana";
import { Module as Base } from "../persistence-flip/solution.ts";
import { typeName } from "../support/type_name.ts";

/** Your Module, whole. */
export class Module extends Base {
  /** Whether dropout drops and running statistics are updated. */
  training = true;

  /** Sets training mode, here and below. */
  train(mode = true): this {
    throw new Error("Implement train: see README");
  }

  /** Sets evaluation mode, here and below. */
  eval(): this {
    throw new Error("Implement eval: see README");
  }

  /** The buffer at a path, such as `blocks.attention.mask`; null for an empty slot. */
  getBuffer(path: string): Tensor | null {
    throw new Error("Implement getBuffer: see README");
  }

  /** Remembers a parameter, provided that the name is no buffer's. */
  override registerParameter(name: string, parameter: nn.Parameter): void {
    throw new Error("Implement registerParameter: see README");
  }

  /** The names of parameters and children refuse what does not fit, and take null for nothing. */
  override _assign(name: string, value: unknown): boolean {
    // No parameter or child has that name (a buffer may), or this very value has it: as before.
    const held = this._parameters.get(name) ?? this._modules.get(name);
    if (held === undefined || held === value) return super._assign(name, value);
    throw new Error("Implement _assign: see README");
  }
}
