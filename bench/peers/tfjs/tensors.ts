import type { Row } from "../../workloads/row.ts";
import { folderOf, load as loadPackage } from "../import.ts";
import { input, type Job } from "../job.ts";

/** As much of the types of @tensorflow/tfjs-core as is used here. */
export interface Tensor {
  readonly shape: number[];
  data(): Promise<Float32Array>;
  dispose(): void;
}

export type Tensors = Readonly<Record<string, Tensor>>;

export const backend = Deno.args[0]!;
export const packageName = `@tensorflow/tfjs-backend-${backend}`;
/** The whole of it: gradients come with the package of all packages only. */
export const tf = await loadPackage("@tensorflow/tfjs");
const { setWasmPaths } = await loadPackage(packageName);
setWasmPaths?.(folderOf(packageName));

/** All inputs of a row; weights turned to [in, out], as tfjs's own layers keep them. */
export function load(row: Row): Tensors {
  return Object.fromEntries(
    Object.entries(row.inputs).map(([name, { below }]) => {
      const { data, shape } = input(row, name);
      if (below !== undefined) return [name, tf.tensor(Int32Array.from(data), shape, "int32")];
      const tensor = tf.tensor(data, shape);
      if (!name.endsWith(".weight") || shape.length !== 2) return [name, tensor];
      const turned = tf.transpose(tensor);
      tensor.dispose();
      return [name, turned];
    }),
  );
}

/** A job that computes tensors from those that it owns. */
export function computing(owned: Tensors, compute: () => Tensors): Job {
  let last: Tensors = {};
  return {
    run: () => {
      tf.dispose(last);
      last = tf.tidy(compute);
    },
    settle: () => settle(Object.values(last)[0]!),
    outputs: async () => {
      const outputs: Record<string, Float32Array> = {};
      for (const [name, tensor] of Object.entries(last)) outputs[name] = await tensor.data();
      return outputs;
    },
    release: () => tf.dispose([owned, last]),
  };
}

/** Waits for one number of a tensor. */
async function settle(tensor: Tensor): Promise<void> {
  if (backend !== "webgpu") return;
  const one = tf.tidy(() => tf.slice(tf.reshape(tensor, [-1]), 0, 1));
  await one.data();
  one.dispose();
}

export function layerNorm(x: Tensor, weight: Tensor, bias: Tensor): Tensor {
  const { mean, variance } = tf.moments(x, -1, true);
  const normal = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-5)));
  return tf.add(tf.mul(normal, weight), bias);
}
