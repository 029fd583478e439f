"""Arithmetic, bounds, bits, comparisons in place: python3 ops_arithmetic.py > ../fixtures/ops_arithmetic.json"""

import json
import math

import torch
from support.record import LINES, case, second_derivatives, snake, spread, tensor

NAN, INF = math.nan, math.inf
FEW = [NAN, INF, -INF, 0.0, -0.0, 1.0, -2.5, 3.0]
GRID = [(a, b) for a in FEW for b in FEW]
LEFT, RIGHT = [a for a, _ in GRID], [b for _, b in GRID]
INTS, DIVISORS = [7, -7, 7, -7, 0, 6], [2, 2, -3, -3, 5, -6]
TRUTHS = tensor([2, 3], [1, 0, 1, 1, 0, 0], "bool")
OTHERS = tensor([2, 3], [1, 1, 0, 1, 0, 1], "bool")


def ints(values=None, dtype="int32", **options):
    return tensor(values=values, dtype=dtype, **options)


def numbers(shape, how="", dtype="float32", seed=5):
    """Numbers without 0, to divide by."""
    return tensor(shape, [x or 0.75 for x in spread(math.prod(shape), seed)], dtype, how)


# Every layout, every way to broadcast, special values, every dtype.
BINARY = {
    "fmod": {},
    "copysign": {},
    "fmax": {},
    "fmin": {},
    "clampMin": {},
    "clampMax": {},
    "nextafter": {"grad": False},
    "heaviside": {"grad": False},
}
NO_HALF = ["nextafter"]
NO_INT = ["nextafter"]
NO_NUMBER = ["fmax", "fmin", "nextafter", "heaviside"]
for op, options in BINARY.items():
    for how, other in [("", ""), ("transposed", "sliced"), ("sliced", "expanded"), ("expanded", "transposed")]:
        case(op, tensor([2, 3], how=how, seed=2), numbers([2, 3], other), **options)
    for left, right in [([2, 3], [3]), ([2, 1], [1, 3]), ([3], [2, 1, 3]), ([2, 3], []), ([], [2, 2]), ([], []), ([0, 3], [3])]:
        case(op, tensor(left, seed=2), numbers(right), **options)
    case(op, tensor(values=[1.5, -2.0, 0.25]), tensor(values=[1.5, -2.0, 0.25]), **options)
    case(op, tensor(values=LEFT), tensor(values=RIGHT), **options)
    case(op, tensor([3], dtype="float64", seed=2), numbers([3], dtype="float64"), **options)
    if op not in NO_HALF:
        case(op, tensor([3], dtype="float16", seed=2), numbers([3], dtype="float16"), **options)
    case(op, ints(INTS), ints(DIVISORS), **options)
    case(op, ints([7, 200, 0], "uint8"), ints([2, 3, 1], "uint8"), **options)
    case(op, TRUTHS, OTHERS, **options)
    if op != "heaviside":
        case(op, ints(INTS), numbers([6]), **options)
    if op in NO_NUMBER:
        continue
    for number in [2, -1.5, -0.0, NAN, INF]:
        case(op, tensor(values=FEW), number, **options)
    case(op, ints(INTS), 2.5, **options)
    case(op, ints(INTS), -2, **options)
    case(op, tensor(values=[True, False], dtype="bool"), 2, **options)
case("fmod", ints(INTS), 0)
case("nextafter", tensor(values=[0.0, -0.0, 1.0, 2.0, -1e-45, 3.4028235e38, 1.1754944e-38, -1.0]), tensor(values=[1.0, -1.0, 0.0, 3.0, 0.0, INF, 0.0, -INF]), grad=False)
case("nextafter", tensor(values=[1.0, 0.0, -5e-324], dtype="float64"), tensor(values=[2.0, -1.0, 1.0], dtype="float64"), grad=False)
case("nextafter", tensor(values=1.0), tensor([2], dtype="float64"), grad=False)
# PyTorch has no kernel for float16 here, and hibana has none either: in ops_arithmetic_test.ts.
case("heaviside", tensor(values=[0.0, -0.0, NAN, INF, -1.0, 2.0]), tensor(values=7.0), grad=False)
case("heaviside", tensor([2]), ints([1, 2]), grad=False)
case("copysign", tensor(values=[1.0, -2.0, 3.0]), tensor(values=[0.0, -0.0, NAN]))

