"""Activations: python3 tests/oracle/nn_activation.py > tests/fixtures/nn_activation.json"""

import json
import math

import torch
import torch.nn.functional as F
from support.record import LINES, case, second_derivatives, seeded, snake, tensor

NAN, INF = math.nan, math.inf
SPECIAL = [NAN, INF, -INF, 0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 3.0, -3.0, 6.0, 1e-4, -100.0, 1e10]
EVEN = [-2.3, -1.1, -0.2, 0.4, 1.3, 2.6]
FIXTURE = {}


def section(name):
    """Ends a list of cases."""
    FIXTURE[name] = list(LINES)
    LINES.clear()


# Each with the arguments it is tried with.
PLAIN = {
    "threshold": [(0.5, 7.0), (-1.0, 0.0)],
    "elu": [(), (0.5,), (-1.5,), (0.0,)],
    "selu": [()],
    "celu": [(), (0.5,), (-1.5,)],
    "leakyRelu": [(), (0.2,), (-0.5,), (2.0,)],
    "logsigmoid": [()],
    "hardsigmoid": [()],
    "hardswish": [()],
    "hardshrink": [(), (1.0,), (0.0,)],
    "softshrink": [(), (1.0,), (0.0,)],
    "tanhshrink": [()],
    "softsign": [()],
    "softplus": [(), (2.0,), (0.5, 1.0)],
    "mish": [()],
    "rrelu": [(), (0.25, 0.75), (-0.5, 0.5)],
}


def activation(op, x, *args, **options):
    case(op, x, *args, call=getattr(F, snake(op)), **options)


for op, choices in PLAIN.items():
    # PyTorch 1.13 makes 0 of NaN here; newer versions do not.
    special = SPECIAL[op == "softshrink":]
    for args in choices:
        activation(op, tensor([2, 3], seed=7), *args)
        activation(op, tensor(values=special), *args)
    for how in "transposed", "sliced", "expanded":
        activation(op, tensor([2, 3], how=how), *args)
    activation(op, tensor(values=-0.75), *args)
    activation(op, tensor([0, 3]), *args)
    activation(op, tensor([20], seed=3, low=-30, high=30), *args)
    # The slope of a sixth is a float32 in PyTorch even where all else is double.
    activation(op, tensor([4], dtype="float64"), *args, grad=op != "hardsigmoid")
    activation(op, tensor([4], dtype="float16"), *args)
    for dtype in "int32", "uint8":
        activation(op, tensor(values=[1, 0, 2], dtype=dtype), *choices[0])
    if op != "softsign":
        activation(op, tensor(values=[1, 0], dtype="bool"), *choices[0])
activation("threshold", tensor(values=[-3, 0, 2, 3], dtype="int32"), 2, 9)
activation("threshold", tensor(values=[-3, 0, 2, 3], dtype="int32"), 1.5, 2.7)
activation("threshold", tensor(values=[2.0, NAN, 1.0]), 1, NAN)
activation("softshrink", tensor([2]), -1.5)
activation("celu", tensor([2]), 0.0)
activation("rrelu", tensor([2]), 0.75, 0.25)
for dtype in "int32", "bool":
    for op in "gelu", "silu":
        activation(op, tensor(values=[1, 0], dtype=dtype))
    case("geluTanh", tensor(values=[1, 0], dtype=dtype), call=lambda x: F.gelu(x, approximate="tanh"))
case("relu", tensor(values=[1, 0], dtype="bool"), call=F.relu)

for op in "elu", "selu", "celu", "leakyRelu", "threshold", "hardtanh", "relu", "rrelu":
    name = snake(op) + "_"
    args = (0.5, -7.0) if op == "threshold" else ()
    for how in "", "transposed", "sliced":
        case(op + "_", tensor([2, 3], how=how, seed=9), *args,
             call=lambda x, *a, name=name: getattr(F, name)(x.clone(), *a))
INPLACE = {
    **dict.fromkeys(["relu6", "selu", "hardsigmoid", "hardswish", "silu", "mish"], ()),
    **{"hardtanh": (-1.0, 1.0), "threshold": (0.5, -7.0), "elu": (1.0,), "celu": (1.0,)},
    **{"leakyRelu": (0.25,), "rrelu": (0.25, 0.75)},
}
for op, args in INPLACE.items():
    for how in "", "sliced":
        activation(op, tensor([2, 3], how=how, seed=9), *args, grad=False, inplace=True)
    activation(op, tensor(values=[1, -2], dtype="int32"), *args, inplace=True)

for how in "", "transposed", "sliced", "expanded":
    case("glu", tensor([2, 4], how=how), call=F.glu)
    case("glu", tensor([2, 4], how=how), 0, call=F.glu)
for dim in 0, 1, -1, -3:
    case("glu", tensor([2, 4, 6], how="transposed"), dim, call=F.glu)
case("glu", tensor(values=[1.0, -2.0, NAN, INF, 0.5, -INF, 2.0, -2.0]), call=F.glu)
case("glu", tensor([0, 4]), call=F.glu)
case("glu", tensor([2, 0]), call=F.glu)
for dtype in "float64", "float16", "int32":
    case("glu", tensor([2, 4], dtype=dtype), call=F.glu)
case("glu", tensor([3]), call=F.glu)
case("glu", tensor([2, 3]), 1, call=F.glu)
case("glu", tensor([2, 4]), 2, call=F.glu)
case("glu", tensor(values=1.0), call=F.glu)

