"""Sorting, ranking, searching, unique: python3 tests/oracle/ops_order.py > tests/fixtures/ops_order.json

Where PyTorch leaves open which of several equal elements it takes, the elements here differ. Its CPU has
no float16 and bool for some operations that hibana has for every dtype; those cases are not asked.
"""

import json
import math

import torch
from support.record import LINES, case, second_derivatives, snake, tensor

NAN, INF = math.nan, math.inf
HOWS = ["", "transposed", "sliced", "expanded"]
WHOLE = ["int32", "uint8", "bool"]
FIXTURE = {}

# Twelve numbers that differ, neither sorted nor even.
APART = [2.5, -1.0, 0.25, 7.0, -3.5, 1.5, -0.75, 4.0, 0.0, -8.0, 3.0, 5.25]
EDGES = [
    [NAN, 1.0, 2.0], [1.0, NAN, 2.0], [INF, -INF, 1.0], [INF, NAN, -INF], [NAN], [-INF, -INF, 3.0, NAN], [5.0],
    [3.0, 1.0, 2.0, NAN],
]
ZEROS = [[0.0, -0.0, 0.0, -1.0], [-0.0, 0.0, 1.0, -0.0]]
TIES = [[2.0, 1.0, 2.0, 1.0, 3.0], [1.0, 1.0, 1.0], [NAN, 2.0, NAN, 2.0]]
SCALAR = tensor(values=-2.5)


def section(name):
    """Ends a list of cases."""
    FIXTURE[name] = list(LINES)
    LINES.clear()


def apart(shape, dtype="float32", how=""):
    return tensor(shape, APART[: math.prod(shape)], dtype, how)


def sorts():
    """Stable whatever is asked for: so is hibana."""
    for op in ["sort", "argsort"]:
        method = {"sort": torch.Tensor.sort, "argsort": torch.argsort}[op]

        def stable(x, dim=-1, **o):
            if op == "argsort":
                return torch.sort(x, dim=dim, stable=True, descending=o.get("descending", False)).indices
            return torch.sort(x, dim=dim, **{"stable": True, **o})

        for how in HOWS:
            x = tensor([3, 4], how=how, seed=9)
            case(op, x, call=stable)
            case(op, x, 0, call=stable)
            case(op, x, -1, call=stable, descending=True)
        for dim in [0, 1, -1]:
            case(op, tensor([2, 3, 2], seed=4), dim, call=stable)
            case(op, tensor([2, 3, 2], seed=4), dim, call=stable, descending=True)
        for row in EDGES + ZEROS + TIES:
            case(op, tensor(values=row), call=stable)
            case(op, tensor(values=row), 0, call=stable, descending=True)
        for dtype in [*WHOLE, "float16", "float64"]:
            case(op, tensor([2, 4], [1, 0, 5, 3, 0, 0, 1, 2], dtype), call=stable)
            case(op, tensor([2, 4], [1, 0, 5, 3, 0, 0, 1, 2], dtype), 0, call=stable, descending=True)
        case(op, tensor(values=[-2147483648, 2147483647, 0, -1], dtype="int32"), call=stable)
        case(op, tensor(values=[-2147483648, 2147483647, 0, -1], dtype="int32"), 0, call=stable, descending=True)
        case(op, tensor(values=[6.1e-5, -INF, NAN, 65504.0, 6e-8, -6e-8], dtype="float16"), call=stable)
        case(op, tensor(values=[1e300, -1e-300, NAN, INF], dtype="float64"), call=stable)
        case(op, SCALAR, call=stable)
        case(op, SCALAR, 0, call=stable, descending=True)
        for shape in [[0], [0, 3], [3, 0]]:
            case(op, tensor(shape), call=stable)
            case(op, tensor(shape), 0, call=stable)
        case(op, tensor([2, 3]), 2, call=method)
        case(op, tensor([2, 3]), -3, call=method)
        case(op, SCALAR, 1, call=method)
    case("sort", tensor(values=TIES[0]), -1, stable=True, call=lambda x, d, **o: x.sort(dim=d, **o))
    case("sort", tensor([3, 4], seed=9), 0, stable=True, descending=True, call=lambda x, d, **o: x.sort(dim=d, **o))
    for how in HOWS:
        case("msort", tensor([3, 4], how=how, seed=9))
    for x in [SCALAR, tensor([0]), tensor([4, 0]), tensor(values=EDGES[3]), apart([2, 3, 2])]:
        case("msort", x)
    for dtype in [*WHOLE, "float64", "float16"]:
        case("msort", tensor([3, 2], [1, 0, 5, 3, 0, 7], dtype))


