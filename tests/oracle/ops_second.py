"""Second derivatives: python3 tests/oracle/ops_second.py > tests/fixtures/ops_second.json"""

import json

import torch
import torch.nn.functional as F
from ops_index import ints, long_index, mask, overwrite, read
from ops_pointwise import CALLS, UNARY
from support.record import LINES, case, second_derivatives, snake, tensor

LINES.clear()
INF = float("inf")


def second(op, *args, **options):
    case(op, *args, derivatives=second_derivatives, **options)


SMOOTH = [
    "exp", "expm1", "sin", "cos", "tan", "atan", "tanh", "erf", "sigmoid", "square", "reciprocal", "sqrt", "rsqrt", "log",
    "log2", "log10", "log1p", "silu",
]
for op in SMOOTH:
    low, high = UNARY[op]
    for dtype in ["float32", "float64"]:
        numbers = [low + (high - low) * (k + 0.37) / 6 for k in range(6)]
        second(op, tensor([2, 3], numbers, dtype, "transposed"), call=CALLS.get(op))
# PyTorch 1.13 differentiates gelu's gradient by formulas of its own: both must agree.
second("gelu", tensor([6], [-2.3, -1.1, -0.2, 0.4, 1.3, 2.6]), call=F.gelu)
second("geluTanh", tensor([6], [-2.3, -1.1, -0.2, 0.4, 1.3, 2.6]), call=CALLS["geluTanh"])

A, B, C = tensor([2, 3], seed=2, low=0.5), tensor([3], seed=5, low=0.5), tensor([2, 1], seed=8, low=0.5)
for op in ["mul", "div", "pow"]:
    second(op, A, B)
    second(op, A, tensor([2, 3], seed=5, how="transposed", low=0.5))
for exponent in [2, 3, 0.5, -1, 2.5]:
    second("pow", A, exponent)
second("pow", tensor(values=[0.0, 0.0, 2.0]), 3)
second("div", 3, A, call=lambda a, b: a / b)
second("pow", 2, A, call=torch.pow)
second("lerp", A, B, C)
second("addcmul", A, B, C)

for correction in [0, 1]:
    second("var", tensor([3, 4], seed=9), 1, call=lambda x, d, **o: torch.var(x, d, **o), correction=correction)
    second("std", tensor([3, 4], seed=9), 0, call=lambda x, d, **o: torch.std(x, d, **o), correction=correction)
second("prod", A)
second("prod", A, 1)
second("prod", tensor([2, 2], dtype="float64"), 0)
for numbers in [[2.0, 0.0, 3.0, -1.5], [0.0, 2.0, 0.0], [0.0, 0.0, 0.0], [0.0, 4.0]]:
    # Of several zeros PyTorch 1.13 knows the second derivatives only where it is told the dimension.
    if numbers.count(0.0) == 1:
        second("prod", tensor(values=numbers))
    second("prod", tensor(values=numbers), 0)
second("prod", tensor([2, 3], [1.0, 0.0, 2.0, 0.0, 0.0, 3.0]), 1)
second("logsumexp", tensor([2, 3]), 1)
second("logsumexp", tensor([2, 3]), [0, 1], keepdim=True)
for p in [2, 3, 1.5]:
    second("norm", A, p, call=torch.linalg.vector_norm)
    second("norm", A, p, 1, call=torch.linalg.vector_norm)
for p in [1.5, 2, 3, 4]:
    second("renorm", tensor([2, 3], seed=5), p, 0, 1.0)
for op in ["softmax", "logSoftmax"]:
    second(op, tensor([2, 3]), 1)
    second(op, tensor([2, 3], how="transposed"), 0)

for a, b in [([2, 3], [3, 2]), ([3], [3]), ([2, 3], [3]), ([3], [3, 2]), ([2, 2, 3], [2, 3, 2]), ([2, 2, 3], [3, 2]), ([2, 1, 2, 3], [2, 3, 1])]:
    second("matmul", tensor(a, seed=2), tensor(b, seed=7))
second("outer", tensor([2]), tensor([3], seed=4))
# What is linear has no second derivative of its own: it gets squares.
DIRECT = list(LINES)
LINES.clear()


def of_squares(op, *args, call=None, **options):
    call = call or getattr(torch.Tensor, snake(op))

    def composed(*args, **options):
        return call(*(a * a if isinstance(a, torch.Tensor) and a.requires_grad else a for a in args), **options)

    second(op, *args, call=composed, **options)


