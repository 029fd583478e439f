import { nn, noGrad } from "../../../mod.ts";
import type { Workload } from "../job.ts";
import { built, computing, load } from "./tensors.ts";

export const basics: Record<string, Workload> = {
  matmul: (row) => {
    const { a, b } = load(row);
    return computing(() => ({ out: a!.matmul(b!) }));
  },
  softmax: (row) => {
    const { x } = load(row);
    return computing(() => ({ out: x!.softmax(-1) }));
  },
  layerNorm: (row) => {
    const { x, weight, bias } = load(row);
    const shape = [x!.size(-1)];
    return computing(() => ({ out: nn.functional.layerNorm(x!, shape, { weight, bias }) }));
  },
  gelu: (row) => {
    const { x, w, b } = load(row);
    return computing(built(() => ({ out: nn.functional.gelu(x!.mul(w!).add(b!)) })));
  },
  conv2d: (row) => {
    const { x, w, b } = load(row);
    return computing(() => ({ out: nn.functional.conv2d(x!, w!, b!, { padding: 1 }) }));
  },
  adds: (row) => {
    const { x, step } = load(row);
    let read: ArrayLike<number> = [];
    const add = built(() => {
      let sum = x!;
      for (let i = 0; i < row.sizes.count!; i++) sum = sum.add(step!);
      return { sum };
    });
    return {
      run: () => {
        read = noGrad(add).sum!.toTypedArray() as Float32Array;
      },
      settle: () => {},
      outputs: () => ({ out: read }),
    };
  },
};
