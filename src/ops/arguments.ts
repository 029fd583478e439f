/**
 * Tensors as arguments: one by one, or as one list.
 *
 * @module
 */
import { Tensor } from "../tensor/tensor.ts";

/** The tensors of a call that takes them one by one or as one list. */
export function tensorsOf(
  name: string,
  args: readonly (Tensor | readonly Tensor[])[],
): readonly Tensor[] {
  const list = args.length === 1 && Array.isArray(args[0]) ? args[0] : args;
  return requireTensors(name, list as readonly Tensor[]);
}

/** Checks that a list holds nothing but tensors. */
export function requireTensors(name: string, tensors: readonly Tensor[]): readonly Tensor[] {
  if (Array.isArray(tensors) && tensors.every((x) => x instanceof Tensor)) return tensors;
  throw new TypeError(
    `${name}(): argument 'tensors' must be a list of Tensors\nWrite ${name}([a, b], dim).`,
  );
}
