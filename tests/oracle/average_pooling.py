"""Average-pooling and pooling by norms: python3 tests/oracle/average_pooling.py > tests/fixtures/average_pooling.json

What is linear has no second derivatives: those are of the pooling of squares.
"""

import json

from support import record
from support.pools import adaptive, pool, refused, unusual
from support.record import tensor

NAN, INF = float("nan"), float("inf")


def averages(**more):
    for kernel, options in [
        (1, {}), (2, {}), (3, {"stride": 1}), (2, {"stride": 3}), (3, {"stride": 2, "padding": 1}),
        (3, {"stride": 2, "padding": 1, "count_include_pad": False}), (2, {"padding": 1, "ceil_mode": True}),
        (2, {"stride": 3, "padding": 1, "ceil_mode": True, "count_include_pad": False}), (3, {"ceil_mode": True}),
    ]:
        pool("avgPool1d", tensor([2, 5], seed=4), kernel, **options, **more)
        pool("avgPool2d", tensor([1, 2, 4, 3], seed=5), kernel, **options, **more)
        pool("avgPool3d", tensor([1, 3, 4, 3], seed=6), kernel, **options, **more)
    pool("avgPool1d", tensor([2, 2, 4], seed=4), [2], stride=[1], **more)
    pool("avgPool2d", tensor([2, 1, 4, 4], seed=5), [2, 3], stride=[2, 1], padding=[1, 0], **more)
    pool("avgPool2d", tensor([1, 4, 4], seed=5), 2, divisor_override=3, **more)
    pool("avgPool2d", tensor([1, 4, 4], seed=5), 2, padding=1, ceil_mode=True, divisor_override=-1, **more)
    pool("avgPool3d", tensor([1, 1, 2, 3, 4], seed=5), [1, 2, 3], stride=1, padding=[0, 1, 1], divisor_override=5, **more)


averages()
for how in "transposed", "sliced", "expanded":
    pool("avgPool1d", tensor([2, 3, 4], how=how), 2, padding=1)
    pool("avgPool2d", tensor([2, 3, 4], how=how), 2)
for dtype in "float64", "float16":
    pool("avgPool1d", tensor([1, 4], dtype=dtype), 3, padding=1)
    pool("avgPool2d", tensor([1, 3, 4], dtype=dtype), 2)
pool("avgPool1d", tensor([1, 6], [1, INF, 2, NAN, 3, 4]), 2)
pool("avgPool1d", tensor([0, 2, 4]), 2)
pool("avgPool2d", tensor([0, 2, 4, 4]), 2)
pool("avgPool3d", tensor([0, 1, 2, 2, 2]), 2)


def norms(**more):
    for power, kernel, options in [(2, 2, {}), (1, 3, {"stride": 1}), (3, 2, {"ceil_mode": True}), (2.5, 2, {"stride": 3})]:
        pool("lpPool1d", tensor([2, 5], seed=4, low=0.25), power, kernel, **options, **more)
        pool("lpPool2d", tensor([1, 3, 5], seed=5, low=0.25), power, kernel, **options, **more)
    pool("lpPool2d", tensor([1, 2, 3, 3], seed=5, low=0.25), 2, [2, 1], **more)


norms()
pool("lpPool1d", tensor([1, 4], [-1, 2, -3, -4]), 3, 2)
pool("lpPool2d", tensor([1, 2, 2], seed=3), 2, 3)

adaptive("adaptiveAvgPool")
pool("adaptiveAvgPool1d", tensor([1, 5], [1, INF, 3, NAN, 5]), 4)
pool("adaptiveAvgPool2d", tensor([1, 2, 3, 0]), 1)
pool("adaptiveAvgPool2d", tensor([1, 2, 2], dtype="int32"), 1)
unusual("adaptiveAvgPool")

refused("avgPool1d", [1, 2, 3])
refused("avgPool2d", [1, 2, 3, 3])
refused("avgPool3d", [1, 1, 3, 2, 3])
pool("avgPool2d", tensor([1, 2, 2]), 2, divisor_override=0)
pool("avgPool3d", tensor([1, 2, 2, 2]), 2, divisor_override=0)
pool("avgPool3d", tensor([1, 2, 2, 2]), 3, padding=1)
FIRST = record.LINES[:]
record.LINES.clear()

averages(square=True)
norms(square=True)
adaptive("adaptiveAvgPool", square=True)
print(json.dumps({"first": FIRST, "second": record.LINES}, indent=0))
