"""Indexing, gather, scatter: python3 tests/oracle/ops_index.py > tests/fixtures/ops_index.json"""

import torch
from support.record import case, tensor, write

HOWS = ["", "transposed", "sliced", "expanded"]


def python_index(index):
    """hibana's index as Python's: "1:3" is a slice, "..." the ellipsis."""
    if index == "...":
        return Ellipsis
    if isinstance(index, str):
        return slice(*(int(part) if part.strip() else None for part in index.split(":")))
    if isinstance(index, torch.Tensor) and index.dtype == torch.int32:
        return index.long()
    return torch.tensor(index) if isinstance(index, list) else index


def read(x, *indices):
    return x[tuple(python_index(i) for i in indices)]


def overwrite(x, *indices):
    x = x.clone() if x.requires_grad else x
    *indices, value = indices
    x[tuple(python_index(i) for i in indices)] = value
    return x


def ints(values, shape=None, how=""):
    return tensor(shape, values, "int32", how)


def mask(values, shape=None, how=""):
    return tensor(shape, values, "bool", how)


BASIC = [
    [0], [-1], [":"], ["1:"], [":1"], ["::2"], ["0:2:1"], ["-2:"], [":-1"], ["5:9"], ["-9:9"], ["2:1"],
    [0, 1], [1, -1], [":", 0], [":", "1:3"], [":", "::2"], ["...", 0], [0, "..."], ["..."], ["...", "1:"],
    [None], [None, 0], [0, None], ["...", None], [":", None, "1:"], [None, "...", None],
]
PICKED = [
    [ints([0, 1, 0])], [ints([-1, 0])], [ints([[0, 1], [1, 1]][0] + [1, 1], [2, 2])], [ints(1, [])],
    [":", ints([2, 0])], [ints([0, 1]), ints([2, -1])], [ints([1, 0], [2, 1]), ints([0, 1, 2])],
    [ints([0, 1]), 1], [1, ints([0, 2])], [None, ints([1, 0])], [ints([1]), None], ["...", ints([0])],
    [ints([0, 0, 1, 0])], [ints([0, 1]), ints([0])], [ints([], [0])], [ints([1, 0, 1, 1], [2, 2], "transposed")],
    [[0, 1]], [[-1]], [":", [0, 2, 2]], [[True, False]], [mask([1, 0])], [mask([0, 0])],
    [mask([1, 0, 1, 0, 1, 1], [2, 3])], [":", mask([1, 0, 1])], [0, mask([1, 1, 0])], [mask([1, 1]), ints([2, 0])],
    [mask([1, 0, 1, 0, 1, 1], [2, 3], "transposed")], [ints([1]), "0:2"],
]
for how in HOWS:
    for indices in BASIC if how in ("", "sliced") else BASIC[::3]:
        case("at", tensor([2, 3], how=how), *indices, call=read)
    for indices in PICKED:
        case("at", tensor([2, 3], how=how), *indices, call=read)

CUBE = lambda how="": tensor([2, 3, 4], how=how, seed=3)
I, J = ints([1, 0]), ints([2, 0])
DEEP = [
    [0, 1, 2], [0, ":", 1], [":", 1], [":", ":", "1::2"], ["...", 1, 2], [1, "...", -1], ["::1", "1:", "::3"],
    [I], [":", I], [":", ":", I], [I, J], [":", I, J], [I, ":", J], [I, 1, J], [0, ":", I], [I, "...", J],
    [I, None, J], [None, I, J], [":", None, I], [ints([0, 1], [2, 1]), ":", ints([0, 3, 1])], [I, J, ints([3, 3])],
    ["1:", I, "::2"], [mask([1, 0, 1, 0, 1, 1], [2, 3])], [":", mask([1, 0, 1])], [":", ":", mask([1, 0, 0, 1])],
    [mask([1, 1]), ":", ints([0, 3])], [":", mask([1, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 0], [3, 4])],
    [0, I, ints([1, 3])], [I, 0], [":", 0, I],
]
for indices in DEEP:
    case("at", CUBE(), *indices, call=read)
    case("at", CUBE("transposed"), *indices, call=read)
for x in [tensor(values=2.5)]:
    case("at", x, "...", call=read)
    case("at", x, None, call=read)
    case("at", x, None, None, "...", call=read)
    case("at", x, mask(1, []), call=read)
    case("at", x, mask(0, []), call=read)
