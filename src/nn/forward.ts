/**
 * What happens when a module's forward is called from outside: hooks before and after it, and advice
 * when tensors of two devices meet inside. `super.forward(...)` is a plain call of the method.
 *
 * @module
 */
import { watcher } from "../device/capture.ts";
import { NotImplementedError } from "../errors.ts";
import { adviseOnDevices } from "./advice.ts";
import type { Registry } from "./registry.ts";

/** A module's forward, whatever it takes and returns. */
export type Forward = (...inputs: unknown[]) => unknown;

/** How many forwards are running, one inside the other. */
let depth = 0;

/**
 * The `forward` that stands on a module itself, in front of the method of its class.
 *
 * @param registry the module's
 * @param replacement what was assigned to `forward`, where something was
 */
export function hookedForward(registry: Registry, replacement?: Forward): Forward {
  const hooked: Forward = (...inputs) => {
    const forward = replacement ?? methodOf(registry);
    // Kept by whoever replaced it: then the replacement has run the hooks.
    if (Reflect.get(registry.target, "forward") !== hooked) {
      return forward.apply(registry.module, inputs);
    }
    return run(registry, forward, inputs);
  };
  return hooked;
}

function methodOf({ target, module }: Registry): Forward {
  const method: unknown = Reflect.get(Object.getPrototypeOf(target), "forward", module);
  if (typeof method === "function") return method as Forward;
  throw new NotImplementedError(
    "no-forward",
    `Module [${module.constructor.name}] is missing the required "forward" function`,
    `Write it in class ${module.constructor.name}: forward(x: Tensor): Tensor { ... }`,
  );
}

function run(registry: Registry, forward: Forward, inputs: unknown[]): unknown {
  const { module, hooks } = registry;
  watcher?.moduleUsed(registry);
  const outermost = depth === 0;
  depth++;
  try {
    for (const hook of hooks.forwardPre) {
      const changed = hook(module as never, inputs as never);
      if (changed !== undefined && changed !== null) {
        inputs = Array.isArray(changed) ? changed : [changed];
      }
    }
    let output = forward.apply(module, inputs);
    for (const hook of hooks.forward) {
      output = hook(module as never, inputs as never, output as never) ?? output;
    }
    return output;
  } catch (error) {
    if (outermost) adviseOnDevices(error, module, inputs);
    throw error;
  } finally {
    depth--;
  }
}
