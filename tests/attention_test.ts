/** Attention against PyTorch's values, gradients, second derivatives and errors. */
import { assert, assertEquals } from "@std/assert";
import { nn, ones, RuntimeError, type Tensor, ValueError, zeros } from "@hibana/hibana";
import fixture from "./fixtures/nn_attention.json" with { type: "json" };
import { type Call, seeded, testAgainstPyTorch } from "./support/oracle.ts";
import { onEachDevice } from "./support/devices.ts";
import { assertRefused } from "./support/errors.ts";
import { type Forward, type LayerCase, testLayers } from "./support/layers.ts";

const F = nn.functional;

const call: Call = ({ options }, args) => {
  const [query, key, value, attnMask] = args as [Tensor, Tensor, Tensor, Tensor | null];
  return F.scaledDotProductAttention(query, key, value, { attnMask, ...options });
};

const forward: Forward = (module, inputs) => {
  const [query, key, value, keyPaddingMask, needWeights, attnMask, averageAttnWeights] = inputs as [
    Tensor,
    Tensor,
    Tensor,
    never,
    never,
    never,
    never,
  ];
  return (module as nn.MultiheadAttention).forward(query, key, value, {
    keyPaddingMask,
    needWeights,
    attnMask,
    averageAttnWeights,
  });
};

testAgainstPyTorch(fixture.first, { call });
testAgainstPyTorch(fixture.second, { call, order: "second" });
testAgainstPyTorch(fixture.dropped, { call: seeded(call) });
testLayers(fixture.layers as unknown as LayerCase[], forward);

onEachDevice("a query that sees nothing gets zeros, and gives no gradient", (device) => {
  const [q, k, v] = [ones(2, 3), ones(4, 3), ones(4, 2)].map((x) =>
    x.to(device).requiresGrad_()
  ) as [Tensor, Tensor, Tensor];
  const attnMask = zeros(2, 4, { device }).bool();
  const out = F.scaledDotProductAttention(q, k, v, { attnMask });
  assertEquals(out.toArray(), [[0, 0], [0, 0]]);
  out.sum().backward();
  for (const x of [q, k, v]) assertEquals(x.grad!.abs().sum().item(), 0);
});

onEachDevice(
  "multi-head attention gives zeros to a query that sees nothing, or NaN with weights",
  (device) => {
    const layer = new nn.MultiheadAttention(4, 2, { bias: false }).to(device);
    const x = ones(2, 1, 4, { device });
    const keyPaddingMask = ones(1, 2, { device }).bool();
    const [out] = layer.forward(x, x, x, { keyPaddingMask, needWeights: false });
    assertEquals(out.abs().sum().item(), 0);
    const [, weights] = layer.forward(x, x, x, { keyPaddingMask });
    assert(Number.isNaN(weights!.sum().item()));
  },
);

Deno.test("what does not fit attention is refused in the words of newer PyTorch", () => {
  const attend = F.scaledDotProductAttention;
  const [q, k, v] = [ones(2, 3), ones(4, 3), ones(4, 2)] as const;
  const [many, few] = [ones(4, 2, 3), ones(3, 4, 3)];
  assertRefused([
    [
      () => attend(q, k.to("float64"), v),
      RuntimeError,
      "Expected query, key, and value to have the same dtype, but got query.dtype: float key.dtype: double and value.dtype: float instead.",
    ],
    [
      () => attend(q, k, v.to("sim")),
      RuntimeError,
      "Expected query, key, and value to have the same device type, but got query.device: cpu key.device: cpu and value.device: sim:0 instead.",
    ],
    [
      () => attend(ones(3), k, v),
      RuntimeError,
      "Expected query, key, and value to all be  at least 2 dimensional, but got query.dim: 1 key.dim: 2 and value.dim: 2 instead.",
    ],
    [
      () => attend(q, k, v, { attnMask: ones(2, 4).int() }),
      RuntimeError,
      "Expected attn_mask dtype to be bool or to match query dtype, but got attn_mask.dtype: int and  query.dtype: float instead.",
    ],
    [
      () => attend(q, k, v, { attnMask: ones(2, 4), isCausal: true }),
      RuntimeError,
      "_scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True",
    ],
    [
      () => attend(many, few, few, { enableGqa: true }),
      RuntimeError,
      "Number of heads in key and value must divide the number of heads in ",
    ],
  ]);
});

Deno.test("what does not fit multi-head attention is refused", () => {
  const layer = new nn.MultiheadAttention(4, 2);
  const apart = new nn.MultiheadAttention(4, 2, { kdim: 3 });
  const [x, one] = [ones(3, 2, 4), ones(3, 4)];
  const refused: [fn: () => unknown, words: string][] = [
    [() => new nn.MultiheadAttention(4, 3), "embed_dim must be divisible by num_heads"],
    [
      () => layer.forward(ones(4), one, one),
      "query should be unbatched 2D or batched 3D tensor but received 1-D query tensor",
    ],
    [
      () => layer.forward(x, one, one),
      "For batched (3-D) `query`, expected `key` and `value` to be 3-D but found 2-D and 2-D tensors respectively",
    ],
    [
      () => layer.forward(x, x, x, { keyPaddingMask: ones(3).bool() }),
      "For batched (3-D) `query`, expected `key_padding_mask` to be `None` or 2-D but found 1-D tensor instead",
    ],
    [
      () => layer.forward(one, one, one, { attnMask: ones(3).bool() }),
      "For unbatched (2-D) `query`, expected `attn_mask` to be `None`, 2-D or 3-D but found 1-D tensor instead",
    ],
    [
      () => layer.forward(one, one, one, { attnMask: ones(1, 3, 3).bool() }),
      "Expected `attn_mask` shape to be (2, 3, 3) but got torch.Size([1, 3, 3])",
    ],
    [
      () => layer.forward(ones(3, 2, 6), x, x),
      "was expecting embedding dimension of 4, but got 6",
    ],
    [
      () => layer.forward(x, x, ones(2, 2, 4)),
      "key shape torch.Size([3, 2, 4]) does not match value shape torch.Size([2, 2, 4])",
    ],
    [
      () => apart.forward(x, ones(3, 2, 3), ones(2, 2, 4)),
      "key's sequence and batch dims torch.Size([3, 2]) do not match value's torch.Size([2, 2])",
    ],
    [
      () => layer.forward(x, x, x, { attnMask: ones(3, 3).int() }),
      "only bool and floating types of attn_mask are supported",
    ],
    [
      () => layer.forward(x, x, x, { keyPaddingMask: ones(3, 2).bool() }),
      "expecting key_padding_mask shape of (2, 3), but got torch.Size([3, 2])",
    ],
  ];
  assertRefused(refused.map(([fn, words]) => [fn, ValueError, words]));
});
