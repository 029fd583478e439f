"""Which dtype comes out: python3 tests/oracle/ops_promotion.py > tests/fixtures/ops_promotion.json"""

import operator

import torch
from support.record import case, tensor, write

DTYPES = ["bool", "uint8", "int32", "float16", "float32", "float64"]


def operand(dtype, dims, value=2):
    return tensor([1] * dims, [value] * 1, dtype)


def no_grad(op, *args, call):
    case(op, *args, call=call, grad=False)


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
write()
