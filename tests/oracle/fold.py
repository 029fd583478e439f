"""Windows as columns, and channels as pixels: python3 tests/oracle/fold.py > tests/fixtures/fold.json

What is linear has no second derivatives: those are of the same functions of squares.
"""

import json

import torch.nn.functional as F
from support import record
from support.record import case, second_derivatives, snake, tensor


def ask(op, x, *args, square=False, **options):
    call = getattr(F, snake(op))
    if square:
        case(op, x, *args, call=lambda x, *rest, **o: call(x * x, *rest, **o), derivatives=second_derivatives, **options)
    else:
        case(op, x, *args, call=call, **options)


WINDOWS = [
    ([1, 2, 3, 4], 2, {}), ([2, 3, 3], 1, {}), ([2, 3, 3], 1, {"stride": 2}), ([1, 1, 4, 3], [2, 3], {"padding": 1}),
    ([1, 4, 4], 2, {"stride": 2}), ([1, 2, 4, 3], 2, {"dilation": [2, 1], "padding": [0, 1]}),
    ([2, 1, 3, 3], [1, 2], {"stride": [2, 3], "padding": 2}), ([1, 3, 3], 3, {}),
]


def windows(**more):
    for shape, kernel, options in WINDOWS:
        ask("unfold", tensor(shape, seed=4), kernel, **options, **more)
        columns = F.unfold(tensor(shape), kernel, **options).shape
        ask("fold", tensor(list(columns), seed=5), shape[-2:], kernel, **options, **more)
    ask("fold", tensor([4, 4], seed=5), 3, 2, **more)


def pixels(**more):
    for shape, factor in ([1, 8, 1, 2], 2), ([4, 2, 3], 2), ([1, 1, 9, 1, 1], 3), ([2, 2, 2], 1):
        ask("pixelShuffle", tensor(shape, seed=3), factor, **more)
    for shape, factor in ([1, 2, 2, 4], 2), ([1, 4, 6], 2), ([1, 1, 1, 3, 3], 3), ([2, 2, 2], 1):
        ask("pixelUnshuffle", tensor(shape, seed=3), factor, **more)


windows()
pixels()
# PyTorch has no gradient of it.
for shape, groups in ([1, 4, 2, 2], 2), ([2, 6, 1], 3), ([6, 4, 1], 1), ([1, 0, 2], 2), ([0, 4, 2], 2):
    ask("channelShuffle", tensor(shape, seed=3), groups, grad=False)
for how in "transposed", "sliced", "expanded":
    ask("unfold", tensor([2, 1, 3, 3], how=how), 2)
    ask("fold", tensor([2, 4, 2], how=how), [2, 3], 2)
    ask("pixelShuffle", tensor([4, 2, 2], how=how), 2)
    ask("pixelUnshuffle", tensor([4, 2, 2], how=how), 2)
    ask("channelShuffle", tensor([4, 2, 2], how=how), 2, grad=False)
for dtype in "float64", "float16":
    ask("unfold", tensor([1, 3, 3], dtype=dtype), 2)
    ask("fold", tensor([4, 2], dtype=dtype), [2, 3], 2)
for dtype in "int32", "bool", "uint8", "float64":
    ask("pixelShuffle", tensor([4, 1, 2], dtype=dtype, low=0), 2)
    ask("channelShuffle", tensor([1, 4, 2], dtype=dtype, low=0), 2, grad=False)
# PyTorch's unshuffle of nothing has the wrong shape, and so has this gradient.
ask("pixelShuffle", tensor([0, 4, 1, 2]), 2, grad=False)
ask("unfold", tensor([0, 2, 3, 3]), 2)
ask("fold", tensor([0, 4, 2]), [2, 3], 2)

x = tensor([1, 2, 3, 3])
for shape in [], [3], [3, 3], [1, 1, 1, 3, 3], [1, 0, 3, 3], [1, 2, 0, 3], [0, 3, 3]:
    ask("unfold", tensor(shape), 2)
for kernel in 0, [2, -1], 4, [1, 2, 3], [2]:
    ask("unfold", x, kernel)
for options in [{"dilation": 0}, {"stride": 0}, {"padding": -1}, {"dilation": [1, 1, 1]}, {"padding": [1]}, {"stride": [1, 1, 1]}]:
    ask("unfold", x, 2, **options)
    ask("fold", tensor([1, 4, 4]), 3, 2, **options)
ask("unfold", tensor([1, 3, 3], dtype="int32"), 2)
for shape in [4], [1, 1, 4, 4], [1, 0, 4], [1, 4, 0], [1, 5, 4], [1, 4, 5]:
    ask("fold", tensor(shape), 3, 2)
ask("fold", tensor([1, 4, 4]), [3, 3, 3], 2)
ask("fold", tensor([1, 4, 4]), 1, 2)
ask("fold", tensor([1, 4, 4]), [-1, 3], 2)
ask("fold", tensor([1, 4, 4]), 3, 0)
ask("fold", tensor([1, 4, 4], dtype="int32"), 3, 2)
for op in "pixelShuffle", "pixelUnshuffle":
    for shape, factor in ([2, 2], 2), ([7, 5, 4], 2), ([7, 4, 5], 2), ([4, 2, 2], 0), ([4, 2, 2], -1):
        ask(op, tensor(shape), factor)
for shape, groups in ([1, 4], 2), ([1, 5, 2], 2), ([1, 4, 2], 0):
    ask("channelShuffle", tensor(shape), groups, grad=False)
FIRST = record.LINES[:]
record.LINES.clear()

windows(square=True)
pixels(square=True)
print(json.dumps({"first": FIRST, "second": record.LINES}, indent=0))
