"""Transcendental and special functions: python3 tests/oracle/ops_special.py > tests/fixtures/ops_special.json"""

import json
import math

import torch
from support.record import LINES, case, second_derivatives, snake, tensor

NAN, INF = math.nan, math.inf
HOWS = ["", "transposed", "sliced", "expanded"]
ENDS = [NAN, INF, -INF, 0.0, -0.0, 1.0, -1.0, 2.0, -2.5, 1e-4]
ANYWHERE, INSIDE, ABOVE_1 = (-3.0, 3.0), (-0.75, 0.75), (1.25, 4.0)
POSITIVE, PROBABILITY = (0.25, 4.0), (0.25, 0.75)

# Where each function is tried, and a table of numbers where it is interesting.
UNARY = {
    "exp2": (ANYWHERE, ENDS + [127.5, 128.0, -126.0, -140.0, 0.1]),
    "asin": (INSIDE, ENDS + [0.5, -0.51, 0.999, -0.9999]),
    "acos": (INSIDE, ENDS + [0.5, -0.51, 0.999, -0.9999]),
    "sinh": (ANYWHERE, ENDS + [1e-20, 0.01, 20.0, -50.0, 88.5, -88.6]),
    "cosh": (ANYWHERE, ENDS + [0.01, 20.0, -50.0, 88.5, -89.2]),
    "asinh": (ANYWHERE, ENDS + [1e-20, 0.01, 1e4, -1e10, 1e18]),
    "acosh": (ABOVE_1, ENDS + [1.001, 1.5, 1e4, 1e10]),
    "atanh": (INSIDE, ENDS + [1e-20, 0.01, 0.5, 0.999, -0.9999]),
    "sinc": (ANYWHERE, [NAN, 0.0, -0.0, 1.0, -2.0, 0.5, 0.25, -3.3, 30.6, 0.1]),
    "erfc": (ANYWHERE, ENDS + [0.45, 0.5, 0.55, 3.0, 4.0, -3.0, 8.0]),
    "erfinv": (INSIDE, ENDS + [0.5, -0.9, 0.99, -0.9999, 0.999999, 1e-20]),
    "lgamma": (POSITIVE, [NAN, INF, 0.0, 1.0, 2.0, 1.5, 1e-4, 0.01, 0.6, 0.7, 2.9, 3.1, 12.0, 1e3, 1e10, -0.5, -2.4, -10.3]),
    "digamma": (POSITIVE, [NAN, INF, 0.0, -0.0, 1.0, 2.0, 1.5, 1e-4, 0.01, 0.6, 5.9, 12.0, 1e3, 1e10, -0.5, -2.4, -10.3]),
    "i0": (ANYWHERE, [NAN, 0.0, -0.0, 1.0, -2.0, 8.9, 9.1, -20.0, 60.0, -85.0]),
    "i0e": (ANYWHERE, [NAN, INF, -INF, 0.0, -0.0, 1.0, -2.0, 8.9, 9.1, -20.0, 60.0, -85.0, 1e10]),
    "i1": (ANYWHERE, [0.0, -0.0, 1.0, -2.0, 1e-5, 8.9, 9.1, -20.0, 60.0, -85.0]),
    "i1e": (ANYWHERE, [INF, -INF, 0.0, -0.0, 1.0, -2.0, 1e-5, 8.9, 9.1, -20.0, 60.0, -85.0, 1e10]),
    "ndtr": (ANYWHERE, ENDS + [0.45, 4.0, -4.0, -6.0, 8.0]),
    "ndtri": (PROBABILITY, [NAN, INF, -INF, 0.0, 1.0, -1.0, 2.0, 0.5, 0.1, 0.9, 1e-3, 1e-8, 1e-30, 0.999]),
    "entr": (POSITIVE, ENDS + [0.5, 10.0]),
    # Its slope at -0 is infinity in float32 and -infinity in float64.
    "logit": (PROBABILITY, [x for x in ENDS if str(x) != "-0.0"] + [0.5, 0.1, 0.9, 0.999]),
    "deg2rad": (ANYWHERE, ENDS + [180.0, -90.0]),
    "rad2deg": (ANYWHERE, ENDS + [3.1415927, -0.5]),
    "frac": (ANYWHERE, ENDS + [0.1, -0.1, 1e10, 100.75]),
    "signbit": (ANYWHERE, ENDS),
    "sgn": (ANYWHERE, ENDS),
    "negative": (ANYWHERE, ENDS),
    "absolute": (ANYWHERE, ENDS),
    "positive": (ANYWHERE, ENDS),
}
ALIASES = {
    "arcsin": INSIDE, "arccos": INSIDE, "arctan": ANYWHERE, "arcsinh": ANYWHERE, "arccosh": ABOVE_1, "arctanh": INSIDE,
    "expit": ANYWHERE, "gammaln": POSITIVE, "psi": POSITIVE,
}  # fmt: skip
# Truth values have no sign, and PyTorch computes the fraction of no integer.
NO_INT, NO_BOOL = ["frac"], ["frac", "negative", "absolute", "positive"]


