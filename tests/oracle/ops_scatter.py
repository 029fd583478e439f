"""Scatter and its kin: python3 tests/oracle/ops_scatter.py > tests/fixtures/ops_scatter.json"""

import json

import torch
from ops_index import HOWS, ints, mask
from support.record import LINES, case, second_derivatives, snake, tensor

LINES.clear()
INF, NAN = float("inf"), float("nan")


def method(op, index=None):
    """PyTorch's method; its index-th argument is an index, which PyTorch wants in int64."""
    name = snake(op)

    def call(x, *args, **options):
        if name.endswith("_") and x.is_leaf and x.requires_grad:
            x = x.clone()
        args = [a.long() if i == index and a.dtype == torch.int32 else a for i, a in enumerate(args)]
        return getattr(x, name)(*args, **options)

    return call


def both(op, *args, index=None, **options):
    """The operation, and its form in place."""
    case(op, *args, call=method(op, index), **options)
    case(op + "_", *args, call=method(op + "_", index), **options)


def slice_scatter(x, src, dim=0, start=None, end=None, step=1):
    """PyTorch 1.13 gets its own default step wrong."""
    return torch.slice_scatter(x, src, dim, start, end, step)


def sources():
    """Sources for the index COLUMNS."""
    yield tensor([2, 4], seed=5, low=0.5)
    yield tensor([2, 4], seed=5, how="transposed", low=0.5)
    yield tensor([2, 4], seed=5, how="expanded", low=0.5)


COLUMNS = ints([0, 2, 0, 0, 1, 1, 2, 1], [2, 4])
ROWS = ints([0, 1, 1, 0, 0, 0], [2, 3])
M = lambda how="", **o: tensor([2, 3], how=how, seed=2, **o)
REDUCTIONS = ["sum", "prod", "mean", "amax", "amin"]

for how, src in zip(HOWS[:3], sources()):
    both("scatterAdd", M(how), 1, COLUMNS, src, index=1)
    for reduce in REDUCTIONS:
        both("scatterReduce", M(how, low=0.5), 1, COLUMNS, src, reduce, index=1)
        both("scatterReduce", M(how, low=0.5), 1, COLUMNS, src, reduce, index=1, include_self=False)
    both("scatter", M(how), 0, ints([0, 1, 1], [1, 3]), tensor([1, 3], seed=5), index=1)
    both("scatter", M(how), -1, ints([2, 0], [2, 1]), 9.5, index=1)
    for reduce in ["add", "multiply"]:
        both("scatter", M(how), 1, COLUMNS, tensor([2, 4], seed=5), index=1, grad=False, reduce=reduce)
        both("scatter", M(how), 1, COLUMNS, 1.5, index=1, grad=False, reduce=reduce)
# The expanded source, the index that is smaller than both, and the one that names nothing.
both("scatterAdd", M(), 1, ints([0, 2, 1, 1], [2, 2]), tensor([2, 2], how="expanded"), index=1)
both("scatterReduce", M(), 0, ints([1, 1], [1, 2]), tensor([2, 2], how="sliced"), "prod", index=1, grad=False)
for reduce in REDUCTIONS:
    both("scatterReduce", M(), 0, ints([], [0, 3]), tensor([0, 3]), reduce, index=1)
    both("scatterReduce", tensor(values=2.5), 0, ints(0, []), tensor(values=1.5), reduce, index=1)
    both("scatterReduce", tensor(values=2.5), 0, ints([0, 0], [2]), tensor([2], seed=3), reduce, index=1)
# Zeros in products, ties among extremes, and what is not finite.
ZEROS = tensor([2, 3], [0.0, 2.0, 1.5, 2.0, 0.0, 0.0])
for self in [ZEROS, tensor([2, 3], [2.0, 2.0, -1.0, 2.0, 0.5, 3.0])]:
    for zeros in [[0.0, 3.0, 2.0, 0.5, 2.0, 2.0, 1.0, 2.0], [0.0, 3.0, 0.0, 0.5, 0.0, 2.0, 1.0, 0.0]]:
        for include in [True, False]:
            for reduce in ["prod", "amax", "amin", "mean"]:
                both("scatterReduce", self, 1, COLUMNS, tensor([2, 4], zeros), reduce, index=1, include_self=include)
