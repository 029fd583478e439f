"""Optimizers: python3 tests/oracle/optim.py > tests/fixtures/optim.json

`steps`: the parameters after the first step and the last of five, then what is remembered of each: its
tensors, and its numbers in one tensor, in the order of their names. The gradients are those of `slope`.
`lbfgs`: the same of losses. `states`: what a state dict holds by default. `travel`: state dicts, and the
parameters of an optimizer that goes on from there.
"""

import json

import torch
from support import record
from support.record import case, tensor, upstream, written

FIXTURE = {}


def section(name):
    FIXTURE[name] = record.LINES[:]
    record.LINES.clear()


def slope(x, step):
    """The gradient of a parameter at a step."""
    return upstream(x, 2 * step + x.dim())


def scalar(value):
    return not isinstance(value, torch.Tensor) or value.dim() == 0


def remembered(optimizer, params):
    """The tensors that are remembered of each parameter, then the numbers."""
    results = []
    for p in params:
        state = optimizer.state.get(p)
        # What a state has none of yet, such as a momentum, PyTorch's SGD writes as None.
        items = [v for _, v in sorted(state.items()) if v is not None] if state else []
        results += [v.clone() for v in items if not scalar(v)]
        numbers = [float(v) for v in items if scalar(v)]
        results += [torch.tensor(numbers)] if numbers else []
    return results


def descend(optimizer, params, first, last):
    a, b, idle = params
    for step in range(first, last):
        # b has no gradient at step 1; idle has none at all.
        a.grad = slope(a, step)
        b.grad = None if step == 1 else slope(b, step)
        optimizer.step()
        if step in (0, last - 1):
            yield [p.detach().clone() for p in params]


def optimizer_of(kind, params, options):
    a, b, idle = params
    return getattr(torch.optim, kind)([{"params": [a, idle]}, {"params": [b], "lr": 0.125}], **options)


def steps(kind):
    def call(a, b, idle, **options):
        params = [x.clone().requires_grad_() for x in (a, b, idle)]
        optimizer = optimizer_of(kind, params, options)
        results = [p for now in descend(optimizer, params, 0, 5) for p in now]
        return results + remembered(optimizer, params)

    return call


def ask(kind, dtype="float32", **options):
    case(kind, tensor([3], seed=4, dtype=dtype), tensor([2, 2], seed=2, dtype=dtype, how="transposed"),
         tensor([1], dtype=dtype), call=steps(kind), grad=False, **options)


ADAMS = {"lr": 0.1, "betas": [0.8, 0.9], "eps": 1e-3, "weight_decay": 0.1}
ASKED = {
    "Adam": {**ADAMS, "amsgrad": True, "maximize": True},
    "AdamW": {**ADAMS, "amsgrad": True, "maximize": True},
    "Adamax": {**ADAMS, "maximize": True},
    "NAdam": {**ADAMS, "momentum_decay": 0.1},
    "RAdam": {**ADAMS},
    "RMSprop": {"lr": 0.1, "alpha": 0.9, "eps": 1e-3, "weight_decay": 0.1, "momentum": 0.5,
                "centered": True, "maximize": True},
    "Adagrad": {"lr": 0.1, "lr_decay": 0.25, "weight_decay": 0.1, "initial_accumulator_value": 0.5,
                "eps": 1e-3, "maximize": True},
    "Adadelta": {"lr": 0.5, "rho": 0.75, "eps": 1e-3, "weight_decay": 0.1, "maximize": True},
    "ASGD": {"lr": 0.1, "lambd": 0.25, "alpha": 0.5, "t0": 2, "weight_decay": 0.1, "maximize": True},
    "Rprop": {"lr": 0.1, "etas": [0.25, 1.5], "step_sizes": [0.05, 0.5], "maximize": True},
    "SGD": {"lr": 0.1, "momentum": 0.5, "dampening": 0.25, "weight_decay": 0.1, "maximize": True},
}
BAD = {
    "Adam": [{"lr": -1}, {"eps": -1}, {"betas": [1, 0.5]}, {"betas": [0.5, -0.5]}, {"weight_decay": -1}],
    "RMSprop": [{"lr": -1}, {"eps": -1}, {"momentum": -1}, {"weight_decay": -1}, {"alpha": -1}],
    "Adagrad": [{"lr": -1}, {"lr_decay": -1}, {"weight_decay": -1}, {"eps": -1},
                {"initial_accumulator_value": -1}],
    "Adadelta": [{"lr": -1}, {"rho": 1.5}, {"rho": -0.5}, {"eps": -1}, {"weight_decay": -1}],
    "ASGD": [{"lr": -1}, {"weight_decay": -1}],
    "Rprop": [{"lr": -1}, {"etas": [1.5, 2]}, {"etas": [0.5, 0.75]}, {"etas": [-1, 2]}],
}
for kind in "AdamW", "Adamax", "NAdam", "RAdam":
    BAD[kind] = BAD["Adam"] + ([{"momentum_decay": -1}] if kind == "NAdam" else [])