# Factors and rounding.
A, B, C = tensor([2, 3], seed=2), tensor([3], seed=5), tensor([2, 1], seed=8)
for op, call in [("add", torch.add), ("sub", torch.sub), ("subtract", torch.subtract), ("rsub", torch.rsub)]:
    case(op, A, B, call=call, alpha=2.5)
    case(op, tensor([2, 3], how="transposed"), B, call=call, alpha=-1)
    case(op, A, 2.5, call=call, alpha=3)
    case(op, A, ints([1, -2, 3]), call=call, alpha=0.5)
    case(op, ints([1, -2, 3]), B, call=call, alpha=0.5)
    case(op, ints([1, -2, 3]), ints([5, 5, 7]), call=call, alpha=-3)
    case(op, ints([1, 2, 3], "uint8"), ints([5, 5, 7]), call=call, alpha=300)
    case(op, ints([1, 2, 3], "uint8"), ints([5, 5, 7], "uint8"), call=call, alpha=2)
    case(op, tensor([3], dtype="float64"), B, call=call, alpha=0.1)
    case(op, ints([1, 2]), ints([1, 2]), call=call, alpha=0.5)
    case(op, ints([1, 2]), 2, call=call, alpha=0.5)
    case(op, TRUTHS, OTHERS, call=call, alpha=2)
    case(op, tensor([0, 3]), B, call=call, alpha=2)
case("rsub", A, 2, call=torch.rsub)
case("rsub", TRUTHS, 2, call=torch.rsub)
for mode in ["trunc", "floor", None]:
    for op, call in [("div", torch.Tensor.div), ("divide", torch.Tensor.divide)]:
        case(op, A, numbers([3]), call=call, rounding_mode=mode)
        case(op, tensor([2, 3], how="sliced"), -0.75, call=call, rounding_mode=mode)
        case(op, tensor(values=[1.0, -1.0, 0.3]), 0.1, call=call, rounding_mode=mode)
        case(op, ints(INTS), ints(DIVISORS), call=call, rounding_mode=mode)
        case(op, ints(INTS), 2, call=call, rounding_mode=mode)
        case(op, ints(INTS), 2.5, call=call, rounding_mode=mode)
        case(op, ints([7, 200, 0], "uint8"), ints([2, 3, 1], "uint8"), call=call, rounding_mode=mode)
        case(op, ints(INTS), 0, call=call, rounding_mode=mode)
        case(op, TRUTHS, OTHERS if mode else 2.5, call=call, rounding_mode=mode)
        case(op, tensor([0, 3]), 2, call=call, rounding_mode=mode)
    # PyTorch rounds infinite quotients down to NaN.
    case("div", tensor(values=[7.0, -7.0, INF, 1.0, NAN]), tensor(values=[0.0, 0.0, 2.0, INF, 1.0]), rounding_mode=mode)
case("div", A, B, rounding_mode="up")
for decimals in [1, 2, 3, 0, -1, -2]:
    for x in [[2.675, 1.005, 0.125, -0.375], [1234.5, 15.0, 25.0, -35.0], [INF, NAN, 3e38, -0.0]]:
        case("round", tensor(values=x), decimals=decimals)
    case("round", tensor([2, 3], how="transposed"), decimals=decimals)
    case("round", tensor(values=[2.675, -1234.5], dtype="float64"), decimals=decimals)
    if decimals != 0:
        case("round", ints([15, 25]), decimals=decimals)
for op in ["trunc", "fix", "round", "floor", "ceil", "abs"]:
    case(op, TRUTHS)
case("fix", tensor(values=FEW))
case("fix", ints([1, -2]))
for op in ["fmod", "remainder", "floorDivide"]:
    case(op, TRUTHS, OTHERS)
case("pow", TRUTHS, OTHERS)

# Other names.
for op, args in {
    "multiply": (A, B), "trueDivide": (A, numbers([3])), "notEqual": (A, B), "less": (A, B), "lessEqual": (A, 0.5), "greater": (A, B),
    "greaterEqual": (A, -1), "clip": (A, -1, 0.5),
}.items():
    case(op, *args)
    case(op, ints(INTS), *(a if not isinstance(a, torch.Tensor) else ints(DIVISORS) for a in args[1:]))

