"""What PyTorch refuses, and in which words: python3 tests/oracle/ops_errors.py > tests/fixtures/ops_errors.json

Differences on purpose are not here but in ops_errors_test.ts.
"""

import math

import torch
from ops_index import ints, long_index, mask, overwrite, read
from support.record import LINES, case, tensor, write

LINES.clear()
M, V, S = tensor([2, 3]), tensor([3]), tensor(values=2.5)
CUBE, EMPTY = tensor([2, 3, 2]), tensor([0, 3])
WHOLE, TRUTHS = tensor([2, 3], dtype="int32"), tensor([2, 3], dtype="bool")


def sized(call):
    return lambda x, sizes: call(x, *sizes)


# Shapes that do not go together.
for op in ["add", "sub", "mul", "div", "pow", "maximum", "minimum", "eq", "lt", "logicalAnd", "remainder"]:
    case(op, M, tensor([2]))
    case(op, tensor([2, 1, 4]), tensor([3]))
case("where", TRUTHS, tensor([2]), V, call=torch.where)
case("allclose", M, tensor([2]))
for op in ["add_", "sub_", "mul_", "div_", "copy_"]:
    case(op, tensor([2, 3]), tensor([2]), grad=False)
for op in ["add_", "mul_"]:
    case(op, tensor([2, 3]), tensor([2, 1, 3]), grad=False)
    case(op, tensor([2, 3], how="expanded"), 1, grad=False)
    case(op, tensor([2, 3], how="expanded"), tensor([3]), grad=False)
    case(op, WHOLE, 1.5)
    case(op, WHOLE, tensor([3]), grad=False)
    case(op, TRUTHS, 1)
case("maskedFill_", tensor([3]), tensor([2, 3], dtype="bool"), 0, grad=False)
case("div_", WHOLE, 2)
for op in ["exp_", "sqrt_", "sin_", "sigmoid_", "reciprocal_", "log_"]:
    case(op, WHOLE)

# Dtypes without meaning.
case("sub", TRUTHS, TRUTHS)
case("sub", TRUTHS, WHOLE)
case("sub", WHOLE, TRUTHS)
case("sub", WHOLE, True)
case("neg", TRUTHS)
case("pow", WHOLE, -1)
case("pow", WHOLE, -2)
case("where", M, M, M, call=torch.where)
case("where", WHOLE, M, M, call=torch.where)
case("maskedFill", M, TRUTHS, tensor([3]))
case("fill_", tensor([2], dtype="int32"), 3e9)
case("fill_", tensor([3]), tensor([2]), grad=False)
case("clamp", M, None, None)
for op in ["mean", "std", "var"]:
    case(op, WHOLE)
    case(op, TRUTHS)
for op in ["softmax", "logSoftmax"]:
    case(op, WHOLE, 1)
    case(op, tensor([3], dtype="bool"), 0)
    case(op, M, 2)
    case(op, S, 1)

# Dimensions that are not there.
for op in ["sum", "mean", "prod", "argmax", "argmin", "max", "min", "logsumexp", "amax", "amin", "std", "var"]:
    case(op, M, 2)
    case(op, M, -3)
    case(op, S, 1)
for op in ["sum", "mean", "amax", "amin", "std", "var", "logsumexp"]:
    case(op, M, [0, 0])
    case(op, M, [0, -2])
    case(op, M, [0, 5])
for op in ["max", "min", "argmax", "argmin"]:
    case(op, tensor([0]))
    case(op, EMPTY, 0)
    case(op, EMPTY, -2)
for op in ["amax", "amin"]:
    case(op, tensor([0]), [], call=getattr(torch.Tensor, op))
    case(op, EMPTY, 0)
    case(op, EMPTY, [0, 1])
case("transpose", M, 0, 2)
case("transpose", M, -3, 0)
case("transpose", S, 0, 1)
case("t", CUBE)
case("mT", V, call=lambda x: x.mT)
case("permute", M, [0], call=sized(torch.Tensor.permute))
case("permute", M, [0, 0], call=sized(torch.Tensor.permute))
case("permute", M, [0, -2], call=sized(torch.Tensor.permute))
case("permute", M, [0, 2], call=sized(torch.Tensor.permute))
case("squeeze", M, 2)
case("unsqueeze", M, 3)
case("unsqueeze", M, -4)
case("flatten", M, 1, 0)
case("flatten", M, 0, 2)
case("diagonal", M, 0, 0, 0)
case("diagonal", M, 0, 0, -2)
case("diagonal", V)
case("select", M, 0, 2)
case("select", M, 1, -4)
case("select", M, 2, 0)
case("select", S, 0, 0)
case("narrow", M, 1, 1, 3)
case("narrow", M, 1, 4, 1)
case("narrow", M, 1, -4, 1)
case("narrow", M, 1, 0, -1)
case("narrow", M, 2, 0, 1)
case("narrow", S, 0, 0, 1)
case("split", V, 0)
case("split", V, -1)
case("split", V, [1, 1])
case("split", V, [2, -1, 2])
case("split", V, 1, 1)
case("split", S, 1)
case("chunk", V, 0)
case("chunk", V, -1)
case("chunk", S, 2)
case("chunk", V, 2, 1)
case("unbind", M, 2)
case("unbind", S)
case("size", S, 0)
case("size", M, 2)
case("stride", S, 0)
case("stride", M, -3)

# Sizes.
for sizes in [[7], [-1, -1], [-2, 3], [4, -1], [0, -1], []]:
    case("view", M, sizes)
    case("reshape", M, sizes)
