/**
 * Freeing at a certain point what was computed on the way.
 *
 * @module
 */
import type { Storage } from "../device/storage.ts";
import { watchStorages } from "../device/watch.ts";
import { closeHold, hold, openHold } from "./hold.ts";
import { Tensor } from "./tensor.ts";

/**
 * Runs a function and gives the memory of all tensors that it made back at once, but for those that it
 * returns (in arrays and objects, too), and those that gradients, modules and optimizers hold. Nobody has to write this:
 * dropped tensors are freed by themselves when the event loop turns. It is for loops that never let it turn,
 * and for whoever wants certainty.
 *
 * If what is returned is still on the tape, everything stays until that is gone: return `loss.item()` or
 * `loss.detach()`. What else must outlive the function goes through {@linkcode keep}.
 *
 * @param fn a synchronous function
 * @returns what the function returns
 * @throws {TypeError} when the function is asynchronous
 *
 * @example
 * ```ts
 * import { ones, scope } from "@hibana/hibana";
 *
 * let x = ones(1000, 1000);
 * for (let i = 0; i < 10; i++) x = scope(() => x.mul(2).add(1).div(2)); // two of three are freed each time
 * console.log(x.shape); // [ 1000, 1000 ]
 * ```
 */
export function scope<T>(fn: () => T): T {
  const made: Storage[] = [];
  const stopWatching = watchStorages((storage) => made.push(storage));
  openHold();
  const spared = new Spared();
  try {
    const result = fn();
    if (result instanceof Promise) {
      throw new TypeError(
        "scope takes a synchronous function, but got an async one\n" +
          "Its tensors would be freed when the function first waits: await what you need first, then compute inside.",
      );
    }
    spared.visit(result);
    return result;
  } finally {
    stopWatching();
    for (const holder of closeHold()) spared.visit(holder);
    for (const storage of made) {
      if (!spared.everything && !spared.storages.has(storage)) storage.dispose();
    }
  }
}

/**
 * Keeps a tensor beyond the end of the {@linkcode scope} that it was made in.
 *
 * @param x the tensor, or an array or object with tensors in it
 * @returns the same
 *
 * @example
 * ```ts
 * import { keep, ones, scope, type Tensor } from "@hibana/hibana";
 *
 * const cache: Tensor[] = [];
 * scope(() => {
 *   cache.push(keep(ones(2).mul(3)));
 * });
 * console.log(cache[0]!.toArray()); // [3, 3]
 * ```
 */
export function keep<T extends object>(x: T): T {
  hold(x);
  return x;
}

/** Collects the storages that can be reached from some values. */
class Spared {
  readonly storages = new Set<Storage>();
  /** Whether something on the tape was found: what its gradients will read is not to be seen from outside. */
  everything = false;
  readonly #visited = new Set<object>();

  visit(value: unknown): void {
    if (typeof value !== "object" || value === null || this.#visited.has(value)) return;
    this.#visited.add(value);
    if (value instanceof Tensor) {
      this.storages.add(value.storage);
      if (value.gradFn !== null) this.everything = true;
      this.visit(value.grad);
    } else if (value instanceof Map) {
      for (const [key, item] of value) {
        this.visit(key);
        this.visit(item);
      }
    } else if (Array.isArray(value) || value instanceof Set) {
      for (const item of value) this.visit(item);
    } else if (!ArrayBuffer.isView(value)) {
      for (const { value: item } of Object.values(Object.getOwnPropertyDescriptors(value))) {
        this.visit(item);
      }
    }
  }
}