case("at", tensor([2, 3]), mask(1, []), call=read)
case("at", tensor([2, 3]), mask(0, []), call=read)
case("at", tensor([0, 3]), ":", 1, call=read)
case("at", tensor([0, 3]), ints([], [0]), call=read)
case("at", tensor([3, 0]), ints([2, 1]), call=read)
for dtype in ["int32", "uint8", "bool", "float16", "float64"]:
    case("at", tensor([3], [1, 0, 1], dtype), ints([2, 0]), call=read)
    case("at", tensor([3], [1, 0, 1], dtype), "1:", call=read)

for how in HOWS[:3]:
    for indices in BASIC[::2] + PICKED:
        case("setAt", tensor([2, 3], how=how), *indices, 7.5, call=overwrite, grad=how == "")
for indices, shape in [
    ([0], [3]), ([":", "1:"], [2, 2]), ([":", "1:"], [2]), (["..."], [2, 3]), ([":", 0], []), ([None, 1], [1, 3]),
    ([ints([1, 0])], [2, 3]), ([ints([1, 0])], [3]), ([ints([1, 0])], [2, 1]), ([":", ints([2, 0])], [2, 2]),
    ([ints([0, 1]), ints([2, 1])], [2]), ([ints([0, 1]), ints([2, 1])], []), ([ints([1, 0], [2, 1]), ints([0, 2])], [2, 2]),
    ([mask([1, 0, 1, 0, 1, 1], [2, 3])], [4]), ([mask([1, 0, 1, 0, 1, 1], [2, 3])], [1]), ([mask([0, 1])], [1, 3]),
    ([":", mask([1, 0, 1])], [2, 2]), ([ints([], [0])], [0, 3]), ([ints([1, 0])], [1, 2, 3]), ([0, ints([1, 2])], [2]),
]:
    for how in HOWS[:3]:
        case("setAt", tensor([2, 3], how=how), *indices, tensor(shape, seed=6), call=overwrite, grad=how == "")
for indices, shape in [([I, ":", J], [2, 3]), ([":", I, J], [2, 2]), ([I, J], [2, 4]), ([0, ":", I], [3, 2]), ([I, None, J], [2, 1, 4])]:
    case("setAt", CUBE(), *indices, tensor(shape, seed=6), call=overwrite)
    case("setAt", CUBE("transposed"), *indices, tensor(shape, seed=6), call=overwrite, grad=False)
case("setAt", tensor(values=2.5), "...", 1.5, call=overwrite)
case("setAt", tensor([2], dtype="int32"), 0, 2.7, call=overwrite)
case("setAt", tensor([2], dtype="int32"), ints([1]), 3, call=overwrite)
case("setAt", tensor([2], dtype="int32"), 0, tensor(values=2.7), call=overwrite, grad=False)
case("setAt", tensor([3], dtype="bool"), "1:", True, call=overwrite)
case("setAt", tensor([2, 2], dtype="float64"), ints([1]), 0.1, call=overwrite)

# Truth values, masks of uint8, and 0-d tensors, which are numbers.
YES, NO, ONE, ZERO = mask(1, []), mask(0, []), ints(1, []), ints(0, [])
BYTES = tensor([2], [1, 0], "uint8")
TRUTHS = [
    [True], [False], [True, 0], [0, True], [True, True], [True, False], [True, I], [I, True], [":", True, I], [None, False],
    [YES, I], [I, NO], [YES, YES], [YES, 0], [":", YES], [tensor(values=1, dtype="uint8")], [tensor(values=0, dtype="uint8")],
    [BYTES], [":", tensor([3], [1, 0, 1], "uint8")], [BYTES, ints([2, 0])], [tensor([2, 3], [1, 0, 1, 0, 0, 1], "uint8")],
    [tensor([3], [1, 0, 1], "uint8")], [True, True, True, 0],
]
for indices in TRUTHS:
    case("at", tensor([2, 3]), *indices, call=read)
    case("setAt", tensor([2, 3]), *indices, 7.5, call=overwrite)
