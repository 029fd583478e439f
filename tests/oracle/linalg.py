"""Linear algebra that the CPU computes, and norms: python3 tests/oracle/linalg.py > tests/fixtures/linalg.json

Three lists: functions of torch.linalg; those of torch, some of which have other forms under the same names;
second derivatives.
"""

import json
import math

import torch
import torch.linalg as L
from support.record import LINES, case, second_derivatives, snake, tensor

INF, NAN = math.inf, math.nan
HOWS = ["", "transposed", "sliced", "expanded"]
DTYPES = ["int32", "bool"]


def matrix(*shape, seed=3, dtype="float32", how="", shift=5.0):
    """A matrix that is far from singular: `shift` is added to its diagonal."""
    x = tensor(list(shape), seed=seed, low=-2.0, high=2.0).double()
    x = x + shift * torch.eye(*shape[-2:], dtype=torch.float64)
    return tensor(list(shape), x.flatten().tolist(), dtype, how)


def definite(*shape, seed=3, dtype="float32", how=""):
    """A symmetric positive-definite matrix."""
    x = matrix(*shape, seed=seed).double()
    return tensor(list(shape), (x @ x.mT).flatten().tolist(), dtype, how)


def linalg(op, *args, call=None, **options):
    ask(op, *args, call=call or getattr(L, snake(op)), **options)


def ask(op, *args, **options):
    """A case, without gradients where PyTorch 1.13 stumbles over its own."""
    try:
        case(op, *args, **options)
    except RuntimeError:
        if options.get("derivatives") is None:
            case(op, *args, **{**options, "grad": False})


SINGULAR = tensor([2, 2], [1.0, 2.0, 2.0, 4.0])
SECOND_SINGULAR = tensor([3, 2, 2], [2.0, 1.0, 1.0, 2.0, 1.0, 2.0, 2.0, 4.0, 1.0, 0.0, 0.0, 1.0])
NULL = tensor([3, 3], [0.0] * 9)
SHAPES = [[1, 1], [2, 2], [3, 3], [4, 4], [2, 3, 3], [2, 1, 2, 2]]
EMPTY = [[0, 0], [2, 0, 0], [0, 2, 2]]
NO_SQUARES = [[2, 3], [3], [], [0, 3]]


def squares(op, make=matrix, empty_grad=True, **options):
    """What every operation of square matrices is asked."""
    for shape in SHAPES:
        linalg(op, make(*shape), **options)
    for shape in EMPTY:
        linalg(op, tensor(shape), **options, grad=empty_grad)
    for how in HOWS[1:]:
        linalg(op, make(2, 3, 3, how=how), **options)
    linalg(op, make(3, 3, dtype="float64"), **options)
    for shape in NO_SQUARES:
        linalg(op, tensor(shape), **options)
    for dtype in DTYPES:
        linalg(op, tensor([2, 2], dtype=dtype), **options)


# PyTorch 1.13 has no gradients of determinants of nothing, and wrong ones where they are 0.
for op in ["det", "slogdet", "inv"]:
    squares(op, empty_grad=op != "det")
    linalg(op, matrix(3, 3, shift=0.0))
    linalg(op, matrix(3, 3, shift=-4.0))
    linalg(op, tensor([2, 2], [0.0, 1.0, 1.0, 0.0]))
    if op != "slogdet":  # PyTorch 1.13 gives NaN the sign 0.
        linalg(op, tensor([2, 2], [NAN, 1.0, 1.0, 2.0]), grad=False)
    linalg(op, SINGULAR, grad=False)
    linalg(op, SECOND_SINGULAR, grad=False)
    linalg(op, NULL, grad=False)
linalg("det", tensor([3, 3], [1.0, 2.0, 3.0, 2.0, 4.0, 6.0, 0.0, 1.0, 5.0]), grad=False)
linalg("slogdet", matrix(2, 2, shift=-1e20), grad=False)

