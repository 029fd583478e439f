import type { Row } from "../../workloads/row.ts";
import type { Workload } from "../job.ts";
import { layerNorm } from "./basics.ts";
import { computing, jax, jitted, keep, load, np, type Tensor, type Tensors } from "./tensors.ts";

const BETA1 = 0.9;
const BETA2 = 0.999;

function project(t: Tensors, name: string, x: Tensor): Tensor {
  const weight = t[`${name}.weight`]!.ref.transpose();
  return np.matmul(x, weight).add(t[`${name}.bias`]!.ref);
}

function norm(t: Tensors, name: string, x: Tensor): Tensor {
  return layerNorm(x, t[`${name}.weight`]!.ref, t[`${name}.bias`]!.ref);
}

/** Queries, keys and values, [B, T, H, C / H] each. */
function split(qkv: Tensor, heads: number): [Tensor, Tensor, Tensor] {
  const [batch, tokens, width] = qkv.shape as [number, number, number];
  const shape = [batch, tokens, heads, width / 3 / heads];
  const [q, k, v] = np.split(qkv, 3, -1).map((part: Tensor) => part.reshape(shape));
  return [q, k, v];
}

function attend(q: Tensor, k: Tensor, v: Tensor, isCausal: boolean): Tensor {
  const [batch, tokens, heads, size] = q.shape as [number, number, number, number];
  return jax.nn.dotProductAttention(q, k, v, { isCausal }).reshape([batch, tokens, heads * size]);
}

function selfAttention(t: Tensors, heads: number): Tensor {
  const [q, k, v] = split(project(t, "qkv", t.x!.ref), heads);
  return project(t, "proj", attend(q, k, v, true));
}

/** Logits, and the keys and values of all tokens so far. */
function gpt2(row: Row, t: Tensors): Tensors {
  const { layers, heads, past } = row.sizes as Record<string, number>;
  const [, count] = t.tokens!.shape as [number, number];
  const kept: Tensors = {};
  let x: Tensor = np.take(t.wte!.ref, t.tokens!.ref, 0)
    .add(t.wpe!.ref.slice([past!, past! + count]));
  for (let i = 0; i < layers!; i++) {
    let [q, k, v] = split(project(t, `h${i}.qkv`, norm(t, `h${i}.ln1`, x.ref)), heads!);
    if (past! > 0) {
      k = append(t[`h${i}.keys`]!, k);
      v = append(t[`h${i}.values`]!, v);
      kept[`h${i}.keys`] = k.ref;
      kept[`h${i}.values`] = v.ref;
    }
    x = x.add(project(t, `h${i}.proj`, attend(q, k, v, past === 0)));
    const wide = project(t, `h${i}.up`, norm(t, `h${i}.ln2`, x.ref));
    x = x.add(project(t, `h${i}.down`, jax.nn.gelu(wide, { approximate: true })));
  }
  return { logits: np.matmul(norm(t, "lnf", x), t.wte!.ref.transpose()), ...kept };
}

/** [B, H, T, D] to [B, T, H, D], as jax-js attends, and back. */
function turned(x: Tensor): Tensor {
  return x.transpose([0, 2, 1, 3]);
}

function append(kept: Tensor, fresh: Tensor): Tensor {
  return np.concatenate([kept.ref, fresh], 1);
}

export const models: Record<string, Workload> = {
  attention: (row) => jitted(load(row), (t) => ({ out: selfAttention(t, row.sizes.heads!) })),
  attentionBackward: (row) => {
    const { upstream, ...t } = load(row);
    const step = jax.jit((t: Tensors, upstream: Tensor) => {
      const [out, pullBack] = jax.vjp((t: Tensors) => selfAttention(t, row.sizes.heads!), [t]);
      const [grads] = pullBack(upstream);
      return { out, grads };
    });
    return {
      ...computing(() => {
        const { out, grads } = step(keep(t), upstream!.ref);
        const { x, "qkv.weight": dqkv, "proj.bias": dproj, ...rest } = grads;
        jax.tree.dispose(rest);
        return { out, dx: x, dqkv, dproj };
      }),
      release: () => jax.tree.dispose([t, upstream]),
    };
  },
  mlp: (row) => {
    const { x, labels, ...parameters } = load(row);
    const classes: Tensor = jax.nn.oneHot(labels, 10);
    const lossOf = (parameters: Tensors, x: Tensor, classes: Tensor): Tensor => {
      let h = x;
      for (let i = 0; i < row.sizes.layers!; i++) {
        h = project(parameters, `layer${i}`, i === 0 ? h : jax.nn.relu(h));
      }
      const batch = h.shape[0]!;
      return np.sum(jax.nn.logSoftmax(h, -1).mul(classes)).mul(-1 / batch);
    };
    const step = jax.jit((state: State, x: Tensor, classes: Tensor) => {
      const [loss, grads] = jax.valueAndGrad(lossOf)(keep(state.parameters), x, classes);
      return { loss, state: adam(state, grads) };
    });
    let state: State = {
      parameters,
      mean: jax.tree.map((p: Tensor) => np.zeros(p.shape), parameters),
      square: jax.tree.map((p: Tensor) => np.zeros(p.shape), parameters),
      powers: np.array([1, 1]),
    };
    return {
      ...computing(() => {
        const { loss, state: next } = step(state, x!.ref, classes.ref);
        state = next;
        return { loss, weight: state.parameters["layer2.weight"]!.ref };
      }),
      release: () => jax.tree.dispose([state, x, classes]),
    };
  },
  gpt2: (row) => {
    const t = load(row);
    const cached = Object.keys(t).filter((name) => /\.(keys|values)$/.test(name));
    for (const name of cached) t[name] = turned(t[name]!);
    return jitted(t, (t) => gpt2(row, t), (name, out) => cached.includes(name) ? turned(out) : out);
  },
};

/** What a training step hands to the next. */
interface State {
  readonly parameters: Tensors;
  /** Averages of gradients, and of their squares. */
  readonly mean: Tensors;
  readonly square: Tensors;
  /** Powers of both betas: one less than how much of an average stems from gradients. */
  readonly powers: Tensor;
}

function adam({ parameters, mean, square, powers }: State, grads: Tensors): State {
  const next: State = {
    parameters: {},
    mean: {},
    square: {},
    powers: powers.mul(np.array([BETA1, BETA2])),
  };
  const gone = np.subtract(1, next.powers.ref);
  const [bias1, bias2] = [gone.ref.slice(0), gone.slice(1)];
  for (const [name, parameter] of Object.entries(parameters)) {
    const g = grads[name]!;
    const m = mean[name]!.mul(BETA1).add(g.ref.mul(1 - BETA1));
    const v = square[name]!.mul(BETA2).add(np.square(g).mul(1 - BETA2));
    next.mean[name] = m.ref;
    next.square[name] = v.ref;
    const root = np.sqrt(v.div(bias2!.ref)).add(1e-8);
    next.parameters[name] = parameter.sub(m.div(bias1!.ref).div(root).mul(1e-3));
  }
  return next;
}
