"""Moved dimensions, windows, pieces, repeats, diagonals and grids:

    python3 tests/oracle/ops_rearrange.py > tests/fixtures/ops_rearrange.json
"""

import torch
from support.record import case, tensor, write

HOWS = ["", "transposed", "sliced", "expanded"]
SCALAR, EMPTY, VECTOR = tensor(values=2.5), tensor([0, 3]), tensor([4], seed=3)


def ints(values, shape=None):
    return tensor(shape, values, "int32")


def starred(name):
    """Sizes or dims that PyTorch takes one by one and hibana as one list, too."""
    return lambda x, sizes: getattr(x, name)(*sizes) if sizes else getattr(x, name)(sizes)


def of_list(function):
    """Tensors as one list, then perhaps more."""

    def call(*args, **options):
        tensors = [a for a in args if isinstance(a, torch.Tensor)]
        return function(tensors, *args[len(tensors):], **options)

    return call


for how in HOWS:
    x, cube = tensor([2, 3], how=how), tensor([2, 3, 2], how=how)
    for args in [[0, 1], [[0, 1], [1, 0]], [-1, 0], [0, 0]]:
        case("movedim", x, *args)
    for args in [[0, 2], [[0, 2], [1, 0]], [[2], [-3]], [[0, 1, 2], [2, 0, 1]]]:
        case("movedim", cube, *args)
        case("moveaxis", cube, *args)
    case("swapaxes", cube, 0, -1)
    case("swapdims", cube, 1, 2)
    case("H", x, call=lambda x: x.H)
    case("mH", cube, call=lambda x: x.mH)
    case("adjoint", cube)
    case("viewAs", x, tensor([1, 2, 1, 3]), call=torch.Tensor.view_as, grad=False)
    case("reshapeAs", cube, tensor([4, 3]), call=torch.Tensor.reshape_as, grad=False)
    case("ravel", cube)
    case("ravel", x)
    case("broadcastTo", x, [2, 2, 3])
    case("broadcastTo", x, [4, -1, -1])
    for args in [[0, 1, 1], [1, 2, 1], [1, 2, 2], [1, 3, 1], [-1, 1, 2], [0, 2, 3], [1, 0, 1]]:
        case("unfold", x, *args)
    for args in [[1, 2, 1], [1, 2, 2], [2, 2, 1], [0, 1, 1], [-2, 3, 2]]:
        case("unfold", cube, *args)
    for pieces in [1, 2, 3, 5, [1], [1, 2], [0, 1, 1], [2, 1], [-1], [1, 7], []]:
        case("tensorSplit", x, pieces, 1)
        case("tensorSplit", cube, pieces)
    case("tensorSplit", cube, 2, -1)
    case("splitWithSizes", x, [1, 2], 1)
    case("splitWithSizes", cube, [1, 0, 1])
    for pieces in [1, 3, [1], [1, 2]]:
        case("hsplit", x, pieces)
        case("hsplit", cube, pieces)
    for pieces in [1, 2, [1], [0, 1]]:
        case("vsplit", x, pieces)
        case("dsplit", cube, pieces)
    for dims in [[0], [1], [0, 1], [-1], [1, 0], []]:
        case("flip", x, dims)
    for dims in [[0], [1, 2], [0, -1], [2, 0, 1]]:
        case("flip", cube, dims)
    for name in ["fliplr", "flipud"]:
        case(name, x)
        case(name, cube)
    for args in [[1], [-1], [2, 0], [1, 1], [-2, 1], [[1, 1], [0, 1]], [4, -1], [0, 1], [[1, 1], [1, 1]], [7], [3, 1], [-7]]:
        case("roll", x, *args)
    case("roll", cube, [1, -1], [0, 2])
    for k in [0, 1, 2, 3, 4, -1, 5, -6]:
        case("rot90", x, k)
    case("rot90", x)
    case("rot90", cube, 1, [1, 2])
    case("rot90", cube, 3, [0, 2])
    case("rot90", cube, -1, [-1, 0])
    for sizes in [[1, 1], [2, 3], [2, 1, 2], [0, 2], [3, 1]]:
        case("repeat", x, sizes, call=starred("repeat"))
    case("repeat", cube, [2, 1, 2], call=starred("repeat"))
    for sizes in [[2], [2, 2], [1, 3], [2, 1, 2], [0], []]:
        case("tile", x, sizes)
    for args in [[2], [1, 0], [3, 1], [2, -1], [0], [0, 1]]:
        case("repeatInterleave", x, *args)
    for repeats, dim in [[[1, 2], 0], [[0, 3, 1], 1], [[2], 0], [[0, 0], 0], [[1, 0, 0], -1]]:
        case("repeatInterleave", x, ints(repeats), dim, call=lambda x, r, d: x.repeat_interleave(r.long(), d))
    case("repeatInterleave", x, ints([0, 1, 2, 0, 1, 0]), call=lambda x, r: x.repeat_interleave(r.long()))
    case("repeatInterleave", x, ints(2, []), call=lambda x, r: x.repeat_interleave(r.long()))
    for offset in [0, 1, -1, 2]:
        case("diag", x, offset)
        case("diagflat", x, offset)
        case("diagEmbed", x, offset)
    for args in [[0, 0, 1], [1, 0, 2], [-1, 2, 0], [0, -3, -1], [2, 1, 0]]:
        case("diagEmbed", x, *args)
    case("diagEmbed", cube)
    case("diagEmbed", cube, 1, 0, 2)
    case("hstack", x, tensor([2, 1], seed=4), call=of_list(torch.hstack))
    case("vstack", x, tensor([1, 3], seed=4), call=of_list(torch.vstack))
    case("vstack", x, tensor([3], seed=4), call=of_list(torch.vstack))
    case("rowStack", x, tensor([3], seed=4), call=of_list(torch.row_stack))
    case("dstack", x, tensor([2, 3], seed=4), call=of_list(torch.dstack))
    case("dstack", cube, tensor([2, 3], seed=4), call=of_list(torch.dstack))
    case("columnStack", x, tensor([2], seed=4), call=of_list(torch.column_stack))
    case("concat", x, tensor([1, 3], seed=4), call=of_list(torch.concat))
    case("concatenate", x, x, 1, call=of_list(torch.concat))
    case("blockDiag", x, tensor([2], seed=4), SCALAR, call=torch.block_diag)
    case("blockDiag", x, tensor([1, 2], how=how, seed=5), call=torch.block_diag)
    case("broadcastTensors", x, tensor([3], seed=4), SCALAR, call=torch.broadcast_tensors)
    case("broadcastTensors", cube, tensor([3, 1], seed=4), call=torch.broadcast_tensors)

