"""Products, and products added to something: python3 tests/oracle/ops_matmul.py > tests/fixtures/ops_matmul.json"""

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

X, Y = tensor([2, 3], seed=2), tensor([3, 2], seed=7)
BX, BY = tensor([2, 2, 3], seed=2), tensor([2, 3, 2], seed=7)
NAN = float("nan")
case("vdot", left(4, how="sliced"), right(4))
case("ger", left(2), right(3))
case("outer", left(2), tensor([3], dtype="int32", seed=7))
case("outer", tensor([2], [1, 0], "bool"), tensor([2], [1, 1], "bool"))
for a, b in [([3], [3]), ([2, 3], [3]), ([2, 3], [4, 3]), ([2, 1, 3], [2, 3]), ([], [2, 3]), ([2, 2], []), ([2, 0], [3, 0]), ([0], [0])]:
    case("inner", left(*a), right(*b))
case("inner", left(2, 3, how="transposed"), right(2, 3, how="sliced"))

FACTORS = [{}, {"beta": 0.5}, {"alpha": -2}, {"beta": 2, "alpha": 0.5}, {"beta": 0}, {"alpha": 0}]


def in_place(op):
    return lambda self, *args, **options: getattr(self.clone(), op)(*args, **options)


SUMS = {
    "addmm": ([2, 2], [2, 3], [3, 2]), "addmv": ([2], [2, 3], [3]), "addr": ([2, 3], [2], [3]),
    "addbmm": ([2, 2], [3, 2, 3], [3, 3, 2]), "baddbmm": ([3, 2, 2], [3, 2, 3], [3, 3, 2]),
}
for op, (self, x, y) in SUMS.items():
    for options in FACTORS:
        case(op, tensor(self, seed=4), left(*x), right(*y), **options)
        case(op + "_", tensor(self, seed=4), left(*x), right(*y), call=in_place(op + "_"), **options)
    for how in ["transposed", "expanded"]:
        second = how if len(x) > 1 else "sliced"
        case(op, tensor(self, seed=4, how="expanded"), left(*x, how=second), right(*y, how="sliced"))
    for shape in [[], [1], self[1:], [1] * len(self), [*self[:-1], 1]]:
        case(op, tensor(shape, seed=4), left(*x), right(*y), beta=2)
    case(op, tensor(self, [NAN] * torch.Size(self).numel()), left(*x), right(*y), beta=0, grad=False)
    if op != "baddbmm":  # PyTorch 1.13 forgets itself here, but not in baddbmm.
        case(op + "_", tensor(self, [NAN] * torch.Size(self).numel()), left(*x), right(*y), beta=0, grad=False)
    for dtype in ["float64", "int32", "uint8"]:
        low = {"low": 0} if dtype == "uint8" else {}
        operands = [tensor(shape, dtype=dtype, seed=k, **low) for k, shape in enumerate([self, x, y])]
        case(op, *operands, beta=2, alpha=3)
        case(op + "_", *operands, call=in_place(op + "_"), alpha=2)
    case(op, tensor(self, dtype="int32"), tensor(x, dtype="int32"), tensor(y, dtype="int32"), beta=2.5, alpha=1.5)
    for shape in [[2, 1, 2, 1], [5], [4, 4], [4, 1, 4]]:
        case(op, tensor(shape), left(*x), right(*y))
        if "bmm" not in op:
            case(op + "_", tensor(shape), left(*x), right(*y), grad=False)
    case(op, tensor(self), left(*x), right(*y[:-1], 5))
    if "bmm" in op:
        case(op, tensor([3, 2]), left(*x[1:]), right(*y))
    else:
        case(op, tensor(self), left(*x), right(*y, 2))
        case(op, tensor(self), left(*x[1:]), right(*y))
    case(op, tensor(self, dtype="float64"), left(*x), right(*y), grad=False)
    case(op, tensor(self, dtype="int32"), left(*x), right(*y))
    case(op, tensor(self), left(*x), right(*y, dtype="float64"), grad=False)
    case(op, tensor(self), left(*x, dtype="float64"), right(*y), grad=False)
    case(op + "_", tensor(self, dtype="int32"), left(*x), right(*y), grad=False)
EMPTY_SUMS = {
    "addmm": [([2, 2], [2, 0], [0, 2]), ([0, 2], [0, 3], [3, 2]), ([2, 0], [2, 3], [3, 0])],
    "addmv": [([2], [2, 0], [0]), ([0], [0, 3], [3])],
    "addr": [([0, 3], [0], [3]), ([2, 0], [2], [0])],
    "addbmm": [([2, 2], [0, 2, 3], [0, 3, 2]), ([2, 2], [3, 2, 0], [3, 0, 2])],
    "baddbmm": [([0, 2, 2], [0, 2, 3], [0, 3, 2]), ([3, 2, 2], [3, 2, 0], [3, 0, 2])],
}
for op, shapes in EMPTY_SUMS.items():
    for self, x, y in shapes:
        case(op, tensor(self), left(*x), right(*y), beta=0.5)
