"""Elementwise operations: python3 tests/oracle/ops_pointwise.py > tests/fixtures/ops_pointwise.json"""

import math

import torch
import torch.nn.functional as F
from support.record import case, spread, tensor, write

NAN, INF = math.nan, math.inf
SPECIAL = [NAN, INF, -INF, 0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 1.5, -1.5, 2.5, 1e-4, -100.0, 1e10]
FEW = [NAN, INF, -INF, 0.0, -0.0, 1.0, -2.5, 3.0]
HOWS = ["", "transposed", "sliced", "expanded"]

# What PyTorch calls differently.
CALLS = {
    "gelu": F.gelu,
    "geluTanh": lambda x: F.gelu(x, approximate="tanh"),
    "silu": F.silu,
    "hardtanh": F.hardtanh,
    "relu6": F.relu6,
}
# Where each function is tried: its domain, or where it is interesting.
ANYWHERE, POSITIVE, ABOVE_MINUS_1 = (-3.0, 3.0), (0.25, 4.0), (-0.75, 3.0)
UNARY = {
    **dict.fromkeys(["neg", "abs", "sign", "floor", "ceil", "trunc", "round", "square"], ANYWHERE),
    **dict.fromkeys(["exp", "expm1", "sin", "cos", "tan", "atan", "tanh", "erf"], ANYWHERE),
    **dict.fromkeys(["sigmoid", "relu", "gelu", "geluTanh", "silu", "reciprocal"], ANYWHERE),
    "hardtanh": ANYWHERE,
    "relu6": (-2.0, 8.0),
    **dict.fromkeys(["logicalNot", "isnan", "isinf", "isfinite", "clone"], ANYWHERE),
    **dict.fromkeys(["sqrt", "rsqrt", "log", "log2", "log10"], POSITIVE),
    "log1p": ABOVE_MINUS_1,
}
NO_BOOL = ["neg", "abs", "floor", "ceil", "trunc", "round", "square", "relu", "hardtanh", "relu6"]
NO_INT = ["gelu", "geluTanh", "silu"]

for op, (low, high) in UNARY.items():
    call = CALLS.get(op)
    for how in HOWS:
        case(op, tensor([2, 3], how=how, seed=7, low=low, high=high), call=call)
    case(op, tensor([], low=low, high=high, seed=3), call=call)
    case(op, tensor([0, 3]), call=call)
    case(op, tensor(values=SPECIAL), call=call)
    if op not in ("square", "reciprocal"):
        case(op, tensor(values=[x * 3.7 for x in spread(20, 11, low, high)]), call=call)
    case(op, tensor([4], dtype="float64", low=low, high=high), call=call)
    case(op, tensor([4], dtype="float16", low=low, high=high), call=call)
    if op not in NO_INT:
        case(op, tensor(values=[-3, -1, 0, 1, 2, 7], dtype="int32"), call=call)
        case(op, tensor(values=[0, 1, 2, 200], dtype="uint8"), call=call)
    if op not in NO_INT + NO_BOOL:
        case(op, tensor(values=[0, 1], dtype="bool"), call=call)

BINARY = ["add", "sub", "mul", "div", "floorDivide", "remainder", "pow", "maximum", "minimum"]
COMPARING = ["eq", "ne", "lt", "le", "gt", "ge", "logicalAnd", "logicalOr", "logicalXor"]
TENSORS_ONLY = ["maximum", "minimum", "logicalAnd", "logicalOr", "logicalXor"]
grid = [(a, b) for a in FEW for b in FEW]


def nonzero(numbers):
    return [x if x != 0 else 0.75 for x in numbers]