for x in [SCALAR, VECTOR, tensor([2, 3]), tensor([1, 2, 1])]:
    for name in ["atleast_1d", "atleast_2d", "atleast_3d"]:
        case(name.replace("_", ""), x, call=getattr(torch, name))

case("movedim", SCALAR, 0, 0)
case("flip", SCALAR, [0])
case("flip", EMPTY, [0, 1])
case("flip", VECTOR, [0])
case("flipud", VECTOR)
case("roll", SCALAR, 1)
case("roll", EMPTY, 1)
case("roll", EMPTY, 1, 1)
case("repeat", SCALAR, [3], call=starred("repeat"))
case("repeat", SCALAR, [], call=starred("repeat"))
case("repeat", EMPTY, [2, 1], call=starred("repeat"))
case("tile", SCALAR, [2, 2])
case("repeatInterleave", SCALAR, 3)
case("repeatInterleave", EMPTY, 2, 1)
case("unfold", SCALAR, 0, 1, 1)
case("unfold", VECTOR, 0, 2, 1)
case("unfold", VECTOR, 0, 3, 2)
case("unfold", EMPTY, 1, 2, 1)
case("tensorSplit", VECTOR, 3)
case("tensorSplit", VECTOR, [1, 3])
case("tensorSplit", EMPTY, 2)
case("hsplit", VECTOR, 2)
case("hsplit", VECTOR, [1, 3])
case("diag", VECTOR)
case("diag", VECTOR, 1)
case("diag", VECTOR, -2)
case("diagflat", VECTOR, 1)
case("diagEmbed", VECTOR)
case("diagEmbed", EMPTY)
case("diag", tensor([0]))
for shape in [[0, 0], [3, 3]]:
    case("diag", tensor(shape))
case("hstack", VECTOR, tensor([2], seed=5), call=of_list(torch.hstack))
case("hstack", SCALAR, VECTOR, call=of_list(torch.hstack))
case("vstack", VECTOR, VECTOR, call=of_list(torch.vstack))
case("vstack", SCALAR, SCALAR, call=of_list(torch.vstack))
case("dstack", VECTOR, VECTOR, call=of_list(torch.dstack))
case("dstack", SCALAR, SCALAR, call=of_list(torch.dstack))
case("columnStack", VECTOR, VECTOR, call=of_list(torch.column_stack))
case("columnStack", SCALAR, SCALAR, call=of_list(torch.column_stack))
case("blockDiag", SCALAR, call=torch.block_diag)
case("blockDiag", tensor([0, 2]), VECTOR, call=torch.block_diag)

for dtype in ["float64", "float16", "int32", "uint8", "bool"]:
    x = tensor([2, 3], [0, 1, 1, 0, 1, 0], dtype, "transposed")
    case("flip", x, [1])
    case("roll", x, 1)
    case("rot90", x)
    case("repeat", x, [2, 1], call=starred("repeat"))
    case("repeatInterleave", x, 2, 1)
    case("diagEmbed", x)
    case("unfold", x, 1, 2, 1)
    case("diag", x)
    case("blockDiag", x, tensor([2], [1, 0], "int32"), call=torch.block_diag)
    case("hstack", x, tensor([2, 1], [1, 0], "int32"), call=of_list(torch.hstack))