ODD = tensor([2, 3], [NAN, 1.0, INF, -INF, 2.0, NAN])
for reduce in REDUCTIONS:
    src = tensor([2, 4], [1.0, NAN, INF, -INF, 2.0, -INF, 3.0, INF])
    both("scatterReduce", ODD, 1, COLUMNS, src, reduce, index=1, grad=False)
    both("scatterReduce", ODD, 1, COLUMNS, src, reduce, index=1, grad=False, include_self=False)
for dtype in ["int32", "uint8", "bool", "float16", "float64"]:
    x = tensor([2, 3], [1, 0, 1, 0, 0, 1] if dtype == "bool" else [3, 0, 5, 7, 2, 1], dtype)
    src = tensor([2, 4], [1, 0, 0, 1, 1, 1, 0, 0] if dtype == "bool" else [9, 4, 2, 0, 1, 30, 7, 200], dtype)
    both("scatter", x, 1, ints([2, 0], [2, 1]), src, index=1, grad=False)
    both("scatterAdd", x, 1, COLUMNS, src, index=1)
    for reduce in REDUCTIONS:
        for include in [True, False]:
            # PyTorch 1.13 has no scatterReduce of float16 on the CPU, and rounds its mean of uint8 differently.
            if dtype != "float16" and not (dtype in ("uint8", "int32") and reduce == "mean"):
                both("scatterReduce", x, 1, COLUMNS, src, reduce, index=1, include_self=include)
    both("scatter", x, 0, ints([1, 0, 1], [1, 3]), 1, index=1)
    both("indexFill", x, 1, ints([0, -1]), 1, index=1)
    both("indexCopy", x, 1, ints([2, 0]), tensor([2, 2], [1, 0, 0, 1], dtype), index=1)
    both("indexAdd", x, 1, ints([2, 2]), tensor([2, 2], [1, 0, 0, 1], dtype), index=1)
    both("put", x, ints([0, -1]), tensor([2], [1, 0], dtype), index=0)
    both("maskedScatter", x, mask([1, 0, 1]), tensor([4], [1, 0, 0, 1], dtype))
both("scatterReduce", tensor([3], [7, -7, 5], "int32"), 0, ints([0, 1, 1, 2]), tensor([4], [2, 2, 3, -8], "int32"), "mean", index=1)

TALL = lambda how="": tensor([3, 2], seed=7, how=how)
for how in HOWS[:3]:
    for index in [[1, 0], [0, 0]]:
        both("indexAdd", M(how), 0, ints(index), tensor([2, 3], seed=4, how=how), index=1)
        both("indexAdd", M(how), 1, ints(index), tensor([2, 2], seed=4), index=1, alpha=-1.5)
        for reduce in REDUCTIONS[1:]:
            case("indexReduce", M(how, low=0.5), 1, ints(index), tensor([2, 2], seed=4, low=0.5), reduce, call=method("indexReduce", 1))
            case("indexReduce_", M(how, low=0.5), 1, ints(index), tensor([2, 2], seed=4, low=0.5), reduce, call=method("indexReduce_", 1), include_self=False)
    both("indexCopy", M(how), 1, ints([2, 0]), tensor([2, 2], seed=4, how=how), index=1)
    both("indexCopy", M(how), 0, ints([1]), tensor([1, 3], seed=4), index=1)
    both("indexFill", M(how), 1, ints([2, -3]), 7.5, index=1)
    both("indexFill", M(how), 0, ints([1]), tensor(values=1.5), index=1)
    both("put", M(how), ints([0, -1, 4, -5], [2, 2]), tensor([4], seed=4), index=0)
    both("put", M(how), ints([0, 3, 0], [3]), tensor([3], seed=4), True, index=0)
    both("maskedScatter", M(how), mask([1, 0, 1, 0, 1, 1], [2, 3]), tensor([2, 3], seed=4, how=how))
    both("maskedScatter", M(how), mask([1, 0, 1]), tensor([4], seed=4))
    for dim, position in [(0, 1), (1, -1), (-1, 0)]:
        case("selectScatter", M(how), tensor([3 if dim == 0 else 2], seed=4), dim, position, call=torch.select_scatter)
    case("sliceScatter", M(how), tensor([2, 2], seed=4), 1, 0, 3, 2, call=slice_scatter)
    case("sliceScatter", M(how), tensor([1, 3], seed=4, how="sliced"), 0, -1, 9, call=slice_scatter)
    case("diagonalScatter", M(how), tensor([2], seed=4), call=torch.diagonal_scatter)
    case("diagonalScatter", M(how), tensor([2], seed=4), 1, call=torch.diagonal_scatter)
    case("diagonalScatter", M(how), tensor([1], seed=4), -1, -2, -1, call=torch.diagonal_scatter)
    case("triu_", M(how), 1, call=method("triu_"))
    case("tril_", M(how), -1, call=method("tril_"))
    # PyTorch differentiates diagonals of what is contiguous.
    case("fillDiagonal_", M(how), 7.5, call=method("fillDiagonal_"), grad=how == "")