def tops():
    for how in HOWS:
        x = apart([3, 4], how=how)
        case("topk", x, 2)
        if how != "expanded":
            case("topk", x, 2, 0)
            case("topk", x, 3, 0, largest=False)
        case("topk", x, 4, -1, largest=False)
    for k in range(4):
        case("topk", apart([2, 3, 2]), k, 1)
        case("topk", apart([2, 3, 2]), k, 1, largest=False)
    for row in [EDGES[i] for i in (0, 1, 2, 3, 4, 6, 7)]:
        case("topk", tensor(values=row), len(row))
        case("topk", tensor(values=row), 1, 0, largest=False)
    case("topk", apart([6]), 1, -1, sorted=False)
    case("topk", apart([6]), 1, 0, largest=False, sorted=False)
    for dtype in ["int32", "uint8", "float64", "float16"]:
        case("topk", tensor([2, 3], [1, 0, 5, 3, 7, 4], dtype), 2)
        case("topk", tensor([2, 3], [1, 0, 5, 3, 7, 4], dtype), 1, 0, largest=False)
    case("topk", SCALAR, 1)
    case("topk", tensor([0, 3]), 0, 0)
    case("topk", tensor([0, 3]), 2, 1)
    for x, *rest in [
        [apart([2, 3]), 4], [apart([2, 3]), -1], [apart([2, 3]), 3, 0], [apart([2, 3]), 1, 2], [SCALAR, 2], [tensor([0]), 1],
        [apart([2, 3]), 1.5],
    ]:
        case("topk", x, *rest)


def ranks():
    for how in HOWS:
        x = apart([3, 4], how=how)
        for k in [1, 3]:
            case("kthvalue", x, k)
            if how != "expanded":
                case("kthvalue", x, k, 0, keepdim=True)
        for op in ["median", "nanmedian", "mode"]:
            case(op, x, 1)
            case(op, x, -1, keepdim=True)
            if how != "expanded" or op == "mode":
                case(op, x, 0)
            if op != "mode":
                case(op, x)
        case("mode", tensor([3, 5], how=how, seed=3, low=0, high=1))
    for dim in [0, 1, -1]:
        case("kthvalue", apart([2, 3, 2]), 2, dim)
        for op in ["median", "nanmedian", "mode"]:
            case(op, apart([2, 3, 2]), dim)
            case(op, apart([2, 3, 2]), dim, keepdim=True)
    for row in [EDGES[i] for i in (0, 1, 2, 3, 4, 6, 7)]:
        for k in range(1, len(row) + 1):
            case("kthvalue", tensor(values=row), k)
    lost = [[1.0, NAN, 4.0, NAN, 2.0], [NAN, 3.0, 1.0, 2.0], [NAN, NAN], [NAN, INF, -INF], [-INF, NAN, 7.0, 5.0]]
    for row in EDGES[:5] + EDGES[6:] + lost:
        for op in ["median", "nanmedian"]:
            case(op, tensor(values=row))
            case(op, tensor(values=row), 0)
    for op in ["median", "nanmedian"]:
        for row in TIES + ZEROS[:1]:
            case(op, tensor(values=row))
        case(op, tensor([2, 3], [1.0, NAN, 3.0, 5.0, 4.0, 6.0]), 1)
        case(op, tensor([2, 3], [1.0, NAN, 3.0, 5.0, 4.0, 6.0]), 0, keepdim=True)
        case(op, SCALAR)
        case(op, tensor(values=NAN))
        case(op, tensor([0]))
    for row in TIES[:2] + [[3.0, 1.0, 2.0], [INF, INF, -INF], [NAN], [NAN, 1.0, 1.0], [1.0, NAN, NAN], [-1.0, 4.0, 4.0, -1.0]]:
        case("mode", tensor(values=row))
    for dtype in ["int32", "uint8", "float64", "float16"]:
        x = tensor([2, 3], [1, 0, 5, 3, 7, 4], dtype)
        case("kthvalue", x, 2)
        for op in ["median", "nanmedian"]:
            case(op, x)
            case(op, x, 1)
        case("mode", tensor([2, 4], [1, 0, 5, 0, 3, 4, 4, 3], dtype))
    case("mode", tensor([2, 4], [1, 0, 1, 0, 1, 1, 0, 1], "bool"))
    for x in [SCALAR, tensor([0, 3]), tensor([3, 0])]:
        case("kthvalue", x, 1, 0)
        case("kthvalue", x, 1, -1, keepdim=True)
        for op in ["median", "nanmedian", "mode"]:
            case(op, x, 0)
            case(op, x, -1, keepdim=True)
    for x, *rest in [
        [apart([2, 3]), 0], [apart([2, 3]), 4], [apart([2, 3]), 3, 0], [apart([2, 3]), 1, 2], [SCALAR, 2], [SCALAR, 1, 1],
        [apart([2, 3]), -1], [apart([2, 3]), 1.5],
    ]:
        case("kthvalue", x, *rest)
    for op in ["median", "nanmedian", "mode"]:
        case(op, apart([2, 3]), 2)
        case(op, SCALAR, 1)


