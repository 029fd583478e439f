"""Records what PyTorch answers, one line a case, for tests/support/case.ts to read:

    add float32*[2,3](1,2,3,4,5,6) float32*[3]:sliced(7,8,9) {"alpha":2} => float32[2,3](...) <= ... ...
    view float32[2,3](1,2,3,4,5,6) [7] !! RuntimeError shape '[7]' is invalid for input of size 6

An operation, its operands, its options; then the results and, for every operand with a star, the
gradient that flows back to it when results get the gradients of `upstream`. Or the error instead.
"""

import json
import math
import re
import sys
import warnings

import numpy
import torch

sys.dont_write_bytecode = True
warnings.simplefilter("ignore")

LINES = []


def spread(count, seed=1, low=-3.0, high=3.0):
    """`count` quarters between low and high, neither sorted nor even, the same every time."""
    steps = int((high - low) * 4)
    numbers = []
    for _ in range(count):
        seed = (seed * 1103515245 + 12345) % 2**31
        numbers.append(low + (seed >> 16) % (steps + 1) / 4)
    return numbers


def tensor(shape=None, values=None, dtype="float32", how="", seed=1, low=-3.0, high=3.0):
    """An operand: `values` (or some made by `spread`) at a shape, laid out in memory as `how` says."""
    if shape is None:
        shape = [] if not isinstance(values, list) else [len(values)]
    count = math.prod(shape)
    if values is None:
        values = spread(count, seed, low, high)
    values = values if isinstance(values, list) else [values]
    if how == "expanded":
        values = values[: count // shape[0]] * shape[0]
    x = torch.tensor(values, dtype=torch.float64).to(getattr(torch, dtype)).reshape(shape)
    if how == "transposed":
        x = x.transpose(-2, -1).contiguous().transpose(-2, -1)
    elif how == "sliced":
        room = torch.full([*shape[:-1], 2 * shape[-1] + 1], 99, dtype=x.dtype)
        room[..., 1::2] = x
        x = room[..., 1::2]
    elif how == "expanded":
        x = x[:1].clone().expand(shape)
    x.how = how
    return x


def number(value, dtype="float64"):
    if isinstance(value, bool) or dtype == "bool":
        return str(int(value)) if dtype == "bool" else str(value).lower()
    if isinstance(value, int):
        return str(value)
    if math.isfinite(value):
        # The fewest digits that name this number and no other of its dtype.
        return str(numpy.dtype(dtype).type(value)).removesuffix(".0")
    return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"


def name_of(dtype):
    """hibana has no int64: what PyTorch makes int64 is int32."""
    return str(dtype).removeprefix("torch.").replace("int64", "int32")


def written(value):
    if value is None:
        return "null"
    if isinstance(value, torch.Tensor):
        dtype = name_of(value.dtype)
        star = "*" if value.requires_grad and value.is_leaf else ""
        how = getattr(value, "how", "")
        numbers = ",".join(number(v, dtype) for v in value.detach().reshape(-1).tolist())
        shape = ",".join(map(str, value.shape))
        return f"{dtype}{star}[{shape}]{':' + how if how else ''}({numbers})"
    if isinstance(value, (str, list, tuple, dict)):
        return json.dumps(value, separators=(",", ":"))
    return number(value)


def upstream(result, place):
    """A gradient for the place-th result: uneven, so that mixed-up elements show."""
    w = [((7 * i + 3 * place) % 5 - 1.5) / 2 for i in range(result.numel())]
    return torch.tensor(w, dtype=result.dtype).reshape(result.shape)


def message_of(error):
    """The first line, with hibana's names of the dtypes that are called differently."""
    message = str(error).split("\n")[0]
    for theirs, ours in [("Long", "Int"), ("type int without", "type int32 without")]:
        message = message.replace(theirs, ours)
    return message


def camel(name):
    return re.sub(r"(?<=[a-z0-9])_([a-z])", lambda m: m[1].upper(), name)


def snake(name):
    return re.sub(r"[A-Z]", lambda m: "_" + m[0].lower(), name)


def results_of(call, args, options):
    got = call(*args, **options)
    return list(got) if isinstance(got, (tuple, list)) else [got]


def in_halves(call, args, options):
    """PyTorch's CPU lacks most operations in float16: computed in float32 and rounded."""
    try:
        return results_of(call, args, options)
    except RuntimeError as error:
        if "for 'Half'" not in str(error):
            raise
    wide = [a.float() if isinstance(a, torch.Tensor) and a.dtype == torch.half else a for a in args]
    return [r.half() if r.is_floating_point() else r for r in results_of(call, wide, options)]


def gradients(results, leaves, first_place, **options):
    roots = [(r, upstream(r, first_place + i)) for i, r in enumerate(results) if r is not None and r.requires_grad]
    outputs, seeds = zip(*roots)
    return torch.autograd.grad(outputs, leaves, seeds, allow_unused=True, **options)


def first_derivatives(results, leaves):
    return gradients(results, leaves, 0)


def second_derivatives(results, leaves):
    return gradients(gradients(results, leaves, 0, create_graph=True), leaves, 1)


def case(op, *args, call=None, grad=True, derivatives=first_derivatives, **options):
    """Records one case. `call` computes it where PyTorch's method has another name or form."""
    call = call or getattr(torch.Tensor, snake(op))
    hows = [getattr(a, "how", "") for a in args]
    halves = any(isinstance(a, torch.Tensor) and a.dtype == torch.half for a in args)
    args = [a.detach() if isinstance(a, torch.Tensor) else a for a in args]
    leaves = []
    for a, how in zip(args, hows):
        if isinstance(a, torch.Tensor):
            a.how = how
            if grad and not halves and a.is_floating_point():
                leaves.append(a.requires_grad_())
    line = [op, *map(written, args)]
    if options:
        line.append(json.dumps({camel(k): v for k, v in options.items()}, separators=(",", ":")))
    if isinstance(options.get("dtype"), str):
        options["dtype"] = getattr(torch, options["dtype"])
    try:
        results = in_halves(call, args, options) if halves else results_of(call, args, options)
    except (RuntimeError, IndexError, ValueError, TypeError) as error:
        name = type(error).__name__.removeprefix("_")
        LINES.append(" ".join([*line, "!!", name, message_of(error)]))
        return
    line += ["=>", *map(written, (r.detach() for r in results))]
    if any(r.requires_grad for r in results):
        line += ["<=", *map(written, derivatives(results, leaves))]
    LINES.append(" ".join(line))


def seeded(op, *args, call, grad=False, **options):
    """Records one case that draws from the seed 123; the number drawn next is one more result."""
    def drawn(*args, **o):
        torch.manual_seed(123)
        got = call(*args, **o)
        return [*(got if isinstance(got, (list, tuple)) else [got]), torch.rand(1)]

    case(op, *args, call=drawn, grad=grad, **options)


def write():
    """Prints everything that was recorded."""
    print(json.dumps(LINES, indent=0))