for a, b in [
    ([2, 2], [2]), ([2, 2], [2, 1]), ([3, 3], [3, 2]), ([2, 3, 3], [2, 3]), ([2, 3, 3], [2, 3, 2]), ([2, 3, 3], [3]), ([2, 3, 3], [3, 2]),
    ([2, 2], [3, 2, 1]), ([1, 2, 2, 2], [3, 1, 2, 1]), ([1, 1], [1]), ([0, 0], [0]), ([0, 0], [0, 3]), ([0, 2, 2], [0, 2]), ([2, 2], [2, 0]),
    ([2, 3], [2]), ([3], [3]), ([2, 2], [3]), ([2, 2], [3, 2]), ([2, 2, 2], [3, 2, 1]), ([2, 2], [4, 2]), ([2, 2], []),
]:
    linalg("solve", tensor(a) if len(a) < 2 or a[-1] != a[-2] else matrix(*a), tensor(b, seed=8))
for a, b in [([2, 2], [3, 2]), ([2, 2, 2], [2, 3, 2]), ([2, 2], [2, 3]), ([2, 2], [2])]:
    linalg("solve", matrix(*a), tensor(b, seed=8), left=False)
for how in HOWS[1:]:
    linalg("solve", matrix(2, 3, 3, how=how), tensor([2, 3, 2], seed=8, how=how))
linalg("solve", matrix(3, 3, dtype="float64"), tensor([3, 2], seed=8, dtype="float64"))
linalg("solve", SINGULAR, tensor([2]), grad=False)
linalg("solve", SECOND_SINGULAR, tensor([2]), grad=False)
linalg("solve", matrix(2, 2), tensor([2], dtype="float64"))
linalg("solve", tensor([2, 2], dtype="int32"), tensor([2]))
linalg("solve", tensor([2, 2], [NAN, 1.0, 1.0, 2.0]), tensor([2]), grad=False)

for upper in [True, False]:
    for a, b in [([2, 2], [2, 1]), ([3, 3], [3, 2]), ([2, 3, 3], [3, 1]), ([2, 2], [2, 2, 1]), ([0, 0], [0, 2]), ([2, 2], [3, 1]), ([2, 3], [2, 1]), ([2, 2], [2])]:
        linalg("solveTriangular", matrix(*a), tensor(b, seed=8), upper=upper)
    linalg("solveTriangular", matrix(3, 3), tensor([2, 3], seed=8), upper=upper, left=False)
    linalg("solveTriangular", matrix(3, 3), tensor([3, 2], seed=8), upper=upper, unitriangular=True)
    linalg("solveTriangular", matrix(2, 2), tensor([2, 2], seed=8), upper=upper, left=False, unitriangular=True)
    linalg("solveTriangular", matrix(3, 3, dtype="float64"), tensor([3, 2], seed=8, dtype="float64"), upper=upper)
    for how in HOWS[1:]:
        linalg("solveTriangular", matrix(2, 2, 2, how=how), tensor([2, 2, 1], seed=8, how="sliced"), upper=upper)
linalg("solveTriangular", tensor([2, 2], [0.0, 1.0, 0.0, 2.0]), tensor([2, 1]), upper=True, grad=False)
linalg("solveTriangular", tensor([2, 2], dtype="int32"), tensor([2, 1], dtype="int32"), upper=True)
linalg("solveTriangular", matrix(2, 2), tensor([2, 3], seed=8), upper=True, left=False)

squares("cholesky", definite)
linalg("cholesky", definite(3, 3), upper=True)
linalg("cholesky", definite(2, 2, 2), upper=True)
linalg("cholesky", matrix(3, 3))
linalg("cholesky", matrix(3, 3), upper=True)
linalg("cholesky", tensor([2, 2], [1.0, 2.0, 2.0, 1.0]))
linalg("cholesky", tensor([2, 2, 2], [1.0, 0.0, 0.0, 1.0, -1.0, 0.0, 0.0, 1.0]))
linalg("cholesky", tensor([2, 2], [NAN, 1.0, 1.0, 2.0]))

RECTANGLES = [[2, 2], [3, 3], [3, 2], [2, 3], [4, 2], [1, 3], [3, 1], [1, 1], [2, 3, 2], [2, 2, 3], [2, 1, 2, 2]]
EMPTY_RECTANGLES = [[0, 0], [0, 3], [3, 0], [2, 0, 2], [0, 2, 3]]


