import type { Workload } from "../job.ts";
import { computing, layerNorm, load, type Tensor, tf } from "./tensors.ts";

/** tfjs has none of its own. */
function gelu(x: Tensor): Tensor {
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
}

export const basics: Record<string, Workload> = {
  matmul: (row) => {
    const t = load(row);
    return computing(t, () => ({ out: tf.matMul(t.a, t.b) }));
  },
  softmax: (row) => {
    const t = load(row);
    return computing(t, () => ({ out: tf.softmax(t.x) }));
  },
  layerNorm: (row) => {
    const t = load(row);
    return computing(t, () => ({ out: layerNorm(t.x!, t.weight!, t.bias!) }));
  },
  gelu: (row) => {
    const t = load(row);
    return computing(t, () => ({ out: gelu(tf.add(tf.mul(t.x, t.w), t.b)) }));
  },
  conv2d: (row) => {
    const t = load(row);
    // Channels come last there: the input is turned before, the output only when it is looked at.
    const [x, w] = tf.tidy(
      () => [tf.transpose(t.x, [0, 2, 3, 1]), tf.transpose(t.w, [2, 3, 1, 0])],
    );
    let last: Tensor;
    const job = computing({ ...t, x, w }, () => {
      last = tf.add(tf.conv2d(x, w, 1, "same"), t.b);
      return { out: last };
    });
    return {
      ...job,
      outputs: async () => ({ out: await tf.transpose(last, [0, 3, 1, 2]).data() }),
    };
  },
  adds: (row) => {
    const { x, step } = load(row);
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
