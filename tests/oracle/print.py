"""Prints, as JSON, how PyTorch itself prints a range of tensors: the fixture of print_test.ts.

    python3 tests/oracle/print.py > tests/fixtures/print.json

Each case holds only the elements that PyTorch shows, as numbers parted by spaces.
"""

import json
import math

import torch
from torch._tensor_str import PRINT_OPTS, get_summarized_data

CASES = []
FLOATS = [torch.float32, torch.float64, torch.float16]
INTS = [torch.int32, torch.uint8]
NAN, INF = math.nan, math.inf


def number(value):
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float):
        # Spelt as JavaScript's Number() reads them.
        if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        return "NaN" if math.isnan(value) else repr(value).removesuffix(".0")
    return repr(value)


def shown(t):
    if t.is_meta or t.numel() == 0:
        return ""
    t = t.detach()
    if t.numel() > PRINT_OPTS.threshold:
        t = get_summarized_data(t)
    return " ".join(number(v) for v in t.reshape(-1).tolist())


def case(name, t, **options):
    """Records how `t` prints under the defaults and, over them, torch.set_printoptions(**options)."""
    torch.set_printoptions(profile="default")
    torch.set_printoptions(**options)
    names = {"edgeitems": "edgeItems", "linewidth": "lineWidth", "sci_mode": "sciMode"}
    CASES.append({
        "name": name,
        "options": {names.get(k, k): v for k, v in options.items()},
        "shape": list(t.shape),
        "dtype": str(t.dtype).removeprefix("torch."),
        "device": str(t.device),
        "requiresGrad": t.requires_grad,
        "gradFnName": None if t.grad_fn is None else type(t.grad_fn).__name__,
        "values": shown(t),
        "printed": str(t).split("\n"),
    })


def short(dtype):
    return str(dtype).removeprefix("torch.")


def normal(*shape, seed=0, scale=1.0, dtype=torch.float32):
    generator = torch.Generator().manual_seed(seed)
    return (torch.randn(*shape, generator=generator) * scale).to(dtype)


def record_notations():
    lists = {
        "whole numbers": [1, 2, -3],
        "fractions": [0.5, -1.25, 2],
        "signed zeros": [0.0, -0.0],
        "a negative zero among fractions": [-0.0, 0.25],
        "a negative zero among whole numbers": [-0.0, 7],
        "one large whole number": [1, 1000],
        "a ratio just over 1000 of whole numbers": [1, 1001],
        "a ratio of exactly 1000 of fractions": [0.5, 500],
        "a ratio just over 1000 of fractions": [0.5, 501],
        "nan alone": [NAN],
        "inf alone": [INF, -INF],
        "nan and inf among whole numbers": [NAN, 1, -INF, INF],
        "nan and inf among wide whole numbers": [NAN, 12345, -INF, INF],
        "nan and inf among fractions": [NAN, 1.5, -INF, INF],
        "nan and inf in scientific notation": [NAN, 1e-4, -INF, 30000.5],
        "nan, inf and zeros": [NAN, INF, 0.0, -0.0],
        "zeros in scientific notation": [0.0, -0.0, 2e-5, 0.75],
        "just 1e-4": [1e-4, 2e-4],
        "below 1e-4": [0.99e-4, 2e-4],
        "tiny": [6e-8, 1.2e-7],
        "ties of rounding": [0.03125, 0.09375, -0.15625, 0.21875, 2.03125],
        "nearly the next digit": [0.99996, 9.99996, 0.00004],
        "a ratio of 1000 with nearly the next power": [9.99996, 0.00123],
    }
    for name, values in lists.items():
        for dtype in FLOATS:
            case(f"{name}, {short(dtype)}", torch.tensor(values, dtype=dtype))
    wide = {
        "just 1e8": [1e8, 1e8 - 8],
        "above 1e8": [1e8 + 8, 1e8 + 16],
        "fractions above 1e8": [123456789.5, 999999999.25],
        "a tie in scientific notation": [100005.0, 100015.0, 1.0],
        "the next power of ten": [999996.0, 1.0],
        "one number of many digits": [16777216.0],
        "huge": [3e38, -1e38],
        "subnormal": [1e-44, 1e-40],
    }
    for name, values in wide.items():
        for dtype in (torch.float32, torch.float64):
            case(f"{name}, {short(dtype)}", torch.tensor(values, dtype=dtype))
    case("the ends of float64", torch.tensor([1.7e308, -5e-324], dtype=torch.float64))
    case("a ratio beyond float64", torch.tensor([1e300, 1e-300], dtype=torch.float64))
    case("the ends of float16", torch.tensor([65504.0, 6e-8], dtype=torch.float16))
    for value in (0.0, -0.0, 1.0, 3.14159, -12345.678, 1e-7, 2.5e9, 123456.0, NAN, INF, -INF):
        case(f"the 0-d {value}", torch.tensor(value))
    for exponent in range(-9, 12, 2):
        case(f"normal numbers times 1e{exponent}", normal(3, 3, scale=10.0**exponent))


