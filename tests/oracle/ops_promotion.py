"""Which dtype comes out: python3 tests/oracle/ops_promotion.py > tests/fixtures/ops_promotion.json"""

import operator

import torch
from support.record import case, snake, tensor, write

DTYPES = ["bool", "uint8", "int32", "float16", "float32", "float64"]


def operand(dtype, dims, value=2):
    return tensor([1] * dims, [value] * 1, dtype)


def no_grad(op, *args, call, **options):
    case(op, *args, call=call, grad=False, **options)


for op, call in [("add", torch.add), ("div", torch.div), ("maximum", torch.maximum), ("eq", torch.eq), ("pow", torch.pow)]:
    for a in DTYPES:
        for b in DTYPES:
            if op != "pow" or (a, b) != ("bool", "bool"):
                no_grad(op, operand(a, 1, 3), operand(b, 1), call=call)
            if op in ("add", "div"):
                no_grad(op, operand(a, 1, 3), operand(b, 0), call=call)
                no_grad(op, operand(a, 0, 3), operand(b, 1), call=call)
                no_grad(op, operand(a, 0, 3), operand(b, 0), call=call)
        for number in [] if op == "maximum" else [2, 2.5] if op == "pow" else [True, 2, 2.5]:
            no_grad(op, operand(a, 1, 3), number, call=call)
            no_grad(op, operand(a, 0, 3), number, call=call)
for a in DTYPES:
    for b in DTYPES:
        if a in ("bool",) and b == "bool":
            continue
        for op, call in [("mul", torch.mul), ("remainder", torch.remainder), ("floorDivide", torch.floor_divide)]:
            no_grad(op, operand(a, 1, 3), operand(b, 1), call=call)
        no_grad("where", tensor(values=[1], dtype="bool"), operand(a, 1, 3), operand(b, 1), call=torch.where)
        no_grad("where", tensor(values=[1], dtype="bool"), operand(a, 1, 3), operand(b, 0), call=torch.where)
        no_grad("logicalAnd", operand(a, 1, 3), operand(b, 1), call=torch.logical_and)
        no_grad("copy_", operand(a, 1, 3), operand(b, 1), call=torch.Tensor.copy_)
        if a not in ("bool", "float16") and b not in ("bool", "float16"):
            no_grad("clamp", operand(a, 1, 3), operand(b, 1), None, call=torch.clamp)
    for number in [True, 2, 2.5]:
        if a != "bool":
            no_grad("sub", operand(a, 1, 3), 2.5, call=operator.sub)
            no_grad("mul", operand(a, 1, 3), number, call=torch.mul)
        no_grad("where", tensor(values=[1], dtype="bool"), operand(a, 1, 3), number, call=torch.where)
        no_grad("lt", operand(a, 1, 3), number, call=torch.lt)
    for op in ["exp", "sqrt", "sin", "sigmoid", "reciprocal", "tanh", "log"]:
        case(op, operand(a, 1, 1), grad=False)
    for op in ["add_", "mul_", "div_"]:
        for b in [operand("bool", 1), operand("int32", 1), operand("float32", 1), operand("float64", 0), 2, 2.5]:
            case(op, operand(a, 1, 3), b, grad=False)
for a in DTYPES:
    for b in DTYPES:
        x, y = operand(a, 1, 3), operand(b, 1)
        # PyTorch's CPU lacks kernels for float16: it would answer for float32.
        half = "float16" in (a, b)
        for op in ["fmod", "copysign", "fmax", "fmin", "clampMin", "clampMax", "isclose"]:
            no_grad(op, x, y, call=getattr(torch, snake(op)))
            if op == "fmod":
                no_grad(op, x, operand(b, 0), call=getattr(torch, snake(op)))
                no_grad(op, operand(a, 0, 3), y, call=getattr(torch, snake(op)))
        if a != "bool" and b != "bool":
            no_grad("add", x, y, call=torch.add, alpha=2)
            no_grad("sub", x, operand(b, 0), call=torch.sub, alpha=2)
        for mode in ["floor", "trunc"]:
            no_grad("div", x, y, call=torch.div, rounding_mode=mode)
        for op in ["bitwiseAnd", "bitwiseXor", "bitwiseLeftShift", "gcd", "lcm"]:
            if not half:
                no_grad(op, x, y, call=getattr(torch, snake(op)))
                no_grad(op, operand(a, 0, 3), y, call=getattr(torch, snake(op)))
        if not half:
            no_grad("nextafter", x, y, call=torch.nextafter)
            no_grad("lerp", x, y, 0.5, call=torch.lerp)
        no_grad("addcmul", x, y, operand("int32", 1), call=torch.addcmul)
        no_grad("addcdiv", x, y, operand("uint8", 0), call=torch.addcdiv)
        no_grad("heaviside", x, y, call=torch.heaviside)
        if not half:
            no_grad("clamp", x, y, operand("uint8", 1, 9), call=torch.clamp)
        for op in ["fmod_", "floorDivide_", "remainder_", "copysign_", "clampMin_", "lt_", "logicalXor_"]:
            case(op, x, y, grad=False)
        case("bitwiseOr_", x, y, grad=False) if not half else None
    for number in [True, 2, 2.5]:
        no_grad("fmod", operand(a, 1, 3), number, call=torch.fmod)
        no_grad("copysign", operand(a, 0, 3), number, call=torch.copysign)
        if (a, number) != ("bool", True):
            no_grad("clampMin", operand(a, 1, 3), number, call=torch.clamp_min)
        if a != "float16":
            no_grad("bitwiseOr", operand(a, 1, 3), number, call=torch.bitwise_or)
        for mode in ["floor", "trunc"]:
            no_grad("div", operand(a, 1, 3), number, call=torch.div, rounding_mode=mode)
    for number in [2, 2.5]:
        for op in ["fmod_", "floorDivide_", "bitwiseAnd_", "eq_", "copysign_"]:
            if a != "float16" or op != "bitwiseAnd_":
                case(op, operand(a, 1, 3), number, grad=False)
write()
