"""Cumulative operations and differences: python3 tests/oracle/ops_scan.py > tests/fixtures/ops_scan.json"""

import json
import math

import torch
from support.record import LINES, case, second_derivatives, tensor

NAN, INF = math.nan, math.inf
HOWS = ["", "transposed", "sliced", "expanded"]
CUBE = tensor([2, 3, 2], seed=4)
SCALAR = tensor(values=-2.5)
EMPTIES = [(tensor([0, 3]), 0), (tensor([0, 3]), 1), (tensor([2, 0]), 1), (tensor([0]), 0)]
SPECIAL = [[NAN, 1.0, 2.0], [1.0, NAN, 0.0, NAN, 3.0], [1.0, INF, 2.0, -INF, 3.0], [-INF, -INF, 1.0], [0.0, -0.0, 0.0]]
TIES = tensor([2, 5], [1.0, 3.0, 3.0, 0.0, 3.0, -1.0, -1.0, -2.0, -1.0, -2.0])
ZEROS = [[2.0, 0.0, 3.0, -1.0], [0.0, 2.0, 0.0, 3.0], [0.0, 0.0], [0.0], [1.5, 2.0, 0.0]]
WHOLE = [1, 0, 5, 3, 200, 100]


def in_place(name):
    return lambda x, *args, **options: getattr(x.clone(), name)(*args, **options)


for op in ["cumsum", "cumprod", "cummax", "cummin", "logcumsumexp"]:
    for how in HOWS:
        x = tensor([3, 4], how=how, seed=9)
        case(op, x, 0)
        case(op, x, -1)
    for dim in [0, 1, 2]:
        case(op, CUBE, dim)
    case(op, SCALAR, 0)
    case(op, SCALAR, -1)
    case(op, tensor([1]), 0)
    case(op, tensor([3, 1]), 1)
    for x, dim in EMPTIES:
        case(op, x, dim)
    for row in SPECIAL:
        # The slope at one element does not depend on it, but PyTorch's cumprod divides by it.
        case(op, tensor(values=row), 0, grad=op != "cumprod")
    case(op, tensor([2, 4], dtype="float64"), 1)
    case(op, tensor([2, 4], dtype="float16"), 1)
    case(op, tensor([2, 3]), 2)
    if op in ("cumsum", "cumprod"):
        case(op, SCALAR, 1)
    for dtype in ["int32", "uint8", "bool"]:
        for dim in [0, 1]:
            case(op, tensor([2, 3], WHOLE, dtype, "transposed"), dim)
for op in ["cummax", "cummin"]:
    case(op, TIES, 0)
    case(op, TIES, 1)
for row in [[1000.0, 1001.0, -1000.0], [-INF, -INF], [INF, INF, 1.0], [88.0, 89.0, 90.0]]:
    case("logcumsumexp", tensor(values=row), 0)
for row in ZEROS:
    case("cumprod", tensor(values=row), 0)
case("cumprod", tensor([2, 3], [1.0, 0.0, 2.0, 3.0, 4.0, 0.0]), 0)
case("cumprod", tensor([2, 3], [1.0, 0.0, 2.0, 3.0, 4.0, 0.0], how="transposed"), 1)
for op in ["cumsum", "cumprod"]:
    for dtype in ["int32", "uint8", "bool"]:
        x = tensor([2, 3], WHOLE, dtype)
        case(op, x, 1, dtype="float32")
        case(op, x, 1, dtype="uint8")
        case(op, x, 0, dtype="bool")
        case(op + "_", x, 1, call=in_place(op + "_"))
        case(op + "_", x, 1, call=in_place(op + "_"), dtype="float32")
    case(op, tensor([2, 3]), 1, dtype="float64")
    case(op, tensor([2, 3]), 1, dtype="int32", grad=False)
    for how in ["", "transposed", "sliced"]:
        case(op + "_", tensor([3, 4], how=how, seed=9), 0, call=in_place(op + "_"))
        case(op + "_", tensor([3, 4], how=how, seed=9), 1, call=in_place(op + "_"))
    case(op + "_", tensor([2, 3]), 1, call=in_place(op + "_"), dtype="float32")
    case(op + "_", tensor([2, 3]), 1, call=in_place(op + "_"), dtype="float64")
    case(op + "_", tensor([2, 3]), 1, call=in_place(op + "_"), dtype="float16")
    case(op + "_", tensor([2, 3], dtype="float64"), 1, call=in_place(op + "_"), dtype="uint8")
    case(op + "_", tensor([2, 3]), 2, call=in_place(op + "_"))
    case(op + "_", SCALAR, 0, call=in_place(op + "_"))
    case(op, tensor(values=[2_000_000_000, 2_000_000_000, 3], dtype="int32"), 0, dtype="int32")


