// deno-lint-ignore-file no-unused-vars
import type { nn } from "@hibana/hibana";

/** The beginning of your own Module: it knows its parameters. */
export class Module {
  /** Parameters by name, in the order of registration. */
  declare _parameters: Map<string, nn.Parameter>;

  /** Any attribute. */
  [name: string]: unknown;

  /** Remembers a parameter by name, and makes it an attribute. */
  registerParameter(name: string, parameter: nn.Parameter): void {
    throw new Error("Implement registerParameter: see README");
  }

  /** The names and parameters, in the order of registration. */
  namedParameters(): [name: string, parameter: nn.Parameter][] {
    throw new Error("Implement namedParameters: see README");
  }

  /** The parameters, without their names: what an optimizer takes. */
  parameters(): nn.Parameter[] {
    throw new Error("Implement parameters: see README");
  }
}