# Bounds.
LOW, HIGH = tensor([3], [-1.0, 0.0, 2.0]), tensor([3], [1.0, 0.5, 1.0])
ROWS = tensor([2, 3], [-1.0, 0.0, 2.0, 1.0, 0.5, 1.0], how="transposed")
for op in ["clamp", "clip"]:
    for bounds in [(-1, 1.5), (None, 0.5), (0.5, None), (LOW, HIGH), (LOW, None), (None, HIGH), (tensor(values=-1.0), tensor(values=1.0))]:
        case(op, A, *bounds)
        case(op, ROWS, *bounds)
    case(op, tensor(values=FEW), tensor([8], [NAN, 0.0] * 4), tensor([8], [1.0, NAN, 2.0, 3.0] * 2))
    case(op, tensor(values=FEW), NAN, 1)
    case(op, ints(INTS), ints(DIVISORS), None)
    case(op, ints(INTS), 1, 2.5)
    case(op, ints([3, 200], "uint8"), 5, 100)
    case(op, TRUTHS, 0, 1)
    case(op, TRUTHS, OTHERS, OTHERS)
    case(op, TRUTHS, None, OTHERS)
    case(op, A, None, None)
for op in ["clampMin", "clampMax"]:
    case(op, ROWS, LOW)
    case(op, A, 0)

# Part of the way, and products and quotients on top.
for weight in [0, 0.25, 0.5, 0.75, 1, -0.5, 2]:
    case("lerp", A, B, weight)
case("lerp", A, B, tensor([2, 1], [0.25, 0.75]))
case("lerp", tensor(values=[1e8, 3.0]), tensor(values=[1.0, NAN]), 1)
case("lerp", tensor(values=[1.0, INF]), tensor(values=[INF, 1.0]), 0.25)
case("lerp", tensor([3], dtype="float16"), tensor([3], dtype="float16", seed=5), 0.25)
case("lerp", A, tensor([3], dtype="float64"), 0.5)
case("lerp", A, B, tensor([3], dtype="float64"))
case("lerp", A, ints([1, 2, 3]), 0.5)
case("lerp", tensor([2], dtype="float16"), tensor([2]), 0.5)
case("lerp", ints([1, 2, 3], "uint8"), ints([1, 2, 3]), 0.5)
case("lerp", ints([1, 2, 3]), ints([1, 2, 3]), 0.5)
case("lerp", ints([1, 2, 3]), ints([1, 2, 3]), ints([1, 2, 3]))
case("lerp", TRUTHS, OTHERS, 1)
for op in ["addcmul", "addcdiv"]:
    for value in [1, 2, -0.5, 0]:
        case(op, A, B, numbers([2, 1], seed=8), value=value)
    case(op, tensor([2, 3], how="transposed"), tensor([2, 3], how="expanded"), numbers([2, 3], how="sliced"), value=3)
    case(op, tensor([0, 3]), B, numbers([]))
    case(op, tensor([], seed=3), tensor([], seed=4), numbers([2]))
    case(op, tensor(values=FEW), tensor(values=FEW[::-1]), tensor([8], FEW[3:] + FEW[:3]))
    case(op, tensor([2], dtype="float64"), tensor([2], seed=5), numbers([2]), value=0.1)
    case(op, tensor([3], dtype="float16"), tensor([3], dtype="float16", seed=5), numbers([3], dtype="float16"), value=2)
    case(op, ints([1, 2]), ints([3, 4]), ints([5, 6]), value=2)
    case(op, ints([1, 2]), ints([3, 4]), ints([5, 6]), value=2.5)
    # PyTorch fails to cast the gradient.
    case(op, ints([1, 2]), tensor([2], seed=5), ints([5, 6]), grad=False, value=2)
    case(op, tensor([2]), ints([3, 4]), ints([5, 6]))
    case(op, TRUTHS, OTHERS, TRUTHS)
for p in [2, 1, 3, 0.5, 0, INF, -INF]:
    # PyTorch fails to broadcast a gradient that is not there.
    case("dist", A, B, p, grad=p != 0)
    case("dist", tensor(values=[1.0, 2.0, 2.0]), tensor(values=[1.0, 5.0, 2.0]), p, grad=p != 0)
case("dist", A, tensor([2, 3], how="transposed"))
case("dist", A, A)
case("dist", tensor([3], dtype="float64"), B)
case("dist", A, tensor([2]))

# NaN and infinities.
for dtype in ["float32", "float64", "float16"]:
    x = tensor([2, 4], FEW, dtype, "transposed")
    case("nanToNum", x)
    case("nanToNum", x, nan=5, posinf=6.5, neginf=-7.5)
    case("nanToNum", x, posinf=2)
    case("nanToNum", x, neginf=None)
for x in [ints([1, 0, -2]), TRUTHS, ints([1, 0, 200], "uint8"), tensor([0, 3]), tensor(values=NAN)]:
    case("nanToNum", x, nan=2.5)
