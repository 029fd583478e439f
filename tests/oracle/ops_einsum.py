"""Sums of products: python3 tests/oracle/ops_einsum.py > tests/fixtures/ops_einsum.json"""

import json

import torch
from support.record import LINES, case, second_derivatives, tensor

HOWS = ["", "transposed", "sliced", "expanded"]


def operands(shapes, dtype="float32", how=""):
    # What has one dimension is not transposed, what has none lies as it must.
    usable = ["" if len(s) == 0 or how == "transposed" and len(s) < 2 else how for s in shapes]
    return [tensor(list(s), dtype=dtype, seed=2 + 5 * i, how=h) for i, (s, h) in enumerate(zip(shapes, usable))]


def sums(equation, *shapes, dtype="float32", how="", **options):
    case("einsum", equation, *operands(shapes, dtype, how), call=torch.einsum, **options)


EQUATIONS = [
    # Of one operand: permutations, sums, diagonals.
    ("i", [3]), ("i->", [3]), ("i->i", [3]), ("ij", [2, 3]), ("ji", [2, 3]), ("ij->ji", [2, 3]), ("ij->j", [2, 3]), ("ij->i", [2, 3]),
    ("ij->", [2, 3]), ("ii", [3, 3]), ("ii->i", [3, 3]), ("iji->j", [2, 3, 2]), ("iji", [2, 3, 2]), ("iii->i", [2, 2, 2]),
    ("iijj->ji", [2, 2, 3, 3]), ("bii->b", [2, 3, 3]), ("Aba", [2, 1, 3]), ("zZaA", [1, 2, 3, 2]), ("", []), ("->", []),
    ("...", [2, 3]), ("...->", [2, 3]), ("...i", [2, 3]), ("i...", [2, 3]), ("i...->...", [2, 3]), ("...ij->...ji", [2, 1, 2, 3]),
    ("a...b->b...a", [2, 3, 2]), ("...ii->...i", [2, 3, 3]), ("...i->i", [2, 3]), ("i->...i", [3]), ("...ij->i...", [2, 2, 3]),
    ("ij->ij", [0, 3]), ("ij->j", [0, 3]),
    # Of two: products of all kinds.
    ("i,i", [3], [3]), ("i,i->i", [3], [3]), ("i,j", [2], [3]), ("i,j->ji", [2], [3]), ("ij,jk", [2, 3], [3, 2]),
    ("ij,jk->ki", [2, 3], [3, 2]), ("ij,kj->ik", [2, 3], [2, 3]), ("ji,jk->ik", [3, 2], [3, 2]), ("ij,j->i", [2, 3], [3]),
    ("ij,ij", [2, 3], [2, 3]), ("ij,ij->i", [2, 3], [2, 3]), ("ij,ij->ij", [2, 3], [2, 3]), ("ij,ji->ij", [2, 3], [3, 2]),
    ("ij,ji", [2, 3], [3, 2]), ("bij,bjk->bik", [2, 2, 3], [2, 3, 2]), ("bij,bkj->bik", [2, 2, 3], [2, 2, 3]),
    ("bhqd,bhkd->bhqk", [1, 2, 2, 3], [1, 2, 3, 3]), ("bhqk,bkhd->bqhd", [1, 2, 2, 3], [1, 3, 2, 2]), ("bij,jk->bik", [2, 2, 3], [3, 2]),
    ("ij,k->ijk", [2, 2], [3]), ("ij,kl->iljk", [2, 1], [2, 3]), ("ijk,jil->kl", [2, 3, 2], [3, 2, 2]), ("ijk,l->kl", [2, 3, 2], [2]),
    ("ij,jk->", [2, 3], [3, 2]), ("ij,jk->i", [2, 3], [3, 2]), ("ii,i->i", [3, 3], [3]), ("ii,jj", [3, 3], [2, 2]), ("iJ,Jk->ki", [2, 3], [3, 2]),
    (",", [], []), (",i", [], [3]), ("i,->i", [3], []), ("...ij,...jk->...ik", [2, 2, 3], [2, 3, 2]), ("...ij,...jk->...ik", [2, 2, 3], [3, 2]),
    ("...ij,...jk->...ik", [2, 1, 2, 3], [3, 3, 1]), ("...i,...i", [2, 1, 3], [2, 3]), ("...,...", [2, 3], [3]), ("...,...->", [2, 3], [2, 1]),
    ("i...,i...->...", [2, 3], [2, 1]), ("i...,j->...ij", [2, 3], [2]), ("ij,i...->j...", [2, 3], [2]), ("...ij,kj->...ik", [2, 2, 3], [2, 3]),
    # Sizes of 1 broadcast.
    ("i,i", [3], [1]), ("i,i", [1], [3]), ("i,i->i", [1], [3]), ("i,i->i", [1], [1]), ("ij,jk->ik", [2, 1], [3, 2]), ("bij,bjk->bik", [1, 2, 3], [2, 3, 1]),
    # Nothing to sum, or nothing at all.
    ("ij,jk->ik", [2, 0], [0, 2]), ("ij,jk->ik", [0, 3], [3, 2]), ("ij,j->", [0, 3], [3]), ("i,i", [0], [0]),
    # Of more.
    ("i,ij,jk->k", [2], [2, 3], [3, 2]), ("i,j,k->ijk", [2], [1], [3]), ("i,i,i->i", [2], [2], [2]), ("i,i,i", [1], [1], [3]),
    ("bn,anm,bm->ba", [2, 3], [2, 3, 2], [2, 2]), ("ij,jk,kl,lm->im", [1, 2], [2, 3], [3, 2], [2, 1]), ("...i,ij,...j->...", [2, 2], [2, 3], [2, 3]),
    ("ij,ij,ij->j", [2, 3], [2, 3], [2, 3]), ("a,ab,abc->abc", [2], [2, 2], [2, 2, 2]), (",,", [], [], []),
]
for equation, *shapes in EQUATIONS:
    sums(equation, *shapes)