def record_integers():
    for dtype in INTS:
        case(f"small, {short(dtype)}", torch.tensor([[1, 20], [3, 255]], dtype=dtype))
        case(f"0-d, {short(dtype)}", torch.tensor(7, dtype=dtype))
        case(f"wrapped, {short(dtype)}", torch.arange(100, dtype=dtype))
        case(f"summarised, {short(dtype)}", torch.arange(1200).remainder(256).to(dtype))
    case("the ends of int32", torch.tensor([-(2**31), 2**31 - 1, 0], dtype=torch.int32))
    case("negative int32", torch.tensor([[-1, 2], [30, -400]], dtype=torch.int32))
    case("bools", torch.tensor([True, False, True]))
    case("bools that are all true", torch.tensor([[True], [True]]))
    case("a 0-d bool", torch.tensor(False))
    case("wrapped bools", torch.arange(40) % 3 == 0)
    case("the mask of a causal attention", torch.ones(6, 6).triu(1).bool())
    case("summarised bools", torch.ones(40, 40).triu(1).bool())


def record_shapes():
    shapes = [(1,), (1, 1), (1, 1, 1, 1), (2, 3), (5, 1), (2, 2, 2), (2, 1, 3, 2), (1, 2, 1, 2, 2)]
    for shape in shapes:
        for dtype in FLOATS:
            case(f"shape {shape}, {short(dtype)}", normal(*shape, dtype=dtype))
    case("a vector of 100", normal(100, seed=1))
    for length in (8, 9, 10, 17, 23):
        case(f"a vector of {length}", normal(length, seed=1))
        case(f"a matrix with rows of {length}", normal(2, length, seed=2))
    case("rows that wrap in 4 dimensions", normal(1, 1, 2, 12))
    case("a vector of 1000 is shown whole", torch.arange(1000.0) % 7)
    for dtype in FLOATS:
        case(f"a vector of 1001, {short(dtype)}", normal(1001, dtype=dtype))
    for shape in [(1001, 1), (1, 1001), (500, 3), (7, 150), (6, 200), (30, 40), (2, 50, 50),
                  (20, 2, 50), (20, 3, 20), (3, 400, 3)]:
        case(f"summarised {shape}", normal(*shape, seed=3))
    hidden = torch.ones(2000)
    hidden[1000] = 12345.678
    case("what a summary hides has no say in the notation", hidden)
    case("a summary in scientific notation", torch.arange(2000.0) ** 3 + 0.5)


def record_empties():
    for dtype in [*FLOATS, *INTS, torch.bool]:
        for shape in [(0,), (2, 0), (0, 3, 4)]:
            case(f"empty {shape}, {short(dtype)}", torch.empty(shape, dtype=dtype))
        for shape in [(), (2,), (2, 3), (2, 0)]:
            case(f"meta {shape}, {short(dtype)}", torch.empty(shape, dtype=dtype, device="meta"))


