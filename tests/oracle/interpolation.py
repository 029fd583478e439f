"""Interpolation: python3 tests/oracle/interpolation.py > tests/fixtures/interpolation.json

What is linear has no second derivatives: those are of the interpolation of squares.
"""

import json

import torch.nn.functional as F
from support import record
from support.record import case, second_derivatives, tensor


def interpolate(x, square=False, **options):
    if square:
        case("interpolate", x, call=lambda x, **o: F.interpolate(x * x, **o), derivatives=second_derivatives, **options)
    else:
        case("interpolate", x, call=F.interpolate, **options)


LINE, PLANE, VOLUME = [1, 2, 4], [1, 2, 3, 4], [1, 1, 2, 3, 2]
MODES = [
    ("nearest", LINE), ("nearest", PLANE), ("nearest", VOLUME), ("nearest-exact", LINE), ("nearest-exact", PLANE),
    ("nearest-exact", VOLUME), ("linear", LINE), ("bilinear", PLANE), ("trilinear", VOLUME), ("bicubic", PLANE),
    ("area", LINE), ("area", PLANE), ("area", VOLUME),
]
PLAIN = ("nearest", "nearest-exact", "area")


# Where a factor leaves a size as it is, PyTorch's nearest mode gives one result and the gradient of another:
# no factor here does.
def sizes(**more):
    for mode, shape in MODES:
        x = tensor(shape, seed=len(mode))
        rank = len(shape) - 2
        for options in [
            {"size": 1}, {"size": 3}, {"size": [5, 2, 3][:rank]}, {"scale_factor": 2}, {"scale_factor": 1.6},
            {"scale_factor": [0.5, 1.7, 1.5][:rank]}, {"scale_factor": 1.6, "recompute_scale_factor": True},
        ]:
            if len(shape) == 5 and options.get("size") == 3:
                continue
            interpolate(x, mode=mode, **options, **more)
        if mode not in PLAIN:
            for options in {"size": 1}, {"size": [4, 2, 3][:rank]}, {"scale_factor": 1.7}:
                interpolate(x, mode=mode, align_corners=True, **options, **more)


sizes()
interpolate(tensor(PLANE, seed=3), size=PLANE[2:])
interpolate(tensor(PLANE, seed=3), scale_factor=1.3, mode="bilinear")
for mode in "bilinear", "bicubic", "nearest":
    for how in "transposed", "sliced", "expanded":
        interpolate(tensor([2, 2, 2, 3], how=how), size=[3, 2], mode=mode)
    for dtype in "float64", "float16":
        interpolate(tensor([1, 1, 2, 3], dtype=dtype), scale_factor=1.5, mode=mode)
    interpolate(tensor([0, 2, 2, 3]), size=[3, 2], mode=mode)
    interpolate(tensor([1, 2, 2, 3]), size=[2, 3], mode=mode, align_corners=None if mode == "nearest" else False)
interpolate(tensor([1, 1, 2, 3], dtype="uint8", low=0), scale_factor=2)
interpolate(tensor([1, 1, 3], dtype="uint8", low=0), size=7, mode="nearest-exact")

for mode, shape in MODES:
    x = tensor(shape)
    interpolate(x, size=[3] * 4, mode=mode)
    interpolate(x, scale_factor=[3] * 4, mode=mode)
    interpolate(x, size=0, mode=mode, grad=False)
    interpolate(x, scale_factor=-1, mode=mode)
    interpolate(tensor([1, 0, *shape[2:]]), size=3, mode=mode, grad=False)
    interpolate(tensor([*shape[:-1], 0]), size=3, mode=mode)
    if len(shape) < 5:
        interpolate(tensor(shape, dtype="int32"), size=3, mode=mode)
    interpolate(x, size=3, mode=mode, recompute_scale_factor=True)
    if mode in PLAIN:
        interpolate(x, size=3, mode=mode, align_corners=False)
interpolate(tensor(LINE))
interpolate(tensor(LINE), size=3, scale_factor=2)
interpolate(tensor(LINE), size=3, mode="lanczos")
for mode in "linear", "bilinear", "trilinear", "bicubic", "nearest", "area":
    for shape in [4], [1, 4], [1, 2, 4], [1, 2, 2, 2], [1, 1, 2, 2, 2], [1, 1, 1, 1, 1, 1]:
        if (mode, len(shape)) not in {("linear", 3), ("bilinear", 4), ("trilinear", 5), ("bicubic", 4)}:
            if mode not in ("nearest", "area") or len(shape) not in (3, 4, 5):
                interpolate(tensor(shape), size=3, mode=mode)
FIRST = record.LINES[:]
record.LINES.clear()

sizes(square=True)
print(json.dumps({"first": FIRST, "second": record.LINES}, indent=0))