def rectangles(op, call=None, hows=HOWS[1:], **options):
    for shape in RECTANGLES:
        linalg(op, matrix(*shape, shift=2.0), call=call, **options)
    for shape in EMPTY_RECTANGLES:
        linalg(op, tensor(shape), call=call, grad=False, **options)
    for how in hows:
        linalg(op, matrix(2, 3, 2, how=how, shift=2.0), call=call, **options)
    linalg(op, matrix(3, 2, dtype="float64", shift=2.0), call=call, **options)
    linalg(op, tensor([3]), call=call, **options)
    for dtype in DTYPES:
        linalg(op, tensor([2, 2], dtype=dtype), call=call, **options)


rectangles("qr")
for shape in RECTANGLES:
    linalg("qr", matrix(*shape, shift=2.0), mode="complete", grad=shape[-2] <= shape[-1])
    linalg("qr", matrix(*shape, shift=2.0), mode="r", grad=False)
linalg("qr", tensor([3, 0]), mode="complete", grad=False)
linalg("qr", tensor([2, 2], [1.0, 2.0, 0.0, 3.0]))
linalg("qr", tensor([2, 2], [-1.0, 2.0, 0.0, -3.0]))
linalg("qr", NULL, grad=False)
linalg("qr", tensor([2, 2], [NAN, 1.0, 1.0, 2.0]), grad=False)
linalg("qr", matrix(2, 2), mode="x")

linalg("eigvalsh", tensor([3, 3], [1.0, 1.0, 1.0] * 3), grad=False)
squares("eigh", definite)
squares("eigvalsh", definite)
for op in ["eigh", "eigvalsh"]:
    linalg(op, matrix(3, 3))
    linalg(op, matrix(3, 3), UPLO="U")
    linalg(op, definite(3, 3), UPLO="l", grad=False)
    linalg(op, tensor([2, 2], [2.0, 0.0, 0.0, -1.0]))
    linalg(op, matrix(2, 2), UPLO="X")
    linalg(op, tensor([5, 5], seed=21), grad=False)


def steady(call):
    """Singular vectors whose signs are settled: the sums of U's columns, weighted by 1, 2, ..., are positive."""

    def settled(x, *args, **options):
        u, s, v = call(x, *args, **options)
        k = s.shape[-1]
        turned = call is torch.svd
        u, v = u[..., :k], (v.mT if turned else v)[..., :k, :]
        sign = (u * torch.arange(1, u.shape[-2] + 1).to(u.dtype).unsqueeze(-1)).sum(-2).sign().detach()
        return [u * sign.unsqueeze(-2), s, v * sign.unsqueeze(-1)]

    return settled


rectangles("svd", steady(L.svd))
for shape in RECTANGLES:
    linalg("svd", matrix(*shape, shift=2.0), call=steady(L.svd), full_matrices=False)
rectangles("svdvals")
linalg("svdvals", SINGULAR)
linalg("svdvals", NULL, grad=False)
for op in ["svd", "svdvals", "pinv", "matrixRank"]:
    linalg(op, tensor([2, 2], [NAN, 1.0, 1.0, 2.0]))

# PyTorch 1.13 names what it cannot do differently from one function to the next.
rectangles("pinv")
linalg("pinv", SINGULAR)
linalg("pinv", NULL, grad=False)
linalg("pinv", tensor([3, 2], [1.0, 2.0, 2.0, 4.0, 3.0, 6.0]))
linalg("pinv", matrix(3, 3), rtol=0.5, grad=False)
linalg("pinv", matrix(3, 3), atol=4.0, grad=False)
linalg("pinv", matrix(3, 3), atol=0.1, rtol=0.1)
linalg("pinv", definite(3, 3), hermitian=True)
linalg("pinv", SINGULAR, hermitian=True)
linalg("pinv", tensor([2, 3]), hermitian=True)

rectangles("matrixRank")
for x in [SINGULAR, SECOND_SINGULAR, NULL, tensor([3, 2], [1.0, 2.0, 2.0, 4.0, 3.0, 6.0])]:
    linalg("matrixRank", x)
