import type { Module as Base } from "../../module-to/solution.ts";
export { Module } from "../solution.ts";

/**
 * You counted elements, but a float32 takes four bytes and a bool one: multiply by itemsize.
 */
export function bufferBytes(model: Base): number {
  const storages = new Set(model.buffers().map(({ storage }) => storage));
  return [...storages].reduce((sum, { length }) => sum + length, 0);
}