for op in BINARY + COMPARING:
    # PyTorch 1.13 does not differentiate floor division.
    options = {"grad": op != "floorDivide"}
    low = 0.25 if op == "pow" else -3.0
    divides = op in ("div", "floorDivide", "remainder")

    def right(shape, how="", dtype="float32"):
        numbers = spread(math.prod(shape), 5)
        return tensor(shape, nonzero(numbers) if divides else numbers, dtype, how)

    def left(shape, how="", dtype="float32"):
        return tensor(shape, None, dtype, how, seed=2, low=low)

    for how, other in [("", ""), ("transposed", "sliced"), ("sliced", "expanded"), ("expanded", "transposed")]:
        case(op, left([2, 3], how), right([2, 3], other), **options)
    case(op, left([2, 3]), right([3]), **options)
    case(op, left([2, 1]), right([1, 3]), **options)
    case(op, left([3]), right([2, 1, 3]), **options)
    case(op, left([2, 3]), right([]), **options)
    case(op, left([]), right([2, 2]), **options)
    case(op, left([]), right([]), **options)
    case(op, left([0, 3]), right([3]), **options)
    case(op, tensor(values=[1.5, -2.0, 0.25]), tensor(values=[1.5, -2.0, 0.25]), **options)
    case(op, tensor(values=[a for a, _ in grid]), tensor(values=[b for _, b in grid]), **options)
    case(op, left([3], dtype="float64"), right([3], dtype="float64"), **options)
    case(op, left([3], dtype="float16"), right([3], dtype="float16"), **options)
    ints = [7, -7, 7, -7, 0, 6]
    case(op, tensor(values=ints, dtype="int32"), tensor(values=[2, 2, 3, 3, 5, 1], dtype="int32"), **options)
    if op != "pow":
        case(op, tensor(values=ints, dtype="int32"), tensor(values=[-2, -2, -3, -3, -5, 6], dtype="int32"), **options)
    case(op, tensor(values=[7, 200, 0], dtype="uint8"), tensor(values=[2, 3, 1], dtype="uint8"), **options)
    if op not in ("sub", "floorDivide", "remainder", "pow", "div"):
        case(op, tensor(values=[0, 0, 1, 1], dtype="bool"), tensor(values=[0, 1, 0, 1], dtype="bool"), **options)
    if op in TENSORS_ONLY:
        continue
    case(op, left([2, 3]), 2, **options)
    case(op, left([2, 3], "transposed"), 0.5, **options)
    case(op, left([2, 3], "sliced"), -1.5, **options)
    case(op, tensor(values=FEW), 3, **options)
    case(op, tensor(values=FEW), 0, **options)
    case(op, tensor(values=ints, dtype="int32"), 3, **options)
    case(op, tensor(values=ints, dtype="int32"), 2.5, **options)