linalg("matrixRank", matrix(3, 3), atol=4.0)
linalg("matrixRank", matrix(3, 3), rtol=0.9)
linalg("matrixRank", matrix(3, 3), atol=0.1, rtol=0.1)
linalg("matrixRank", definite(3, 3), hermitian=True)
linalg("matrixRank", SINGULAR, hermitian=True)
linalg("matrixRank", tensor([2, 3]), hermitian=True)

for driver in [None, "gels", "gelsd", "gelss"]:
    options = {} if driver is None else {"driver": driver}
    for a, b in [([3, 2], [3, 1]), ([3, 2], [3, 2]), ([2, 2], [2, 1]), ([2, 3], [2, 2]), ([2, 3, 2], [2, 3, 1]), ([2, 3, 2], [2, 3]), ([2, 3, 2], [1, 3, 1])]:
        # PyTorch 1.13 has no gradients of residuals: it leaves them out.
        call = lambda *args, **o: [r.detach() if i > 0 else r for i, r in enumerate(L.lstsq(*args, **o))]
        linalg("lstsq", matrix(*a, shift=2.0), tensor(b, seed=8), call=call, **options)
    if driver != "gels":
        linalg("lstsq", tensor([3, 2], [1.0, 2.0, 2.0, 4.0, 3.0, 6.0]), tensor([3, 1], seed=8), grad=False, **options)
        linalg("lstsq", NULL, tensor([3, 2], seed=8), grad=False, **options)
linalg("lstsq", matrix(3, 2, shift=2.0, dtype="float64"), tensor([3, 1], seed=8, dtype="float64"))
linalg("lstsq", matrix(3, 2, shift=2.0), tensor([3, 1], seed=8), rcond=0.5, grad=False)
for a, b in [([3, 2], [2, 1]), ([3], [3]), ([3, 2], []), ([2, 3, 2], [3, 1]), ([3, 2], [1, 3, 1])]:
    linalg("lstsq", tensor(a), tensor(b))
linalg("lstsq", matrix(3, 2), tensor([3, 1], dtype="float64"))
linalg("lstsq", tensor([3, 2], dtype="int32"), tensor([3, 1], dtype="int32"))
linalg("lstsq", matrix(3, 2), tensor([3, 1]), driver="x")
linalg("lstsq", tensor([3, 2], [1.0] * 6), tensor([3, 1], seed=8), driver="gels", grad=False)

squares("matrixExp", lambda *s, **o: matrix(*s, **{"shift": 0.5, **o}))
linalg("matrixExp", matrix(2, 2, shift=8.0))
linalg("matrixExp", NULL)
linalg("matrixExp", tensor([2, 2], [1e-4, 2e-4, -3e-4, 0.0]))
linalg("matrixExp", tensor([2, 2], [0.0, 8.0, -8.0, 0.0]))

for power in [-3, -1, 0, 1, 2, 3, 6]:
    for shape in [[2, 2], [2, 3, 3], [1, 1], [0, 0]]:
        linalg("matrixPower", matrix(*shape, shift=2.0), power)
    linalg("matrixPower", matrix(2, 2, how="transposed", shift=2.0), power)
linalg("matrixPower", matrix(2, 2, dtype="float64"), -2)
for power in [0, 2, -1]:
    linalg("matrixPower", tensor([2, 2], dtype="int32"), power)
linalg("matrixPower", tensor([2, 2], [1, 0, 1, 1], "bool"), 0)
linalg("matrixPower", tensor([2, 2], [1, 0, 1, 1], "bool"), 2)
linalg("matrixPower", SINGULAR, -1, grad=False)
for shape in NO_SQUARES:
    linalg("matrixPower", tensor(shape), 2)
linalg("matrixPower", matrix(2, 2), 1.5)

for shape in RECTANGLES:
    linalg("lu", matrix(*shape, shift=1.0))
for shape in [[2, 2], [3, 3], [3, 2], [2, 3], [2, 3, 3]]:
    linalg("luFactor", matrix(*shape, shift=1.0))
for shape in [[0, 0], [0, 3], [3, 0], [0, 2, 2]]:
    linalg("lu", tensor(shape), grad=False)
    linalg("luFactor", tensor(shape), grad=False)
