"""Finding, choosing and counting: python3 tests/oracle/ops_count.py > tests/fixtures/ops_count.json"""

import json

import torch
import torch.nn.functional as F
from ops_index import HOWS, ints, mask
from support.record import LINES, case, second_derivatives, snake, tensor

LINES.clear()
INF, NAN = float("inf"), float("nan")


def method(op, *indices):
    """PyTorch's method; arguments with those numbers are indices, which PyTorch wants in int64."""

    def call(x, *args, **options):
        args = [a.long() if i in indices and isinstance(a, torch.Tensor) and a.dtype == torch.int32 else a for i, a in enumerate(args)]
        return getattr(x, snake(op))(*args, **options)

    return call


FULL = mask([1, 0, 1, 0, 1, 1], [2, 3])
M = lambda how="": tensor([2, 3], how=how, seed=2)
for how in HOWS:
    x = M(how)
    for index in [ints([0, -1]), ints([5, 0, -6, 2], [2, 2]), ints(3, []), ints([], [0]), ints([1, 1, 1]), ints([4, 0, 2, 1], [2, 2], "transposed")]:
        case("take", x, index, call=method("take", 0))
    for index, dim in [
        (ints([2, 0], [2, 1]), 1), (ints([1, 0, 1], [1, 3]), 0), (ints([2, 0, 1, 1], [1, 4]), 1), (ints([0, 1, 1], [1, 3]), -2),
        (ints([0, 2, 1, 0, 0, 0], [2, 3], "transposed"), -1),
    ]:
        case("takeAlongDim", x, index, dim, call=method("takeAlongDim", 0))
    if how == "":
        case("takeAlongDim", x, ints([5, 0, 0], [3, 1]), call=method("takeAlongDim", 0))
    for m in [FULL, mask([1, 0, 1]), mask([1, 0], [2, 1]), mask(1, []), mask(0, []), mask([0, 0, 0]), mask([1, 0, 1, 0, 1, 1], [2, 1, 3]), mask([1, 0, 1, 0, 1, 1], [2, 3], "transposed")]:
        # PyTorch 1.13's gradients for transposed tensors are in the wrong order; see ops_count_test.ts.
        case("maskedSelect", x, m, grad=how != "transposed")
        case("maskedFill", x, m, 7.5)
    case("maskedFill", x, FULL, tensor(values=1.5))
    case("maskedSelect", x, tensor([2, 3], [0, 1, 1, 0, 0, 1], "uint8"), grad=how != "transposed")
    case("maskedFill", x, tensor([2, 3], [0, 1, 1, 0, 0, 1], "uint8"), -1)
    if how != "expanded":
        case("maskedFill_", x, tensor([2, 3], [0, 1, 1, 0, 0, 1], "uint8"), -1, call=lambda x, *args: x.clone().masked_fill_(*args))
    for values in [[0, 1.5, 0, -2, 0, NAN], [0, 0, 0, 0, 0, 0], [-0.0, INF, -INF, 1, 0, 0]]:
        y = tensor([2, 3], values, how=how)
        case("nonzero", y)
        case("argwhere", y, call=torch.argwhere)
        case("nonzero", y, as_tuple=True)
        case("where", y, call=lambda x: torch.where(x))
case("takeAlongDim", tensor([2, 1, 3]), ints([1, 0, 1, 1, 0, 0], [1, 2, 3]), 0, call=method("takeAlongDim", 0))
case("take", tensor(values=2.5), ints([0, -1]), call=method("take", 0))
case("take", tensor([0]), ints([], [0]), call=method("take", 0))
case("maskedSelect", tensor([3]), FULL)
case("maskedSelect", tensor(values=2.5), mask([1, 0, 1]))
case("maskedSelect", tensor([0, 3]), mask([1, 0, 1]))
for dtype, values in [("int32", [0, -2, 3, 0]), ("uint8", [0, 2, 3, 0]), ("bool", [0, 1, 1, 0]), ("float16", [0, -2, 3, 0]), ("float64", [0, -2, 3, 0])]:
    x = tensor([2, 2], values, dtype)
    case("nonzero", x)
    case("nonzero", x, as_tuple=True)
    case("take", x, ints([3, 1]), call=method("take", 0))
    case("takeAlongDim", x, ints([1, 0], [2, 1]), 1, call=method("takeAlongDim", 0))
    case("maskedSelect", x, mask([1, 0, 1, 1], [2, 2]))
    case("maskedFill", x, mask([1, 0, 1, 1], [2, 2]), 1)
