"""Tensors made like others, ranges and windows, and views in place:

    python3 tests/oracle/ops_make.py > tests/fixtures/ops_make.json
"""

import torch
from support.record import case, tensor, write

HOWS = ["", "transposed", "sliced"]

for args in [[0, 2, 3], [-1, 1, 5], [2, 0, 4], [0, 1, 1], [0, 1, 0], [0, 2, -3], [0.5, 1.5, 6]]:
    case("logspace", *args, call=torch.logspace)
    case("logspace", *args, call=torch.logspace, base=2.0)
case("logspace", 0, 3, 4, call=torch.logspace, base=2.0, dtype="int32")
case("logspace", 0, 1, 4, call=torch.logspace, dtype="float64")

for name in ["bartlett", "blackman", "hamming", "hann", "kaiser"]:
    window = getattr(torch, f"{name}_window")
    for length in [0, 1, 2, 3, 4, 7, 8]:
        case(f"{name}Window", length, call=window)
        case(f"{name}Window", length, call=lambda n, periodic: window(n, periodic), periodic=False)
    case(f"{name}Window", 5, call=window, dtype="float64")
    case(f"{name}Window", -1, call=window)
case("hammingWindow", 6, call=torch.hamming_window, periodic=True, alpha=0.5, beta=0.25)
case("kaiserWindow", 6, call=torch.kaiser_window, periodic=False, beta=4.0)

for dtype in ["float32", "float64", "float16", "int32", "uint8", "bool"]:
    x = tensor([2], [0, 1], dtype)
    case("newZeros", x, [2, 3], call=torch.Tensor.new_zeros, grad=False)
    case("newOnes", x, [3], call=torch.Tensor.new_ones, grad=False)
    case("newFull", x, [2, 1], 1, call=torch.Tensor.new_full, grad=False)
    case("newOnes", x, [2], call=torch.Tensor.new_ones, grad=False, dtype="int32")


def changed(name):
    """The method on a copy where the tensor is a leaf that needs a gradient."""
    return lambda x, *args: getattr(x.clone() if x.requires_grad else x, name)(*args)


for how in HOWS:
    for grad in [True, False]:
        x, cube = tensor([2, 3], how=how), tensor([2, 1, 3], how=how)
        case("t_", x, call=changed("t_"), grad=grad)
        case("transpose_", cube, 0, -1, call=changed("transpose_"), grad=grad)
        case("swapaxes_", cube, 1, 2, call=changed("swapaxes_"), grad=grad)
        case("swapdims_", cube, -1, 0, call=changed("swapdims_"), grad=grad)
        case("squeeze_", cube, call=changed("squeeze_"), grad=grad)
        case("squeeze_", cube, 1, call=changed("squeeze_"), grad=grad)
        case("squeeze_", cube, 0, call=changed("squeeze_"), grad=grad)
        case("unsqueeze_", x, 1, call=changed("unsqueeze_"), grad=grad)
        case("unsqueeze_", x, -1, call=changed("unsqueeze_"), grad=grad)
case("t_", tensor([3]), call=changed("t_"))
case("t_", tensor([2, 1, 2]), call=changed("t_"))
case("squeeze_", tensor([2, 1]), 5, call=changed("squeeze_"))
case("transpose_", tensor([2, 1]), 0, 2, call=changed("transpose_"))
write()
