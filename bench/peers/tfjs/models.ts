import type { Row } from "../../workloads/row.ts";
import type { Workload } from "../job.ts";
import { computing, layerNorm, load, type Tensor, type Tensors, tf } from "./tensors.ts";

/** x of any rank times a weight of [in, out], plus a bias. */
function project(t: Tensors, name: string, x: Tensor): Tensor {
  const weight = t[`${name}.weight`]!;
  const rows = tf.reshape(x, [-1, x.shape.at(-1)]);
  const out = tf.add(tf.matMul(rows, weight), t[`${name}.bias`]);
  return tf.reshape(out, [...x.shape.slice(0, -1), weight.shape[1]]);
}

function norm(t: Tensors, name: string, x: Tensor): Tensor {
  return layerNorm(x, t[`${name}.weight`]!, t[`${name}.bias`]!);
}

/** Queries, keys and values, [B, H, T, C / H] each. */
function split(qkv: Tensor, heads: number): Tensor[] {
  const [batch, tokens, width] = qkv.shape as [number, number, number];
  return tf.split(qkv, 3, 2).map((part: Tensor) =>
    tf.transpose(tf.reshape(part, [batch, tokens, heads, width / 3 / heads]), [0, 2, 1, 3])
  );
}

function attend(q: Tensor, k: Tensor, v: Tensor, mask?: Tensor): Tensor {
  const [batch, heads, tokens, size] = q.shape as [number, number, number, number];
  let scores = tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(size));
  if (mask !== undefined) scores = tf.add(scores, mask);
  const mixed = tf.matMul(tf.softmax(scores), v);
  return tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [batch, tokens, heads * size]);
}

/** What is added to scores: far below 0 where a key comes after the query. */
function causalMask(tokens: number): Tensor {
  const ones = tf.ones([tokens, tokens]);
  return tf.tidy(() => tf.mul(tf.sub(ones, tf.linalg.bandPart(ones, -1, 0)), -1e9));
}

function selfAttention(t: Tensors, heads: number, x: Tensor): Tensor {
  const [q, k, v] = split(project(t, "qkv", x), heads);
  return project(t, "proj", attend(q!, k!, v!, t.mask));
}

function gelu(x: Tensor): Tensor {
  const inner = tf.mul(tf.add(x, tf.mul(tf.pow(x, 3), 0.044715)), Math.sqrt(2 / Math.PI));
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(inner), 1));
}

function gpt2(row: Row, t: Tensors): Tensors {
  const { layers, heads, features, past } = row.sizes as Record<string, number>;
  const [, count] = t.tokens!.shape as [number, number];
  const kept: Record<string, Tensor> = {};
  let x = tf.add(tf.gather(t.wte, t.tokens), tf.slice(t.wpe, [past!, 0], [count, features!]));
  for (let i = 0; i < layers!; i++) {
    let [q, k, v] = split(project(t, `h${i}.qkv`, norm(t, `h${i}.ln1`, x)), heads!);
    if (past! > 0) {
      k = kept[`h${i}.keys`] = tf.concat([t[`h${i}.keys`], k], 2);
      v = kept[`h${i}.values`] = tf.concat([t[`h${i}.values`], v], 2);
    }
    x = tf.add(x, project(t, `h${i}.proj`, attend(q!, k!, v!, t.mask)));
    const wide = gelu(project(t, `h${i}.up`, norm(t, `h${i}.ln2`, x)));
    x = tf.add(x, project(t, `h${i}.down`, wide));
  }
  const last = tf.reshape(norm(t, "lnf", x), [count, features!]);
  return { logits: tf.matMul(last, t.wte, false, true), ...kept };
}

export const models: Record<string, Workload> = {
  attention: (row) => {
    const t: Tensors = { ...load(row), mask: causalMask(row.inputs.x!.shape[1]!) };
    return computing(t, () => ({ out: selfAttention(t, row.sizes.heads!, t.x!) }));
  },
  attentionBackward: (row) => {
    const t: Tensors = { ...load(row), mask: causalMask(row.inputs.x!.shape[1]!) };
    const names = ["x", "qkv.weight", "qkv.bias", "proj.weight", "proj.bias"];
    const forward = (...args: Tensor[]) => {
      const given = Object.fromEntries(names.map((name, i) => [name, args[i]!]));
      return selfAttention({ ...t, ...given }, row.sizes.heads!, given.x!);
    };
    return computing(t, () => {
      const { value, grads } = tf.valueAndGrads(forward)(names.map((name) => t[name]), t.upstream);
      return { out: value, dx: grads[0], dqkv: tf.transpose(grads[1]), dproj: grads[4] };
    });
  },
  mlp: (row) => {
    const { x, labels, ...parameters } = load(row);
    const classes = tf.tidy(() => tf.oneHot(labels, 10));
    const variables: Tensors = Object.fromEntries(
      Object.entries(parameters).map(([name, tensor]) => [name, tf.variable(tensor)]),
    );
    tf.dispose(parameters);
    const optimizer = tf.train.adam(1e-3, 0.9, 0.999, 1e-8);
    return computing({ x: x!, labels: labels!, classes, ...variables }, () => {
      const loss = optimizer.minimize(() => {
        let h = x!;
        for (let i = 0; i < row.sizes.layers!; i++) {
          h = project(variables, `layer${i}`, i === 0 ? h : tf.relu(h));
        }
        return tf.losses.softmaxCrossEntropy(classes, h);
      }, true);
      return { loss, weight: tf.transpose(variables["layer2.weight"]) };
    });
  },
  gpt2: (row) => {
    const tokens = row.inputs.tokens!.shape[1]!;
    const t: Tensors = row.sizes.past === 0
      ? { ...load(row), mask: causalMask(tokens) }
      : load(row);
    return computing(t, () => gpt2(row, t));
  },
};