def differences(x, n, dim, prepend, append):
    return torch.diff(x, n, dim, prepend=prepend, append=append)


for how in HOWS:
    x = tensor([3, 4], how=how, seed=9)
    case("diff", x)
    for n in [0, 1, 2, 3, 4, 7]:
        case("diff", x, n)
        case("diff", x, n, 0)
ROW, ROWS, COLUMN = tensor([1, 4], seed=5), tensor([2, 4], seed=6), tensor([3, 1], seed=7)
M = tensor([3, 4], seed=9)
for n in [0, 1, 2, 5]:
    case("diff", M, n, 0, ROW, None, call=differences)
    case("diff", M, n, 0, ROW, ROWS, call=differences)
    case("diff", M, n, -1, None, COLUMN, call=differences)
case("diff", M, 1, 0, COLUMN, None, call=differences)
case("diff", M, 1, 0, None, tensor([4]), call=differences)
case("diff", tensor([3, 4], dtype="int32"), 1, 0, ROW, None, call=differences)
for dtype in ["int32", "uint8", "bool"]:
    for n in [1, 2]:
        case("diff", tensor([2, 3], WHOLE, dtype), n)
for x, dim in EMPTIES:
    case("diff", x, 1, dim)
case("diff", SCALAR)
case("diff", M, 1, 4)
case("diff", tensor(values=[NAN, 1.0, INF, INF]))
case("diff", tensor([2, 3], dtype="float16"))

for op in ["trapezoid", "trapz", "cumulativeTrapezoid"]:
    call = torch.cumulative_trapezoid if op == "cumulativeTrapezoid" else getattr(torch, op)

    def with_x(y, x=None, call=call, **options):
        return call(y, x, **options) if x is not None else call(y, **options)

    for how in HOWS:
        y = tensor([3, 4], how=how, seed=9)
        case(op, y, call=with_x)
        case(op, y, tensor([4], seed=3), call=with_x)
        case(op, y, tensor([3], seed=3), call=with_x, dim=0)
    case(op, M, None, call=with_x, dx=0.5)
    case(op, M, None, call=with_x, dx=2, dim=0)
    case(op, M, tensor([3, 4], seed=3, how="transposed"), call=with_x)
    case(op, M, tensor([1, 4], seed=3), call=with_x)
    case(op, CUBE, tensor([2], seed=3), call=with_x)
    case(op, CUBE, tensor([3, 2], seed=3), call=with_x, dim=1)
    case(op, M, tensor([3], seed=3), call=with_x)
    case(op, M, SCALAR, call=with_x)
    case(op, M, None, call=with_x, dim=2)
    case(op, SCALAR, call=with_x)
    case(op, tensor([2, 1]), call=with_x)
    case(op, tensor([0, 2]), call=with_x)
    case(op, tensor([0, 2]), None, call=with_x, dim=0)
    for dtype in ["int32", "uint8", "bool"]:
        y = tensor([2, 3], WHOLE, dtype)
        case(op, y, call=with_x)
        case(op, y, tensor([3], [1, 2, 4], "int32"), call=with_x)
    case(op, tensor([2, 3]), tensor([3], [1, 0, 1], "bool"), call=with_x)
    case(op, tensor([2, 3], dtype="float64"), call=with_x)
FIRST = list(LINES)
LINES.clear()


def second(op, *args, **options):
    case(op, *args, derivatives=second_derivatives, **options)


for how in ["", "transposed"]:
    x = tensor([2, 3], seed=6, how=how)
    for dim in [0, 1]:
        second("cumprod", x, dim)
        second("logcumsumexp", x, dim)
for row in [row for row in ZEROS if len(row) > 1]:
    second("cumprod", tensor(values=row), 0)
    second("cumprod_", tensor(values=row), 0, call=in_place("cumprod_"))
second("cumprod", tensor([2, 3], [1.0, 0.0, 2.0, 3.0, 0.0, 0.0]), 0)
second("cumprod", tensor([2, 3], [1.0, 0.0, 2.0, 3.0, 0.0, 0.0], dtype="float64"), 1)
DIRECT = list(LINES)
LINES.clear()


def of_squares(op, *args, call=None, **options):
    call = call or getattr(torch.Tensor, op)
    second(op, *args, call=lambda x, *rest, **o: call(x * x, *rest, **o), **options)


for how in ["", "transposed", "expanded"]:
    x = tensor([3, 2], how=how)
    for op in ["cumsum", "cummax", "cummin"]:
        of_squares(op, x, 0)
        of_squares(op, x, 1)
    of_squares("diff", x, 1, 0)
    of_squares("cumsum_", x, 0, call=in_place("cumsum_"))
print(json.dumps({"first": FIRST, "second": DIRECT, "ofSquares": LINES}, indent=0))
