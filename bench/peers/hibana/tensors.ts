import { compile, noGrad, type Tensor, tensor } from "../../../mod.ts";
import type { Row } from "../../workloads/row.ts";
import { input, type Job } from "../job.ts";

export const device = Deno.args[0] === "webgpu" ? "webgpu" : "cpu";

const compiling = Deno.args[1] === "compile";

/** The function, compiled where this process measures that. */
export function built(compute: () => Tensors): () => Tensors {
  return compiling ? compile(compute) : compute;
}

export type Tensors = Readonly<Record<string, Tensor>>;

/** All inputs of a row. */
export function load(row: Row): Tensors {
  return Object.fromEntries(
    Object.entries(row.inputs).map(([name, { below }]) => {
      const { data, shape } = input(row, name);
      const values = below === undefined ? data : Int32Array.from(data);
      return [name, tensor(values, { device }).reshape(shape)];
    }),
  );
}

/** A job without gradients. */
export function computing(compute: () => Tensors): Job {
  return job(() => noGrad(compute));
}

/** A job whose results are left for the collector. */
export function job(compute: () => Tensors): Job {
  let last: Tensors = {};
  return {
    run: () => {
      last = compute();
    },
    settle: () => noGrad(() => Object.values(last)[0]!.flatten().at(0).item()),
    outputs: () =>
      Object.fromEntries(
        Object.entries(last).map(([name, tensor]) => [
          name,
          tensor.detach().toTypedArray() as Float32Array,
        ]),
      ),
  };
}
