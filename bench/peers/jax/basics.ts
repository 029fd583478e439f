import type { Workload } from "../job.ts";
import { computing, jax, jitted, load, np, type Tensor } from "./tensors.ts";

export function layerNorm(x: Tensor, weight: Tensor, bias: Tensor): Tensor {
  return jax.nn.standardize(x, -1, { epsilon: 1e-5 }).mul(weight).add(bias);
}

export const basics: Record<string, Workload> = {
  matmul: (row) => {
    const { a, b } = load(row);
    return computing(() => ({ out: np.matmul(a!.ref, b!.ref) }));
  },
  softmax: (row) => jitted(load(row), ({ x }) => ({ out: jax.nn.softmax(x, -1) })),
  layerNorm: (row) =>
    jitted(load(row), ({ x, weight, bias }) => ({ out: layerNorm(x!, weight!, bias!) })),
  gelu: (row) =>
    jitted(load(row), ({ x, w, b }) => ({
      out: jax.nn.gelu(x!.mul(w!).add(b!), { approximate: false }),
    })),
  conv2d: (row) =>
    jitted(load(row), ({ x, w, b }) => ({
      out: jax.lax.conv(x!, w!, [1, 1], "SAME").add(b!.reshape([-1, 1, 1])),
    })),
  adds: (row) => {
    const { x, step } = load(row);
    let read: ArrayLike<number> = [];
    return {
      run: async () => {
        let sum = x!.ref;
        for (let i = 0; i < row.sizes.count!; i++) sum = sum.add(step!.ref);
        read = await sum.data();
      },
      settle: () => {},
      outputs: () => ({ out: read }),
    };
  },
};