def call_of(op):
    # PyTorch's gradient of sgn is a tensor without memory; of real numbers it is the sign.
    name = snake(op.replace("sgn", "sign"))
    return next(getattr(place, name) for place in [torch.Tensor, torch, torch.special] if hasattr(place, name))


for op, ((low, high), table) in UNARY.items():
    call = call_of(op)
    for how in HOWS:
        case(op, tensor([2, 3], how=how, seed=7, low=low, high=high), call=call)
    case(op, tensor([0, 3]), call=call)
    case(op, tensor([], low=low, high=high, seed=3), call=call)
    case(op, tensor(values=table), call=call)
    # PyTorch's derivative of digamma has ten digits, ours all: see ops_special_test.ts.
    case(op, tensor([4], dtype="float64", low=low, high=high), call=call, grad=op != "digamma")
    case(op, tensor([4], dtype="float16", low=low, high=high), call=call)
    whole = [1, 2, 7] if low > 0 or op == "digamma" else [-3, -1, 0, 1, 2, 7]
    if op not in NO_INT:
        case(op, tensor(values=whole, dtype="int32"), call=call)
        case(op, tensor(values=[1, 2, 20], dtype="uint8"), call=call)
    if op not in NO_BOOL or op == "positive":
        case(op, tensor(values=[0, 1], dtype="bool"), call=call)
for op, (low, high) in ALIASES.items():
    case(op, tensor([2, 3], seed=7, low=low, high=high), call=call_of(op))

# Doubles, more closely: what float32 cannot tell.
for op, ((low, high), table) in UNARY.items():
    if op in ["exp2", "sinh", "asinh", "erfc", "erfinv", "lgamma", "digamma", "i0", "i0e", "i1", "i1e", "ndtr", "ndtri", "entr", "logit", "sinc"]:
        inner = [x for x in table if math.isfinite(x) and not (op == "sinc" and x == round(x))]
        grad = op not in ["lgamma", "digamma", "sinc"]
        case(op, tensor(values=inner, dtype="float64"), call=call_of(op), grad=grad)

X = tensor([2, 3], [0.3, 1.2, 2.0, 5.5, 11.0, 0.05], how="transposed")
for n in [0, 1, 2, 3, 6]:
    case("polygamma", X, n)
    case("polygamma", tensor([3], [-0.4, -1.7, -3.25]), n, grad=n != 0)
    case("polygamma", tensor(values=[NAN, 1.0, 30.0, 1e4]), n)
    if n != 1:
        case("polygamma", tensor([3], [0.3, 2.0, 25.0], dtype="float64"), n, grad=n != 0)
    case("polygamma", tensor(values=[1, 2, 5], dtype="int32"), n)
case("polygamma", tensor([3], [0.3, 2.0, 25.0], dtype="float16"), 1)
case("polygamma", X, -1)
for p in [1, 2, 3, 5]:
    case("mvlgamma", tensor([2, 2], [2.5, 3.0, 7.25, 20.0], how="transposed"), p)
    case("multigammaln", tensor([2], [2.5, 3.0], dtype="float64"), p, call=torch.special.multigammaln)
case("mvlgamma", tensor(values=[3, 4], dtype="int32"), 2)
case("mvlgamma", tensor(values=[0, 1], dtype="bool"), 2)
case("mvlgamma", X, 0)
for eps in [0.1, 0, 0.3]:
    case("logit", tensor([2, 3], [0.2, 0.5, 0.75, 0.05, 0.3, 0.7], how="transposed"), eps)
    case("logit", tensor(values=[INF, -0.5, 0.25, 1.5]), eps)

