/** TensorFlow.js, on the backend that its first argument names. */
import { versionOf } from "../import.ts";
import type { Peer } from "../job.ts";
import { serve } from "../serve.ts";
import { basics } from "./basics.ts";
import { models } from "./models.ts";
import { backend, packageName, tf } from "./tensors.ts";

await serve(async (): Promise<Peer> => {
  if (!await tf.setBackend(backend)) throw new Error(`tfjs has no backend ${backend} here`);
  await tf.ready();
  // Else it quietly computes small tensors on the CPU.
  if (backend === "webgpu") tf.env().set("WEBGPU_CPU_FORWARD", false);
  return { version: await versionOf(packageName), workloads: { ...basics, ...models } };
});