for how in HOWS[1:]:
    for equation, *shapes in [
        ("ij->ji", [2, 3]), ("ii->i", [3, 3]), ("ij,jk", [2, 3], [3, 2]), ("bij,bkj->bik", [2, 2, 3], [2, 2, 3]), ("ij,kl->iljk", [2, 1], [2, 3]),
        ("ij,ij->j", [2, 3], [2, 3]), ("i,ij,jk->k", [2], [2, 3], [3, 2]), ("...ij,...jk", [2, 2, 3], [3, 2]),
    ]:
        sums(equation, *shapes, how=how)
for dtype in ["int32", "float64", "uint8", "bool"]:
    for equation, *shapes in [("ij->j", [2, 3]), ("ii->i", [2, 2]), ("i,j->ij", [2], [3]), ("ij,jk->ik", [2, 3], [3, 2]), ("i,i", [3], [3])]:
        if dtype == "uint8" and equation == "ij->j":
            continue
        xs = [tensor(s, dtype=dtype, seed=2 + 5 * i, **({"low": 0} if dtype == "uint8" else {})) for i, s in enumerate(shapes)]
        case("einsum", equation, *xs, call=torch.einsum)
case("einsum", "i,i->i", tensor([3]), tensor([3], dtype="int32"), call=torch.einsum)
case("einsum", "ij,jk", tensor([2, 3]), tensor([3, 2], dtype="int32"), call=torch.einsum)
case("einsum", "ij,jk", tensor([2, 3]), tensor([3, 2], dtype="float64"), call=torch.einsum)