for how in HOWS[1:]:
    linalg("lu", matrix(2, 3, 3, how=how, shift=1.0))
for op in ["lu", "luFactor"]:
    linalg(op, matrix(3, 3, shift=1.0, dtype="float64"))
    linalg(op, tensor([3]))
    linalg(op, tensor([2, 2], dtype="int32"))
    linalg(op, NULL, grad=False)
    linalg(op, SINGULAR, grad=False)
    linalg(op, SECOND_SINGULAR, grad=False)
linalg("luSolve", matrix(3, 3), tensor([3], [3, 2, 3], "int32"), tensor([3, 2], seed=8))
linalg("luSolve", matrix(2, 2, 2), tensor([2, 2], [1, 2, 2, 2], "int32"), tensor([2, 2, 1], seed=8))

# Norms.
VECTORS = [1, 2, 3, 0.5, 0, -1, -2, INF, -INF]
for order in VECTORS:
    linalg("vectorNorm", tensor([2, 3], seed=4), order)
    linalg("vectorNorm", tensor([2, 3], seed=4), order, dim=1)
    linalg("vectorNorm", tensor([2, 3, 2], seed=4), order, dim=[0, -1], keepdim=True)
    linalg("vectorNorm", tensor(values=-2.5), order)
    linalg("vectorNorm", tensor([0]), order)
    linalg("vectorNorm", tensor([2, 0]), order, dim=1)
    linalg("vectorNorm", tensor([2, 0]), order, dim=0)
linalg("vectorNorm", tensor([2, 3]))
linalg("vectorNorm", tensor([2, 3]), 2, dim=[])
linalg("vectorNorm", tensor([2, 3]), 2, keepdim=True)
linalg("vectorNorm", tensor([2, 3]), 2, dim=[0, 0])
linalg("vectorNorm", tensor([2, 3]), 2, dim=5)
MATRICES = ["fro", "nuc", 1, -1, 2, -2, INF, -INF]
for order in MATRICES:
    linalg("matrixNorm", matrix(2, 3, shift=2.0), order)
    linalg("matrixNorm", matrix(2, 3, 2, shift=2.0), order)
    linalg("matrixNorm", matrix(2, 3, 2, shift=2.0), order, dim=[0, -1])
    linalg("matrixNorm", matrix(2, 3, 2, shift=2.0), order, dim=[-1, 0], keepdim=True)
    linalg("matrixNorm", matrix(3, 2, how="transposed", shift=2.0), order)
    linalg("matrixNorm", matrix(2, 2, dtype="float64"), order)
    linalg("norm", matrix(2, 3, shift=2.0), order)
    linalg("norm", matrix(2, 2, 3, shift=2.0), order, dim=[0, 2])
    linalg("norm", matrix(2, 3, shift=2.0), order, dim=[0, 1], keepdim=True)
    linalg("norm", tensor([3], seed=4), order)
    linalg("norm", matrix(2, 3, shift=2.0), order, dim=1)
    linalg("norm", tensor([2, 2, 2]), order)
    # PyTorch 1.13 fails to differentiate cond but of orders 2 and -2: as documented, then.
    product = None if order in [2, -2] else lambda x, p: L.matrix_norm(x, p) * L.matrix_norm(L.inv(x), p)
    linalg("cond", matrix(2, 2), order, call=product)
    linalg("cond", matrix(2, 3, 3), order, call=product)
    linalg("cond", matrix(2, 3), order)
    linalg("cond", tensor([0, 2, 2]), order, grad=False)
    linalg("cond", tensor([0, 0]), order, grad=False)
    linalg("cond", tensor([2, 2], [1.0, 0.0, 0.0, 0.0]), order, grad=False)
for op in ["norm", "cond"]:
    linalg(op, matrix(2, 3))
    linalg(op, tensor([3]))
    linalg(op, tensor([2, 2], dtype="int32"))
