"""Views, joins and makers: python3 tests/oracle/ops_shape.py > tests/fixtures/ops_shape.json"""

import torch
from support.record import case, tensor, write

HOWS = ["", "transposed", "sliced", "expanded"]
INF = float("inf")


def sized(call):
    """Sizes that hibana takes as one list."""
    return lambda x, sizes: call(x, *sizes)


SCALAR, EMPTY = tensor(values=2.5), tensor([0, 3])
for how in HOWS:
    x, cube = tensor([2, 3], how=how), tensor([2, 3, 2], how=how)
    case("contiguous", x)
    case("clone", x)
    case("detach", x)
    for sizes in [[6], [3, 2], [1, 2, 3, 1], [-1, 3], [3, -1]]:
        case("reshape", x, sizes)
    case("reshape", cube, [3, -1])
    case("reshape", cube, [2, 6])
    for sizes in [[2, 3], [1, 2, 1, 3]]:
        case("view", x, sizes)
    case("transpose", x, 0, 1)
    case("transpose", cube, 0, -1)
    case("transpose", cube, 1, 1)
    case("t", x)
    case("T", x, call=lambda x: x.T)
    case("T", cube, call=lambda x: x.T)
    case("mT", cube, call=lambda x: x.mT)
    case("permute", cube, [2, 0, 1], call=sized(torch.Tensor.permute))
    case("permute", cube, [-1, -2, -3], call=sized(torch.Tensor.permute))
    case("expand", x, [2, 2, 3], call=sized(torch.Tensor.expand))
    case("expand", x, [4, -1, -1], call=sized(torch.Tensor.expand))
    case("unsqueeze", x, 0)
    case("unsqueeze", x, -1)
    case("unsqueeze", x, 1)
    case("flatten", x)
    case("flatten", cube, 1)
    case("flatten", cube, 0, 1)
    case("flatten", cube, -2, -1)
    case("unflatten", x, 1, [3, 1])
    case("unflatten", x, -1, [1, -1])
    case("narrow", x, 1, 1, 2)
    case("narrow", cube, -2, 0, 2)
    case("narrow", x, 1, -2, 1)
    case("select", x, 0, 1)
    case("select", cube, -1, -1)
    case("diagonal", x)
    case("diagonal", x, 1)
    case("diagonal", x, -1)
    case("diagonal", x, 5)
    case("diagonal", cube, 0, 0, 2)
    case("diagonal", cube, 1, 2, 1)
    case("split", x, 2, 1)
    case("split", x, 1)
    case("split", x, [1, 2], 1)
    case("split", cube, [2, 0, 1], -2)
    case("chunk", x, 2, 1)
    case("chunk", x, 5, 1)
    case("chunk", cube, 2)
    case("unbind", x)
    case("unbind", cube, -1)
    case("triu", x)
    case("triu", cube, 1)
    case("triu", x, -1)
    case("tril", x)
    case("tril", cube, -1)
    case("tril", x, 1)
    case("cat", x, tensor([1, 3], seed=4), call=lambda *xs: torch.cat(xs))
    case("cat", x, tensor([2, 1], seed=4), 1, call=lambda *xs: torch.cat(xs[:-1], xs[-1]))
    case("cat", x, x, tensor([2, 2], seed=4), -1, call=lambda *xs: torch.cat(xs[:-1], xs[-1]))
    case("stack", x, tensor([2, 3], seed=4), call=lambda *xs: torch.stack(xs))
    case("stack", x, tensor([2, 3], seed=4), -1, call=lambda *xs: torch.stack(xs[:-1], xs[-1]))

