import { ones, Tensor, triu } from "@hibana/hibana";
import { Module } from "../module-to/solution.ts";

/**
 * Why it works: a buffer's name is the only reference that a move keeps up to date. Whoever looks it up when
 * it is needed has the tensor of today; whoever kept a tensor has the one of the day on which it was kept.
 */
export class CausalMask extends Module {
  /** True where a token would look ahead: [length, length] */
  declare mask: Tensor;

  /** Registers the mask, for up to `length` tokens. */
  constructor(length: number) {
    super();
    this.registerBuffer("mask", triu(ones(length, length), 1).bool());
  }

  /** Puts -Infinity where a token would look ahead: [..., tokens, tokens] to the same shape. */
  forward(scores: Tensor): Tensor {
    const tokens = `:${scores.size(-1)}`;
    return scores.maskedFill(this.mask.at(tokens, tokens), -Infinity);
  }
}

/** The paths of the plain tensors that share memory with a parameter or a buffer of the model. */
export function aliases(model: Module): string[] {
  const registered = [...model.parameters(), ...model.buffers()];
  const storages = new Set(registered.map(({ storage }) => storage));
  return model.namedModules().flatMap(([path, module]) =>
    Object.entries(module)
      .filter(([name]) => !(module as Module)._isRegistered(name))
      .filter(([, value]) => value instanceof Tensor && storages.has(value.storage))
      .map(([name]) => path === "" ? name : `${path}.${name}`)
  );
}

/**
 * The paths of what is an alias before a change such as `() => model.to("sim")`, and no more after it. The
 * change is made on the way.
 */
export function staleReferences(model: Module, change: () => void): string[] {
  const before = aliases(model);
  change();
  const after = aliases(model);
  return before.filter((path) => !after.includes(path));
}