linalg("norm", tensor([2, 3, 2]))
linalg("norm", tensor(values=-2.5))
linalg("norm", tensor([2, 3]), None, dim=1)
linalg("norm", tensor([2, 3]), None, dim=[0, 1], keepdim=True)
linalg("norm", tensor([2, 3, 2]), 2, dim=[0, 1, 2])
for op in ["matrixNorm", "norm", "cond"]:
    for order in [3, 0, "x"]:
        linalg(op, matrix(2, 2), order)
for dim in [[0, 0], [0], [0, 5], [0, 1, 0]]:
    linalg("matrixNorm", matrix(2, 2), 1, dim=dim)
linalg("matrixNorm", tensor([3]))
for op, order in [("vectorNorm", 2), ("matrixNorm", "fro"), ("norm", 2)]:
    linalg(op, tensor([2, 2], dtype="int32"), order)
    linalg(op, tensor([2, 2]), order, dtype="float64")
    linalg(op, tensor([2, 2]), order, dtype="int32")
    linalg(op, tensor([2, 2], dtype="float64"), order, dtype="float32")
for shape, order in [([0, 3], 1), ([0, 3], "fro"), ([0, 3], "nuc"), ([3, 0], INF), ([0, 2, 3], 2), ([0, 3], -1)]:
    linalg("matrixNorm", tensor(shape), order, grad=False)

for a, b in [([3], [3]), ([2, 3], [2, 3]), ([2, 3], [1, 3])]:
    linalg("cross", tensor(a), tensor(b, seed=8))
    linalg("vecdot", tensor(a), tensor(b, seed=8))
linalg("cross", tensor([3, 2]), tensor([3, 2], seed=8), dim=0)
linalg("cross", tensor([2, 2]), tensor([2, 2]))
linalg("vecdot", tensor([2, 3]), tensor([2, 3], seed=8), dim=0)
linalg("vecdot", tensor([2, 3]), tensor([3], seed=8))
linalg("vecdot", tensor([2, 3]), tensor([2, 2]))
linalg("vecdot", tensor([3], dtype="int32"), tensor([3], dtype="int32"))
for options in [{}, {"offset": 1}, {"offset": -1, "dim1": 0, "dim2": 2}]:
    linalg("diagonal", tensor([2, 3, 2]), **options)
for shape in [[3], [2, 2], [2, 1, 3]]:
    linalg("vander", tensor(shape))
    linalg("vander", tensor(shape), N=5)
for x, options in [(tensor([3]), {"N": 1}), (tensor([]), {}), (tensor([2], dtype="int32"), {}), (tensor([2], dtype="bool"), {})]:
    linalg("vander", x, **options)

FUNCTIONS = list(LINES)
LINES.clear()


def older(op, *args, call=None, **options):
    ask(op, *args, call=call or getattr(torch, snake(op)), **options)


for op in ["det", "slogdet", "logdet", "inverse", "cholesky", "matrixExp"]:
    make = definite if op == "cholesky" else matrix
    for shape in [[2, 2], [2, 3, 3], [2, 3], [3], [0, 0]]:
        if op != "cholesky" or shape != [2, 3]:
            older(op, tensor(shape) if len(shape) < 2 or shape[-1] != shape[-2] or 0 in shape else make(*shape), grad=op != "det" or 0 not in shape)
    older(op, tensor([2, 2], dtype="int32"))
for x in [SINGULAR, tensor([2, 2], [0.0, 1.0, 1.0, 0.0]), tensor([1, 1], [-2.0]), NULL]:
    older("logdet", x, grad=False)
older("cholesky", definite(3, 3), True)
older("cholesky", tensor([2, 2], [1.0, 2.0, 2.0, 1.0]))
older("matrixPower", matrix(2, 2, shift=2.0), 3)
older("matrixPower", matrix(2, 2, shift=2.0), -2)
for shape in [[2, 2], [3, 2], [2, 3], [2, 3, 2]]:
    older("qr", matrix(*shape, shift=2.0))
    older("qr", matrix(*shape, shift=2.0), False, grad=False)
    older("svd", matrix(*shape, shift=2.0), call=steady(torch.svd))
    older("pinverse", matrix(*shape, shift=2.0))
older("svd", matrix(3, 2), False, call=steady(torch.svd), grad=False)
older("svd", tensor([3]), call=torch.svd)
older("pinverse", matrix(3, 3), 0.5, grad=False)



