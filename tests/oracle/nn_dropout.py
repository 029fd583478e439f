"""The dropout family: python3 tests/oracle/nn_dropout.py > tests/fixtures/nn_dropout.json"""

import torch.nn.functional as F
from support.record import seeded, snake, tensor, write

SHAPES = {
    "dropout": [[4, 5], [2, 3, 4], [3], [0]],
    "alphaDropout": [[4, 5], [2, 3, 4], [3], [0]],
    "featureAlphaDropout": [[4, 5], [2, 3, 4], [2, 2, 2, 2], [0, 3]],
    "dropout1d": [[4, 3], [2, 4, 2], [0, 3, 2]],
    "dropout2d": [[2, 4, 2, 2], [3, 2, 2], [3, 2]],
    "dropout3d": [[2, 3, 1, 2, 2], [5, 1, 2, 2], [4, 2, 2], [3, 2]],
}
for op, shapes in SHAPES.items():
    call = getattr(F, snake(op))
    for shape in shapes:
        for p in 0.5, 0.1, 0.75:
            seeded(op, tensor(shape), p, call=call, grad=True, training=True)
        seeded(op, tensor(shape), 1.0, call=call, grad=True, training=True)
        for how in "transposed", "sliced", "expanded":
            if len(shape) > 1 and shape[0] > 0:
                seeded(op, tensor(shape, how=how), 0.5, call=call, grad=True, training=True)
        seeded(op, tensor(shape), 0.5, call=call, training=True, inplace=True)
    shape = shapes[0]
    seeded(op, tensor(shape, how="transposed"), 0.5, call=call, training=True, inplace=True)
    seeded(op, tensor(shape), 1.0, call=call, training=True, inplace=True)
    seeded(op, tensor(shape), 0.5, call=call, training=False)
    seeded(op, tensor(shape), 0.0, call=call, training=True)
    # The default of training differs between them.
    seeded(op, tensor(shape), 0.5, call=call)
    seeded(op, tensor(shape, dtype="float64"), 0.25, call=call, grad=True, training=True)
    for p in 1.5, -0.5:
        seeded(op, tensor(shape), p, call=call)
seeded("featureAlphaDropout", tensor([4]), 0.5, call=F.feature_alpha_dropout, training=True)
for shape in [4], [2, 2, 2, 2]:
    seeded("dropout1d", tensor(shape), 0.5, call=F.dropout1d)
seeded("dropout2d", tensor([4]), 0.5, call=F.dropout2d)
write()