case("expand", tensor([3, 1]), [3, 4], call=sized(torch.Tensor.expand))
case("expand", tensor([1]), [0], call=sized(torch.Tensor.expand))
case("expand", SCALAR, [2, 2], call=sized(torch.Tensor.expand))
case("expandAs", tensor([3, 1]), tensor([2, 3, 2]))
case("view", tensor([2, 3]), [-1])
case("view", SCALAR, [1, 1])
case("view", EMPTY, [3, 0])
case("view", tensor([2, 3, 4], how="transposed"), [2, 1, 3, 4])
case("reshape", tensor([4]), [2, 2])
case("reshape", SCALAR, [1])
case("reshape", tensor([1, 1]), [])
case("reshape", EMPTY, [-1, 3])
case("reshape", EMPTY, [0])
case("flatten", SCALAR)
case("flatten", EMPTY)
case("t", SCALAR)
case("t", tensor([3]))
case("T", SCALAR, call=lambda x: x.T)
case("transpose", SCALAR, 0, -1)
case("permute", SCALAR, [], call=lambda x, dims: x.permute(dims))
case("squeeze", tensor([1, 2, 1, 3]))
case("squeeze", tensor([1, 2, 1, 3]), 0)
case("squeeze", tensor([1, 2, 1, 3]), -2)
case("squeeze", tensor([1, 2, 1, 3]), 1)
case("squeeze", tensor([1, 1]))
case("squeeze", SCALAR)
case("squeeze", SCALAR, 0)
case("squeeze", tensor([1, 0]))
case("unsqueeze", SCALAR, 0)
case("unsqueeze", SCALAR, -1)
case("unsqueeze", EMPTY, 1)
case("narrow", EMPTY, 0, 0, 0)
case("narrow", tensor([3]), 0, 3, 0)
case("select", tensor([0, 3]), 1, 2)
case("diagonal", tensor([2, 2, 2]), 0, -2, -1)
case("split", tensor([5]), 2)
case("split", tensor([5]), 7)
case("split", EMPTY, 0)
case("split", EMPTY, 2)
case("chunk", tensor([5]), 3)
case("chunk", tensor([6]), 4)
case("chunk", tensor([0]), 3)
case("unbind", EMPTY, 1)
for diagonal in [-4, -2, 0, 2, 4]:
    case("triu", tensor([3, 3]), diagonal)
    case("tril", tensor([3, 3]), diagonal)
case("triu", tensor(values=[[INF, INF], [INF, INF]], shape=[2, 2]), 1)
case("tril", tensor([2, 2], [1, 1, 1, 1], "bool"))
case("triu", tensor([2, 2], [1, 2, 3, 4], "int32"))
case("triu", EMPTY)


def joined(*xs):
    return torch.cat(xs)


case("cat", tensor([0]), tensor([2, 3]), tensor([0]), call=joined)
case("cat", tensor([0, 3]), tensor([2, 3]), call=joined)
case("cat", tensor([0]), call=joined)
case("cat", tensor([2], dtype="int32"), tensor([2]), call=joined)
case("cat", tensor(values=[1, 0], dtype="bool"), tensor(values=[3, 4], dtype="int32"), call=joined)
case("cat", tensor([2], dtype="float64"), tensor([2], dtype="float32"), call=joined)
case("cat", tensor([2], dtype="int32"), tensor([2], dtype="int32", seed=5), call=joined)
case("stack", SCALAR, tensor(values=7.0), call=lambda *xs: torch.stack(xs))
case("stack", tensor([0]), tensor([0]), call=lambda *xs: torch.stack(xs))
case("stack", tensor([2], dtype="int32"), tensor([2]), 1, call=lambda *xs: torch.stack(xs[:-1], xs[-1]))

for args in [[3], [0], [2, 5], [5, 2, -1], [0, 1, 0.25], [1, 0, -0.3], [0.5, 3], [-2, 2, 3], [4, 4], [0, 7, 3]]:
    case("arange", *args, call=torch.arange)
case("arange", 3, call=torch.arange, dtype="float32")
case("arange", 0, 2.5, 1, call=torch.arange, dtype="int32")
case("arange", 0, 1, 0.1, call=torch.arange, dtype="float64")
for args in [[0, 1, 5], [0, 1, 1], [0, 1, 0], [-2, 3, 7], [5, -5, 4], [0.1, 0.7, 10]]:
    case("linspace", *args, call=torch.linspace)
case("linspace", 0, 10, 5, call=torch.linspace, dtype="int32")
case("linspace", 0, 1, 6, call=torch.linspace, dtype="float64")
for args in [[3], [2, 3], [3, 2], [0], [1, 0]]:
    case("eye", *args, call=torch.eye)
