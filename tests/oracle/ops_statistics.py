"""Statistics, norms and what reductions refuse: python3 tests/oracle/ops_statistics.py > tests/fixtures/ops_statistics.json"""

import math

import torch
from ops_reduce import CUBE, EMPTY, HOWS, SCALAR, SPECIAL
from support.record import LINES, case, tensor, write

LINES.clear()
NAN, INF = math.nan, math.inf
WHOLE = [1, 0, 5, 3, 200, 100]
M = tensor([3, 4], seed=9)
HOLES = tensor([2, 3], [1.0, NAN, 2.5, NAN, NAN, -3.0])
INTEGERS = [tensor([2, 3], WHOLE, dtype) for dtype in ["int32", "uint8", "bool"]]


def function(name):
    """PyTorch's function, over all dimensions where a list is empty."""

    def call(x, *args, **options):
        return getattr(torch, name)(x, *args, **options)

    return call


# Refusals that all reductions share, and 0-d tensors.
DIMMED = ["sum", "mean", "amax", "amin", "std", "var", "nansum", "nanmean", "logsumexp", "countNonzero"]
for op in DIMMED:
    name = "count_nonzero" if op == "countNonzero" else op
    case(op, M, [0, 0], call=function(name))
    case(op, M, [0, -2], call=function(name))
    case(op, M, 2, call=function(name))
    case(op, M, [0, -3], call=function(name))
    case(op, SCALAR, 1, call=function(name))
    for x in INTEGERS:
        case(op, x, 1, call=function(name))
    if op not in ("std", "var"):
        case(op, SCALAR, 0, call=function(name))
        case(op, SCALAR, -1, call=function(name))
for op in ["prod", "max", "min", "argmax", "argmin", "any", "all"]:
    case(op, M, 2, grad=False)
    case(op, M, -3, grad=False)
    case(op, SCALAR, 1, grad=False)
    case(op, SCALAR, 0, grad=op in ("prod", "max", "min"))
for op in ["max", "min", "argmax", "argmin", "amax", "amin"]:
    case(op, EMPTY)
    case(op, EMPTY, 0)
    case(op, EMPTY, 1)
    case(op, INTEGERS[2])
    case(op, INTEGERS[2], 0)
for op in ["argmax", "argmin"]:
    case(op, M, None, keepdim=True)
for op in ["sum", "prod"]:
    for x in INTEGERS:
        for dtype in ["uint8", "bool", "float32", "int32"]:
            case(op, x, 1, dtype=dtype)
    case(op, M, 0, dtype="float64")
    case(op, tensor(values=[0.5, -0.5, 0.25]), 0, dtype="bool", grad=False)
    case(op, tensor(values=[1.5, -2.5, 0.25]), 0, dtype="int32", grad=False)
case("mean", INTEGERS[0], 0, dtype="int32")
case("mean", M, 0, dtype="int32")
case("mean", M, 0, dtype="float64")
for x in INTEGERS:
    for op in ["any", "all"]:
        case(op, x)
        case(op, x, 1, keepdim=True)
for op in ["any", "all"]:
    case(op, tensor([0], dtype="uint8"))

for op in ["nansum", "nanmean"]:
    for how in HOWS:
        case(op, tensor([3, 4], how=how, seed=9), 1)
    case(op, HOLES)
    case(op, HOLES, 0)
    case(op, HOLES, 1, keepdim=True)
    case(op, HOLES, [0, 1])
    case(op, HOLES, 0, dtype="float64")
    for row in SPECIAL:
        case(op, tensor(values=row))
    case(op, EMPTY)
    case(op, EMPTY, 0)
    case(op, tensor([2, 3], dtype="float64"), 0)
case("nansum", HOLES, 0, dtype="int32")
case("nansum", INTEGERS[0], 0, dtype="float32")
for how in HOWS:
    x = tensor([3, 4], [0.0, 1.0, 2.0, 0.0] * 3, how=how)
    case("countNonzero", x, call=torch.count_nonzero)
    case("countNonzero", x, 0, call=torch.count_nonzero)
    case("countNonzero", x, [0, 1], call=torch.count_nonzero)
for row in SPECIAL:
    case("countNonzero", tensor(values=row), call=torch.count_nonzero)
