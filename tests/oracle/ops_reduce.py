"""Reductions and softmax: python3 tests/oracle/ops_reduce.py > tests/fixtures/ops_reduce.json"""

import math

import torch
from support.record import case, tensor, write

NAN, INF = math.nan, math.inf
HOWS = ["", "transposed", "sliced", "expanded"]
SPECIAL = [[NAN, 1.0, 2.0], [INF, 1.0, -INF], [INF, 1.0, 2.0], [-INF, -INF, -INF], [NAN, INF, NAN], [0.0, -0.0, 0.0]]
TIES = tensor([2, 4], [1.0, 3.0, 3.0, 0.0, -1.0, -1.0, -2.0, -1.0])
CUBE = tensor([2, 3, 2], seed=4)
SCALAR = tensor(values=-2.5)
EMPTY = tensor([0, 3])

# dims in hibana's way: nothing, one, or a list.
DIMS = [[], [0], [-1], [[0, 2]], [[-1, 0, 1]], [[]], [None]]


def over(method):
    """PyTorch takes all dimensions where none is given, but not always by itself."""

    def call(x, dims=None, **options):
        if dims is None or dims == []:
            dims = list(range(x.dim()))
        return getattr(x, method)(dims, **options)

    return call


def one_by_one(method):
    """any and all of PyTorch 1.13 take a single dimension."""

    def call(x, dims=None, keepdim=False):
        listed = list(range(x.dim())) if dims is None or dims == [] else dims
        for d in sorted([d % max(x.dim(), 1) for d in (listed if isinstance(listed, list) else [listed])], reverse=True):
            x = getattr(x, method)(d, keepdim=keepdim)
        return x if x.dtype in (torch.bool, torch.uint8) else x.bool()

    return call


for op in ["sum", "mean", "amax", "amin", "std", "var"]:
    for how in HOWS:
        x = tensor([3, 4], how=how, seed=9)
        case(op, x, call=over(op))
        case(op, x, 1, call=over(op))
        case(op, x, 0, call=over(op), keepdim=True)
    for dims in DIMS:
        case(op, CUBE, *dims, call=over(op))
    case(op, CUBE, [0, 2], call=over(op), keepdim=True)
    case(op, CUBE, None, call=over(op), keepdim=True)
    case(op, tensor([2, 4], dtype="float64"), 1, call=over(op))
    case(op, tensor([2, 4], dtype="float16"), 1, call=over(op))
    if op not in ("std", "var"):
        case(op, SCALAR, call=over(op))
        case(op, SCALAR, 0, call=over(op))
        case(op, SCALAR, -1, call=over(op), keepdim=True)
    for row in SPECIAL:
        case(op, tensor(values=row), 0, call=over(op))
    if op in ("amax", "amin"):
        case(op, TIES, call=over(op))
        case(op, TIES, 1, call=over(op))
        case(op, tensor([0, 3]), 1, call=over(op))
        for dtype in ["int32", "uint8", "bool"]:
            case(op, tensor([2, 3], [1, 0, 5, 3, 0, 0], dtype), 1, call=over(op))
            case(op, tensor([2, 3], [1, 0, 5, 3, 0, 0], dtype), call=over(op))
    elif op in ("sum", "mean"):
        case(op, tensor([0, 3]), call=over(op))
        case(op, tensor([0, 3]), 0, call=over(op))
        case(op, tensor([0, 3]), 1, call=over(op))
for op in ["std", "var"]:
    for correction in [0, 1, 2]:
        case(op, tensor([3, 4], seed=9), 1, call=lambda x, d, **o: getattr(torch, op)(x, d, **o), correction=correction)
    case(op, tensor(values=[1.0]), call=over(op))
    case(op, tensor(values=[1.0, 1.0]), 0, call=over(op))
    case(op, tensor([2, 1]), 1, call=lambda x, d, **o: getattr(torch, op)(x, d, **o), correction=0)
    case(op, tensor(values=[1000.0, 1001.0, 1002.0, 1003.0]), 0, call=over(op))
for dtype in ["int32", "uint8", "bool"]:
    x = tensor([2, 3], [1, 0, 5, 3, 0, 0], dtype)
    case("sum", x)
    case("sum", x, 1)
    case("sum", x, 0, dtype="float32")
    case("mean", x, 0, dtype="float32")
    case("prod", x)
    case("prod", x, 1)
case("sum", tensor([2, 3]), [0], dtype="float64")
case("sum", tensor([2, 3]), None, call=lambda x, d, **o: x.sum(**o), dtype="float64")

for how in HOWS:
    x = tensor([3, 4], how=how, seed=9, low=0.25)
    case("prod", x)
    case("prod", x, 1)
    case("prod", x, 0, keepdim=True)
    case("norm", x, call=lambda x: x.norm())
for numbers in [[2.0, 0.0, 3.0], [0.0, 0.0, 3.0], [0.0], [NAN, 1.0], [INF, 2.0]]:
    # The slope at one element does not depend on it, but PyTorch divides by it.
    finite = math.isfinite(numbers[0])
    case("prod", tensor(values=numbers), grad=finite)
    case("prod", tensor(values=numbers), 0, grad=finite)
