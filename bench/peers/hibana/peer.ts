/** hibana itself, written as its users write it: nothing is disposed of. */
import { useBlas, webgpu } from "../../../mod.ts";
import type { Peer } from "../job.ts";
import { serve } from "../serve.ts";
import { basics } from "./basics.ts";
import { models } from "./models.ts";
import { device } from "./tensors.ts";

await serve(async (): Promise<Peer> => {
  if (device === "webgpu" && !await webgpu.init()) throw new Error("no WebGPU adapter");
  const version = Deno.args[1] === "blas" ? `this tree with ${useBlas()}` : "this tree";
  return { version, workloads: { ...basics, ...models } };
});