case("eye", 2, call=torch.eye, dtype="int32")
case("eye", 2, call=torch.eye, dtype="bool")
for sizes in [[2, 3], [], [0, 2], [4]]:
    case("zeros", sizes, call=torch.zeros)
    case("ones", sizes, call=torch.ones)
    case("full", sizes, 2.5, call=torch.full)
for dtype in ["float64", "float16", "int32", "uint8", "bool"]:
    case("zeros", [2], call=torch.zeros, dtype=dtype)
    case("ones", [2], call=torch.ones, dtype=dtype)
    case("full", [2], 3, call=torch.full, dtype=dtype)
case("full", [2], True, call=torch.full)
case("full", [2], 0.5, call=torch.full, dtype="bool")
case("full", [2], 2.7, call=torch.full, dtype="int32")
case("full", [2], -INF, call=torch.full)

for dtype in ["float32", "float64", "int32", "uint8", "bool"]:
    x = tensor([2, 2], [0, 1, 1, 0], dtype, "transposed")
    for name in ["zerosLike", "onesLike"]:
        like = getattr(torch, name.replace("L", "_l"))
        case(name, x, call=like, grad=False)
        case(name, x, call=like, grad=False, dtype="float16")
    case("fullLike", x, 1, call=torch.full_like, grad=False)
    case("fullLike", x, 2.7, call=torch.full_like, grad=False, dtype="int32")

FLOATS = [0.0, 1.0, -1.5, 2.75, -0.25, 100.0]
for source in ["float32", "float64", "float16", "int32", "uint8", "bool"]:
    whole = source in ("int32", "uint8", "bool")
    numbers = {"bool": [0, 1], "uint8": [0, 1, 200], "int32": [0, 1, -7, 100000]}.get(source, FLOATS)
    for target in ["float32", "float64", "float16", "int32", "bool", "uint8"]:
        if target == "uint8":
            numbers = [abs(x) for x in numbers if x < 256]
        if target == "float16":
            numbers = [x for x in numbers if x < 60000]
        x = tensor(values=numbers, dtype=source)
        case("to", x, target, call=lambda x, dtype: x.to(getattr(torch, dtype)))
        case("to", tensor([1, 2], numbers[:2], source, "transposed"), target,
             call=lambda x, dtype: x.to(getattr(torch, dtype)))
        case("copy_", tensor([len(numbers)], [7] * len(numbers), target), x, grad=False)
case("to", tensor(values=[float("nan"), INF, -INF, -0.0, 1e-9]), "float16",
     call=lambda x, dtype: x.to(getattr(torch, dtype)), grad=False)
case("to", tensor(values=[float("nan"), INF, -INF, -0.0, 1e-9]), "bool",
     call=lambda x, dtype: x.to(getattr(torch, dtype)))
for method in ["float", "half", "double", "int", "bool"]:
    case(method, tensor(values=[0.0, 1.5, -2.5]))
    case(method, tensor(values=[0, 3], dtype="int32"))
case("typeAs", tensor([2], dtype="int32"), tensor([1]), call=torch.Tensor.type_as)


def changed(method):
    """The method on a copy where the tensor is a leaf that needs a gradient."""
    return lambda x, *args: getattr(x.clone() if x.requires_grad else x, method)(*args)


for how in HOWS[:3]:
    for grad in [True, False]:
        for source in [tensor([2, 3], seed=6), tensor([3], seed=6), tensor([2, 1], dtype="int32", seed=6)]:
            case("copy_", tensor([2, 3], how=how), source, call=changed("copy_"), grad=grad)
        for value in [2.5, tensor(values=-1.0)]:
            case("fill_", tensor([2, 3], how=how), value, call=changed("fill_"), grad=grad)
        case("zero_", tensor([2, 3], how=how), call=changed("zero_"), grad=grad)
case("fill_", tensor([2], dtype="int32"), 2.7)
case("fill_", tensor([2], dtype="bool"), 0.5)
case("fill_", tensor([2], dtype="uint8"), 7)
write()
