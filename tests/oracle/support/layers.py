"""Records what PyTorch's layers print, hold, compute and refuse, one object a layer, for
tests/support/layers.ts to read:

    {"layer": "PReLU", "args": [2], "options": {}, "prints": "PReLU(num_parameters=2)",
     "drawn": {"weight": "float32[2](0.25,0.25)"}, "given": {"weight": "float32[2](1.5,-2)"},
     "training": true, "inputs": [["float32[3,2](...)"]], "results": [["float32[3,2](...)"]],
     "after": {"weight": "float32[2](1.5,-2)"}}

`drawn` is its state after construction from the seed 123, `given` the state in which it then computes,
each time from the seed 123; `after` is what that leaves. Where PyTorch throws there is an `error`.
"""

import json

import torch
from support.record import camel, message_of, spread, written

LAYERS = []


def state_of(module):
    return {name: written(value) for name, value in module.state_dict().items()}


def give(module):
    """Other numbers than ones and zeros for parameters and statistics."""
    for i, (name, value) in enumerate(module.state_dict().items()):
        if value.is_floating_point():
            low = 0.25 if name.endswith("running_var") else -2.0
            numbers = spread(value.numel(), seed=31 + i, low=low, high=2.0)
            value.copy_(torch.tensor(numbers, dtype=torch.float64).reshape(value.shape))


def results_of(module, inputs):
    torch.manual_seed(123)
    got = module(*(x.clone() if isinstance(x, torch.Tensor) else x for x in inputs))
    return [written(r.detach()) for r in (got if isinstance(got, (tuple, list)) else [got]) if r is not None]


def layer(name, *args, inputs=(), training=True, **options):
    """Records one layer; `inputs` are tensors, or tuples of what it is called with at once."""
    made = {"layer": name, "args": args, "options": {camel(k): v for k, v in options.items()}}
    LAYERS.append(made)
    if isinstance(options.get("dtype"), str):
        options["dtype"] = getattr(torch, options["dtype"])
    calls = [x if isinstance(x, tuple) else (x,) for x in inputs]
    try:
        torch.manual_seed(123)
        module = getattr(torch.nn, name)(*args, **options)
        made |= {"prints": str(module), "drawn": state_of(module)}
        give(module)
        module.train(training)
        made |= {"given": state_of(module), "training": training, "inputs": [[*map(written, c)] for c in calls]}
        made["results"] = [results_of(module, c) for c in calls]
        made["after"] = state_of(module)
    except (RuntimeError, IndexError, ValueError, TypeError) as error:
        made["error"] = f"{type(error).__name__} {message_of(error)}"


def write_layers():
    """Prints everything that was recorded, a line for each layer."""
    print("[\n" + ",\n".join(json.dumps(made, separators=(",", ":")) for made in LAYERS) + "\n]")
