"""Pooling: python3 tests/oracle/pooling.py > tests/fixtures/pooling.json

The second derivatives are those of pooling squares: of pooling alone there are none.
"""

import json

import torch.nn.functional as F
from support import record
from support.pools import adaptive, pool, refused, unusual
from support.record import case, second_derivatives, tensor

NAN, INF = float("nan"), float("inf")


def pool1d(x, kernel, call=F.max_pool1d, **options):
    case("maxPool1d", x, kernel, call=call, **options)


def pool2d(x, kernel, call=F.max_pool2d, **options):
    case("maxPool2d", x, kernel, call=call, **options)


def squared(pool):
    return {"call": lambda x, kernel, **o: pool(x * x, kernel, **o), "derivatives": second_derivatives}


WINDOWS = [
    (1, {}), (2, {}), (3, {}), (2, {"stride": 1}), (2, {"stride": 3}), (3, {"stride": 2, "padding": 1}),
    (2, {"padding": 1}), (5, {"stride": 1, "padding": 2}), (2, {"dilation": 3}),
    (3, {"stride": 1, "padding": 1, "dilation": 2}), (3, {"ceil_mode": True}),
    (2, {"stride": 3, "padding": 1, "ceil_mode": True}), (2, {"stride": 4, "ceil_mode": True}),
]


def pools(one={}, two={}):
    for kernel, options in WINDOWS:
        pool1d(tensor([2, 3, 8], seed=4), kernel, **options, **one)
        pool1d(tensor([2, 7], seed=5), kernel, **options, **one)
        pool2d(tensor([2, 2, 7, 6], seed=6), kernel, **options, **two)
    for kernel, options in [
        ([2, 3], {}), ([1, 2], {"stride": [2, 1]}), ([3, 2], {"padding": [1, 0], "dilation": [1, 2]}),
        ([2, 3], {"stride": [1, 2], "padding": [1, 1], "ceil_mode": True}),
    ]:
        pool2d(tensor([2, 5, 6], seed=7), kernel, **options, **two)


pools()
for how in "transposed", "sliced", "expanded":
    pool1d(tensor([2, 3, 6], how=how, seed=8), 2)
    pool2d(tensor([2, 1, 4, 4], how=how, seed=9), 2, padding=1)
pool1d(tensor([2, 6], dtype="float64"), 3, padding=1)
pool2d(tensor([1, 4, 4], dtype="float64"), 2)
pool2d(tensor([1, 4, 4], dtype="float16"), 2, padding=1)
# Among equal elements the first gets the gradient, row by row.
pool1d(tensor([1, 5], [1] * 5), 3, stride=1, padding=1)
pool2d(tensor([1, 4, 4], [2] * 16), 3, stride=1, padding=1)
pool2d(tensor([1, 3, 3], [0, 1, 0, 1, 0, 1, 0, 1, 1]), 2, stride=1)
# Padding is less than any element, and never gets what is due to one.
pool1d(tensor([1, 4], [-5, -6, -7, -8]), 3, stride=1, padding=1)
pool1d(tensor([1, 3], [-INF] * 3), 3, padding=1)
pool2d(tensor([1, 3, 3], [-INF] * 9), 3, stride=1, padding=1)
pool2d(tensor([1, 3, 3], [-INF] * 9), 3, stride=2, padding=1, dilation=1)
pool1d(tensor([1, 4], [1, NAN, 3, 4]), 2)
pool1d(tensor([1, 3], [0, 1, 2]), 2, padding=1, dilation=4, grad=False)
pool1d(tensor([0, 2, 4]), 2)
pool2d(tensor([0, 2, 4, 4]), 2)

for kernel, options in [(0, {}), (-3, {}), (3, {"stride": 0}), (3, {"stride": -1}), (3, {"padding": -1}),
                        (3, {"padding": 2}), (3, {"dilation": 0}), (3, {"dilation": -2})]:
    case("maxPool1d", tensor([1, 8]), kernel, call=F.max_pool1d, grad=False, **options)
    pool2d(tensor([1, 4, 4]), kernel, **options)
case("maxPool1d", tensor([1, 8]), 20, stride=1, call=F.max_pool1d, grad=False)
pool2d(tensor([1, 4, 4]), 0, stride=1)
pool2d(tensor([2, 4, 4]), 5)
pool2d(tensor([2, 3, 4, 4]), [2, 5])
pool2d(tensor([1, 4, 4]), [3, 2], padding=[1, 2])
pool2d(tensor([1, 4, 4]), [2, 2], stride=[1, -1])
pool2d(tensor([1, 4, 4]), [1, 2, 3])
pool2d(tensor([1, 4, 4]), 2, stride=[1, 2, 3])
pool2d(tensor([1, 4, 4]), 2, padding=[1, 2, 3])
pool2d(tensor([1, 4, 4]), 2, dilation=[1, 2, 3])
for shape in [], [3], [0, 3], [2, 0], [2, 0, 3], [1, 2, 3, 4]:
    pool1d(tensor(shape), 2)
for shape in [], [3], [2, 3], [2, 0, 3], [0, 2, 3], [1, 0, 3, 4], [1, 2, 3, 4, 5]:
    pool2d(tensor(shape), 2)
pool1d(tensor([1, 4], dtype="float64"), 2.5)
pool2d(tensor([1, 4, 4], dtype="int32"), 2)

