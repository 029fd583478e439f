/**
 * Moving and casting a module: every parameter and buffer below it, each once, all or none.
 *
 * @module
 */
import { noGrad } from "../autograd/mode.ts";
import { isFloating } from "../tensor/dtype.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { parseTo, type ToTarget } from "../ops/cast.ts";
import type { DType } from "../tensor/dtype.ts";
import type { Module } from "./module.ts";
import { registryOf } from "./registry.ts";

/** What `to` of a module does to one tensor. */
export function converter(target: ToTarget, dtype?: DType): (x: Tensor) => Tensor {
  const options = parseTo(target, dtype);
  if (options.dtype !== undefined && !isFloating(options.dtype)) {
    throw new TypeError(
      "nn.Module.to only accepts floating point or complex dtypes, but got desired " +
        `dtype=torch.${options.dtype}\n` +
        `A tensor can be cast by itself: module.weight.to("${options.dtype}").`,
    );
  }
  return (x) =>
    x.to({ device: options.device, dtype: isFloating(x.dtype) ? options.dtype : undefined });
}

/**
 * Puts what a function makes of it in the place of every parameter, gradient and buffer. Parameters stay
 * the same objects, buffers that changed are new ones; what is one tensor stays one tensor. Everything is
 * made before anything is changed, so an error leaves the module as it was.
 *
 * @param root the module to start from
 * @param convert what becomes of a tensor; itself where nothing changes
 */
export function convertModule(root: Module, convert: (x: Tensor) => Tensor): void {
  const swaps: [tensor: Tensor, elements: Tensor][] = [];
  noGrad(() => {
    for (const parameter of root.parameters()) {
      swaps.push([parameter, convert(parameter)]);
      if (parameter.grad !== null) swaps.push([parameter.grad, convert(parameter.grad)]);
    }
  });
  // A parameter may stand as a buffer, too; it is the same object afterwards.
  const converted = new Map<Tensor, Tensor>(swaps.map(([tensor]) => [tensor, tensor]));
  for (const buffer of root.buffers()) {
    if (!converted.has(buffer)) converted.set(buffer, convert(buffer));
  }
  for (const [tensor, { storage, layout }] of swaps) tensor.replaceData(storage, layout);
  for (const module of root.modules()) {
    const registry = registryOf(module);
    for (const [name, buffer] of registry.buffers()) {
      if (buffer === null) continue;
      registry.put("buffer", name, converted.get(buffer)!, !registry.transient.has(name));
    }
  }
}
