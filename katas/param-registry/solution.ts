import type { nn } from "@hibana/hibana";

/**
 * Why it works: the map belongs to the instance, and one method alone writes to it and to the attribute,
 * in the same breath.
 */
export class Module {
  /** Parameters by name, in the order of registration. */
  _parameters: Map<string, nn.Parameter> = new Map();

  /** Any attribute. */
  [name: string]: unknown;

  /** Remembers a parameter by name, and makes it an attribute. */
  registerParameter(name: string, parameter: nn.Parameter): void {
    this._parameters.set(name, parameter);
    this[name] = parameter;
  }

  /** The names and parameters, in the order of registration. */
  namedParameters(): [name: string, parameter: nn.Parameter][] {
    return [...this._parameters];
  }

  /** The parameters, without their names: what an optimizer takes. */
  parameters(): nn.Parameter[] {
    return this.namedParameters().map(([, parameter]) => parameter);
  }
}