for shape, wrap in [([7, 2], True), ([7, 2], False), ([4, 3], True), ([3, 3, 3], True), ([2, 5], True), ([0, 2], True), ([5, 1], True)]:
    case("fillDiagonal_", tensor(shape), 7.5, wrap, call=method("fillDiagonal_"))
case("fillDiagonal_", tensor([2, 2], [1, 2, 3, 4], "int32"), 1.5, call=method("fillDiagonal_"))
case("fillDiagonal_", tensor([2, 2], [0, 0, 1, 0], "bool"), True, call=method("fillDiagonal_"))
case("triu_", tensor([2, 2], [1, 1, 1, 1], "bool"), call=method("triu_"))
CUBE = tensor([2, 3, 2], seed=6)
both("indexAdd", CUBE, 1, ints([2, 0]), tensor([2, 2, 2], seed=4), index=1)
both("indexCopy", CUBE, -1, ints([1]), tensor([2, 3, 1], seed=4), index=1)
both("indexFill", CUBE, 1, ints([0, 2]), 0.5, index=1)
both("indexFill", CUBE, 1, ints(1, []), 0.5, index=1)
both("indexAdd", tensor(values=2.5), 0, ints([0]), tensor(values=1.5), index=1)
both("indexAdd", tensor(values=2.5), 0, ints(0, []), tensor([1], seed=3), index=1)
both("indexCopy", tensor(values=2.5), 0, ints([0]), tensor(values=1.5), index=1)
both("indexCopy", tensor([3]), 0, ints([1]), tensor(values=1.5), index=1)
both("indexFill", tensor(values=2.5), 0, ints([0]), 7, index=1)
both("indexAdd", M(), 0, ints([], [0]), tensor([0, 3]), index=1)
both("indexFill", M(), 0, ints([], [0]), 1, index=1)
both("indexAdd", tensor([3], [1, 2, 3], "int32"), 0, ints([2, 2]), tensor([2], [5, 6], "int32"), index=1, alpha=2.5)
# The slices of a source broadcast; PyTorch 1.13 does not differentiate that.
both("indexAdd", M(), 1, ints([0, 2]), tensor([1, 2], seed=4), index=1, grad=False)
both("indexAdd", M(), 0, ints([0, 1]), tensor([2, 1], seed=4), index=1, grad=False)
both("indexAdd", M(), 0, ints([0, 1]), tensor([2], seed=4), index=1, grad=False)
both("put", CUBE, ints([], [0]), tensor([0]), index=0)
both("put", tensor(values=2.5), ints([-1]), tensor([1]), index=0)
both("maskedScatter", tensor([3]), mask([1, 0, 1, 0, 1, 1], [2, 3]), tensor([4], seed=4))
both("maskedScatter", M(), mask(1, []), tensor([6], seed=4))
both("maskedScatter", M(), mask(0, []), tensor([0], seed=4))
both("maskedScatter", M(), tensor([2, 3], [1, 0, 1, 0, 0, 1], "uint8"), tensor([3], seed=4))
both("maskedScatter", tensor([0, 3]), mask([], [0, 3]), tensor([2], seed=4))
case("selectScatter", CUBE, tensor([2, 2], seed=4), 1, 2, call=torch.select_scatter)
case("sliceScatter", CUBE, tensor([2, 2, 2], seed=4), 1, 1, 3, call=slice_scatter)
case("diagonalScatter", CUBE, tensor([3, 2], seed=4), 0, 0, 2, call=torch.diagonal_scatter)
case("selectScatter", tensor([2, 3], dtype="float64"), tensor([3], [1, 2, 3], "int32"), 0, 1, call=torch.select_scatter)