def quantiles():
    def of(name):
        def call(x, q, dim=None, keepdim=False, **o):
            return getattr(torch, name)(x, q, dim, keepdim, **o)

        return call

    several = tensor(values=[0.0, 0.3, 0.5, 1.0])
    for op in ["quantile", "nanquantile"]:
        call = of(op)
        for how in HOWS:
            x = apart([3, 4], how=how)
            case(op, x, 0.3, call=call)
            case(op, x, 0.6, 0, call=call)
            case(op, x, several, 1, call=call)
            case(op, x, several, -1, call=call, keepdim=True)
        for q in [0, 0.25, 0.5, 0.75, 1]:
            case(op, apart([6]), q, call=call)
        for way in ["linear", "lower", "higher", "midpoint", "nearest"]:
            case(op, apart([2, 5]), 0.4, 1, call=call, interpolation=way)
            case(op, apart([2, 4]), tensor(values=[0.1, 0.5, 0.8]), 1, call=call, interpolation=way)
            case(op, apart([7]), 0.75, None, call=call, interpolation=way)
            case(op, tensor([2, 4], [1.0, NAN, 3.0, 0.5, 4.0, 6.0, 5.0, 8.0]), 0.4, 1, call=call, interpolation=way)
        for dim in [0, 1, 2, None]:
            case(op, apart([2, 3, 2]), 0.4, dim, call=call)
            case(op, apart([2, 3, 2]), tensor(values=[0.4, 0.9]), dim, call=call, keepdim=True)
        for row in EDGES + [[1.0, INF], [-INF, 1.0], [-INF, INF], [NAN, NAN], [2.0, 2.0, 2.0]]:
            for q in [0.25, 0.5, 1.0]:
                case(op, tensor(values=row), q, call=call)
        case(op, apart([2, 3], "float64"), 0.35, 1, call=call)
        case(op, apart([2, 3], "float64"), tensor(values=[0.1, 0.7], dtype="float64"), call=call)
        case(op, SCALAR, 0.5, call=call)
        case(op, SCALAR, 0.5, 0, call=call, keepdim=True)
        case(op, SCALAR, several, 0, call=call)
        case(op, apart([2, 3]), tensor(values=0.5), call=call)
        case(op, apart([2, 3]), tensor(values=0.5), 1, call=call)
        case(op, apart([2, 3]), tensor([0]), 1, call=call)
        for q in [1.5, -0.5, NAN]:
            case(op, apart([4]), q, call=call)
        case(op, tensor([0, 3]), 0.5, call=call)
        case(op, tensor([0, 3]), 0.5, 1, call=call)
        case(op, apart([4]), tensor([1, 1], [0.5]), call=call)
        case(op, apart([4]), tensor(values=[0.5], dtype="float64"), call=call)
        case(op, apart([2, 3]), 0.5, 2, call=call)
        case(op, apart([4]), 0.5, None, call=call, interpolation="cubic")
        for dtype in [*WHOLE, "float16"]:
            case(op, tensor([3], [1, 0, 1], dtype), 0.5, call=call)