SINGLES = [
    [ONE], [ints(-1, [])], [":", ONE], [ONE, ":", J], [J * 0, ":", ONE], [ONE, ":", ZERO], [":", ONE, J], [I, ONE, J], [I, ":", ONE],
    [ONE, ONE], [ONE, None, I], ["...", ONE], [ONE, "1:", ints([3, 0])], [ONE, mask([1, 0, 1])], [mask([1, 0]), ONE], [ints(5, [])],
    [":", ints(-4, [])], [I, True, ":", J], [":", True, I], [I, False], [True, I, ":", J], [None, I, None, J], [I, None, ":", J],
    ["...", None, I], ["...", I, J], [I, J, "..."], [I, "1:", J], [mask([1, 0]), ":", mask([1, 0, 1, 0])], [mask([1, 0]), mask([1, 0, 1])],
    [0, mask([1, 0, 1]), ints([0, 2])],
    [":", mask([0, 0, 0]), ":"], [mask([0] * 24, [2, 3, 4])], [mask([1, 0] * 12, [2, 3, 4])], [[[0, 1], [1, 0]], [0, 2]],
]
for indices in SINGLES:
    case("at", CUBE(), *indices, call=read)
    case("at", CUBE("transposed"), *indices, call=read)
    case("setAt", CUBE(), *indices, 7.5, call=overwrite)
for indices in [[True], [False], [True, True], [YES], [None, True], [ZERO], [0, 0], [I], [[0]]]:
    case("at", tensor(values=2.5), *indices, call=read)
for indices, shape in [([True], [2, 3]), ([True], [3]), ([ONE], [3]), ([ONE, ints([0, 2])], [2]), ([BYTES], [1, 3]), ([True, I], [2, 3])]:
    case("setAt", tensor([2, 3]), *indices, tensor(shape, seed=6), call=overwrite)
# One value for a mask is cast, values for positions are not.
for value in [tensor(values=3, dtype="int32"), tensor(values=1.5, dtype="float64"), tensor([1], [3], "int32")]:
    case("setAt", tensor([2, 3]), mask([1, 0, 1, 0, 1, 1], [2, 3]), value, call=overwrite, grad=False)
    case("setAt", tensor([2, 3]), 1, mask([1, 0, 1]), value, call=overwrite, grad=False)
    case("setAt", tensor([2, 3]), ints([1]), value, call=overwrite, grad=False)
for indices in [[mask([1, 0, 1, 0, 1, 1], [2, 3])], [":", mask([1, 0, 1])], [mask([1, 0])], [None, mask([1, 0])]]:
    for how in HOWS[:3]:
        case("setAt", tensor([2, 3], how=how), *indices, tensor(values=1.5), call=overwrite, grad=how == "")
for x, index in [(CUBE(), [0, 5]), (CUBE(), [None, 2]), (CUBE(), ["...", 4]), (CUBE(), [":", ":", -5]), (tensor([0, 3]), [ints([0])])]:
    case("at", x, *index, call=read)
case("setAt", tensor([2, 3]), 0, None, call=overwrite)


def put(x, *args):
    """Index tensors, then values, then whether they are added."""
    *indices, values, accumulate = args
    return x.index_put(tuple(i.long() if i.dtype == torch.int32 else i for i in indices), values, accumulate)


def put_in_place(x, *args):
    return put(x.clone(), *args)


PUTS = [
    ([I], [2, 3]), ([I], [3]), ([ints([0, 0, 1])], [3, 3]), ([I, J], [2]), ([I, J], []), ([I], [2, 1]), ([ints([1, -2], [2, 1]), J], [2, 2]),
    ([mask([1, 0])], [1, 3]), ([mask([1, 0, 1, 0, 1, 1], [2, 3])], [4]), ([mask([1, 0, 1, 0, 1, 1], [2, 3])], []), ([ints([], [0])], [0, 3]),
    ([BYTES], [3]), ([mask([1, 1]), J], [2]), ([ints([1, 1]), ints([0, 0])], [2]), ([ints([1, 1]), ints([0, 0])], []),
]
for indices, shape in PUTS:
    for accumulate in [False, True]:
        # Of values for one place the last stays, and PyTorch says nothing about gradients then.
        repeats = any(i.how == "" and i.tolist() in ([0, 0, 1], [1, 1]) for i in indices if i.dtype == torch.int32)
        if repeats and not accumulate:
            continue
        case("indexPut", tensor([2, 3]), *indices, tensor(shape, seed=6), accumulate, call=put)
        case("indexPut_", tensor([2, 3], how="transposed"), *indices, tensor(shape, seed=6), accumulate, call=put_in_place)