# Errors.
X = M()
both("scatter", X, 1, ints([0, 3], [2, 1]), 1, index=1)
both("scatter", X, 1, ints([0, -1], [2, 1]), M(), index=1)
both("scatter", X, 1, tensor([2, 1]), M())
both("scatter", X, 1, ints([0, 0, 0, 0], [1, 4]), M(), index=1)
both("scatter", X, 1, ints([0, 0], [2, 1]), tensor([2, 1], [1, 2], "int32"), index=1)
both("scatter", X, 1, ints([0, 0], [2, 1]), M(), index=1, reduce="sum")
both("scatter", X, 2, ints([0, 0], [2, 1]), M(), index=1)
both("scatter", X, 1, ints([0]), M(), index=1)
both("scatterAdd", X, 1, ints([5, 0], [2, 1]), M(), index=1)
both("scatterAdd", X, 1, ints([0, 0], [2, 1]), tensor([2, 1], [1, 2], "int32"), index=1)
both("scatterReduce", X, 1, ints([5, 0], [2, 1]), M(), "amax", index=1)
both("scatterReduce", X, 1, ints([0, 0], [2, 1]), M(), "max", index=1)
both("scatterReduce", X, 1, tensor([2, 1]), M(), "sum")
both("scatterReduce", mask([1, 0]), 0, ints([0]), mask([1]), "mean", index=1)
for op, rest in [("indexAdd", []), ("indexReduce", ["amax"])]:
    forms = [op + "_"] if op == "indexReduce" else [op, op + "_"]
    for index, source, dim in [
        (ints([0, 3]), tensor([2, 2]), 1), (ints([0, -1]), tensor([2, 2]), 1), (tensor([2]), tensor([2, 2]), 1),
        (ints([0, 1], [1, 2]), tensor([2, 2]), 1), (ints([0, 1]), M(), 1), (ints([0, 1]), tensor([2, 2], [1, 2, 3, 4], "int32"), 1),
        (ints([0, 1]), tensor([3]), 1), (ints([0, 1]), tensor([2, 2]), 0), (ints([0, 1]), M(), 5), (mask([1, 0]), tensor([2, 2]), 1),
        (tensor([2], [0, 1], "uint8"), tensor([2, 2]), 1),
    ]:
        for form in forms:
            case(form, X, dim, index, source, *rest, call=method(form, 1))
case("indexReduce", X, 1, ints([0, 1]), tensor([2, 2]), "sum", call=method("indexReduce", 1))
for index, source, dim in [
    (ints([0, 3]), tensor([2, 2]), 1), (ints([0, -1]), tensor([2, 2]), 1), (tensor([2]), tensor([2, 2]), 1),
    (ints([0, 1], [1, 2]), tensor([2, 2]), 1), (ints([0, 1]), M(), 1), (ints([0, 1]), tensor([1, 2]), 1),
    (ints([0, 1]), tensor([2, 2], [1, 2, 3, 4], "int32"), 1), (ints([0, 1]), tensor([3]), 1), (ints([0, 1]), tensor(values=1.0), 1),
    (ints([0]), tensor(values=1.0), 1), (ints([0, 1]), M(), 5),
]:
    both("indexCopy", X, dim, index, source, index=1)
for index, value in [
    (ints([0, 3]), 1), (ints([0, -4]), 1), (tensor([2]), 1), (ints([0, 1], [1, 2]), 1), (ints([0]), tensor([1])),
    (tensor([1], [1], "uint8"), 1),
]:
    both("indexFill", X, 1, index, value, index=1)
for index, source in [
    (ints([0, 6]), tensor([2])), (ints([0, -7]), tensor([2])), (tensor([2]), tensor([2])), (ints([0, 1]), tensor([3])),
    (ints([0, 1]), tensor([2], [1, 2], "int32")),
]:
    both("put", X, index, source, index=0)