case("countNonzero", EMPTY, call=torch.count_nonzero)
case("countNonzero", EMPTY, 0, call=torch.count_nonzero)
# PyTorch 1.13 has no gradient of aminmax.
for how in HOWS:
    x = tensor([3, 4], how=how, seed=9)
    case("aminmax", x, call=torch.aminmax, grad=False)
    case("aminmax", x, call=torch.aminmax, grad=False, dim=0)
    case("aminmax", x, call=torch.aminmax, grad=False, dim=-1, keepdim=True)
for row in SPECIAL:
    case("aminmax", tensor(values=row), call=torch.aminmax, grad=False)
for x in INTEGERS:
    case("aminmax", x, call=torch.aminmax)
    case("aminmax", x, call=torch.aminmax, dim=1)
case("aminmax", M, call=torch.aminmax, grad=False, keepdim=True)
case("aminmax", M, call=torch.aminmax, grad=False, dim=2)
case("aminmax", SCALAR, call=torch.aminmax, grad=False)
case("aminmax", SCALAR, call=torch.aminmax, grad=False, dim=0)
case("aminmax", EMPTY, call=torch.aminmax, grad=False)
case("aminmax", EMPTY, call=torch.aminmax, grad=False, dim=0)
case("aminmax", EMPTY, call=torch.aminmax, grad=False, dim=1)

for op in ["var", "std", "varMean", "stdMean"]:
    name = op.replace("Mean", "_mean")
    for unbiased in [True, False]:
        case(op, M, 1, call=function(name), unbiased=unbiased)
        case(op, M, [0, 1], call=function(name), unbiased=unbiased, keepdim=True)
    for correction in [0, 1, 2, 7]:
        case(op, M, 1, call=function(name), correction=correction)
    for how in HOWS:
        x = tensor([3, 4], how=how, seed=9)
        case(op, x, call=function(name))
        case(op, x, 0, call=function(name))
        case(op, x, -1, call=function(name), unbiased=True, keepdim=True)
    case(op, CUBE, [0, 2], call=function(name))
    case(op, M, 2, call=function(name))
    case(op, M, [1, 1], call=function(name))
    case(op, SCALAR, call=function(name), grad=False)
    case(op, SCALAR, 0, call=function(name), unbiased=False)
    case(op, EMPTY, call=function(name))
    case(op, EMPTY, 0, call=function(name))
    case(op, EMPTY, 1, call=function(name))
    case(op, tensor(values=[NAN, 1.0]), call=function(name))
    # PyTorch's mean beside a variance is NaN where one element is infinite.
    if "Mean" not in op:
        case(op, tensor(values=[INF, 1.0]), call=function(name))
    case(op, tensor([3, 4], dtype="float16"), 1, call=function(name))
    case(op, tensor([3, 4], dtype="float64"), 1, call=function(name))
    for x in INTEGERS:
        case(op, x, call=function(name))

ORDERS = [0, 0.5, 1, 1.5, 2, 3, 4.5, INF, -INF, -1, -2, "fro"]
ZEROS = tensor([2, 2], [0.0, 0.0, 0.0, 2.0])
for p in ORDERS:
    case("norm", M, p, call=torch.norm)
    case("norm", M, p, 0, call=torch.norm)
    case("norm", CUBE, p, [0, 2] if p != "fro" else [2], call=torch.norm, keepdim=True)
    case("norm", tensor([3, 4], seed=3, how="transposed"), p, -1, call=torch.norm)
    case("norm", EMPTY, p, call=torch.norm, grad=False)
    case("norm", EMPTY, p, 0, call=torch.norm, grad=False)
    # Of the absolute values of zeros, powers below 0 and 1 have no slope.
    case("norm", ZEROS, p, 1, call=torch.norm, grad=p not in (-1, -2, 0.5, 0))
    case("norm", SCALAR, p, 0, call=torch.norm, grad=p != 0)
    for row in SPECIAL[:3]:
        case("norm", tensor(values=row), p, call=torch.norm, grad=p in (1, 2))
    for x in INTEGERS:
        case("norm", x, p, call=torch.norm)
    if p != "fro":
        case("norm", INTEGERS[0], p, 1, call=torch.norm, dtype="float32")