for op in ["isposinf", "isneginf", "isreal", "isinf", "isnan", "isfinite"]:
    for x in [tensor([2, 4], FEW, how="transposed"), tensor(values=FEW, dtype="float64"), tensor(values=FEW, dtype="float16"), ints(INTS), ints([1, 200], "uint8"), TRUTHS, tensor([0, 3]), tensor(values=-INF)]:
        case(op, x)
BASE = [1.0, 100.0, INF, NAN, -INF, 0.0]
for other in [BASE, [1.000001, 100.0005, -INF, NAN, -INF, 1e-9], [1.1, 110.0, INF, 0.0, 0.0, 0.05]]:
    case("isclose", tensor(values=BASE), tensor(values=other))
    case("isclose", tensor(values=BASE), tensor(values=other), equal_nan=True)
    case("isclose", tensor(values=BASE), tensor(values=other), rtol=0.2, atol=0.01)
    case("isclose", tensor(values=BASE), tensor(values=other), rtol=0, atol=0)
    case("isclose", tensor(values=BASE), tensor(values=other), rtol=0, atol=0, equal_nan=True)
    case("isclose", tensor(values=BASE, dtype="float64"), tensor(values=other, dtype="float64"), rtol=0.2)
    case("isclose", tensor(values=BASE, dtype="float16"), tensor(values=other, dtype="float16"), atol=0.2)
case("isclose", A, B, atol=0.5)
case("isclose", tensor([2, 3], how="transposed"), tensor([2, 3], how="sliced"), atol=1)
case("isclose", ints(INTS), ints(DIVISORS), atol=5)
case("isclose", ints([16777217, 5]), ints([16777216, 5]), rtol=0, atol=0)
case("isclose", ints([200, 5], "uint8"), ints([201, 9], "uint8"), atol=1)
case("isclose", TRUTHS, OTHERS)
case("isclose", TRUTHS, OTHERS, atol=1)
case("isclose", A, ints([1, 2, 3]))
case("isclose", A, tensor([3], dtype="float64"))
case("isclose", A, A, rtol=-1)
case("isclose", A, A, atol=-0.5)
case("isclose", A, tensor([2]))
case("isclose", tensor([0, 3]), tensor([3]))


def plain(name):
    return lambda *args, **options: torch.tensor(getattr(torch, name)(*args, **options))


for value in [0.0, -0.0, 1.5, NAN]:
    case("isNonzero", tensor(values=value), call=plain("is_nonzero"))
case("isNonzero", tensor([1, 1], dtype="int32"), call=plain("is_nonzero"))
case("isNonzero", tensor([1], [0], "bool"), call=plain("is_nonzero"))
case("isNonzero", tensor([2]), call=plain("is_nonzero"))
case("isNonzero", tensor([0]), call=plain("is_nonzero"))
case("allclose", A, ints([1, 2, 3]), call=plain("allclose"))
case("allclose", A, tensor([2]), call=plain("allclose"))
case("allclose", tensor([0]), tensor([0]), call=plain("allclose"))
case("allclose", ints(INTS), ints(INTS), call=plain("allclose"))
case("allclose", A, B, call=plain("allclose"), atol=-1)
for dtype in ["float32", "float16", "float64", "int32", "uint8", "bool"]:
    x = tensor([2], [1, 0], dtype)
    case("isSigned", x, call=lambda x: torch.tensor(x.is_signed()))
    case("isFloatingPoint", x, call=lambda x: torch.tensor(x.is_floating_point()))
    case("long", x, grad=False)
    case("byte", x, grad=False)
case("byte", tensor(values=[-1.5, 2.7, 255.0]), grad=False)
case("byte", ints([-1, 256, 255]), grad=False)

