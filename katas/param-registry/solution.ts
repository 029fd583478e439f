import type { nn } from "@hibana/hibana";

/**
 * Why it works: a field with an initialiser runs for every `new`, so each module has a map of its own; and
 * one method alone writes to the map and to the attribute, so they cannot disagree.
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
