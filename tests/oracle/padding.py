"""Padding: python3 tests/oracle/padding.py > tests/fixtures/padding.json

What is linear has no second derivatives: those are of the padding of squares.
"""

import json

import torch.nn.functional as F
from support import record
from support.record import case, second_derivatives, tensor



def pad(x, padding, call=F.pad, **options):
    case("pad", x, padding, call=call, **options)


def shapes(border):
    """Each shape that a border can be put around, with paddings of it."""
    room = {"reflect": 2, "replicate": 5, "circular": 3}[border]
    one = [[1, 2], [2, 0], [0, 1], [0, 0], [room, room], [-1, 2], [1, -2], [-1, -1]]
    for padding in one:
        yield [1, 2, 3], padding
    if border != "circular":
        yield [2, 3], [1, 2]
        yield [2, 4], [-3, 2]
        yield [2, 3, 3], [1, 0, 2, 1]
        yield [2, 2, 2, 2], [1, 1, 0, 1, 1, 0]
    for padding in [1, 2, 0, 1], [0, 0, 1, 1], [2, 1, -1, 1], [-1, -1, 1, 0]:
        yield [1, 2, 3, 3], padding
    yield [1, 2, 2, 3, 2], [1, 0, 2, 1, 1, 1]
    yield [1, 1, 3, 2, 2], [-1, 1, 0, 1, -1, -1]
    yield [0, 2, 3], [1, 2]


def pads(call=F.pad, **more):
    for shape, padding in [
        ([3], [1, 2]), ([3], [-1, 1]), ([2, 3], [1, 0]), ([2, 3], [0, 1, 2, 0]), ([2, 3], []), ([2, 3], [0, 0]),
        ([2, 3], [-1, -2]), ([2, 3], [-1, 2, 1, -1]), ([2, 1, 3], [0, 1, 1, 1, 0, 2]), ([1, 2, 1, 2], [1, 1, 0, 0, -1, 1, 1, 0]),
        ([0, 3], [1, 1]), ([2, 0], [1, 2]), ([], []),
    ]:
        pad(tensor(shape, seed=3), padding, call=call, **more)
        pad(tensor(shape, seed=4), padding, call=call, value=0.5, **more)
    for border in "reflect", "replicate", "circular":
        for shape, padding in shapes(border):
            pad(tensor(shape, seed=5), padding, mode=border, call=call, **more)


pads()
for how in "transposed", "sliced", "expanded":
    pad(tensor([2, 3], how=how), [1, 2], value=-1)
    pad(tensor([2, 3], how=how), [-1, 1], value=-1)
    for border in "reflect", "replicate", "circular":
        pad(tensor([2, 2, 3], how=how), [1, 2], mode=border)
for dtype in "int32", "uint8", "bool", "float16", "float64":
    pad(tensor([2, 2], [1, 0, 1, 3], dtype=dtype), [1, 0, 0, 1])
    pad(tensor([2, 2], [1, 0, 1, 3], dtype=dtype), [1, 0], value=1)
    pad(tensor([1, 2, 2], [1, 0, 1, 3], dtype=dtype), [1, 0], mode="circular")
pad(tensor([2, 2], dtype="int32"), [1, 0], value=1.5)
pad(tensor([1, 2], dtype="float64"), [1, 1], mode="reflect")
pad(tensor([1, 2], dtype="float64"), [1, 1], mode="replicate")

pad(tensor([2, 3]), [1])
pad(tensor([2, 3]), [1, 1, 1, 1, 1, 1])
pad(tensor([2, 3]), [-2, -2])
pad(tensor([2, 3]), [0, 0, -3, 0])
pad(tensor([2, 3]), [1, 1], mode="mirror")
pad(tensor([2, 3]), [1, 1], mode="reflect", value=1)
for border in "reflect", "replicate", "circular":
    for shape, padding in [
        ([1, 2, 3, 3], [1, 1]), ([3], [1, 1]), ([3, 3], [1, 1, 1, 1]), ([3, 3], []), ([1, 1, 1, 1, 1, 1], [1, 1]),
        ([1, 1, 1, 1, 1], [0, 0, 0, 0, 0, 0, 0, 0]),
    ]:
        pad(tensor(shape), padding, mode=border)
for shape, padding in [
    ([2, 3], [3, 1]), ([2, 3], [1, 3]), ([2, 2, 3], [1, 4]), ([2, 3, 3], [1, 1, 3, 1]), ([1, 2, 3, 3], [4, 1, 4, 1]),
    ([1, 2, 3, 3], [1, 1, 1, 4]), ([1, 1, 3, 2, 2], [1, 1, 1, 1, 4, 1]), ([1, 3, 2, 2], [1, 1, 1, 4, 1, 1]),
    ([1, 3, 2, 2], [4, 1, 1, 1, 1, 1]), ([2, 0], [1, 2]), ([1, 2, 0], [1, 2]), ([1, 2, 0, 3], [1, 2, 1, 1]),
    ([1, 0, 2, 3], [1, 2, 1, 1]), ([1, 2, 0, 3, 3], [1, 2, 1, 1, 1, 1]), ([1, 4, 4, 4], [-1, 2, -3, 1, -3, -3]),
]:
    pad(tensor(shape), padding, mode="reflect")
for shape, padding in [
    ([2, 4], [-2, -2]), ([2, 4], [-3, -2]), ([1, 4, 4], [-1, 2, -3, -3]), ([1, 4, 4, 4], [-1, 2, -3, 1, -3, -3]),
    ([0, 4], [1, 2]), ([2, 0], [1, 2]), ([1, 2, 0], [1, 2]), ([1, 2, 0, 3], [1, 2, 1, 1]), ([1, 2, 0, 3, 3], [1, 2, 1, 1, 1, 1]),
]:
    pad(tensor(shape), padding, mode="replicate")
for shape, padding in [
    ([1, 1, 3], [1, 4]), ([1, 1, 3], [4, -4]), ([1, 1, 3, 3], [4, 1, 4, 1]), ([1, 1, 3, 3], [1, 1, 1, 4]), ([1, 1, 3, 3, 3], [1, 1, 1, 1, 4, 1]),
    ([1, 1, 0], [1, 2]), ([1, 1, 3], [-2, -2]),
]:
    pad(tensor(shape), padding, mode="circular")
FIRST = record.LINES[:]
record.LINES.clear()

pads(call=lambda x, *rest, **options: F.pad(x * x, *rest, **options), derivatives=second_derivatives)
print(json.dumps({"first": FIRST, "second": record.LINES}, indent=0))