case("addr", tensor([2, 3], dtype="int32"), left(2), right(3), grad=False)
case("addr", tensor([2, 3]), left(2, dtype="float64"), right(3), grad=False)
case("addr", tensor([2, 3], dtype="float64"), tensor([2], dtype="int32"), right(3), grad=False)
case("addbmm", tensor([2, 2]), left(2, 2, 3), right(3, 3, 2))
case("addbmm", tensor([2, 2]), left(2, 2, 3), right(2, 4, 2))

for a, b in [([2], [3]), ([2, 2], [3]), ([], [3]), ([2, 1, 2], [2, 3]), ([0, 2], [3, 1]), ([], [])]:
    case("kron", left(*a), right(*b), call=torch.kron)
case("kron", left(2, 2, how="sliced"), right(2, 2, how="sliced"), call=torch.kron)
case("kron", left(2), right(2, dtype="int32"), call=torch.kron)
case("kron", left(2, dtype="bool"), right(2, dtype="bool"), call=torch.kron)
for a, b in [([3], [3]), ([2, 3], [2, 3]), ([1, 3], [2, 3]), ([2, 3], [1, 3]), ([3, 2], [3, 2]), ([2, 3, 3], [2, 3, 3]), ([2, 1, 3], [1, 2, 3])]:
    case("cross", left(*a), right(*b))
for how in HOWS[1:]:
    case("cross", left(2, 3, how=how), right(2, 3, how="sliced"), 1)
case("cross", left(3, 3), right(3, 3), -1)
case("cross", left(0, 3), right(0, 3))
case("cross", left(2, 3, dtype="int32"), right(2, 3, dtype="int32"))
case("cross", left(2, 3, dtype="float64"), right(2, 3, dtype="float64"), 1)
for shape in [[3, 3], [2, 3], [3, 2], [0, 2], [1, 1]]:
    case("trace", left(*shape))
    case("trace", left(*shape, dtype="int32"))
case("trace", left(2, 2, dtype="uint8"))
for how in HOWS[1:]:
    case("trace", left(3, 2, how=how))

# What does not fit.
for a, b in [([2, 3], [4, 5]), ([3], [3]), ([3, 3], [3])]:
    case("mm", left(*a), right(*b))
for a, b in [([2, 3], [2, 3, 3]), ([2, 2, 3], [2, 3]), ([2, 2, 3], [3, 3, 2]), ([2, 2, 3], [2, 4, 2])]:
    case("bmm", left(*a), right(*b))
for a, b in [
    ([2, 3], [2, 2, 4]), ([2, 2, 3], [3, 3, 4]), ([3], [2]), ([3], [2, 2]), ([2, 3], [2]), ([2, 2, 3], [2]), ([3], [2, 2, 2]),
    ([2, 2, 3], [4, 5]), ([], [2]), ([2], []), ([2, 2, 3], [2, 4, 2]), ([2, 3], [2, 2, 2, 2]),
]:
    case("matmul", left(*a), right(*b))
for a, b in [([2, 3], [2]), ([2], [2]), ([2, 2], [2, 2])]:
    case("mv", left(*a), right(*b))
for op in ["dot", "vdot"]:
    for a, b in [([2], [3]), ([2, 2], [2]), ([2], [])]:
        case(op, left(*a), right(*b))
for a, b in [([2, 2], [2]), ([2], [2, 2]), ([], [2])]:
    case("outer", left(*a), right(*b))
    case("ger", left(*a), right(*b))
for a, b in [([2, 3], [2, 4]), ([2, 2], [2, 2]), ([2, 3], [3]), ([4, 3], [2, 3]), ([3, 3], [1, 3]), ([], [])]:
    case("cross", left(*a), right(*b))
case("cross", left(2, 3), right(2, 3), 0)
case("cross", left(2, 3), right(2, 3), 2)
case("cross", left(3), right(3, dtype="int32"))
case("cross", left(3, dtype="bool"), right(3, dtype="bool"))
for x in [left(3), left(2, 2, 2), left(), left(2, 2, dtype="bool")]:
    case("trace", x)
for a, b in [([3], [2]), ([2, 3], [2, 2])]:
    case("inner", left(*a), right(*b))
for dtype in ["int32", "float64"]:
    for a, b in [([3], [3]), ([2, 3], [3]), ([2, 3], [3, 2]), ([2, 2, 3], [2, 3, 2]), ([3], [3, 2]), ([2, 2, 3], [3, 2])]:
        case("matmul", left(*a), right(*b, dtype=dtype))
    case("inner", left(2, 3), right(2, 3, dtype=dtype))
for a, b in [([2], [2]), ([2, 2], [2]), ([2, 2], [2, 2]), ([2, 2, 2], [2, 2, 2])]:
    case("matmul", left(*a, dtype="bool"), right(*b, dtype="bool"))
write()