def record_autograd():
    for shape in [(), (3,), (2, 2), (0,), (0, 2)]:
        leaf = normal(*shape).requires_grad_() if shape else torch.tensor(2.5, requires_grad=True)
        case(f"a leaf {shape}", leaf)
        case(f"a sum {shape}", leaf + 1)
        case(f"a product in float64 {shape}", leaf.double() * 2)
    case("a meta leaf", torch.empty(2, device="meta", requires_grad=True))
    case("a summarised leaf", normal(1001).requires_grad_())
    for length in range(3, 8):
        leaf = normal(length, seed=4).requires_grad_()
        case(f"a suffix after {length} elements", leaf)
        case(f"a suffix after 2 rows of {length}", torch.stack([leaf, leaf]).tanh())
    # The one just fits at 37; of the two, the second at 50, the first at 66, both at 90.
    leaf = torch.arange(4.0, requires_grad=True)
    for width in range(36, 39):
        case(f"a suffix within a linewidth of {width}", leaf[:2].detach().requires_grad_(),
             linewidth=width)
    for width in (49, 50, 51, 65, 66, 67, 89, 90):
        case(f"two suffixes within a linewidth of {width}", leaf.double().exp(), linewidth=width)


def record_options():
    x = normal(3, 4, seed=5)
    long = normal(2000, seed=6)
    for precision in (0, 1, 2, 6, 10, 25):
        case(f"precision {precision}", x, precision=precision)
        case(f"precision {precision}, scientific", x * 1e6, precision=precision, sci_mode=True)
    case("precision 0 rounds ties to even", torch.tensor([0.5, 1.5, 2.5, -0.25]), precision=0)
    case("precision 1 rounds ties to even", torch.tensor([0.25, 0.75, -1.25]), precision=1)
    case("scientific precision 0", torch.tensor([2.5, 3.5, 9.5, 0.001]), precision=0)
    case("more digits than JavaScript's toFixed", torch.tensor([0.1]), precision=110)
    mixed = torch.tensor([NAN, INF, -0.0, 1.5, 200000.0, 3e-7])
    whole = torch.tensor([0.0, 1.0, 300000.0, -INF])
    huge = torch.tensor([1.5e30, -2.0, 0.5], dtype=torch.float64)
    for mode in (True, False):
        case(f"sci_mode {mode}", x, sci_mode=mode)
        case(f"sci_mode {mode} of mixed numbers", mixed, sci_mode=mode)
        case(f"sci_mode {mode} of whole numbers", whole, sci_mode=mode)
        case(f"sci_mode {mode} of huge numbers", huge, sci_mode=mode)
        case(f"sci_mode {mode} of zeros", torch.zeros(2), sci_mode=mode)
        case(f"sci_mode {mode} of integers", torch.arange(3, dtype=torch.int32), sci_mode=mode)
        case(f"sci_mode {mode} wraps by the width of the other", normal(20), sci_mode=mode)
    for width in (0, 20, 40, 120):
        case(f"linewidth {width}", normal(3, 9, seed=7).requires_grad_(), linewidth=width)
    case("threshold 5", torch.arange(10.0), threshold=5)
    case("a threshold of as many elements", torch.arange(10.0), threshold=10)
    case("threshold 0 of a 0-d tensor", torch.tensor(1.5), threshold=0)
    case("threshold 0 of an empty tensor", torch.empty(0, 3), threshold=0)
    case("threshold 0 of a short vector", torch.arange(6.0), threshold=0)
    for edge in (1, 2, 5):
        case(f"edgeitems {edge}", long, edgeitems=edge)
        case(f"edgeitems {edge} of a matrix", long.reshape(40, 50), edgeitems=edge)
    case("edgeitems 1 of a cube", long.reshape(20, 10, 10), edgeitems=1)
    case("a summary in 4 dimensions", long[:280].reshape(5, 2, 4, 7), threshold=99, edgeitems=2)
    case("a summary whose rows wrap", long.reshape(40, 50), edgeitems=6, linewidth=60)
    case("profile short", x, profile="short")
    case("profile short of a long vector", long, profile="short")
    case("profile short with another precision", x, profile="short", precision=3)
    case("profile full", long[:1003].round(), profile="full")
    case("profile full with a threshold", long, profile="full", threshold=100)


for record in (record_notations, record_integers, record_shapes, record_empties, record_autograd,
               record_options):
    record()

assert len({c["name"] for c in CASES}) == len(CASES), "two cases of one name"
print(json.dumps(CASES, indent=2))