for indices, values in [
    ([I, J], tensor([3])), ([I], tensor([2], [1, 2], "int32")), ([ints([0, 2])], tensor([3])), ([ints([0, 1]), ints([0, 3])], tensor([2])),
    ([I, J, J], tensor([2])), ([tensor([2])], tensor([2, 3])), ([mask([1])], tensor([3])), ([I, ints([0, 1, 2])], tensor([2])),
]:
    case("indexPut", tensor([2, 3]), *indices, values, False, call=put)
    case("indexPut_", tensor([2, 3]), *indices, values, True, call=put_in_place)

GRID = ints([0, 1, 1, 0, 0, 1], [2, 3])
WIDE = ints([0, 2, 1, 1, 0, 0, 2, 2], [2, 4])
ONCE = ints([0, 1, 1, 1, 0, 0], [2, 3])


def long_index(method):
    def call(x, dim, index, *rest):
        return getattr(x, method)(dim, index.long(), *rest)

    return call


for how in HOWS:
    x = tensor([2, 3], how=how)
    case("gather", x, 0, GRID, call=long_index("gather"))
    case("gather", x, 1, WIDE, call=long_index("gather"))
    case("gather", x, -1, ints([2], [1, 1]), call=long_index("gather"))
    case("gather", x, 0, ints([0, 1, 1, 0, 0, 1], [2, 3], "transposed"), call=long_index("gather"))
    for op in ["scatter", "scatterAdd"]:
        method = long_index(op.replace("A", "_a"))
        case(op, x, 0, ints([0, 1, 1], [1, 3]), tensor([1, 3], seed=5), call=method)
        case(op, x, 1, ints([2, 0, 1, 0], [2, 2]), tensor([2, 2], seed=5, how="transposed"), call=method)
        # PyTorch does not differentiate where the source is larger than the index.
        case(op, x, 1, ints([2, 0], [1, 2]), tensor([2, 3], seed=5, how="sliced"), call=method, grad=False)
    case("scatter", x, 1, ints([2, 0], [2, 1]), 9.5, call=long_index("scatter"))
    case("indexSelect", x, 0, ints([1, 0, 1]), call=long_index("index_select"))
    case("indexSelect", x, -1, ints([2, 2, 0, 1]), call=long_index("index_select"))
    case("scatterAdd", x, 0, ints([0, 0, 0, 0, 0, 1], [2, 3]), tensor([2, 3], seed=5), call=long_index("scatter_add"))
case("gather", CUBE(), 1, ints([0, 2, 1, 1, 2, 0, 0, 1], [2, 1, 4]), call=long_index("gather"))
case("gather", CUBE(), 2, ints([0, 2, 1, 3], [2, 2, 1]), call=long_index("gather"))
case("gather", tensor(values=2.5), 0, ints(0, []), call=long_index("gather"))
case("gather", tensor([3]), 0, ints([], [0]), call=long_index("gather"))
case("scatter", tensor(values=2.5), 0, ints(0, []), 3.5, call=long_index("scatter"))
case("scatterAdd", tensor(values=2.5), 0, ints(0, []), tensor(values=1.0), call=long_index("scatter_add"))
case("scatter", tensor([3]), 0, ints([], [0]), tensor([0]), call=long_index("scatter"))
case("scatterAdd", tensor([4]), 0, ints([1, 1, 1]), tensor([3], seed=5), call=long_index("scatter_add"))
case("indexSelect", CUBE(), 1, ints([2, 0]), call=long_index("index_select"))
case("indexSelect", tensor([3]), 0, ints(1, []), call=long_index("index_select"))
case("indexSelect", tensor([3]), 0, ints([], [0]), call=long_index("index_select"))
case("indexSelect", tensor(values=2.5), 0, ints([0]), call=long_index("index_select"))
for dtype in ["int32", "uint8", "bool", "float16", "float64"]:
    x = tensor([2, 3], [1, 0, 1, 0, 0, 1], dtype)
    case("gather", x, 0, GRID, call=long_index("gather"))
    case("indexSelect", x, 1, ints([2, 0]), call=long_index("index_select"))
    case("scatter", x, 0, ONCE, tensor([2, 3], [1, 1, 0, 1, 1, 0], dtype), call=long_index("scatter"))
    if dtype != "bool":
        case("scatterAdd", x, 0, GRID, tensor([2, 3], [1, 1, 0, 1, 1, 0], dtype), call=long_index("scatter_add"))

if __name__ == "__main__":
    write()
