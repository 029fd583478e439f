import { device, type DeviceLike, type nn, Tensor } from "@hibana/hibana";

/** A tensor that a move would leave elsewhere. */
interface Stray {
  /** The path of the module that it belongs to. */
  module: string;
  /** The name of the attribute. */
  name: string;
  tensor: Tensor;
}

/**
 * The paths of the tensors that a move of the model would leave elsewhere.
 *
 * Why it works: to() moves what is on the lists of parameters and buffers, and nothing else. So what stays
 * is every other tensor, and can be found without moving anything.
 */
export function leftBehind(model: nn.Module, target: DeviceLike): string[] {
  return strays(model, target).map(({ module, name }) =>
    module === "" ? name : `${module}.${name}`
  );
}

/** The paths of the modules whose forward would throw after such a move. */
export function whoThrows(model: nn.Module, target: DeviceLike): string[] {
  const breaking = strays(model, target).filter(({ tensor }) =>
    tensor.ndim > 0 || tensor.device.type !== "cpu"
  );
  return [...new Set(breaking.map(({ module }) => module))];
}

function strays(model: nn.Module, target: DeviceLike): Stray[] {
  const found: Stray[] = [];
  for (const [path, module] of model.namedModules()) {
    const own = { recurse: false, removeDuplicate: false };
    const registered = [...module.namedParameters(own), ...module.namedBuffers(own)];
    const names = new Set(registered.map(([name]) => name));
    for (const [name, value] of Object.entries(module)) {
      if (!(value instanceof Tensor) || names.has(name)) continue;
      if (value.device !== device(target)) found.push({ module: path, name, tensor: value });
    }
  }
  return found;
}