for kind, options in ASKED.items():
    ask(kind, lr=0.1)
    if kind != "SGD":
        ask(kind)
    ask(kind, **options)
    # One option at a time, beside the learning rate.
    for name, value in options.items():
        if name not in ("lr", "dampening"):
            ask(kind, lr=0.25, **{name: value})
    ask(kind, "float64", **options)
    for bad in BAD.get(kind, []):
        ask(kind, **{"lr": 0.1, **bad})
section("steps")


def plain(value):
    """What a state dict holds, as JSON: tensors as they are written in questions."""
    if isinstance(value, torch.Tensor):
        return written(value)
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    return [plain(v) for v in value] if isinstance(value, (list, tuple)) else value


def fresh():
    return [tensor([3], seed=4).requires_grad_(), tensor([2, 2], seed=2).requires_grad_(),
            tensor([1]).requires_grad_()]


def state_of(kind):
    options = {"lr": 0.1} if kind == "SGD" else {}
    params = fresh()
    optimizer = getattr(torch.optim, kind)(params[:1], **options)
    params[0].grad = slope(params[0], 0)
    optimizer.step()
    return plain(optimizer.state_dict())


def travel(kind, options):
    params = fresh()
    optimizer = optimizer_of(kind, params, options)
    before = [p for p in descend(optimizer, params, 0, 3)][-1]
    state = plain(optimizer.state_dict())
    after = [p for p in descend(optimizer, params, 3, 6)][-1]
    return {"kind": kind, "params": plain(before), "state": state, "after": plain(after)}


FIXTURE["states"] = {kind: state_of(kind) for kind in ASKED}
FIXTURE["travel"] = [travel(kind, options) for kind, options in ASKED.items()]

# L-BFGS.

LOSSES = {
    # Rosenbrock's valley, and a bowl that is not round.
    "valley": lambda a, b: (1 - a[0]) ** 2 + 100 * (a[1] - a[0] ** 2) ** 2 + (b - 1).square().sum(),
    "bowl": lambda a, b: (a - 1).square().mul(torch.tensor([1.0, 4.0], dtype=a.dtype)).sum()
    + (b + 2).square().sum() / 4,
}


def lbfgs(name, a, b, **options):
    params = [a.clone().requires_grad_(), b.clone().requires_grad_()]
    optimizer = torch.optim.LBFGS(params, **options)

    def closure():
        optimizer.zero_grad()
        loss = LOSSES[name](*params)
        loss.backward()
        return loss

    results = []
    for _ in range(3):
        results += [optimizer.step(closure).detach(), *(p.detach().clone() for p in params)]
    state = optimizer.state[params[0]]
    return results + [torch.tensor([float(state["func_evals"]), float(state["n_iter"])])]


for dtype in "float64", "float32":
    for name in LOSSES:
        start = tensor(values=[-1.5, 2.0], dtype=dtype), tensor([1, 2], dtype=dtype, seed=3)
        for options in [{"max_iter": 3, "line_search_fn": "strong_wolfe"},
                        {"max_iter": 4, "line_search_fn": "strong_wolfe", "history_size": 2, "lr": 0.5},
                        {"max_iter": 20, "max_eval": 5, "line_search_fn": "strong_wolfe"},
                        {"max_iter": 2, "lr": 0.01},
                        {"max_iter": 3, "lr": 0.1, "history_size": 1},
                        {"lr": 0.5, "tolerance_change": 0.5},
                        {"lr": 0.5, "tolerance_grad": 3.0, "max_iter": 5}]:
            if name == "valley" and dtype == "float32" and "line_search_fn" in options:
                continue  # A valley makes the smallest difference large.
            case("LBFGS", name, *start, call=lbfgs, grad=False, **options)
section("lbfgs")

print(json.dumps(FIXTURE, indent=0))