M, CUBE = tensor([2, 3], seed=6), tensor([2, 3, 2], seed=6)
TIES = tensor([2, 3], [1.0, 2.0, -2.0, 0.5, 3.0, -3.0])
for op in ["add", "sub", "maximum", "minimum"]:
    of_squares(op, M, tensor([3], seed=5))
    of_squares(op, TIES, tensor([2, 1], [2.0, 3.0]))
of_squares("neg", M)
of_squares("abs", M)
of_squares("relu", M)
of_squares("clone", M)
of_squares("clamp", M, 0.5, 4)
of_squares("clamp", M, tensor([3], seed=5), None)
of_squares("where", mask([1, 0, 1]), M, tensor([3], seed=5), call=torch.where)
of_squares("maskedFill", M, mask([1, 0, 1]), 0.5)
of_squares("remainder", M, 0.7)
for how in ["", "transposed", "expanded"]:
    x = tensor([2, 3], how=how)
    of_squares("sum", x, 1)
    of_squares("mean", x, 0, keepdim=True)
    of_squares("nansum", x, 1)
    of_squares("nanmean", x, 1)
    of_squares("cov", x, call=torch.cov)
    of_squares("amax", x, [1])
    of_squares("amax", TIES, [0, 1])
    of_squares("max", x)
    of_squares("max", x, 1)
    of_squares("min", TIES, 0)
    of_squares("norm", x, 1, call=torch.linalg.vector_norm)
    of_squares("norm", x, INF, call=torch.linalg.vector_norm)
    of_squares("reshape", x, [3, 2])
    of_squares("transpose", x, 0, 1)
    of_squares("permute", CUBE, [2, 0, 1], call=lambda x, dims: x.permute(dims))
    of_squares("expand", x, [2, 2, 3], call=lambda x, sizes: x.expand(sizes))
    of_squares("unsqueeze", x, 1)
    of_squares("squeeze", x)
    of_squares("flatten", x)
    of_squares("unflatten", x, 1, [3, 1])
    of_squares("narrow", x, 1, 1, 2)
    of_squares("select", x, 0, 1)
    of_squares("diagonal", x, 1)
    of_squares("split", x, 2, 1)
    of_squares("chunk", x, 2)
    of_squares("unbind", x, 1)
    of_squares("triu", x)
    of_squares("tril", x, -1)
    of_squares("to", x, "float64", call=lambda x, dtype: x.to(getattr(torch, dtype)))
    of_squares("contiguous", x)
    of_squares("cat", x, tensor([1, 3], seed=4), call=lambda *xs: torch.cat(xs))
    of_squares("stack", x, tensor([2, 3], seed=4), call=lambda *xs: torch.stack(xs))
    of_squares("at", x, 0, "::2", call=read)
    of_squares("at", x, ints([1, 0, 1]), call=read)
    of_squares("at", x, ints([1, 0]), ints([2, 2]), call=read)
    of_squares("at", x, mask([1, 0, 1, 0, 1, 1], [2, 3]), call=read)
    of_squares("setAt", x, 0, "1:", tensor([2], seed=5), call=overwrite)
    of_squares("setAt", x, ints([1]), tensor([3], seed=5), call=overwrite)
    of_squares("setAt", x, mask([1, 0, 1, 0, 1, 1], [2, 3]), 0.5, call=overwrite)
    of_squares("gather", x, 1, ints([0, 0, 2, 1], [2, 2]), call=long_index("gather"))
    of_squares("scatter", x, 1, ints([0, 2], [2, 1]), tensor([2, 1], seed=5), call=long_index("scatter"))
    of_squares("scatterAdd", x, 1, ints([0, 0, 2, 2], [2, 2]), tensor([2, 2], seed=5), call=long_index("scatter_add"))
    of_squares("indexSelect", x, 1, ints([2, 2, 0]), call=long_index("index_select"))
    of_squares("copy_", x, tensor([3], seed=5), call=lambda x, y: x.clone().copy_(y))
    of_squares("add_", x, tensor([3], seed=5), call=lambda x, y: x.clone().add_(y))
    of_squares("mul_", x, tensor([3], seed=5), call=lambda x, y: x.clone().mul_(y))
    of_squares("exp_", x, call=lambda x: x.clone().exp_())
print(json.dumps({"direct": DIRECT, "ofSquares": LINES}, indent=0))