both("put", tensor([0, 2]), ints([0]), tensor([1]), index=0)
both("maskedScatter", X, mask([1, 0, 1, 0, 1, 1], [2, 3]), tensor([3]))
both("maskedScatter", X, mask([1, 0]), tensor([3]))
both("maskedScatter", X, mask([1, 0, 0]), tensor([3], [1, 2, 3], "int32"))
case("maskedScatter_", tensor([3]), mask([1, 0, 1, 0, 1, 1], [2, 3]), tensor([6]), call=method("maskedScatter_"))
case("selectScatter", X, tensor([3]), 0, 2, call=torch.select_scatter)
case("selectScatter", X, tensor([2]), 0, 1, call=torch.select_scatter)
case("selectScatter", X, tensor([3]), 2, 1, call=torch.select_scatter)
case("sliceScatter", X, tensor([2, 3]), 1, 0, 2, call=slice_scatter)
case("sliceScatter", X, tensor([2, 3]), 1, 0, 2, 0, call=slice_scatter)
case("diagonalScatter", X, tensor([3]), call=torch.diagonal_scatter)
case("diagonalScatter", X, tensor([2]), 0, 1, 1, call=torch.diagonal_scatter)
case("fillDiagonal_", tensor([3]), 1, call=method("fillDiagonal_"))
case("fillDiagonal_", tensor([2, 2, 3]), 1, call=method("fillDiagonal_"))
FIRST = list(LINES)
LINES.clear()


def of_squares(op, *args, index=None, **options):
    """Second derivatives, of the operation on squares where it is linear."""
    call = method(op, index)
    if op.startswith(("select", "slice", "diagonal")):
        call = slice_scatter if op == "sliceScatter" else getattr(torch, snake(op))

    def composed(*args, **options):
        return call(*(a * a if isinstance(a, torch.Tensor) and a.requires_grad else a for a in args), **options)

    case(op, *args, call=composed, derivatives=second_derivatives, **options)


SRC = tensor([2, 4], seed=5, low=0.5)
for how in HOWS[:2]:
    x = M(how, low=0.5)
    for reduce in REDUCTIONS:
        for include in [True, False]:
            of_squares("scatterReduce", x, 1, COLUMNS, SRC, reduce, index=1, include_self=include)
    of_squares("scatterReduce_", x, 1, COLUMNS, SRC, "prod", index=1)
    of_squares("scatterReduce_", x, 1, COLUMNS, SRC, "amax", index=1)
    of_squares("scatterReduce", x, 1, COLUMNS, tensor([2, 4], [2.0, 0.0, 1.0, 0.5, 2.0, 2.0, 0.0, 2.0]), "amin", index=1)
    of_squares("scatterAdd_", x, 1, COLUMNS, SRC, index=1)
    of_squares("scatter_", x, 1, ints([2, 0], [2, 1]), tensor([2, 1], seed=5), index=1)
    of_squares("indexAdd", x, 1, ints([2, 2]), tensor([2, 2], seed=5), index=1, alpha=2)
    of_squares("indexReduce", x, 1, ints([2, 2]), tensor([2, 2], seed=5, low=0.5), "prod", index=1)
    of_squares("indexCopy", x, 1, ints([2, 0]), tensor([2, 2], seed=5), index=1)
    of_squares("indexFill", x, 1, ints([2, 0]), tensor(values=1.5), index=1)
    of_squares("put", x, ints([0, -1]), tensor([2], seed=5), index=0)
    of_squares("put", x, ints([0, 0]), tensor([2], seed=5), True, index=0)
    of_squares("maskedScatter", x, mask([1, 0, 1]), tensor([5], seed=5))
    of_squares("selectScatter", x, tensor([3], seed=5), 0, 1)
    of_squares("sliceScatter", x, tensor([2, 2], seed=5), 1, 1, 3)
    of_squares("diagonalScatter", x, tensor([2], seed=5))
    of_squares("triu_", x)
of_squares("fillDiagonal_", M(), 2.5)
print(json.dumps({"first": FIRST, "second": LINES}, indent=0))
