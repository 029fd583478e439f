import type { Row } from "../../workloads/row.ts";
import { load as loadPackage } from "../import.ts";
import { input, type Job } from "../job.ts";

/** As much of jax-js's Array as is used here. A function that is given one owns it; `ref` keeps it. */
export interface Tensor {
  readonly shape: number[];
  readonly ref: Tensor;
  add(other: Tensor | number): Tensor;
  sub(other: Tensor | number): Tensor;
  mul(other: Tensor | number): Tensor;
  div(other: Tensor | number): Tensor;
  reshape(shape: readonly number[]): Tensor;
  transpose(axes?: readonly number[]): Tensor;
  slice(...indices: (number | [number, number] | readonly [])[]): Tensor;
  data(): Promise<Float32Array>;
  blockUntilReady(): Promise<Tensor>;
  gpuBufferSync(): GPUBuffer;
  dispose(): void;
}

export type Tensors = Record<string, Tensor>;

export const device = Deno.args[0]!;
export const jax = await loadPackage("@jax-js/jax");
export const np = jax.numpy;

/** All inputs of a row. */
export function load(row: Row): Tensors {
  return Object.fromEntries(
    Object.entries(row.inputs).map(([name, { below }]) => {
      const { data, shape } = input(row, name);
      const values = below === undefined ? data : Int32Array.from(data);
      return [name, np.array(values, { shape })];
    }),
  );
}

/**
 * A job that computes tensors from those that it owns, compiled by jit as jax-js advises. `show` lays out
 * an output as the others have it.
 */
export function jitted(
  owned: Tensors,
  compute: (t: Tensors) => Tensors,
  show?: (name: string, tensor: Tensor) => Tensor,
): Job {
  const compiled = jax.jit(compute);
  return {
    ...computing(() => compiled(keep(owned)), show),
    release: () => {
      jax.tree.dispose(owned);
      compiled.dispose?.();
    },
  };
}

/** A job that computes tensors. */
export function computing(
  compute: () => Tensors,
  show = (_name: string, tensor: Tensor): Tensor => tensor,
): Job {
  let last: Tensors = {};
  return {
    run: () => {
      jax.tree.dispose(last);
      last = compute();
      return submit(last);
    },
    settle: () => jax.blockUntilReady(last),
    outputs: async () => {
      const outputs: Record<string, Float32Array> = {};
      for (const [name, tensor] of Object.entries(last)) {
        outputs[name] = await show(name, tensor.ref).data();
      }
      return outputs;
    },
  };
}

/** Starts what was asked for: until then it is a plan, and is forgotten with the tensors that it is for. */
function submit(tensors: Tensors): unknown {
  if (device === "wasm") return jax.blockUntilReady(tensors);
  for (const tensor of Object.values(tensors)) tensor.ref.gpuBufferSync();
}

/** The same tensors, to be used up once more. */
export function keep(tensors: Tensors): Tensors {
  return jax.tree.ref(tensors);
}