A, B = tensor([3], seed=7), tensor([2], seed=8)
for tensors in [[A, B], [A], [A, SCALAR, B], [A, B, A], [tensor([0]), B]]:
    case("meshgrid", *tensors, call=lambda *xs: torch.meshgrid(*xs, indexing="ij"))
    case("meshgrid", *tensors, call=torch.meshgrid, indexing="xy")
    if all(x.ndim == 1 for x in tensors):
        case("cartesianProd", *tensors, call=torch.cartesian_prod)
case("meshgrid", ints([1, 2]), ints([3, 4, 5]), call=torch.meshgrid, indexing="ij")
for args in [[], [1], [2], [3], [4], [5], [0]]:
    case("combinations", VECTOR, *args, call=torch.combinations)
    if args:
        case("combinations", A, *args, call=torch.combinations, with_replacement=True)

# The elements that several places of a view share add up.
for how in ["", "sliced", "transposed"]:
    x = tensor([3, 4], how=how)
    for size, stride in [[[2, 2], [1, 2]], [[2, 2, 2], [1, 1, 1]], [[4], [0]], [[], []], [[3, 0], [1, 1]]]:
        case("asStrided", x, size, stride)
    case("asStrided", x, [2, 3], [3, 1], 2)
case("asStrided", tensor([2, 3], how="expanded"), [2], [1])

# What is refused.
M, V, S = tensor([2, 3]), tensor([3]), SCALAR
C = tensor([2, 3, 2])
for args in [[[0, 1], [0]], [[0, 0], [0, 1]], [[0, 1], [0, 0]], [5, 0], [0, -3]]:
    case("movedim", M, *args)
case("swapaxes", M, 0, 5)
case("H", C, call=lambda x: x.H)
case("mH", V, call=lambda x: x.mH)
case("adjoint", V)
case("viewAs", M, tensor([3, 3]), call=torch.Tensor.view_as)
case("broadcastTo", V, [2, 2])
case("broadcastTensors", M, tensor([2]), call=torch.broadcast_tensors)
for args in [[0, 5, 1], [0, 2, 0], [0, 2, -1], [3, 2, 1]]:
    case("unfold", V, *args)
case("unfold", S, 0, 2, 1)
for dims in [[0, 0], [3], [0, -2]]:
    case("flip", M, dims)
case("fliplr", V)
case("flipud", S)
for args in [[[1, 2], [0]], [[], []], [1, 5], [[1, 2]]]:
    case("roll", M, *args)
for dims in [[0], [0, 0], [0, 5], [-5, 1], [0, -2], [0, 1, 2]]:
    case("rot90", M, 1, dims)
case("rot90", V, 1, [0, 1])
case("repeat", M, [2], call=starred("repeat"))
case("repeat", M, [-1, 2], call=starred("repeat"))
case("tile", M, [-1, 1])
case("repeatInterleave", M, -1)
case("repeatInterleave", M, 2, 4)
long = lambda x, r, d: x.repeat_interleave(r.long() if r.dtype == torch.int32 else r, d)
for repeats in [ints([1, 2, 3]), tensor(values=[1.0, 2.0]), ints([1, -2]), ints([1, 2], [1, 2])]:
    case("repeatInterleave", M, repeats, 0, call=long, grad=False)
case("diag", C)
case("diag", S)
for args in [[0, 0, 0], [0, 0, 5], [0, -1, 2]]:
    case("diagEmbed", M, *args)
case("diagEmbed", S)
case("blockDiag", V, C, call=torch.block_diag)
for pieces in [0, -2]:
    case("tensorSplit", M, pieces)
case("tensorSplit", S, 2)
case("tensorSplit", M, 2, 2)
for name, x in [["hsplit", S], ["vsplit", V], ["dsplit", M]]:
    case(name, x, 1)
for name, x in [["hsplit", M], ["vsplit", tensor([3, 2])], ["dsplit", tensor([1, 1, 3])]]:
    case(name, x, 2)
    case(name, x, 0)
case("splitWithSizes", M, [1, -1])
case("splitWithSizes", M, [1, 3])
case("hstack", M, V, call=of_list(torch.hstack))
for name in ["hstack", "vstack", "dstack", "column_stack"]:
    case(name.replace("_s", "S"), call=of_list(getattr(torch, name)))
case("vstack", M, tensor([2]), call=of_list(torch.vstack))
case("meshgrid", V, ints([1, 2]), call=torch.meshgrid)
case("meshgrid", V, V, call=torch.meshgrid, indexing="a")
case("meshgrid", call=of_list(torch.meshgrid))
case("cartesianProd", M, call=torch.cartesian_prod)
case("combinations", M, call=torch.combinations)
case("combinations", V, -1, call=torch.combinations)
for args in [[[2, 2], [1, 1], 3], [[2, 2], [1]], [[2, 2], [-1, 1]], [[4, 4], [2, 2]], [[2, 2], [1, 1], -1], [[2, -2], [1, 1]]]:
    case("asStrided", M, *args)
write()