for dim in 0, 1, -1:
    case("softmin", tensor([3, 4], seed=dim + 5), dim, call=F.softmin)
case("softmin", tensor([2, 3, 2], how="transposed"), 1, call=F.softmin)
case("softmin", tensor(values=[1000.0, 999.0, -1000.0, INF]), 0, call=F.softmin)
case("softmin", tensor([3], dtype="int32"), 0, call=lambda x, d, dtype: F.softmin(x, d, dtype=dtype),
     dtype="float32")
case("softmin", tensor([3], dtype="int32"), 0, call=F.softmin)
case("softmin", tensor([2, 3]), 2, call=F.softmin)
section("first")

ONE, THREE = tensor([1], [0.25]), tensor([3], [0.25, -0.5, 2.0])
for how in "", "transposed", "sliced", "expanded":
    for weight in ONE, THREE:
        case("prelu", tensor([2, 3], how=how), weight, call=F.prelu)
for weight in ONE, tensor(values=0.75), tensor([3], how="sliced"):
    case("prelu", tensor([2, 3, 2]), weight, call=F.prelu)
case("prelu", tensor([4]), ONE, call=F.prelu)
case("prelu", tensor(values=-2.0), tensor(values=0.5), call=F.prelu)
case("prelu", tensor(values=SPECIAL), ONE, call=F.prelu)
case("prelu", tensor([0, 3]), THREE, call=F.prelu)
for dtype in "float64", "float16":
    case("prelu", tensor([2, 3], dtype=dtype), tensor([3], dtype=dtype, seed=4), call=F.prelu)
for x, weight in [
    (tensor([2, 3]), tensor([2])),
    (tensor(values=1.0), THREE),
    (tensor([3]), THREE),
    (tensor([2, 3]), tensor([3, 1])),
    (tensor([2, 3]), tensor([1, 1])),
    (tensor([2, 3]), tensor([3], dtype="float64")),
    (tensor([2, 3], dtype="int32"), THREE),
    (tensor([2, 3], dtype="int32"), tensor([3], dtype="int32")),
]:
    case("prelu", x, weight, call=F.prelu)
section("prelu")

for op in "elu", "selu", "celu", "logsigmoid", "softplus", "mish", "hardswish", "tanhshrink", "softsign":
    for args in PLAIN[op]:
        activation(op, tensor([2, 3], EVEN, how="transposed"), *args, derivatives=second_derivatives)
    if op != "mish":  # PyTorch's is NaN where the exponential overflows.
        activation(op, tensor([3], [-2.3, 0.4, 200.0]), derivatives=second_derivatives)
    activation(op, tensor([3], [-2.3, 0.4, 1.3], "float64"), derivatives=second_derivatives)
case("glu", tensor([3, 4]), call=F.glu, derivatives=second_derivatives)
case("glu", tensor([4, 3], how="transposed"), 0, call=F.glu, derivatives=second_derivatives)
case("softmin", tensor([2, 3]), 1, call=F.softmin, derivatives=second_derivatives)
case("prelu", tensor([2, 3], EVEN), THREE, call=F.prelu, derivatives=second_derivatives)
section("second")


# PyTorch 1.13 does not differentiate this one twice.
TWICE = {"hardsigmoid": lambda x: F.relu6(x + 3) / 6}


def of_squares(op, x, *args):
    function = TWICE.get(op, getattr(F, snake(op)))
    case(op, x, *args, call=lambda x, *a: function(x * x, *a), derivatives=second_derivatives)


for op in "threshold", "leakyRelu", "hardsigmoid", "hardshrink", "softshrink", "rrelu":
    of_squares(op, tensor([2, 3], EVEN, how="sliced"), *PLAIN[op][0])
section("ofSquares")

LAYOUTS = [tensor([4, 5]), tensor([4, 5], how="transposed"), tensor([3, 3], how="sliced"),
           tensor([2, 3, 4]), tensor([3], dtype="float64"), tensor([0]), tensor([2, 4], how="expanded")]
for x in LAYOUTS:
    seeded("rrelu", x, 1 / 8, 1 / 3, call=F.rrelu, grad=True, training=True)
    seeded("rrelu", x, 0.25, 0.75, call=F.rrelu, grad=True, training=True)
for how in "", "sliced":
    seeded("rrelu", tensor([2, 3], how=how), 0.25, 0.75, call=F.rrelu, training=True, inplace=True)
    seeded("rrelu_", tensor([2, 3], how=how), 0.25, 0.75, grad=True, training=True,
           call=lambda x, *a, **o: F.rrelu_(x.clone(), *a, **o))
seeded("rrelu", tensor([4], [NAN, INF, -INF, -0.0]), 0.25, 0.75, call=F.rrelu, grad=True, training=True)
seeded("rrelu", tensor([4], dtype="int32"), 0.25, 0.75, call=F.rrelu, training=True)
section("drawnExactly")

for x in LAYOUTS:
    seeded("gumbelSoftmax", x, call=F.gumbel_softmax, grad=True)
    seeded("gumbelSoftmax", x, 0.5, call=F.gumbel_softmax, grad=True, dim=0)
    seeded("gumbelSoftmax", x, 1, call=F.gumbel_softmax, grad=True, hard=True)
section("drawn")

print(json.dumps(FIXTURE, indent=0))
