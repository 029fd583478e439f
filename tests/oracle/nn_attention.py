"""Attention: python3 tests/oracle/nn_attention.py > tests/fixtures/nn_attention.json"""

import json
import math

import torch
import torch.nn.functional as F
from support.layers import LAYERS, layer
from support.record import LINES, case, second_derivatives, seeded, tensor

INF = math.inf
FIXTURE = {}


def section(name):
    """Ends a list of cases."""
    FIXTURE[name] = list(LINES)
    LINES.clear()


def theirs(q, k, v, mask=None, dropout_p=0.0, is_causal=False):
    """PyTorch 1.13 has it without the scale, and under another name."""
    return F._scaled_dot_product_attention(q, k, v, mask, dropout_p, False, is_causal)[0]


def formula(q, k, v, mask=None, is_causal=False, scale=None, enable_gqa=False):
    """What newer versions document; queries that see nothing get zeros."""
    if q.dtype == torch.half:
        return formula(q.float(), k.float(), v.float(), mask, is_causal, scale).half()
    if enable_gqa:
        k = k.repeat_interleave(q.size(-3) // k.size(-3), -3)
        v = v.repeat_interleave(q.size(-3) // v.size(-3), -3)
    scores = q @ k.transpose(-2, -1) * (1 / math.sqrt(q.size(-1)) if scale is None else scale)
    if is_causal:
        mask = torch.ones(scores.shape[-2:], dtype=torch.bool).tril()
    if mask is None:
        return scores.softmax(-1) @ v
    if mask.dtype == torch.bool:
        mask = torch.zeros(mask.shape, dtype=q.dtype).masked_fill(~mask, -INF)
    blind = (mask == -INF).all(-1, keepdim=True)
    return (scores + mask.masked_fill(blind, 0)).softmax(-1).masked_fill(blind, 0) @ v


def attention(q, k, v, mask=None, call=theirs, **more):
    case("scaledDotProductAttention", q, k, v, mask, call=call, **more)


Q, K, V = tensor([2, 3], low=-2, high=2), tensor([4, 3], seed=3, low=-2, high=2), tensor([4, 2], seed=5)


def heads(x, *lead, seed=7):
    return tensor([*lead, *x.shape], seed=seed, low=-2, high=2)


MASK = tensor([2, 4], [1, 0, 1, 1, 0, 0, 1, 0], "bool")
BLIND = tensor([2, 4], [1, 0, 1, 1, 0, 0, 0, 0], "bool")
ADDED = tensor([2, 4], [0.5, -1.0, 0.0, -INF, 2.0, 0.25, -INF, 1.0])
BLOCKED = tensor([2, 4], [0.5, -1.0, 0.0, -INF, -INF, -INF, -INF, -INF])


def attentions(**more):
    """What can be differentiated twice, too."""
    attention(Q, K, V, **more)
    attention(heads(Q, 2), heads(K, 2), heads(V, 2), **more)
    attention(heads(Q, 1, 2), heads(K, 1, 2), heads(V, 1, 2), MASK, **more)
    attention(Q, K, V, MASK, **more)
    attention(heads(Q, 2, 1), heads(K, 2, 1), heads(V, 2, 1), tensor([2, 1, 2, 4], [1, 0, 1, 1] * 4, "bool"), **more)
    attention(heads(K, 2), heads(K, 2, seed=2), heads(V, 2), is_causal=True, **more)
    attention(Q, K, V, None, formula, scale=0.25, **more)
    attention(Q, K, V, None, formula, scale=-1.5, **more)
    attention(Q, K, V, BLIND, formula, **more)
    attention(heads(Q, 4), heads(K, 2), heads(V, 2), None, formula, enable_gqa=True, **more)
    attention(tensor([2, 3], dtype="float64"), tensor([4, 3], dtype="float64"), tensor([4, 2], dtype="float64"),
              **more)


attentions()
for how in "transposed", "sliced", "expanded":
    attention(tensor([2, 3], how=how), tensor([4, 3], how=how, seed=3), tensor([4, 2], how=how), MASK)
attention(Q, K, V, ADDED)
attention(heads(Q, 2, 2), heads(K, 2, 2), heads(V, 2, 2), tensor([2, 1, 2, 4], seed=3))
attention(Q, K, V, BLOCKED, formula)
attention(K, Q, tensor([2, 2]), is_causal=True)
attention(Q, K, V, is_causal=True)
attention(heads(Q, 6), heads(K, 1), heads(V, 3), None, formula, enable_gqa=True)
attention(heads(Q, 2), heads(K, 2), heads(V, 2), None, formula, enable_gqa=True)
attention(heads(Q, 2), K, V, None, formula)
attention(tensor([0, 3]), K, V)
attention(Q, tensor([0, 3]), tensor([0, 2]), None, formula)
for dtype_of in "float16",:
    wide = [tensor(x.shape, dtype=dtype_of, low=-200, high=200, seed=9) for x in (Q, K, V)]
    attention(*wide, None, formula)
    attention(*(tensor(x.shape, dtype=dtype_of) for x in (Q, K, V)), MASK, formula)
attention(Q, tensor([4, 2]), V)
attention(Q, K, tensor([3, 2]))
section("first")

attentions(derivatives=second_derivatives)
section("second")

for p in 0.5, 0.1:
    for q, k, v in (Q, K, V), (heads(Q, 2, 2), heads(K, 2, 2), heads(V, 2, 2)):
        seeded("scaledDotProductAttention", q, k, v, None, call=theirs, grad=True, dropout_p=p)
        seeded("scaledDotProductAttention", q, k, v, MASK, call=theirs, grad=True, dropout_p=p)
section("dropped")


def sequences(length, batch, size, seed=1):
    return tensor([length, batch, size] if batch else [length, size], seed=seed, low=-2, high=2)


def booleans(shape, ones):
    numbers = [int(i in ones) for i in range(math.prod(shape))]
    return tensor(shape, numbers, "bool")


X, S = sequences(3, 2, 4), sequences(2, 2, 4, seed=8)
PADDED, CAUSAL = booleans([2, 3], [2]), booleans([3, 3], [1, 2, 5])
for options in {}, {"bias": False}, {"add_bias_kv": True}, {"add_zero_attn": True}:
    layer("MultiheadAttention", 4, 2, inputs=[
        (X, X, X),
        (S, X, X),
        (X, X, X, PADDED),
        (X, X, X, None, False),
        (X, X, X, PADDED, True, CAUSAL),
        (X, X, X, PADDED, True, CAUSAL, False),
        (X, X, X, None, True, tensor([4, 3, 3], seed=5)),
        (X, X, X, None, False, tensor([3, 3], seed=5)),
    ], **options)
layer("MultiheadAttention", 4, 1, inputs=[(X[:, 0], X[:, 0], X[:, 0]), (X[:, 0], X[:, 0], X[:, 0], PADDED[0], True, CAUSAL)])
layer("MultiheadAttention", 4, 2, inputs=[(S[:, 0], X[:, 0], X[:, 0], None, True, tensor([2, 2, 3], seed=5))])
layer("MultiheadAttention", 4, 4, batch_first=True, inputs=[
    (X, X, X), (X[:, 0], X[:, 0], X[:, 0]), (sequences(3, 4, 4), X, X, None, False)])
layer("MultiheadAttention", 4, 2, batch_first=True, inputs=[(X, X, X, booleans([3, 2], [1]), True, booleans([2, 2], [1]))])
layer("MultiheadAttention", 4, 2, kdim=3, vdim=2, add_bias_kv=True,
      inputs=[(X, sequences(5, 2, 3), sequences(5, 2, 2))])
layer("MultiheadAttention", 4, 2, kdim=3, inputs=[(X, sequences(5, 2, 3), sequences(5, 2, 4))])
layer("MultiheadAttention", 4, 2, dropout=0.5, inputs=[(X, X, X), (X, X, X, None, False)])
layer("MultiheadAttention", 4, 2, dropout=0.5, inputs=[(X, X, X)], training=False)
layer("MultiheadAttention", 2, 1, dtype="float64", inputs=[(tensor([2, 1, 2], dtype="float64"),) * 3])
layer("MultiheadAttention", 4, 2, inputs=[(X, X, X, None, True, booleans([2, 3], []))])
layer("MultiheadAttention", 4, 2, inputs=[(X, X, X, None, True, booleans([2, 3, 3], []))])
FIXTURE["layers"] = LAYERS
print(json.dumps(FIXTURE, indent=0))
