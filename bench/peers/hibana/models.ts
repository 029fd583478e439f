import { cat, nn, optim, type Tensor } from "../../../mod.ts";
import type { Row } from "../../workloads/row.ts";
import type { Workload } from "../job.ts";
import { built, computing, job, load, type Tensors } from "./tensors.ts";

const { crossEntropy, embedding, gelu, layerNorm, linear, scaledDotProductAttention } =
  nn.functional;

function project(t: Tensors, name: string, x: Tensor): Tensor {
  return linear(x, t[`${name}.weight`]!, t[`${name}.bias`]!);
}

function norm(t: Tensors, name: string, x: Tensor): Tensor {
  const options = { weight: t[`${name}.weight`]!, bias: t[`${name}.bias`]! };
  return layerNorm(x, [x.size(-1)], options);
}

/** Queries, keys and values, [B, H, T, C / H] each. */
function split(qkv: Tensor, heads: number): [Tensor, Tensor, Tensor] {
  const [batch, tokens, width] = qkv.shape as [number, number, number];
  const shape = [batch, tokens, 3, heads, width / 3 / heads];
  const [q, k, v] = qkv.view(shape).permute(2, 0, 3, 1, 4).unbind(0);
  return [q!, k!, v!];
}

/** [B, H, T, D] to [B, T, H D]. */
function merge(x: Tensor): Tensor {
  return x.transpose(1, 2).flatten(2);
}

function selfAttention(t: Tensors, heads: number, x: Tensor): Tensor {
  const [q, k, v] = split(project(t, "qkv", x), heads);
  return project(t, "proj", merge(scaledDotProductAttention(q, k, v, { isCausal: true })));
}

/** Logits, and the keys and values of all tokens so far. */
function gpt2(row: Row, t: Tensors): Tensors {
  const { layers, heads, past } = row.sizes as Record<string, number>;
  const { tokens, wte, wpe } = t;
  const kept: Record<string, Tensor> = {};
  let x = embedding(tokens!, wte!).add(wpe!.narrow(0, past!, tokens!.size(1)));
  for (let i = 0; i < layers!; i++) {
    let [q, k, v] = split(project(t, `h${i}.qkv`, norm(t, `h${i}.ln1`, x)), heads!);
    if (past! > 0) {
      k = kept[`h${i}.keys`] = cat([t[`h${i}.keys`]!, k], 2);
      v = kept[`h${i}.values`] = cat([t[`h${i}.values`]!, v], 2);
    }
    const mixed = scaledDotProductAttention(q, k, v, { isCausal: past === 0 });
    x = x.add(project(t, `h${i}.proj`, merge(mixed)));
    const wide = gelu(project(t, `h${i}.up`, norm(t, `h${i}.ln2`, x)), { approximate: "tanh" });
    x = x.add(project(t, `h${i}.down`, wide));
  }
  return { logits: linear(norm(t, "lnf", x), wte!), ...kept };
}

export const models: Record<string, Workload> = {
  attention: (row) => {
    const t = load(row);
    return computing(() => ({ out: selfAttention(t, row.sizes.heads!, t.x!) }));
  },
  attentionBackward: (row) => {
    const { upstream, ...t } = load(row);
    for (const tensor of Object.values(t)) tensor.requiresGrad_();
    return job(() => {
      for (const tensor of Object.values(t)) tensor.grad = null;
      const out = selfAttention(t, row.sizes.heads!, t.x!);
      out.backward(upstream!);
      return { out, dx: t.x!.grad!, dqkv: t["qkv.weight"]!.grad!, dproj: t["proj.bias"]!.grad! };
    });
  },
  mlp: (row) => {
    const { x, labels, ...parameters } = load(row);
    for (const tensor of Object.values(parameters)) tensor.requiresGrad_();
    const optimizer = new optim.Adam(Object.values(parameters), { lr: 1e-3 });
    const step = built(() => {
      optimizer.zeroGrad();
      let h = x!;
      for (let i = 0; i < row.sizes.layers!; i++) {
        h = project(parameters, `layer${i}`, i === 0 ? h : h.relu());
      }
      const loss = crossEntropy(h, labels!);
      loss.backward();
      optimizer.step();
      return { loss };
    });
    return job(() => ({ ...step(), weight: parameters["layer2.weight"]! }));
  },
  gpt2: (row) => {
    const t = load(row);
    return computing(built(() => gpt2(row, t)));
  },
};
