"""What the fixtures of poolings share."""

import torch.nn.functional as F

from .record import case, second_derivatives, snake, tensor


def pool(op, *args, square=False, **options):
    """A case of a pooling; of squares, whose gradients have gradients."""
    call = getattr(F, snake(op))
    if square:
        case(op, *args, call=lambda x, *rest, **o: call(x * x, *rest, **o), derivatives=second_derivatives, **options)
    else:
        case(op, *args, call=call, **options)


def refused(op, shape):
    """Calls that every pooling refuses."""
    for kernel, options in [
        (0, {}), (0, {"stride": 1}), (-1, {"stride": 1}), (2, {"stride": 0}), (2, {"stride": -1}), (2, {"padding": -1}),
        (2, {"padding": 2}), (6, {}), ([1, 2, 3, 4], {}), (2, {"stride": [1, 2, 3, 4]}), (2, {"padding": [1, 1, 1, 1]}),
        (2.5, {}),
    ]:
        pool(op, tensor(shape), kernel, **options)
    for other in [], [2], [2, 2], [1, 1, 1, 2, 2, 2], [1, 0, *shape[2:]], [1, *shape[1:-1], 0]:
        pool(op, tensor(other), 2)
    pool(op, tensor(shape, dtype="int32"), 2)


def adaptive(op, **more):
    """Poolings of one to three dimensions to wanted sizes."""
    for size in 1, 2, 3, 4, 5, 7:
        pool(f"{op}1d", tensor([2, 5], seed=4), size, **more)
    for size in 1, 2, 3, [2, 4], [1, 3], [5, 1], [None, 2], [None, None]:
        pool(f"{op}2d", tensor([1, 2, 4, 3], seed=5), size, **more)
    for size in 1, 2, [2, 1, 3], [None, 3, 1]:
        pool(f"{op}3d", tensor([1, 2, 3, 2], seed=6), size, **more)


def unusual(op):
    """Layouts, dtypes, sizes and shapes beyond the usual ones, and those that are refused."""
    for rank, full in (1, [1, 2, 3]), (2, [1, 2, 3, 3]), (3, [1, 1, 3, 2, 3]):
        name = f"{op}{rank}d"
        for how in "transposed", "sliced":
            pool(name, tensor(full, how=how), 2)
        for dtype in "float64", "int32":
            pool(name, tensor(full, dtype=dtype), 2)
        pool(name, tensor(full), 0, grad=False)
        pool(name, tensor(full), -1)
        pool(name, tensor([0, *full[1:]]), 2)
        for shape in [], [2], [1, 1, 1, 2, 2, 2], [1, 0, *full[2:]], [*full[:-1], 0]:
            pool(name, tensor(shape), 2, grad=False)
        for size in ([2, 2], 2.5) if rank == 1 else ([2],):
            pool(name, tensor(full), size)