# Bits and divisors.
for op in ["bitwiseAnd", "bitwiseOr", "bitwiseXor", "bitwiseLeftShift", "bitwiseRightShift", "gcd", "lcm"]:
    right = [1, 3, 0, 4, 5, 2] if "Shift" in op else [12, -4, 0, 255, 1, -6]
    left = [6, -7, 0, 1000000, -1, 9]
    case(op, ints(left), ints(right))
    case(op, tensor([2, 3], left, "int32", "transposed"), tensor([2, 3], right, "int32", "sliced"))
    case(op, tensor([2, 3], left, "int32"), tensor([3], right[:3], "int32"))
    case(op, tensor([2, 3], left, "int32"), tensor([], right[0], "int32"))
    case(op, tensor([], left[1], "int32"), tensor([2, 1], right[:2], "int32"))
    case(op, tensor([0, 3], dtype="int32"), tensor([3], dtype="int32"))
    case(op, ints([200, 7, 0, 255], "uint8"), ints([3, 5, 6, 7], "uint8"))
    case(op, ints([200, 7, 0, 255], "uint8"), ints([3, 5, 6, 7]))
    case(op, ints([2147483647, -2147483648]), ints([3, 2]))
    case(op, TRUTHS, OTHERS)
    case(op, TRUTHS, tensor([3], right[:3], "int32"))
    case(op, A, B)
    case(op, ints([1, 2, 3]), B)
    case(op, tensor([2], dtype="float64"), tensor([2], dtype="float64"))
    case(op, ints([1, 2, 3]), ints([1, 2]))
    if op in ("gcd", "lcm"):
        continue
    case(op, ints(left), 3)
    case(op, ints(left), 1.5)
    case(op, A, 1)
    case(op, TRUTHS, 3)
    case(op, TRUTHS, True)
    case(op, 9, ints([1, 3, 4]), call=getattr(torch, {"bitwiseAnd": "bitwise_and", "bitwiseOr": "bitwise_or", "bitwiseXor": "bitwise_xor", "bitwiseLeftShift": "bitwise_left_shift", "bitwiseRightShift": "bitwise_right_shift"}[op]))
for x in [ints([6, -7, 0]), tensor([2, 2], [6, -7, 0, 1], "int32", "transposed"), ints([200, 0], "uint8"), TRUTHS, A, tensor([0], dtype="int32"), tensor([], 5, "int32")]:
    case("bitwiseNot", x)
case("gcd", ints([0, 0, -4]), ints([0, -3, 0]))
case("lcm", ints([0, 0, -4, 70000]), ints([0, -3, 0, 70001]))

# In place.
WORDS = {
    "logicalAnd_": B, "logicalOr_": B, "logicalXor_": B, "eq_": B, "ne_": B, "lt_": B, "le_": B, "gt_": B, "ge_": 0.5, "notEqual_": B, "less_": B,
    "lessEqual_": B, "greater_": B, "greaterEqual_": 0.5,
}


def kept(name):
    """In place on a copy: leaves that need gradients are not changed."""
    return lambda x, *args, **options: getattr(x.clone(), name)(*args, **options)


# PyTorch lets gradients pass some truth values, and has zeros for operands that get none: not compared.
for op, other in WORDS.items():
    call = kept("".join("_" + c.lower() if c.isupper() else c for c in op))
    whole = other if not isinstance(other, torch.Tensor) else ints([1, 0, -7])
    case(op, A, other, call=call, grad=False)
    case(op, tensor([2, 3], how="transposed"), other, call=call, grad=False)
    case(op, tensor([2, 3], INTS, "int32"), whole, call=call)
    case(op, ints([0, 1, 200], "uint8"), whole, call=call)
    case(op, TRUTHS, whole, call=call)
    case(op, tensor([3], dtype="float16"), whole, call=call)
    case(op, tensor([3]), tensor([2, 3]), call=call)
for x in [A, ints(INTS), TRUTHS, tensor([3], dtype="float16"), ints([0, 1, 200], "uint8")]:
    case("logicalNot_", x, call=kept("logical_not_"), grad=False)
for x in [ints(INTS), TRUTHS, ints([0, 1, 200], "uint8"), A]:
    case("bitwiseNot_", x, call=kept("bitwise_not_"))
for op, other in {
    "bitwiseAnd_": 3, "bitwiseOr_": ints([1, 3, 4]), "bitwiseXor_": ints([1, 3, 4]), "bitwiseLeftShift_": 2, "bitwiseRightShift_": ints([1, 3, 2]),
    "gcd_": ints([2, 3, 4]), "lcm_": ints([2, 3, 4]),
}.items():
    call = kept("".join("_" + c.lower() if c.isupper() else c for c in op))
    case(op, tensor([2, 3], INTS, "int32"), other, call=call)
    case(op, ints([6, 1, 200], "uint8"), other, call=call)
    case(op, ints([1, 2, 3]), B, call=call)
    case(op, tensor([3], [1, 0, 1], "bool"), other, call=call)