ZETAS = call_of("zeta")
for s in [2.0, 3.0, 4.0, 7.5, 1.25]:
    case("zeta", s, tensor([2, 3], [0.3, 1.0, 2.0, 5.5, 11.0, 100.0], how="transposed"), call=ZETAS)
case("zeta", tensor([2, 1], [2.0, 5.0]), tensor([3], [0.5, 1.0, 8.0]), call=ZETAS, grad=False)
case("zeta", tensor(values=[2.0, 2.0, 2.0, 1.0, 0.5, 3.0, 2.0, 2.5, 2.0, NAN]), tensor(values=[0.0, -INF, NAN, 1.0, 1.0, -1.5, -1.5, -1.5, -2.0, 1.0]), call=ZETAS, grad=False)
case("zeta", tensor([3], [2.0, 3.0, 25.0], dtype="float64"), tensor([3], [0.5, 30.0, 7.0], dtype="float64"), call=ZETAS, grad=False)
case("zeta", tensor(values=[2, 3], dtype="int32"), 1, call=ZETAS)

BINARY = ["atan2", "hypot", "xlogy", "xlog1py", "logaddexp", "logaddexp2"]
WHOLE = ["atan2", "xlogy", "xlog1py"]
FEW = [NAN, INF, -INF, 0.0, -0.0, 1.0, -2.5]
for op in BINARY:
    call = call_of(op)
    low = 0.25 if op.startswith("x") else -3.0
    for how, other in [("", ""), ("transposed", "sliced"), ("sliced", "expanded"), ("expanded", "transposed")]:
        case(op, tensor([2, 3], how=how, seed=2), tensor([2, 3], how=other, seed=5, low=low), call=call)
    case(op, tensor([2, 1], seed=2), tensor([3], seed=5, low=low), call=call)
    case(op, tensor([3], seed=2), tensor([], seed=5, low=low), call=call)
    case(op, tensor([]), tensor([2, 2], seed=5, low=low), call=call)
    case(op, tensor([0, 3]), tensor([3]), call=call)
    grid = [(a, b) for a in FEW for b in FEW]
    case(op, tensor(values=[a for a, _ in grid]), tensor(values=[b for _, b in grid]), call=call)
    case(op, tensor(values=[30.0, -80.0, 1e-3, 1e15, 3e18]), tensor(values=[80.0, 30.0, 1e-2, 2e15, 1e18]), call=call)
    case(op, tensor([3], dtype="float64"), tensor([3], dtype="float64", seed=5, low=low), call=call)
    case(op, tensor([3], dtype="float16"), tensor([3], dtype="float16", seed=5, low=low), call=call)
    case(op, tensor(values=[3, 1, 0], dtype="int32"), tensor([3], seed=5, low=low), call=call)
    if op in WHOLE:
        case(op, tensor(values=[3, -1, 0], dtype="int32"), tensor(values=[4, 1, 2], dtype="int32"), call=call)
        case(op, tensor(values=[3, 1, 0], dtype="uint8"), tensor(values=[1, 0, 1], dtype="bool"), call=call)
case("arctan2", tensor([2, 3], seed=2), tensor([2, 3], seed=5))
for op in ["xlogy", "xlog1py"]:
    case(op, tensor([2, 3], seed=2), 2.5, call=call_of(op))
    case(op, tensor([2, 3], seed=2), 0, call=call_of(op))
    case(op, 0, tensor(values=[NAN, 0.0, 1.0, -2.0, INF]), call=getattr(torch.special, op))
    case(op, 1.5, tensor(values=[0.5, 1.0, 2.0]), call=getattr(torch.special, op))

case("ldexp", tensor([2, 3]), tensor(values=[-2, 0, 3], dtype="int32"))
case("ldexp", tensor([2, 3], how="transposed"), tensor([2, 3], how="sliced", seed=5))
case("ldexp", tensor(values=[1, 3], dtype="int32"), tensor(values=[4, -1], dtype="int32"))
case("ldexp", tensor([3], dtype="float64"), tensor([3], dtype="float64", seed=5))
case("ldexp", tensor(values=[NAN, 0.0, 1.0, 1.0, INF]), tensor(values=[1.0, INF, 127.0, -140.0, -INF]))
for exponent in [2, 0.5, -1, 3]:
    case("floatPower", tensor([2, 2], [0.5, 2.0, 1.25, 3.0], how="transposed"), exponent)
    case("floatPower", tensor(values=[1, 2, 7], dtype="int32"), exponent)