case("prod", tensor([2, 3], [1.0, 0.0, 2.0, 3.0, 4.0, 0.5]), 1)
case("prod", SCALAR)
case("prod", tensor([0, 3]))
case("prod", tensor([0, 3]), 0)
case("prod", tensor([2, 2], dtype="float64"), 0)

for op in ["max", "min"]:
    for how in HOWS:
        x = tensor([3, 4], how=how, seed=9)
        case(op, x)
        case(op, x, 0)
        case(op, x, 1, keepdim=True)
        case("arg" + op, x)
        case("arg" + op, x, 0)
        case("arg" + op, x, -1, keepdim=True)
    case(op, TIES)
    case(op, TIES, 1)
    case("arg" + op, TIES)
    case("arg" + op, TIES, 1)
    case(op, CUBE, 1)
    case("arg" + op, CUBE, 1)
    case(op, SCALAR)
    case(op, SCALAR, 0)
    case("arg" + op, SCALAR)
    case("arg" + op, SCALAR, 0)
    case(op, tensor([2, 3]), tensor([3], seed=5))
    for row in SPECIAL:
        case(op, tensor(values=row))
        case(op, tensor(values=row), 0)
        case("arg" + op, tensor(values=row))
    case(op, tensor([0, 3]), 1)
    case("arg" + op, tensor([0, 3]), 1)
    for dtype in ["int32", "uint8"]:
        x = tensor([2, 3], [1, 0, 5, 3, 0, 3], dtype)
        case(op, x)
        case(op, x, 1)
        case("arg" + op, x)
        case("arg" + op, x, 1)
    case(op, tensor([2, 2], [1, 0, 0, 0], "bool"), 1)
    case(op, tensor([3], dtype="float64"))
    case(op, tensor([4], dtype="float16"), 0)

for op in ["any", "all"]:
    for dtype in ["bool", "float32", "int32", "uint8"]:
        x = tensor([2, 3], [1, 0, 2, 3, 4, 5], dtype)
        for dims in [[], [0], [-1], [[0, 1]]]:
            case(op, x, *dims, call=one_by_one(op))
        case(op, x, 1, call=one_by_one(op), keepdim=True)
    for how in HOWS:
        case(op, tensor([2, 3], [1, 0, 1, 1, 1, 1], "bool", how), 1, call=one_by_one(op))
    case(op, tensor(values=[NAN, 0.0]), call=one_by_one(op))
    case(op, tensor(values=[-0.0, 0.0]), call=one_by_one(op))
    case(op, tensor([0, 2]), call=one_by_one(op))
    case(op, tensor([0, 2]), 0, call=one_by_one(op))
    case(op, SCALAR, call=one_by_one(op))

for how in HOWS:
    x = tensor([3, 4], how=how, seed=9)
    case("logsumexp", x, 0)
    case("logsumexp", x, [0, 1])
    case("logsumexp", x, -1, keepdim=True)
    for op in ["softmax", "logSoftmax"]:
        case(op, x, 0)
        case(op, x, -1)
for row in SPECIAL + [[1000.0, 1001.0], [-1000.0, -1001.0], [88.0, 89.0, 90.0]]:
    for op in ["logsumexp", "softmax", "logSoftmax"]:
        case(op, tensor(values=row), 0)
for op in ["softmax", "logSoftmax"]:
    for dim in [0, 1, -1]:
        case(op, CUBE, dim)
    case(op, SCALAR, 0)
    case(op, tensor([0, 3]), 0)
    case(op, tensor([0, 3]), 1)
    case(op, tensor([2, 2], dtype="float64"), 1)
    case(op, tensor([2, 3], dtype="float16"), 1)
    case(op, tensor([2, 2], dtype="int32"), 1, dtype="float32")
case("logsumexp", SCALAR, 0)
case("logsumexp", tensor([0, 3]), 0)
case("logsumexp", tensor([0, 3]), 1)
case("logsumexp", CUBE, [0, 2], keepdim=True)
case("logsumexp", tensor([2, 2], dtype="float64"), 1)
case("logsumexp", tensor([2, 2], dtype="int32"), 1)

for p in [1, 2, 3, 0.5, 0, INF, -INF, 1.5]:
    case("norm", tensor([2, 3], seed=4), p, call=lambda x, p: torch.linalg.vector_norm(x, p))
    case("norm", tensor([2, 3], seed=4), p, 1, call=lambda x, p, d: torch.linalg.vector_norm(x, p, d))
    case("norm", tensor([2, 3], seed=4), p, [0, 1], call=torch.linalg.vector_norm, keepdim=True)
for p in [1, 2, 3, INF]:
    case("norm", tensor(values=[0.0, 0.0]), p, call=torch.linalg.vector_norm)
    case("norm", tensor(values=[0.0, 2.0, -2.0]), p, call=torch.linalg.vector_norm)
case("norm", SCALAR, 2, call=torch.linalg.vector_norm)
case("norm", tensor([0]), 2, call=torch.linalg.vector_norm)
case("norm", tensor(values=[NAN, 1.0]), 2, call=torch.linalg.vector_norm)
case("norm", tensor([2, 2], dtype="float64"), 2, 0, call=torch.linalg.vector_norm)
if __name__ == "__main__":
    write()
