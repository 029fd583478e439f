/** TensorFlow.js, on the backend that its first argument names. */
import type { Row } from "../workloads/row.ts";
import { folderOf, load as loadPackage, versionOf } from "./import.ts";
import { input, type Job, type Peer, type Workload } from "./job.ts";
import { serve } from "./serve.ts";

/** As much of the types of @tensorflow/tfjs-core as is used here. */
interface Tensor {
  readonly shape: number[];
  data(): Promise<Float32Array>;
  dispose(): void;
}

const backend = Deno.args[0]!;
const packageName = `@tensorflow/tfjs-backend-${backend}`;

const tf = await loadPackage("@tensorflow/tfjs-core");
const { setWasmPaths } = await loadPackage(packageName);
setWasmPaths?.(folderOf(packageName));

function load(row: Row, name: string): Tensor {
  const { data, shape } = input(row, name);
  return row.inputs[name]!.below === undefined
    ? tf.tensor(data, shape)
    : tf.tensor(Int32Array.from(data), shape, "int32");
}

/** A job that computes one tensor. */
function computing(inputs: Tensor[], compute: () => Tensor): Job {
  let last: Tensor | undefined;
  return {
    run: () => {
      last?.dispose();
      last = tf.tidy(compute);
    },
    settle: () => settle(last!),
    outputs: async () => ({ out: await last!.data() }),
    release: () => tf.dispose([...inputs, last]),
  };
}

/** Waits for one number of a tensor. */
async function settle(tensor: Tensor): Promise<void> {
  if (backend !== "webgpu") return;
  const one = tf.tidy(() => tf.slice(tf.reshape(tensor, [-1]), 0, 1));
  await one.data();
  one.dispose();
}

function gelu(x: Tensor): Tensor {
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
}

function layerNorm(x: Tensor, weight: Tensor, bias: Tensor): Tensor {
  const { mean, variance } = tf.moments(x, -1, true);
  const normal = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-5)));
  return tf.add(tf.mul(normal, weight), bias);
}

const workloads: Record<string, Workload> = {
  matmul: (row) => {
    const a = load(row, "a"), b = load(row, "b");
    return computing([a, b], () => tf.matMul(a, b));
  },
  softmax: (row) => {
    const x = load(row, "x");
    return computing([x], () => tf.softmax(x));
  },
  layerNorm: (row) => {
    const x = load(row, "x"), weight = load(row, "weight"), bias = load(row, "bias");
    return computing([x, weight, bias], () => layerNorm(x, weight, bias));
  },
  gelu: (row) => {
    const x = load(row, "x"), w = load(row, "w"), b = load(row, "b");
    return computing([x, w, b], () => gelu(tf.add(tf.mul(x, w), b)));
  },
  adds: (row) => {
    const x = load(row, "x"), step = load(row, "step");
    let read: ArrayLike<number> = [];
    return {
      run: async () => {
        const sum: Tensor = tf.tidy(() => {
          let sum = x;
          for (let i = 0; i < row.sizes.count!; i++) sum = tf.add(sum, step);
          return sum;
        });
        read = await sum.data();
        sum.dispose();
      },
      settle: () => {},
      outputs: () => ({ out: read }),
      release: () => tf.dispose([x, step]),
    };
  },
};

await serve(async (): Promise<Peer> => {
  if (!await tf.setBackend(backend)) throw new Error(`tfjs has no backend ${backend} here`);
  await tf.ready();
  // Else it quietly computes small tensors on the CPU.
  if (backend === "webgpu") tf.env().set("WEBGPU_CPU_FORWARD", false);
  return { version: await versionOf(packageName), workloads };
});
