/**
 * Whether this machine has a WebGPU adapter, hardware or software. A test that needs one says
 * `ignore: !(await hasAdapter())`, so that the suite stays green, and counts it, without one.
 *
 * Run as a program it answers by its exit status: tools/test.ts asks it before the tests start.
 *
 * @returns False too where WebGPU itself is missing.
 */
export async function hasAdapter(): Promise<boolean> {
  return (await navigator.gpu?.requestAdapter()) != null;
}

if (import.meta.main) Deno.exit(await hasAdapter() ? 0 : 1);