X = tensor([2, 3], [0.5, -1.25, 3.0, 2.0, -0.75, 1.0], how="transposed")
case("add", 2, X, call=lambda a, b: a + b)
case("sub", 2.5, X, call=lambda a, b: a - b)
case("mul", -0.5, X, call=lambda a, b: a * b)
case("div", 3, X, call=lambda a, b: a / b)
case("floorDivide", 3, X, call=lambda a, b: a // b, grad=False)
case("remainder", 3, X, call=torch.remainder, grad=False)
case("div", 3, tensor(values=[2, -4], dtype="int32"), call=lambda a, b: a / b)
for op in ["add", "sub"]:
    case(op, tensor([2, 3]), tensor([3], seed=5), alpha=2)
    case(op, tensor([2, 3]), tensor([3], seed=5), alpha=-0.5)
    case(op, tensor([3], dtype="int32"), tensor([3], seed=5, dtype="int32"), alpha=3)
    case(op, tensor([2, 3]), 2, alpha=3)
for base in [2, 0.5, 0, 1]:
    case("pow", base, tensor(values=[-2.0, -0.5, 0.0, 0.5, 3.0]), call=torch.pow)
for exponent in [0, 1, 2, 3, -1, -2, INF, -INF, NAN]:
    case("pow", tensor(values=[NAN, INF, -INF, 0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 3.0]), exponent)
# PyTorch takes the square root instead, which differs from IEEE 754's power at -inf only.
for exponent in [0.5, 1.5, -0.5]:
    case("pow", tensor(values=[NAN, INF, 0.0, 1.0, -1.0, 0.25, -2.5, 3.0]), exponent)
case("pow", tensor(values=[0.0, 0.0, 0.0, 2.0]), tensor(values=[0.0, 1.0, 2.0, 0.0]))

MASK = tensor([2, 3], [1, 0, 1, 0, 0, 1], "bool")
ROW = tensor([3], [0, 1, 0], "bool")
TURNED = tensor([2, 3], [1, 0, 1, 0, 0, 1], "bool", "transposed")


def method_where(x, condition, other):
    return x.where(condition, other if isinstance(other, torch.Tensor) else torch.tensor(other))


for how in HOWS:
    x = tensor([2, 3], how=how)
    case("where", MASK, x, tensor([2, 3], seed=5), call=torch.where)
    case("maskedFill", x, TURNED, -1.5)
    case("clamp", x, -1, 1.5)
for x in [tensor([2, 3]), tensor(values=0.5), tensor([3], seed=9), tensor([0, 3]), tensor(values=[NAN, INF, -INF])]:
    condition = MASK if x.dim() != 2 or x.shape[0] else tensor([0, 3], [], "bool")
    case("where", condition, x, tensor([3], seed=5), call=torch.where)
    case("where", condition, tensor([3], seed=5), x, call=torch.where)
    case("where", condition, x, 2, call=torch.where)
    case("where", condition, -0.5, x, call=torch.where)
    case("maskedFill", x, ROW, 7)
    case("maskedFill", x, ROW, tensor(values=2.5))
    case("maskedFill", x, ROW, -INF)
case("where", MASK, tensor([2, 3], dtype="int32"), 7, call=torch.where)
case("where", MASK, tensor([2, 3], dtype="int32"), 2.5, call=torch.where)
case("where", MASK, tensor([2, 3], dtype="bool"), False, call=torch.where)
case("where", tensor(values=1, dtype="bool"), tensor([2, 3]), tensor([3], seed=5), call=torch.where)
case("maskedFill", tensor(values=[1, 2, 3], dtype="int32"), ROW, 9)
case("maskedFill", tensor(values=[1, 2, 3], dtype="int32"), ROW, 9.7)
case("maskedFill", tensor(values=[1, 0, 1], dtype="bool"), ROW, True)
case("maskedFill", tensor(values=[1, 0, 1], dtype="bool"), ROW, 0.5)
case("maskedFill", tensor([3], dtype="float64"), ROW, 0.1)
case("maskedFill", tensor([3], dtype="float16"), ROW, 0.1)

LOW, HIGH = tensor([3], [-1.0, 0.0, 2.0]), tensor([3], [1.0, 0.5, 1.0])
for x in [tensor([2, 3]), tensor(values=-2.0), tensor([2, 3], [-1.0, 0.0, 2.0, 1.0, 0.5, 1.0], how="transposed")]:
    case("clamp", x, -1, None)
    case("clamp", x, None, 0.5)
    case("clamp", x, 1, -1)
    case("clamp", x, LOW, HIGH)
    case("clamp", x, LOW, None)
    case("clamp", x, None, HIGH)
case("clamp", tensor(values=SPECIAL), -1, 1)
case("clamp", tensor(values=SPECIAL), None, 1)
case("clamp", tensor(values=[1.0, 2.0]), NAN, 1)
case("clamp", tensor(values=[-3, 0, 9], dtype="int32"), -1, 5)
case("clamp", tensor(values=[-3, 0, 9], dtype="int32"), None, 5)
case("clamp", tensor(values=[-3, 0, 9], dtype="int32"), 0.5, None)
case("clamp", tensor(values=[3, 0, 9], dtype="uint8"), 1, None)
case("clamp", tensor([3], dtype="float64"), -1, 1)

for bounds in [(-2, 0.5), (0, 2), (0.5, 0.5)]:
    case("hardtanh", tensor([2, 3], [-2.0, -1.0, 0.5, 0.0, 2.0, 3.0]), *bounds, call=F.hardtanh)
    case("hardtanh", tensor(values=SPECIAL), *bounds, call=F.hardtanh)
    case("hardtanh", tensor(values=[-3, -1, 0, 1, 2, 7], dtype="int32"), *bounds, call=F.hardtanh)
case("hardtanh", tensor(values=[0, 3, 9], dtype="uint8"), 1, 5, call=F.hardtanh)
case("hardtanh", tensor(values=[0, 1], dtype="bool"), call=F.hardtanh)
case("relu6", tensor([2, 3], [-2.0, 0.0, 0.5, 6.0, 6.5, 3.0]), call=F.relu6)

A, B, C = tensor([2, 3]), tensor([3], seed=5), tensor([2, 1], seed=8)
for weight in [0.25, 0, 1, 2]:
    case("lerp", A, B, weight)
    case("addcmul", A, B, C, value=weight)
case("lerp", A, B, C)
case("lerp", tensor([2, 3], how="transposed"), tensor([2, 3], how="sliced", seed=5), tensor(values=0.75))
case("lerp", tensor([2, 3], dtype="float64"), tensor([2, 3], dtype="float64", seed=5), 0.1)
case("addcmul", A, B, C)
case("addcmul", tensor([2, 3], how="transposed"), tensor([2, 3], how="expanded"), tensor([2, 3], how="sliced"))
case("addcmul", tensor([0, 3]), B, tensor(values=2.0))
case("addcmul", tensor([3], dtype="int32"), tensor([3], dtype="int32", seed=5), tensor([3], dtype="int32", seed=8))

for a, b in [([1.0, 2.0], [1.0, 2.0]), ([1.0, 2.0], [1.0, 2.5]), ([NAN], [NAN]), ([1.0], [1.0, 1.0]), ([], [])]:
    case("equal", tensor(values=a), tensor(values=b), call=lambda a, b: torch.tensor(torch.equal(a, b)))


def allclose(a, b, **options):
    return torch.tensor(torch.allclose(a, b, **options))


BASE = tensor(values=[1.0, 100.0, INF])
for b in [[1.0, 100.0, INF], [1.000001, 100.0005, INF], [1.001, 100.0, INF], [1.0, 100.0, -INF], [1.0, NAN, INF]]:
    case("allclose", BASE, tensor(values=b), call=allclose)
case("allclose", BASE, tensor(values=[1.1, 100.0, INF]), call=allclose, atol=0.2)
case("allclose", BASE, tensor(values=[1.1, 100.0, INF]), call=allclose, rtol=0.2, atol=0.0)
case("allclose", tensor(values=[NAN, 1.0]), tensor(values=[NAN, 1.0]), call=allclose, equal_nan=True)

if __name__ == "__main__":
    write()
