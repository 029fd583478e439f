/** hibana itself, written as its users write it: nothing is disposed of. */
import { nn, noGrad, type Tensor, tensor, webgpu } from "../../mod.ts";
import { input, type Job, type Outputs, type Peer, type Workload } from "./job.ts";
import { serve } from "./serve.ts";
import type { Row } from "../workloads/row.ts";

const device = Deno.args[0] === "webgpu" ? "webgpu" : "cpu";

function load(row: Row, name: string): Tensor {
  const { data, shape } = input(row, name);
  return tensor(data, { device }).reshape(shape);
}

/** A job that computes one tensor. */
function computing(compute: () => Tensor): Job {
  let last: Tensor;
  return {
    run: () => {
      last = noGrad(compute);
    },
    settle: () => noGrad(() => last.flatten().at(0).item()),
    outputs: (): Outputs => ({ out: last.toTypedArray() as Float32Array }),
  };
}

const workloads: Record<string, Workload> = {
  matmul: (row) => {
    const a = load(row, "a"), b = load(row, "b");
    return computing(() => a.matmul(b));
  },
  softmax: (row) => {
    const x = load(row, "x");
    return computing(() => x.softmax(-1));
  },
  layerNorm: (row) => {
    const x = load(row, "x"), weight = load(row, "weight"), bias = load(row, "bias");
    const shape = [x.shape.at(-1)!];
    return computing(() => nn.functional.layerNorm(x, shape, { weight, bias }));
  },
  gelu: (row) => {
    const x = load(row, "x"), w = load(row, "w"), b = load(row, "b");
    return computing(() => nn.functional.gelu(x.mul(w).add(b)));
  },
  adds: (row) => {
    const x = load(row, "x"), step = load(row, "step");
    let read: ArrayLike<number> = [];
    return {
      run: () =>
        noGrad(() => {
          let sum = x;
          for (let i = 0; i < row.sizes.count!; i++) sum = sum.add(step);
          read = sum.toTypedArray() as Float32Array;
        }),
      settle: () => {},
      outputs: () => ({ out: read }),
    };
  },
};

await serve(async (): Promise<Peer> => {
  if (device === "webgpu" && !await webgpu.init()) throw new Error("no WebGPU adapter");
  return { version: "this tree", workloads };
});
