/** jax-js, on the device that its first argument names: wasm or webgpu. */
import { versionOf } from "../import.ts";
import type { Peer } from "../job.ts";
import { serve } from "../serve.ts";
import { basics } from "./basics.ts";
import { models } from "./models.ts";
import { device, jax } from "./tensors.ts";

await serve(async (): Promise<Peer> => {
  const devices: string[] = await jax.init(device);
  if (!devices.includes(device)) throw new Error(`jax-js has no ${device} here`);
  jax.defaultDevice(device);
  return { version: await versionOf("@jax-js/jax"), workloads: { ...basics, ...models } };
});
