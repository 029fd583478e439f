"""Products: python3 tests/oracle/ops_matmul.py > tests/fixtures/ops_matmul.json"""

import torch
from support.record import case, tensor, write

HOWS = ["", "transposed", "sliced", "expanded"]


def left(*shape, how="", dtype="float32"):
    return tensor(list(shape), how=how, dtype=dtype, seed=2)


def right(*shape, how="", dtype="float32"):
    return tensor(list(shape), how=how, dtype=dtype, seed=7)


for how in HOWS:
    for other in HOWS:
        case("matmul", left(2, 3, how=how), right(3, 4, how=other))
        case("matmul", left(2, 2, 3, how=how), right(2, 3, 2, how=other))
SHAPES = [
    ([3], [3]), ([3], [3, 2]), ([2, 3], [3]), ([2, 3], [3, 1]), ([1, 3], [3, 2]), ([3], [2, 3, 2]),
    ([2, 2, 3], [3]), ([2, 2, 3], [3, 2]), ([2, 3], [2, 3, 2]), ([1, 2, 3], [2, 3, 2]), ([2, 2, 3], [1, 3, 2]),
    ([2, 1, 2, 3], [3, 3, 1]), ([2, 1, 2, 3], [2, 3, 2]), ([2, 2, 2, 3], [3]), ([3], [2, 2, 3, 1]),
    ([1, 1], [1, 1]), ([2, 2, 1, 3], [2, 2, 3, 1]), ([5, 6], [6, 5]), ([9, 5], [5, 9]), ([1, 7], [7, 17]),
]
EMPTIES = [
    ([0, 3], [3, 2]), ([2, 0], [0, 3]), ([2, 3], [3, 0]), ([0], [0]), ([0, 2, 3], [0, 3, 2]), ([2, 2, 0], [2, 0, 3]),
    ([0, 3], [3]), ([2, 0], [0]), ([0, 2, 3], [3, 2]),
]
for a, b in SHAPES + EMPTIES:
    case("matmul", left(*a), right(*b))
for a, b in [([2, 3], [3, 2]), ([3, 2, 3], [3, 3, 1])]:
    case("mm" if len(a) == 2 else "bmm", left(*a), right(*b))
    case("mm" if len(a) == 2 else "bmm", left(*a, how="transposed"), right(*b, how="sliced"))
    case("mm" if len(a) == 2 else "bmm", left(*a, how="sliced"), right(*b, how="transposed"))
for how in HOWS:
    case("mv", left(2, 3, how=how), right(3, how="sliced"))
    case("dot", left(4, how="sliced"), right(4, how="expanded"))
    case("outer", left(2), right(3, how="sliced"))
case("outer", left(0), right(3))
case("dot", left(0), right(0))
for dtype in ["int32", "float64", "float16", "uint8"]:
    low = {"low": 0} if dtype == "uint8" else {}
    a, b = tensor([2, 3], dtype=dtype, seed=2, **low), tensor([3, 5], dtype=dtype, seed=7, **low)
    case("matmul", a, b)
    case("matmul", a, tensor([3], dtype=dtype, seed=7, **low))
    case("dot", tensor([3], dtype=dtype, seed=2, **low), tensor([3], dtype=dtype, seed=7, **low))
case("matmul", tensor([1, 2], [2**30, 3], "int32"), tensor([2, 1], [5, 7], "int32"))
case("matmul", tensor([1, 2], [float("inf"), 1.0]), tensor([2, 2], [1.0, 0.0, float("nan"), 2.0]))
write()
