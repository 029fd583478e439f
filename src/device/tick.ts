/**
 * Letting the event loop turn, which is when dropped tensors are freed.
 *
 * @module
 */

/**
 * Lets the event loop turn once. Memory of tensors that nobody refers to any more comes back in such a
 * turn only; a long loop that awaits nothing else awaits this once in a while.
 *
 * @example
 * ```ts
 * import { ones, tick } from "@hibana/hibana";
 *
 * for (let step = 0; step < 3; step++) {
 *   ones(100, 100).sum();
 *   await tick();
 * }
 * ```
 */
export function tick(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