def searches():
    def find(sequence, values, sorter=None, **o):
        return torch.searchsorted(sequence, values, sorter=None if sorter is None else torch.tensor(sorter), **o)

    edges = lambda dtype="float32", how="": tensor([5], [1.0, 3.0, 3.0, 5.0, 7.0], dtype, how)
    rows = lambda how="": tensor([2, 4], [1.0, 3.0, 5.0, 7.0, 2.0, 2.0, 6.0, 9.0], how=how)
    wanted = [0.0, 1.0, 3.0, 4.0, 7.0, 8.0]
    for o in [{}, {"right": True}, {"side": "left"}, {"side": "right"}, {"side": "right", "right": True}]:
        case("searchsorted", edges(), tensor(values=wanted), call=find, grad=False, **o)
        case("searchsorted", rows(), tensor([2, 3], wanted), call=find, grad=False, **o)
    for how in HOWS:
        if how != "expanded":
            case("searchsorted", rows(how), tensor([2, 3], wanted), call=find, grad=False)
        case("searchsorted", edges(), tensor([2, 3], wanted, how=how), call=find, grad=False, right=True)
        case("searchsorted", rows(), tensor([2, 3], wanted, how=how), call=find, grad=False)
    case("searchsorted", tensor([2, 4], wanted[:4], how="expanded"), tensor([2, 3], wanted), call=find, grad=False)
    for o in [{}, {"right": True}]:
        case("searchsorted", edges(), tensor(values=[NAN, INF, -INF, -0.0]), call=find, grad=False, **o)
        case("searchsorted", tensor(values=[-INF, -0.0, 0.0, INF]), tensor(values=[-INF, 0.0, -0.0, INF, NAN]), call=find, grad=False, **o)
        case("searchsorted", edges(), 3, call=find, grad=False, **o)
        case("searchsorted", edges(), 4.5, call=find, grad=False, **o)
        for dtype in ["int32", "uint8", "float64", "float16"]:
            case("searchsorted", edges(dtype), tensor(values=[0, 1, 3, 4, 9], dtype=dtype), call=find, grad=False, **o)
        case("searchsorted", tensor([2, 1, 3], seed=3, low=0, high=0), tensor([2, 1, 2]), call=find, grad=False, **o)
        case("searchsorted", tensor(values=[3.0, 1.0, 7.0, 5.0]), tensor(values=wanted), call=find, grad=False, sorter=[1, 0, 3, 2], **o)
        case("searchsorted", tensor([2, 3], [3.0, 1.0, 2.0, 9.0, 8.0, 7.0]), tensor([2, 2], [1.5, 2.0, 8.5, 7.0]), call=find, grad=False, sorter=[[1, 2, 0], [2, 1, 0]], **o)
    case("searchsorted", edges(), tensor(values=3.0), call=find, grad=False)
    case("searchsorted", edges("int32"), 2.5, call=find, grad=False)
    case("searchsorted", edges("int32"), tensor(values=[2.5, 3.5]), call=find, grad=False)
    case("searchsorted", edges(), tensor(values=[2, 3], dtype="int32"), call=find, grad=False)
    case("searchsorted", tensor([0]), tensor([2]), call=find, grad=False)
    case("searchsorted", edges(), tensor([0]), call=find, grad=False)
    case("searchsorted", tensor([2, 0]), tensor([2, 3]), call=find, grad=False)
    for args, o in [
        [[edges(), tensor([2])], {"side": "left", "right": True}], [[edges(), tensor([2])], {"side": "up"}],
        [[rows(), 3.0], {}], [[rows(), tensor(values=3.0)], {}], [[rows(), tensor([2])], {}], [[rows(), tensor([1, 3])], {}],
        [[rows(), tensor([2, 2, 3])], {}], [[SCALAR, tensor([2])], {}], [[SCALAR, 2.0], {}],
        [[edges(), tensor([2])], {"sorter": [1, 0, 2]}],
    ]:
        case("searchsorted", *args, call=find, grad=False, **o)
    for o in [{}, {"right": True}]:
        case("bucketize", tensor(values=wanted), edges(), call=torch.bucketize, grad=False, **o)
        case("bucketize", tensor([2, 3], wanted, how="transposed"), edges(how="sliced"), call=torch.bucketize, grad=False, **o)
        case("bucketize", tensor(values=3.0), edges(), call=torch.bucketize, grad=False, **o)
        case("bucketize", 3, edges(), call=torch.bucketize, grad=False, **o)
        case("bucketize", 3.5, edges("int32"), call=torch.bucketize, grad=False, **o)
        case("bucketize", tensor(values=[NAN, INF]), edges(), call=torch.bucketize, grad=False, **o)
    case("bucketize", tensor([2]), tensor([0]), call=torch.bucketize, grad=False)
    case("bucketize", tensor([0, 2]), edges(), call=torch.bucketize, grad=False)
    for boundaries in [rows(), SCALAR]:
        case("bucketize", tensor([2]), boundaries, call=torch.bucketize, grad=False)