for op, args in {
    "subtract_": (B,), "multiply_": (B,), "divide_": (2,), "trueDivide_": (2.5,), "floorDivide_": (2,), "remainder_": (numbers([3]),),
    "fmod_": (numbers([3]),), "copysign_": (B,), "clip_": (-1, 0.5), "clampMin_": (LOW,), "clampMax_": (0.5,), "pow_": (2,),
    "lerp_": (B, 0.25), "addcmul_": (B, C), "addcdiv_": (B, numbers([2, 1])), "nanToNum_": (), "fix_": (), "round_": (),
}.items():
    call = kept("".join("_" + c.lower() if c.isupper() else c for c in op))
    grads = {"grad": op != "floorDivide_"}
    case(op, A, *args, call=call, **grads)
    case(op, tensor([2, 3], how="transposed"), *args, call=call, **grads)
    whole = [ints([2, 3, -4]) if isinstance(a, torch.Tensor) else a for a in args]
    if op not in ("lerp_", "clip_", "clampMax_"):
        case(op, tensor([2, 3], INTS, "int32"), *whole, call=call)
for options in [{"alpha": 2}, {"alpha": 0.5}]:
    for op in ["add_", "sub_", "subtract_"]:
        case(op, A, B, call=kept(op), **options)
        case(op, ints([1, 2, 3]), ints([4, 5, 6]), call=kept(op), **options)
for mode in ["trunc", "floor"]:
    for op in ["div_", "divide_"]:
        case(op, A, numbers([3]), call=kept(op), rounding_mode=mode)
        case(op, ints(INTS), 2, call=kept(op), rounding_mode=mode)
        case(op, ints(INTS), 2.5, call=kept(op), rounding_mode=mode)
case("round_", A, call=kept("round_"), decimals=1)
for op in ["addcmul_", "addcdiv_"]:
    case(op, A, B, numbers([2, 1]), call=kept(op), value=-2)
case("nanToNum_", tensor(values=FEW), call=kept("nan_to_num_"), nan=5, posinf=1)
case("nextafter_", tensor(values=[1.0, 2.0]), tensor(values=[2.0, 1.0]), call=kept("nextafter_"), grad=False)
case("heaviside_", tensor(values=[0.0, 2.0]), tensor(values=[5.0, 1.0]), call=kept("heaviside_"), grad=False)
case("copysign_", ints([1, 2]), -1, call=kept("copysign_"))

# Choices between numbers.
M = tensor([3], [1, 0, 1], "bool")
for a, b in [(1, 2), (1, 2.5), (1.5, 2.5), (True, 2), (True, False), (-INF, 0), (NAN, 1)]:
    case("where", M, a, b, call=torch.where)
case("where", tensor([2, 3], [1, 0, 0, 1, 1, 0], "bool", "transposed"), 1, B, call=torch.where)
case("where", M, tensor([2, 3], dtype="float64"), B, call=torch.where)
case("where", M, 2.5, ints([1, 2, 3]), call=torch.where)
first = list(LINES)

# Second derivatives.
LINES.clear()
P, Q, R = tensor([2, 3], seed=2, low=0.5), tensor([3], seed=5, low=0.5), tensor([2, 1], seed=8, low=0.5)


def second(op, *args, **options):
    case(op, *args, derivatives=second_derivatives, **options)


second("lerp", P, Q, R)
second("addcmul", P, Q, R, value=2)
second("addcmul", P, tensor([2, 3], how="transposed"), R, value=-0.5)
second("addcdiv", P, Q, R, value=2)
second("addcdiv", P, tensor([2, 3], how="transposed"), R)
second("div", P, Q, rounding_mode=None)
second("dist", P, Q, 2)
second("dist", P, tensor([2, 3], seed=9, how="transposed"), 3)
seconds = list(LINES)

# Of what is linear there are none: those of the operation on squares.
LINES.clear()


def of_squares(op, *args, **options):
    call = getattr(torch.Tensor, snake(op))

    def composed(*args, **options):
        return call(*(a * a if isinstance(a, torch.Tensor) and a.requires_grad else a for a in args), **options)

    second(op, *args, call=composed, **options)


for op in ["fmod", "fmax", "fmin", "clampMin", "clampMax", "copysign"]:
    of_squares(op, P, Q)
of_squares("add", P, Q, alpha=2)
of_squares("sub", P, Q, alpha=-0.5)
of_squares("lerp", P, Q, 0.25)
of_squares("clamp", P, tensor([3], [0.5, 1.0, 2.0]), tensor([3], [4.0, 2.0, 5.0]))
of_squares("nanToNum", P)
print(json.dumps({"first": first, "second": seconds, "ofSquares": LINES}, indent=0))