def triangle(x, upper):
    return x if x.dim() < 2 else x.triu() if upper else x.tril()


def with_triangle(b, l, upper=False):
    """PyTorch gives the triangle that is not read a gradient, too; here it has none."""
    return torch.cholesky_solve(b, triangle(l, upper), upper)


def inverse_with_triangle(l, upper=False):
    return torch.cholesky_inverse(triangle(l, upper), upper)


FACTOR = tensor([3, 3], [2.0, 0.0, 0.0, 1.0, 3.0, 0.0, -1.0, 0.5, 2.0])
for a, b in [([2, 2], [2, 1]), ([2, 3, 3], [2, 3, 2]), ([2, 2], [3, 2, 1]), ([0, 0], [0, 2]), ([2, 2], [3, 1]), ([2, 3], [2, 1]), ([2, 2], [2]), ([2], [2, 1])]:
    x = tensor(a) if len(a) < 2 or a[-1] != a[-2] else matrix(*a)
    older("choleskySolve", tensor(b, seed=8), x, call=with_triangle)
    older("triangularSolve", tensor(b, seed=8), x)
older("choleskySolve", tensor([3, 2], seed=8), FACTOR, call=with_triangle)
older("choleskySolve", tensor([3, 2], seed=8), FACTOR, True, call=with_triangle)
older("choleskySolve", tensor([2, 1]), matrix(2, 2, dtype="float64"))
for options in [{"upper": False}, {"transpose": True}, {"unitriangular": True}, {"upper": False, "transpose": True}]:
    older("triangularSolve", tensor([3, 2], seed=8), matrix(3, 3), **options)
older("triangularSolve", tensor([2, 1]), matrix(2, 2, dtype="float64"))
older("choleskyInverse", FACTOR, call=inverse_with_triangle)
older("choleskyInverse", FACTOR, True, call=inverse_with_triangle)
older("choleskyInverse", matrix(2, 2, 2), call=inverse_with_triangle)
older("choleskyInverse", matrix(3, 3, dtype="float64"), call=inverse_with_triangle)
for shape in NO_SQUARES + EMPTY:
    older("choleskyInverse", tensor(shape), grad=False)
older("choleskyInverse", NULL, grad=False)

CHAINS = [[[2, 3], [3, 4], [4, 1]], [[1, 3], [3, 2], [2, 4], [4, 2]], [[2, 3], [3, 2]], [[3, 1], [1, 4], [4, 2], [2, 3]], [[2, 3], [3, 0], [0, 2]]]
WRONG_CHAINS = [[[2, 3], [2, 3]], [[2, 3], [3, 2], [3, 2]], [[2, 2], [2, 2, 2]], [[2, 2, 2], [2, 2]], [[2, 2], [2], [2, 2]]]


def links(shapes):
    return [tensor(shape, seed=2 + 3 * i) for i, shape in enumerate(shapes)]


for chain in CHAINS + WRONG_CHAINS + [[[2, 2]], [[2], [2, 2]]]:
    older("chainMatmul", *links(chain))
for chain in CHAINS + WRONG_CHAINS + [[[2], [2]], [[2], [2, 3]], [[2], [2, 3], [3]], [[2, 3], [3]], [[2, 2]], [[3], [2]]]:
    older("multiDot", *links(chain), call=lambda *xs: L.multi_dot(xs))
older("multiDot", tensor([2, 2]), tensor([2, 2], dtype="float64"), call=lambda *xs: L.multi_dot(xs))

# Nor does it differentiate vander: powers, then.
older("vander", tensor([3]), 4, call=lambda x, n: x.unsqueeze(-1) ** torch.tensor([3, 2, 1, 0]))
older("vander", tensor([3]), 3, increasing=True, call=lambda x, n, **o: x.unsqueeze(-1) ** torch.tensor([0, 1, 2]))
for shape, *args in [([3],), ([3], 2), ([3], 5), ([3], 0), ([0],), ([1],), ([2, 2],), ([3], -1)]:
    older("vander", tensor(shape), *args)