def members():
    def among(elements, tested, **o):
        # PyTorch 1.13 cannot look among elements that do not lie side by side.
        return torch.isin(*(x.contiguous() if isinstance(x, torch.Tensor) else x for x in (elements, tested)), **o)

    tested = lambda how="", dtype="float32": tensor([2, 3], [1.0, 3.0, 3.0, 0.0, 7.0, -2.0], dtype, how)
    for o in [{}, {"invert": True}]:
        for how in HOWS:
            case("isin", tensor([2, 3], how=how, low=0), tested(how), call=among, grad=False, **o)
        for dtype in ["int32", "float64"]:
            case("isin", tensor([4], [1, 2, 3, -2], dtype), tested(dtype=dtype), call=among, grad=False, **o)
        case("isin", tensor([3], [1, 2, 7], "uint8"), tensor([2], [7, 2], "uint8"), call=among, grad=False, **o)
        case("isin", tensor(values=[NAN, 1.0, INF, -0.0]), tensor(values=[NAN, 0.0, INF]), call=among, grad=False, **o)
        case("isin", tensor(values=[1.0, 2.0]), tensor(values=[NAN]), call=among, grad=False, **o)
        case("isin", tensor(values=[1.0, 2.0]), tensor([0]), call=among, grad=False, **o)
        case("isin", tensor([0, 2]), tested(), call=among, grad=False, **o)
        case("isin", 3, tested(), call=among, grad=False, **o)
        case("isin", tested(), 3.0, call=among, grad=False, **o)
        case("isin", tensor(values=3.0), tested(), call=among, grad=False, **o)
        case("isin", tested(), tensor(values=3.0), call=among, grad=False, **o)
        case("isin", tensor([3], [1, 2, 3], "int32"), tensor(values=[1.5, 2.0]), call=among, grad=False, **o)
        case("isin", tensor([3], [1, 2, 3], "int32"), 2.5, call=among, grad=False, **o)
        case("isin", tensor([3], [1, 2, 3], "uint8"), tensor([2], [300, 2], "int32"), call=among, grad=False, **o)
        case("isin", tensor([3], [1, 2, 3]), tensor([40], [float(i % 7) for i in range(40)]), call=among, grad=False, **o)
    case("isin", tensor(values=[3.0, 1.0]), tensor(values=[1.0, 2.0]), call=among, grad=False, assume_unique=True)