case("norm", M, 1, 0, call=torch.norm, dtype="float64")
case("norm", M, 1, 0, call=torch.norm, dtype="int32")
case("norm", M, "other", call=torch.norm)
case("norm", M, 2, [0, 0], call=torch.norm)
case("norm", M, 2, 2, call=torch.norm)
case("norm", tensor([3, 4], dtype="float16"), 2, 1, call=torch.norm)
case("norm", M, call=torch.norm)
case("norm", M, "fro", [0, 1], call=torch.norm)

for p in [0.5, 1, 1.5, 2, 3, INF]:
    for how in HOWS:
        case("renorm", tensor([3, 4], how=how, seed=9), p, 0, 2.5)
    case("renorm", M, p, -1, 1)
    case("renorm", CUBE, p, 1, 0.5)
    case("renorm_", M, p, 1, 2, call=lambda x, *args: x.clone().renorm_(*args))
for p in [0, -1]:
    case("renorm", M, p, 0, 1)
case("renorm", M, 2, 0, -1)
case("renorm", M, 2, 0, 0)
case("renorm", M, 2, 2, 1)
case("renorm", tensor([3]), 2, 0, 1)
case("renorm", SCALAR, 2, 0, 1)
case("renorm", INTEGERS[0], 2, 0, 1)
case("renorm", EMPTY, 2, 0, 1, grad=False)
case("renorm", tensor([3, 2], [NAN, 1.0, 0.0, 0.0, INF, 1.0]), 2, 0, 1, grad=False)
case("renorm", tensor([2, 3], dtype="float16"), 2, 0, 1)
case("renorm", tensor([2, 3], dtype="float64"), 2, 0, 1)
case("renorm_", INTEGERS[0], 2, 0, 1, call=lambda x, *args: x.clone().renorm_(*args))


def cov(x, fweights=None, aweights=None, **options):
    return torch.cov(x, fweights=fweights, aweights=aweights, **options)


COUNTS, SHARES = tensor([4], [1, 2, 0, 3], "int32"), tensor([4], [0.5, 1.5, 1.0, 0.25])
for how in HOWS:
    x = tensor([3, 4], how=how, seed=9)
    case("cov", x, call=cov)
    case("corrcoef", x, call=torch.corrcoef, grad=how != "expanded")
for correction in [0, 1, 2, 9]:
    for weights in [[None, None], [COUNTS, None], [None, SHARES], [COUNTS, SHARES]]:
        case("cov", M, *weights, call=cov, grad=correction < 9, correction=correction)
for x in [tensor([4]), SCALAR, tensor([1, 4]), tensor([3, 1]), EMPTY, tensor([3, 0]), tensor([0])]:
    case("cov", x, call=cov, grad=False)
    case("corrcoef", x, call=torch.corrcoef, grad=False)
case("cov", CUBE, call=cov)
case("corrcoef", CUBE, call=torch.corrcoef)
case("corrcoef", tensor([2, 3], [1.0, 2.0, 3.0, 0.0, 0.0, 0.0]), call=torch.corrcoef, grad=False)
for x in INTEGERS:
    case("cov", x, call=cov)
case("cov", tensor([2, 3], dtype="float64"), call=cov)
case("cov", tensor([2, 3], dtype="float16"), call=cov)
case("cov", tensor([2, 4], seed=3, dtype="int32"), COUNTS, SHARES, call=cov)
for weights in [tensor([4], [1.0, 2.0, 0.0, 3.0]), tensor([4], [1, 1, 0, 1], "bool"), tensor([2, 2], [1, 1, 1, 1], "int32"), tensor([3], [1, 1, 1], "int32")]:
    case("cov", M, weights, call=cov)
for weights in [COUNTS, tensor([2, 2]), tensor([3])]:
    case("cov", M, None, weights, call=cov)
case("cov", M, tensor([4], [1, -1, 1, 1], "int32"), call=cov)
case("cov", M, tensor([4], [0, 0, 0, 0], "int32"), call=cov)
case("cov", M, None, tensor([4], [1.0, -1.0, 1.0, 1.0]), call=cov)
case("cov", M, None, tensor([4], [0.0, 0.0, 0.0, 0.0]), call=cov)
if __name__ == "__main__":
    write()
