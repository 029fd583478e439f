/**
 * Counts how often the GPU is read, which waits for it: operations must not, behind the user's back.
 *
 * @module
 */
import { device } from "../../src/device/registry.ts";
import type { Backend } from "../../src/device/backend.ts";
import type { WebGPUBackend } from "../../src/device/webgpu/backend.ts";

/**
 * Operations that give JavaScript values, whose result's shape depends on elements, or that draw with
 * the generator of the CPU: they have to read, and their documentation says so. `at` and `setAt` do it
 * for boolean masks alone, `repeatInterleave` for tensors of repeats: see case.ts.
 */
const READERS: ReadonlySet<string> = new Set([
  ...["equal", "allclose", "isNonzero", "item"],
  ...["bernoulli", "bernoulli_", "multinomial", "rrelu", "rrelu_"],
  ...["unique", "uniqueConsecutive"],
  // For the checks of its weights.
  "cov",
  // Its next step depends on the loss.
  "LBFGS",
]);

/** Whether an operation may read its operands. */
export function mayRead(op: string): boolean {
  return READERS.has(op);
}

/** How often `body` reads elements back from a device; 0 where reading costs nothing. */
export function readsOf(place: string, body: () => void): number {
  if (place !== "webgpu") {
    body();
    return 0;
  }
  // The registry knows backends by their interface; this one was registered by webgpu/mod.ts.
  const backend = device("webgpu").backend as Backend as WebGPUBackend;
  const before = backend.statistics.reads;
  body();
  return backend.statistics.reads - before;
}