# Positions of the largest elements.


def indices(op, *args, **options):
    pool(op, *args, return_indices=True, **options)


for kernel, options in [(2, {}), (3, {"stride": 1, "padding": 1}), (2, {"stride": 3, "padding": 1, "ceil_mode": True}),
                        (2, {"dilation": 2, "stride": 1})]:
    indices("maxPool1d", tensor([2, 6], seed=4), kernel, **options)
    indices("maxPool2d", tensor([1, 2, 4, 5], seed=5), kernel, **options)
    indices("maxPool3d", tensor([1, 3, 4, 3], seed=6), kernel, **options)
indices("maxPool2d", tensor([1, 3, 3], [-INF] * 9), 3, stride=2, padding=1)
indices("maxPool2d", tensor([2, 4, 4], how="transposed"), [2, 1], padding=[1, 0])
indices("maxPool1d", tensor([0, 2, 4]), 2)

# Three dimensions.


def pool3d(x, kernel, call=F.max_pool3d, **options):
    case("maxPool3d", x, kernel, call=call, **options)


VOLUMES = [
    (2, {}), ([1, 2, 3], {}), (2, {"stride": 1}), (3, {"stride": 2, "padding": 1}),
    (2, {"stride": [2, 1, 3], "padding": [1, 0, 1]}), (2, {"stride": 3, "padding": 1, "ceil_mode": True}),
]


def volumes(call=F.max_pool3d, **more):
    for kernel, options in VOLUMES:
        pool3d(tensor([1, 1, 3, 4, 3], seed=6), kernel, call=call, **options, **more)
    pool3d(tensor([2, 3, 3, 4], seed=7), 2, dilation=[1, 2, 2], call=call, **more)


volumes()
pool3d(tensor([0, 1, 2, 2, 2]), 2)
pool3d(tensor([1, 2, 2, 2], dtype="float64"), 2)
refused("maxPool3d", [1, 1, 3, 2, 3])
pool3d(tensor([1, 2, 2, 2]), 2, dilation=0)
pool3d(tensor([1, 2, 2, 2]), 2, dilation=3)
pool3d(tensor([1, 2, 2, 2]), 2, dilation=[1, 1])

# To wanted sizes.

adaptive("adaptiveMaxPool")
unusual("adaptiveMaxPool")
for size in 2, 3, [5, 2]:
    indices("adaptiveMaxPool2d", tensor([2, 4, 3], seed=7), size)
    indices("adaptiveMaxPool2d", tensor([1, 4, 3], [1] * 12), size)
    indices("adaptiveMaxPool3d", tensor([1, 3, 3, 2], seed=8), [2, *([size] * 2 if isinstance(size, int) else size)])
for size in 1, 2, 3:
    indices("adaptiveMaxPool1d", tensor([1, 2, 5], seed=7), size)
indices("adaptiveMaxPool1d", tensor([1, 5], [1, NAN, 3, -INF, -INF]), 3)

# And back.


def unpool(op, x, positions, kernel, square=False, **options):
    positions = tensor(list(x.shape), positions, dtype="int32").long()
    pool(op, x, positions, kernel, square=square, **options)


def unpools(**more):
    unpool("maxUnpool1d", tensor([1, 2, 2], seed=3), [0, 3, 2, 1], 2, **more)
    unpool("maxUnpool1d", tensor([2, 2], seed=3), [1, 4, 0, 3], 2, output_size=[5], **more)
    unpool("maxUnpool2d", tensor([1, 1, 2, 2], seed=3), [0, 3, 9, 15], 2, **more)
    unpool("maxUnpool2d", tensor([1, 2, 2], seed=3), [0, 3, 5, 8], 3, stride=2, padding=1, **more)
    unpool("maxUnpool2d", tensor([1, 1, 2, 1], seed=3), [0, 14], [2, 3], output_size=[1, 1, 5, 3], **more)
    unpool("maxUnpool3d", tensor([1, 1, 2, 1], seed=3), [0, 9], 2, **more)
    unpool("maxUnpool3d", tensor([1, 1, 1, 1, 2], seed=3), [7, 9], [1, 2, 2], stride=[1, 2, 3], **more)
    unpool("maxUnpool2d", tensor([0, 1, 2, 2]), [], 2, **more)


unpools()
for size in [9, 9], [2, 2], [6, 4], [4, 4, 4], [1, 1, 1, 4, 4]:
    unpool("maxUnpool2d", tensor([1, 1, 2, 2]), [0, 1, 2, 3], 2, output_size=size)
unpool("maxUnpool2d", tensor([1, 0, 2, 2]), [], 2)
unpool("maxUnpool3d", tensor([1, 1, 2, 2, 0]), [], 2)
case("maxUnpool2d", tensor([1, 1, 2, 2]), tensor([1, 1, 2, 1], [0, 1], dtype="int32").long(), 2, call=F.max_unpool2d)
unpool("maxUnpool2d", tensor([1, 1, 1, 1], [5], dtype="float64"), [2], 2)
FIRST = record.LINES[:]
record.LINES.clear()

pools(squared(F.max_pool1d), squared(F.max_pool2d))
volumes(**squared(F.max_pool3d))
adaptive("adaptiveMaxPool", square=True)
unpools(square=True)
print(json.dumps({"first": FIRST, "second": record.LINES}, indent=0))