for x in [tensor(values=2.5), tensor(values=0.0), tensor([0]), tensor([0, 2]), tensor([2, 0]), tensor([3]), tensor([2, 2, 3], [0, 1, 0, 0, 2, 3, 0, 0, 0, 4, 0, 5]), tensor([1, 1, 4], [0, 1, 1, 0])]:
    case("nonzero", x)
    case("nonzero", x, as_tuple=True)
    case("argwhere", x, call=torch.argwhere)
    case("where", x, call=lambda x: torch.where(x))

one_hot = lambda x, *rest: F.one_hot(x.long() if x.dtype == torch.int32 else x, *rest)
for how in HOWS:
    x = ints([0, 2, 1, 0, 2, 2], [2, 3], how)
    case("oneHot", x, call=one_hot)
    case("oneHot", x, 3, call=one_hot)
    case("oneHot", x, 5, call=one_hot)
for x in [ints(1, []), ints([2, 0]), ints([], [0]), ints([], [0, 2]), ints([0], [1, 1, 1])]:
    case("oneHot", x, call=one_hot)
    case("oneHot", x, 3, call=one_hot)
for x, classes in [(ints([0, 2]), 2), (ints([0, -2]), 2), (ints([0, -2]), -1), (ints([0]), 0), (ints([], [0]), 0), (ints([1]), -5), (mask([1, 0]), 2), (tensor([2]), 2), (tensor([1], [1], "uint8"), 2)]:
    case("oneHot", x, classes, call=one_hot)

bincount = lambda x, *rest: torch.bincount(x.long() if x.dtype == torch.int32 else x, *rest)
for how in ["", "sliced"]:
    for values in [[0, 2, 2, 5], [3, 3, 3], [0]]:
        x = ints(values, how=how)
        case("bincount", x, call=bincount)
        case("bincount", x, None, 4, call=bincount)
        case("bincount", x, tensor([len(values)], seed=4, how=how), call=bincount, grad=False)
        case("bincount", x, tensor([len(values)], seed=4), 8, call=bincount, grad=False)
        for dtype in ["float64", "int32"]:
            case("bincount", x, tensor([len(values)], list(range(1, len(values) + 1)), dtype), call=bincount, grad=False)
case("bincount", ints([], [0]), call=bincount)
case("bincount", ints([], [0]), None, 3, call=bincount)
case("bincount", tensor([4], [1, 3, 1, 200], "uint8"), call=bincount)
for x in [tensor([2]), mask([1, 0]), ints([1, -2]), ints([1, 2], [1, 2]), ints(1, []), ints([], [0, 2])]:
    case("bincount", x, call=bincount, grad=False)
case("bincount", ints([1, 2]), tensor([3]), call=bincount, grad=False)
case("bincount", ints([1, 2]), tensor([1, 2]), call=bincount, grad=False)
case("bincount", ints([1, 2]), None, -1, call=bincount)

DATA = [1.0, 2.0, 1.0, 3.0, 0.5, -1.5, 0.0, 2.75]
for dtype in ["float32", "float64"]:
    for how in ["", "transposed", "sliced"]:
        x = tensor([2, 4], DATA, dtype, how)
        for args in [[4], [4, 0, 3], [3, -1, 1], [10], [1, 0, 2], [5, 10, 20], [4, 2, 2], [7, -0.5, 2.25]]:
            case("histc", x, *args, grad=False)
        for options in [{}, {"range": [0.0, 3.0]}, {"density": True}, {"range": [-1.0, 2.0], "density": True}, {"range": [3.0, 3.0]}]:
            call = lambda x, bins, weight=None, **o: torch.histogram(x, bins, weight=weight, **o)
            case("histogram", x, 4, call=call, grad=False, **options)
            case("histogram", x, 3, tensor([2, 4], dtype=dtype, seed=4, low=0.5), call=call, grad=False, **options)
        for edges in [[-1, 0, 1, 3], [0, 0.5, 2.5], [0, 1, 1, 2], [1, 2]]:
            case("histogram", x, tensor(values=edges, dtype=dtype), call=call, grad=False)
            case("histogram", x, tensor(values=edges, dtype=dtype), tensor([2, 4], dtype=dtype, seed=4, low=0.5), call=call, grad=False, density=True)