older("vander", tensor([3]), 4, increasing=True)
for dtype in ["int32", "bool", "uint8", "float64"]:
    older("vander", tensor([3], [1, 0, 2], dtype))

for p in [2, 1, 3, 1.5, 0.5, 0, INF]:
    for a, b in [([2, 3], [4, 3]), ([2, 2, 3], [3, 3]), ([1, 2, 3], [2, 1, 3])]:
        older("cdist", tensor(a), tensor(b, seed=8), p)
    older("cdist", tensor([2, 2], [1.0, 2.0, 1.0, 2.0]), tensor([1, 2], [1.0, 2.0]), p)
    older("cdist", tensor([2, 0]), tensor([3, 0]), p, grad=False)
    older("cdist", tensor([0, 3]), tensor([3, 3]), p, grad=False)
older("cdist", tensor([2, 3], how="transposed"), tensor([2, 3], seed=8, how="sliced"))
older("cdist", tensor([2, 3], how="expanded"), tensor([2, 3], seed=8), 1)
older("cdist", tensor([2, 3], dtype="float64"), tensor([2, 3], seed=8, dtype="float64"), 3)
older("cdist", tensor([2, 3]), tensor([4, 3], seed=8), 2, compute_mode="use_mm_for_euclid_dist")
older("cdist", tensor([26, 2]), tensor([2, 2], seed=8), 2)
for a, b, p in [([2, 3], [4, 2], 2), ([3], [4, 3], 2), ([2, 3], [3], 2), ([2, 3], [4, 3], -1), ([2, 2, 3], [3, 4, 3], 2)]:
    older("cdist", tensor(a), tensor(b), p)
older("cdist", tensor([2, 3], dtype="int32"), tensor([2, 3], dtype="int32"))
older("cdist", tensor([2, 3]), tensor([2, 3], dtype="float64"))
older("cdist", tensor([2, 3]), tensor([2, 3]), 2, compute_mode="x")
for order_dims in [("nuc",), ("nuc", [0, 1])]:
    older("norm", matrix(2, 3, shift=2.0), *order_dims)
older("norm", matrix(2, 2, 3, shift=2.0), "nuc", [0, 2])
for args in [("nuc", 0), ("nuc", [0])]:
    older("norm", matrix(2, 3), *args)
older("norm", tensor([3]), "nuc")

OLDER = list(LINES)
LINES.clear()
TWICE = {"derivatives": second_derivatives}
for dtype in ["float32", "float64"]:
    for shape in [[2, 2], [3, 3], [2, 2, 2]]:
        for op in ["det", "inv", "slogdet", "matrixExp"]:
            linalg(op, matrix(*shape, dtype=dtype, shift=0.5 if op == "matrixExp" else 5.0), **TWICE)
        linalg("cholesky", definite(*shape, dtype=dtype), **TWICE)
        linalg("qr", matrix(*shape, dtype=dtype), **TWICE)
        linalg("eigh", definite(*shape, dtype=dtype), **TWICE)
        linalg("svd", matrix(*shape, dtype=dtype), call=steady(L.svd), **TWICE)
        linalg("pinv", matrix(*shape, dtype=dtype), **TWICE)
        linalg("lu", matrix(*shape, dtype=dtype), **TWICE)
        linalg("solve", matrix(*shape, dtype=dtype), tensor(shape, seed=8, dtype=dtype), **TWICE)
        linalg("solveTriangular", matrix(*shape, dtype=dtype), tensor(shape, seed=8, dtype=dtype), upper=True, **TWICE)
    for shape in [[3, 2], [2, 3]]:
        linalg("pinv", matrix(*shape, dtype=dtype), **TWICE)
        linalg("qr", matrix(*shape, dtype=dtype), **TWICE)
        linalg("svdvals", matrix(*shape, dtype=dtype), **TWICE)
    linalg("matrixNorm", matrix(2, 3, dtype=dtype), "nuc", **TWICE)
    linalg("matrixPower", matrix(2, 2, dtype=dtype), -2, **TWICE)
    linalg("matrixPower", matrix(2, 2, dtype=dtype), 3, **TWICE)
print(json.dumps({"functions": FUNCTIONS, "older": OLDER, "second": LINES}, indent=0))