def uniques():
    asks = [{}, {"return_inverse": True}, {"return_counts": True}, {"return_inverse": True, "return_counts": True}]
    rows = lambda how="": tensor([4, 2], [1.0, 2.0, 0.0, 3.0, 1.0, 2.0, 1.0, -1.0], how=how)
    runs = lambda how="": tensor([4, 2], [1.0, 2.0, 1.0, 2.0, 0.0, 3.0, 1.0, 2.0], how=how)
    cube = tensor([2, 3, 2], [1.0, 0.0, 1.0, 1.0, 1.0, 0.0, 2.0, 0.0, 2.0, 2.0, 2.0, 0.0])
    for op in ["unique", "uniqueConsecutive"]:
        for ask in asks:
            case(op, tensor(values=[3.0, 1.0, 1.0, 3.0, 3.0, 2.0]), grad=False, **ask)
            case(op, tensor([3, 3], seed=5, low=0, high=1), grad=False, **ask)
            for x in [rows(), runs()]:
                case(op, x, grad=False, dim=0, **ask)
        full = asks[-1]
        for how in HOWS:
            case(op, tensor([3, 4], how=how, seed=3, low=0, high=1), grad=False, **full)
            case(op, rows(how), grad=False, dim=0, **full)
            case(op, runs(how), grad=False, dim=-1, **full)
        for dim in [0, 1, 2]:
            case(op, cube, grad=False, dim=dim, **full)
        for dtype in [*WHOLE, "float64"]:
            case(op, tensor([6], [1, 0, 0, 1, 1, 0], dtype), grad=False, **full)
            case(op, tensor([3, 2], [1, 0, 0, 1, 1, 0], dtype), grad=False, dim=0, **full)
        case(op, tensor(values=[5, -3, -3, 2147483647, -2147483648], dtype="int32"), grad=False, **full)
        case(op, tensor(values=[INF, 1.0, -INF, INF]), grad=False, **full)
        # PyTorch 1.13 puts unique elements in order by less-than, with NaN in any place.
        case(op, tensor(values=[NAN]), grad=False)
        case(op, tensor(values=2.5), grad=False, **full)
        for shape in [[0], [2, 0]]:
            case(op, tensor(shape), grad=False, **full)
        case(op, tensor([0, 3]), grad=False, dim=0, **full)
        case(op, tensor([2, 0]), grad=False, dim=1)
        case(op, tensor([0, 3]), grad=False, dim=1)
        case(op, tensor([3, 0]), grad=False, dim=0)
        case(op, tensor(values=2.5), grad=False, dim=0)
        case(op, tensor([2, 3]), grad=False, dim=2)
        case(op, tensor(values=[7.0, 7.0]), grad=False, dim=None, **full)
    for row in [[NAN, 1.0, NAN], [NAN, NAN, 1.0]]:
        case("uniqueConsecutive", tensor(values=row), grad=False, return_inverse=True, return_counts=True)
    for row in ZEROS:
        case("uniqueConsecutive", tensor(values=row), grad=False, return_counts=True)


def of_squares(op, *args, call=None, **options):
    """What is linear has no second derivative of its own: it gets squares."""
    call = call or getattr(torch.Tensor, snake(op))

    def composed(*args, **options):
        return call(*(a * a if isinstance(a, torch.Tensor) and a.requires_grad else a for a in args), **options)

    case(op, *args, call=composed, derivatives=second_derivatives, **options)


def twice():
    for how in ["", "transposed", "sliced"]:
        x = apart([3, 4], how=how)
        of_squares("sort", x)
        of_squares("sort", x, 0, descending=True)
        of_squares("msort", x)
        of_squares("topk", x, 2)
        of_squares("topk", x, 2, 0, largest=False)
        of_squares("kthvalue", x, 2)
        of_squares("kthvalue", x, 2, 0, keepdim=True)
        for op in ["median", "nanmedian"]:
            of_squares(op, x)
            of_squares(op, x, 1)
        of_squares("mode", x, 0)
        for op in ["quantile", "nanquantile"]:
            of_squares(op, x, 0.3)
            of_squares(op, x, tensor(values=[0.6, 0.9]), 1, call=lambda x, q, d: getattr(torch, op)(x, q, d))


sorts()
section("sorting")
tops()
ranks()
section("ranking")
quantiles()
section("quantiles")
searches()
members()
section("searching")
uniques()
section("unique")
twice()
section("ofSquares")
print(json.dumps(FIXTURE, indent=0))
