import type { Module as Base } from "../../module-to/solution.ts";
export { Module } from "../solution.ts";

/**
 * You counted the buffers of the model itself, but most are in the modules below: buffers() gives them all.
 */
export function bufferBytes(model: Base): number {
  const own = [...model._buffers.values()].filter((buffer) => buffer !== null);
  const bytes = new Map(
    own.map(({ storage, itemsize }) => [storage, storage.length * itemsize]),
  );
  return [...bytes.values()].reduce((sum, size) => sum + size, 0);
}