for x in [tensor([0]), tensor(values=2.0), tensor([3], [2.0, 2.0, 2.0])]:
    case("histc", x, 4, grad=False)
    case("histogram", x, 4, call=call, grad=False)
# PyTorch counts NaN in the first bin; hibana does not count it.
case("histc", tensor(values=[1.0, INF, -INF, 2.0]), 4, 0, 3, grad=False)
case("histc", tensor(values=DATA), grad=False)
for args in [[0], [-1], [4, 3, 0], [4, 0, INF]]:
    case("histc", tensor([3]), *args, grad=False)
case("histc", tensor(values=[1.0, INF]), 4, grad=False)
case("histc", tensor([3], [1, 2, 3], "int32"), 4)
Y = tensor([3], seed=3)
for args, options in [
    ([0], {}), ([4], {"range": [3.0, 0.0]}), ([4], {"range": [0.0, 1.0, 2.0]}), ([4, tensor([2])], {}),
    ([4, tensor([3], [1, 2, 3], "int32")], {}), ([tensor([1, 2])], {}), ([tensor([2], dtype="float64")], {}), ([tensor([1])], {}), ([tensor([0])], {}),
]:
    case("histogram", Y, *args, call=call, grad=False, **options)
case("histogram", tensor(values=[1.0, INF]), 4, call=call, grad=False)
case("histogram", tensor([3], [1, 2, 3], "int32"), 4, call=call)

for row, col in [(3, 4), (4, 3), (3, 3), (0, 3), (3, 0), (1, 1)]:
    for offset in [[], [1], [-1], [-2], [9], [-9]]:
        case("triuIndices", row, col, *offset, call=torch.triu_indices)
        case("trilIndices", row, col, *offset, call=torch.tril_indices)
for args, options in [([-1, 3], {}), ([3, -2], {}), ([3, 3], {"dtype": "float32"}), ([3, 3], {"dtype": "uint8"})]:
    case("triuIndices", *args, call=torch.triu_indices, **options)
    case("trilIndices", *args, call=torch.tril_indices, **options)

case("take", M(), ints([6]), call=method("take", 0))
case("take", M(), ints([-7]), call=method("take", 0))
case("take", M(), tensor([2]))
case("take", M(), mask([1, 0]))
case("take", tensor([0]), ints([0]), call=method("take", 0))
for index, dim in [(ints([0, 1], [1, 2]), 0), (ints([0]), 0), (tensor([1, 1]), 0), (ints([9], [1, 1]), 0), (ints([-1], [1, 1]), 0), (ints([0], [1, 1]), 2)]:
    case("takeAlongDim", M(), index, dim, call=method("takeAlongDim", 0))
case("takeAlongDim", tensor(values=2.5), ints(0, []), 0, call=method("takeAlongDim", 0))
case("maskedSelect", M(), M(), grad=False)
case("maskedSelect", M(), mask([1, 0]))
case("maskedFill", M(), FULL, tensor([1]))
case("maskedFill", M(), mask([1, 0]), 1)
FIRST = list(LINES)
LINES.clear()


def of_squares(op, *args, call=None):
    """Second derivatives of the operation on squares."""
    call = call or getattr(torch.Tensor, snake(op))

    def composed(*args):
        return call(*(a * a if isinstance(a, torch.Tensor) and a.requires_grad else a for a in args))

    case(op, *args, call=composed, derivatives=second_derivatives)


for how in HOWS:
    of_squares("take", M(how), ints([0, -1, 0]), call=method("take", 0))
    of_squares("takeAlongDim", M(how), ints([2, 0, 2, 0], [2, 2]), 1, call=method("takeAlongDim", 0))
    if how != "transposed":
        of_squares("maskedSelect", M(how), FULL)
print(json.dumps({"first": FIRST, "second": LINES}, indent=0))