case("view", tensor([2, 3], how="transposed"), [6])
case("view", tensor([2, 3], how="sliced"), [6])
case("view", EMPTY, [-1, 0])
case("unflatten", M, 1, [2, 2])
case("unflatten", M, 1, [2, -1])
case("unflatten", M, 2, [1, 1])
case("expand", M, [3], call=sized(torch.Tensor.expand))
case("expand", WHOLE, [3], call=sized(torch.Tensor.expand))
case("expand", M, [4, 3], call=sized(torch.Tensor.expand))
case("expand", M, [-1, 2, 3], call=sized(torch.Tensor.expand))
case("expandAs", M, V)
case("zeros", [-1], call=torch.zeros)
case("ones", [2, -3], call=torch.ones)
case("full", [2, -3], 1, call=torch.full)
case("eye", -1, call=torch.eye)
case("eye", 2, -1, call=torch.eye)
case("arange", 5, 0, call=torch.arange)
case("arange", 0, 5, -1, call=torch.arange)
case("arange", 0, 5, 0, call=torch.arange)
case("arange", 0, math.inf, call=torch.arange)
case("arange", math.nan, call=torch.arange)
case("linspace", 0, 1, -1, call=torch.linspace)


def joined(*xs):
    return torch.cat(xs[:-1], xs[-1])


def stacked(*xs):
    return torch.stack(xs[:-1], xs[-1])


case("cat", 0, call=joined)
case("stack", 0, call=stacked)
case("cat", M, V, 0, call=joined)
case("cat", M, tensor([2, 4]), 0, call=joined)
case("cat", M, tensor([3, 3]), 1, call=joined)
case("cat", tensor([0]), M, tensor([2, 4]), 0, call=joined)
case("cat", S, 0, call=joined)
case("cat", V, S, 0, call=joined)
case("cat", M, M, 2, call=joined)
case("stack", V, tensor([4]), 0, call=stacked)
case("stack", V, V, 2, call=stacked)

# Products.
for a, b in [
    ([2, 3], [4, 5]), ([3], [4, 5]), ([2, 3], [4]), ([3], [4]), ([], [4]), ([4], []), ([2, 2, 3], [2, 4, 5]),
    ([2, 2, 3], [4, 5]), ([2, 2, 3], [3, 3, 5]), ([2, 2, 3], [4]),
]:
    case("matmul", tensor(a), tensor(b))
for op, a, b in [
    ("mm", [3], [3, 3]), ("mm", [3, 3], [3]), ("mm", [2, 3], [2, 3]), ("bmm", [3, 3], [3, 3, 3]), ("bmm", [3, 3, 3], [3, 3]),
    ("bmm", [3, 3, 3], [3, 4, 3]), ("bmm", [2, 3, 3], [3, 3, 3]), ("mv", [3, 3], [3, 3]), ("mv", [2, 3], [2]), ("dot", [3, 3], [3]),
    ("dot", [3], [4]), ("outer", [3, 3], [3]), ("outer", [3], [3, 3]),
]:
    case(op, tensor(a), tensor(b))
for a, b in [([2, 3], [3, 5]), ([3], [3]), ([2, 3], [3]), ([2, 2, 3], [2, 3, 5])]:
    case("matmul", tensor(a), tensor(b, dtype="int32"))

# Indices.
OUT = ints([0, 5])
for indices in [
    [2], [-3], [0, 3], [0, 0, 0], [1.5], [math.nan], ["::0"], ["::-1"], [tensor(values=[0.5])], [OUT], [ints([-3])], [":", OUT],
    [ints([0, 1]), OUT], [OUT, 0], [0, OUT], [mask([1, 0, 1])], [":", mask([1, 0])], [mask([1, 0, 1, 0, 1, 1, 1, 1], [2, 4])],
    [mask([1] * 12, [2, 3, 2])], [ints([0, 1]), ints([0, 1, 2])], [ints([0]), ints([0]), ints([0])], ["...", 0, 0, 0], [":", ":", ":"],
]:
    case("at", M, *indices, call=read)
    case("setAt", tensor([2, 3]), *indices, 1, call=overwrite, grad=False)
for indices in [[0, 0], [":"], [ints([0])]]:
    case("at", S, *indices, call=read)
for indices, shape in [([0], [2]), ([":", "1:"], [3]), ([ints([0, 1])], [2]), ([ints([0])], [2, 3]), ([mask([1, 0])], [2]), (["..."], [2, 2, 3])]:
    case("setAt", tensor([2, 3]), *indices, tensor(shape), call=overwrite, grad=False)
case("gather", M, 0, ints([1]), call=long_index("gather"))
case("scatter", M, 0, ints([1]), V, call=long_index("scatter"))
case("scatterAdd", M, 1, ints([0, 0, 0], [3, 1]), tensor([3, 1]), call=long_index("scatter_add"))
case("scatter", M, 0, tensor([1, 3]), M)
case("gather", M, 1, ints([0, 0, 0], [3, 1]), call=long_index("gather"))
case("gather", M, 2, ints([0], [1, 1]), call=long_index("gather"))
case("gather", M, 0, tensor([1, 3]))
case("scatter", M, 0, ints([0] * 6, [2, 3]), tensor([1, 3]), call=long_index("scatter"))
case("scatterAdd", M, 0, ints([0] * 6, [2, 3]), tensor([2, 3], dtype="int32"), call=long_index("scatter_add"))
case("scatter", M, 0, ints([0] * 6, [2, 3]), tensor([2, 3], dtype="int32"), call=long_index("scatter"))
case("indexSelect", M, 0, ints([0, 0], [1, 2]), call=long_index("index_select"))
case("indexSelect", M, 2, ints([0]), call=long_index("index_select"))
case("indexSelect", M, 0, tensor([1]))
write()
