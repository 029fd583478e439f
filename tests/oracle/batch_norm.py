"""Batch normalization: python3 tests/oracle/batch_norm.py > tests/fixtures/batch_norm.json

The results are the normalized values, then the running statistics after the call.
"""

import json

import torch.nn.functional as F
from support import record
from support.record import case, second_derivatives, tensor


def batch_norm(x, mean, var, weight, bias, **options):
    running = [None if s is None else s.detach().clone() for s in (mean, var)]
    out = F.batch_norm(x, *running, weight, bias, **options)
    return [out, *(s for s in running if s is not None)]


def norm(x, mean=None, var=None, weight=None, bias=None, **options):
    case("batchNorm", x, mean, var, weight, bias, call=batch_norm, **options)


def stats(channels, dtype="float32"):
    return tensor([channels], seed=11, dtype=dtype), tensor([channels], seed=12, low=0.5, dtype=dtype)


def affine(channels, dtype="float32"):
    return tensor([channels], seed=13, dtype=dtype), tensor([channels], seed=14, dtype=dtype)


def norms(**more):
    for training in True, False:
        for shape in [3, 2], [4, 3, 2], [2, 3, 2, 2]:
            norm(tensor(shape, seed=5), *stats(shape[1]), training=training, **more)
            norm(tensor(shape, seed=6), *stats(shape[1]), *affine(shape[1]), training=training, **more)
        norm(tensor([3, 2], seed=7), *stats(2), affine(2)[0], None, training=training, eps=0.5, **more)
        norm(tensor([2, 3, 4], how="transposed"), *stats(3), training=training, **more)
        norm(tensor([4, 2], dtype="float64"), *stats(2, "float64"), *affine(2, "float64"),
             training=training, **more)
    norm(tensor([3, 2], seed=8), None, None, *affine(2), training=True, **more)


norms()
norm(tensor([3, 2], seed=9), *stats(2), None, affine(2)[1], training=True)  # Has no second derivative.
norm(tensor([3, 2], seed=9), stats(2)[0], None, training=True)
for momentum in 0.0, 0.25, 1.0:
    norm(tensor([3, 2], seed=9), *stats(2), training=True, momentum=momentum)
for shape in [0, 3], [2, 3, 0]:
    norm(tensor(shape), *stats(3), training=True)
    norm(tensor(shape), *stats(3), training=False)
# The squares of these do not fit into float16.
HALF = tensor([3, 2], [300, -300, 500, 20, 1, 2], dtype="float16")
norm(HALF, *stats(2, "float16"), training=True)
norm(HALF, *stats(2, "float16"), *affine(2, "float16"))

for shape in [1, 3], [1, 3, 1], [1, 3, 1, 1]:
    norm(tensor(shape), *stats(3), training=True)
norm(tensor([2, 3]))
norm(tensor([2, 3]), stats(3)[0])
norm(tensor([2, 3]), *stats(4))
norm(tensor([2, 3]), stats(3)[0], stats(4)[1])
norm(tensor([2, 3]), *stats(3), affine(4)[0])
norm(tensor([2, 3]), *stats(3), None, affine(4)[1])
norm(tensor([2, 3], dtype="int32"), *stats(3))
FIRST = record.LINES[:]
record.LINES.clear()

norms(derivatives=second_derivatives)
print(json.dumps({"first": FIRST, "second": record.LINES}, indent=0))