# What is no equation, or does not fit.
for equation, *shapes in [
    ("ij,jk->ik", [2, 3], [4, 4]), ("ii->i", [2, 3]), ("ii", [1, 3]), ("ii", [3, 1]), ("i->ii", [3]), ("i->j", [3]), ("ij", [3]), ("i", [3, 3]),
    ("ij...", [3]), ("...a", []), ("...ij...", [3, 3]), ("..i", [3]), ("i.j", [3, 3]), ("i.", [3]), ("i,j", [3]), ("i", [3], [3]), ("i1", [3, 3]),
    ("i->1", [3]), ("i-j", [3]), ("i->i->i", [3]), ("i->.i", [3]), ("i->..", [3]), ("i->i...i", [3]), ("i->i......", [3]),
    ("...,...->...", [2], [3]), ("...ij,...jk->...ik", [2, 2, 3], [3, 3, 2]), ("...i,...i", [2, 3, 3], [2, 2, 3]), ("i>j", [2, 3]), ("i,i,i", [2], [2], [3]),
]:
    sums(equation, *shapes)


def dotted(a, b, dims=None, **options):
    x, y = (tensor(s, seed=2 + 5 * i, **options) for i, s in enumerate([a, b]))
    case("tensordot", x, y, *([] if dims is None else [dims]), call=torch.tensordot)


for a, b, dims in [
    ([2, 3], [3, 2], 1), ([2, 3], [2, 3], 2), ([2, 3], [2, 3], None), ([2], [3], 0), ([], [], 0), ([2, 3, 2], [2, 3, 2], [[1, 2], [1, 0]]),
    ([2, 3], [2, 3], [[1], [1]]), ([2, 3], [3, 2], [[-1], [0]]), ([2, 3], [2, 3], [[1, 0], [1, 0]]), ([2, 3], [2], [[0], [0]]),
    ([2, 1], [2, 3], [[1], [1]]), ([2, 3], [2, 1], [[1], [1]]), ([2, 3], [4], [[], []]), ([2, 0], [0, 2], 1), ([0, 2], [2, 3], 1),
    # What does not fit.
    ([2, 3], [4, 3], 1), ([2, 3], [4, 3], [[1, 0], [1]]), ([2, 3], [4, 3], [[2], [1]]), ([2, 3], [4, 3], -1), ([2, 3], [4, 3], 3),
    ([2, 3], [4, 3], [[1, 1], [1, 1]]),
]:
    dotted(a, b, dims)
for how in HOWS[1:]:
    dotted([2, 3], [2, 3], [[1], [1]], how=how)
for dtype in ["int32", "float64", "bool"]:
    dotted([2, 3], [3, 2], 1, dtype=dtype)
case("tensordot", tensor([2, 3]), tensor([2, 3], dtype="int32"), 2, call=torch.tensordot)

FIRST = list(LINES)
LINES.clear()
for equation, *shapes in [
    ("ij,jk", [2, 3], [3, 2]), ("i,i->i", [3], [3]), ("bij,bkj->bik", [2, 2, 3], [2, 2, 3]), ("ii,i", [3, 3], [3]), ("i,ij,jk->k", [2], [2, 3], [3, 2]),
    ("...ij,...jk->...ik", [2, 2, 3], [3, 2]), ("i,i", [3], [1]),
]:
    sums(equation, *shapes, derivatives=second_derivatives)
case("tensordot", tensor([2, 3], seed=2), tensor([3, 2], seed=7), 1, call=torch.tensordot, derivatives=second_derivatives)
for op, *shapes in [
    ("addmm", [2, 2], [2, 3], [3, 2]), ("addmv", [2], [2, 3], [3]), ("addr", [2, 3], [2], [3]), ("addbmm", [2, 2], [3, 2, 3], [3, 3, 2]),
    ("baddbmm", [3, 2, 2], [3, 2, 3], [3, 3, 2]),
]:
    case(op, *operands(shapes), beta=0.5, alpha=2, derivatives=second_derivatives)
for op, *shapes in [("kron", [2, 2], [3]), ("cross", [2, 3], [2, 3]), ("inner", [2, 3], [3])]:
    case(op, *operands(shapes), call=getattr(torch, op), derivatives=second_derivatives)
print(json.dumps({"first": FIRST, "second": LINES}, indent=0))
