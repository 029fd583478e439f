import { AttributeError, KeyError, nn, type Tensor } from "@hibana/hibana";
import { Module as Base } from "../persistence-flip/solution.ts";
import { typeName } from "../support/type_name.ts";

/**
 * Why it works: everything a module can do is a walk over three lists. What was missing is one more walk,
 * one more way to look something up, and the rule that a name on a list keeps its meaning until it is
 * deleted, emptied, or taken over by something that can be registered itself.
 */
export class Module extends Base {
  /** Whether dropout drops and running statistics are updated. */
  training = true;

  /** Sets training mode, here and below. */
  train(mode = true): this {
    this.training = mode;
    for (const child of this._modules.values()) (child as Module).train(mode);
    return this;
  }

  /** Sets evaluation mode, here and below. */
  eval(): this {
    return this.train(false);
  }

  /** The buffer at a path, such as `blocks.attention.mask`; null for an empty slot. */
  getBuffer(path: string): Tensor | null {
    const [name = "", ...rest] = path.split(".");
    if (this[name] === undefined) {
      throw new AttributeError(
        "no-attribute",
        `${this.constructor.name} has no attribute \`${name}\``,
        "Print namedBuffers() to see what there is.",
      );
    }
    const child = this._modules.get(name);
    if (child !== undefined && rest.length > 0) return (child as Module).getBuffer(rest.join("."));
    const buffer = this._buffers.get(name);
    if (buffer !== undefined) return buffer;
    throw new AttributeError(
      "not-a-buffer",
      `\`${name}\` is not a buffer`,
      "Print namedBuffers() to see what there is.",
    );
  }

  /** Remembers a parameter, provided that the name is no buffer's. */
  override registerParameter(name: string, parameter: nn.Parameter): void {
    if (this._buffers.has(name)) {
      throw new KeyError("name-taken", `attribute '${name}' already exists`, "Delete it first.");
    }
    super.registerParameter(name, parameter);
  }

  /** The names of parameters and children refuse what does not fit, and take null for nothing. */
  override _assign(name: string, value: unknown): boolean {
    const held = this._parameters.get(name) ?? this._modules.get(name);
    if (held === undefined || held === value) return super._assign(name, value);
    const child = held instanceof Base;
    if (value === null || (child && value instanceof nn.Parameter)) this._forget(name);
    else if (!(value instanceof nn.Parameter) && !(child && value instanceof Base)) {
      throw new TypeError(
        `cannot assign '${typeName(value)}' as ${child ? "child module" : "parameter"} '${name}' ` +
          `(torch.nn.${child ? "Module" : "Parameter"} or None expected)`,
      );
    }
    return super._assign(name, value);
  }
}