case("floatPower", tensor(values=[1.5, 2.0, 3.0]), tensor(values=[2, 0, 3], dtype="int32"))
case("floatPower", tensor(values=[1, 2, 3], dtype="int32"), tensor([3], seed=5))
case("floatPower", 2, tensor([3], seed=5), call=torch.float_power)

def changed(op):
    """In place on a copy: a leaf must not change."""
    method = getattr(torch.Tensor, snake(op.replace("sgn", "sign")))
    return lambda x, *others: method(x.clone() if x.requires_grad else x, *others)


def in_place(op, *args):
    # PyTorch does not differentiate these in place.
    case(op, *args, call=changed(op), grad=not (op[0] == "a" and op.endswith("h_")))


# In place: the same numbers, in the tensor that is there.
for op in ["exp2", "sinh", "cosh", "asinh", "sinc", "erfc", "i0", "deg2rad", "rad2deg", "frac", "sgn", "negative", "absolute", "arctan", "arcsinh", "expm1", "square"]:
    in_place(op + "_", tensor([2, 3], how="transposed", seed=7))
for op in ["asin", "acos", "atanh", "erfinv", "arcsin", "arccos", "arctanh"]:
    in_place(op + "_", tensor([2, 3], how="sliced", seed=7, low=-0.75, high=0.75))
for op in ["acosh", "arccosh", "lgamma", "digamma", "log1p"]:
    in_place(op + "_", tensor([2, 3], seed=7, low=1.25, high=4.0))
in_place("exp2_", tensor(values=[1, 2], dtype="int32"))
in_place("polygamma_", tensor([3], [0.3, 2.0, 5.5]), 0)
in_place("polygamma_", tensor([3], [0.3, 2.0, 5.5]), 2)
in_place("mvlgamma_", tensor([3], [2.5, 3.0, 5.5]), 3)
in_place("logit_", tensor([3], [0.3, 0.05, 0.75]))
in_place("logit_", tensor([3], [0.3, 0.05, 0.75]), 0.1)
for op in ["atan2_", "arctan2_", "hypot_"]:
    in_place(op, tensor([2, 3], seed=2), tensor([3], seed=5))
case("ldexp_", tensor([2, 3], seed=2), tensor([3], seed=5), grad=False)
in_place("hypot_", tensor([3]), tensor([2, 3]))
in_place("xlogy_", tensor([2, 3], seed=2), tensor([3], seed=5, low=0.25))
in_place("xlogy_", tensor([2, 3], seed=2), 2)
in_place("floatPower_", tensor([3], [1.5, 2.0, 3.0], dtype="float64"), 2)
in_place("floatPower_", tensor([3]), 2)
FIRST = list(LINES)
LINES.clear()


def second(op, *args, call=None):
    case(op, *args, call=call or call_of(op), derivatives=second_derivatives)


LINEAR = ["deg2rad", "rad2deg", "frac", "signbit", "sgn", "negative", "absolute", "positive"]
for op, ((low, high), _) in UNARY.items():
    if op not in LINEAR:
        for dtype in ["float32", "float64"] if op != "lgamma" else ["float32"]:
            numbers = [low + (high - low) * (k + 0.37) / 6 for k in range(6)]
            second(op, tensor([2, 3], numbers, dtype, "transposed"))
for n in [1, 2, 4]:
    second("polygamma", tensor([3], [0.4, 1.3, 6.5]), n)
second("mvlgamma", tensor([3], [2.5, 3.0, 5.5]), 3)
second("logit", tensor([3], [0.3, 0.05, 0.75]), 0.1)
second("zeta", 2.5, tensor([3], [0.4, 1.3, 6.5]))
for op in BINARY:
    second(op, tensor([2, 3], seed=2, low=0.25), tensor([2, 3], seed=5, low=0.25, how="transposed"))
second("xlog1py", 2.5, tensor([2, 3], seed=2, low=0.25))
second("floatPower", tensor([3], [1.5, 2.0, 3.0]), 2.5)
second("erfc_", tensor([3]), call=changed("erfc_"))
print(json.dumps({"first": FIRST, "second": LINES}, indent=0))
