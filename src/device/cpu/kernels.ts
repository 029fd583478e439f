/**
 * The CPU's WebAssembly kernels, ready to be called.
 *
 * @module
 */
import { heapMemory } from "./heap.ts";
import { type Kernels, MODULE } from "./wasm_module.ts";

let compiled: WebAssembly.Module | undefined;
let ready: Kernels | undefined;

/** The compiled module, which worker threads instantiate for themselves. */
export function kernelModule(): WebAssembly.Module {
  return compiled ??= new WebAssembly.Module(Uint8Array.fromBase64(MODULE));
}

/** The kernels over the heap, compiled when they are first asked for: a program may need none. */
export function kernels(): Kernels {
  if (ready === undefined) {
    const { exports } = new WebAssembly.Instance(kernelModule(), { env: { memory: heapMemory() } });
    ready = exports as unknown as Kernels;
  }
  return ready;
}
