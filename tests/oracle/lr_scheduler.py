"""Learning-rate schedulers: python3 tests/oracle/lr_scheduler.py > tests/fixtures/lr_scheduler.json

The results are what each group has, step by step, before the first step and after each of them: its
learning rate and, where there is one, its momentum or its betas.
"""

import torch
from support.record import case, write
from torch.optim import lr_scheduler


def values(group):
    momentum = group.get("betas") or [group["momentum"]]
    return [group["lr"], *momentum]


def one_cycle(kind, max_lr, steps, **options):
    groups = [{"params": [torch.zeros(1, requires_grad=True)]}
              for _ in range(len(max_lr) if isinstance(max_lr, list) else 1)]
    if kind == "SGD":
        optimizer = torch.optim.SGD(groups, lr=0.1, momentum=0.5)
    else:
        optimizer = torch.optim.Adam(groups, lr=0.1, betas=(0.7, 0.99))
    scheduler = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr, **options)
    rows = [[values(group) for group in optimizer.param_groups]]
    for _ in range(steps):
        scheduler.step()
        rows.append([values(group) for group in optimizer.param_groups])
    return torch.tensor(rows, dtype=torch.float64)


def cycle(*args, **options):
    case("oneCycle", *args, call=one_cycle, **options)


for kind in "SGD", "Adam":
    for anneal_strategy in "cos", "linear":
        for three_phase in False, True:
            cycle(kind, 0.5, 20, total_steps=20, anneal_strategy=anneal_strategy, three_phase=three_phase)
    cycle(kind, 0.5, 12, total_steps=12, cycle_momentum=False)
    cycle(kind, [0.5, 0.01], 12, epochs=3, steps_per_epoch=4, base_momentum=[0.8, 0.7],
          max_momentum=[0.9, 0.99])
cycle("SGD", 1.0, 9, total_steps=9, pct_start=0.45, div_factor=10.0, final_div_factor=100.0)
cycle("SGD", 1.0, 9, total_steps=9, pct_start=0.0)
cycle("SGD", 1.0, 8, total_steps=9, pct_start=1.0)
cycle("SGD", 1.0, 10, total_steps=10, pct_start=0.25, three_phase=True, base_momentum=0.5)
cycle("SGD", 1.0, 1, total_steps=1)
cycle("SGD", 1.0, 12, total_steps=10)
cycle("SGD", 1.0, 1)
cycle("SGD", 1.0, 1, total_steps=0)
cycle("SGD", 1.0, 1, total_steps=2.5)
cycle("SGD", 1.0, 1, epochs=0, steps_per_epoch=3)
cycle("SGD", 1.0, 1, epochs=2, steps_per_epoch=-1)
cycle("SGD", 1.0, 1, total_steps=10, pct_start=1.5)
cycle("SGD", 1.0, 1, total_steps=10, pct_start=-0.5)
cycle("SGD", 1.0, 1, total_steps=10, anneal_strategy="poly")
cycle("SGD", 1.0, 1, total_steps=10, base_momentum=[0.5, 0.5])
cycle("SGD", [1.0, 2.0], 1, total_steps=10, max_momentum=[0.5])

LAMBDAS = {
    "halves": lambda epoch: 0.5 ** epoch,
    "warm": lambda epoch: min(1.0, (epoch + 1) / 4),
    "drops": lambda epoch: 0.95 if epoch % 3 else 0.3,
    "root": lambda cycle: 1 / cycle ** 0.5,
}


def called(value):
    """Functions go by name."""
    if isinstance(value, list):
        return [called(v) for v in value]
    return LAMBDAS.get(value, value) if isinstance(value, str) else value


def make(name, optimizer, args, options):
    options = {{"t_mult": "T_mult"}.get(k, k): called(v) for k, v in options.items()}
    return getattr(lr_scheduler, name)(optimizer, *map(called, args), **options)


def groups_of(lrs, momentum=0.5):
    groups = [{"params": [torch.zeros(1, requires_grad=True)], "lr": lr} for lr in lrs]
    return torch.optim.SGD(groups, lr=1, momentum=momentum)


def rows_of(optimizer, steps):
    rows = [[values(group) for group in optimizer.param_groups]]
    for step in steps:
        step()
        rows.append([values(group) for group in optimizer.param_groups])
    return torch.tensor(rows, dtype=torch.float64)


def single(name):
    def call(lrs, steps, *args, **options):
        optimizer = groups_of(lrs)
        scheduler = make(name, optimizer, args, options)
        # A list says where to jump, null stands for a plain step.
        jumps = steps if isinstance(steps, list) else [None] * steps
        return rows_of(optimizer, [lambda e=e: scheduler.step(e) if e is not None else scheduler.step() for e in jumps])

    return call


def several(name):
    def call(lrs, steps, specifications, milestones=None):
        optimizer = groups_of(lrs)
        made = [make(each, optimizer, args, options) for each, args, options in specifications]
        whole = getattr(lr_scheduler, name)
        scheduler = whole(made) if milestones is None else whole(optimizer, made, milestones)
        return rows_of(optimizer, [scheduler.step] * steps)

    return call


def plateau(lrs, metrics, **options):
    optimizer = groups_of(lrs)
    scheduler = lr_scheduler.ReduceLROnPlateau(optimizer, **options)
    return rows_of(optimizer, [lambda m=m: scheduler.step(m) for m in metrics])


def ask(name, *args, lrs=(0.1,), steps=12, **options):
    case(name, list(lrs), steps, *args, call=single(name), **options)


TWO = [0.3, 0.007]
JUMPS = [0, 1, 7, None, None, 3, None, 12, 0]
ask("StepLR", 3)
ask("StepLR", 1, gamma=0.9, lrs=TWO)
ask("StepLR", 5, gamma=0.5, lrs=TWO, steps=JUMPS)
ask("MultiStepLR", [2, 5, 9])
ask("MultiStepLR", [7, 3, 3], gamma=0.7, lrs=TWO)
ask("MultiStepLR", [0, 4], gamma=0.5, steps=JUMPS)
ask("ExponentialLR", 0.9)
ask("ExponentialLR", 0.37, lrs=TWO)
ask("ExponentialLR", 1.1, steps=JUMPS)
ask("ConstantLR")
ask("ConstantLR", factor=0.3, total_iters=3, lrs=TWO)
ask("ConstantLR", factor=0.7, total_iters=20)
ask("ConstantLR", factor=0.3, total_iters=4, steps=JUMPS)
ask("ConstantLR", factor=1.5)
ask("ConstantLR", factor=-0.5)
ask("LinearLR")
ask("LinearLR", start_factor=0.1, end_factor=0.9, total_iters=7, lrs=TWO)
ask("LinearLR", start_factor=1.0, end_factor=0.0, total_iters=11)
ask("LinearLR", start_factor=0.2, total_iters=5, steps=JUMPS)
ask("LinearLR", start_factor=1.5)
ask("LinearLR", end_factor=-0.5)
ask("PolynomialLR")
ask("PolynomialLR", total_iters=9, power=2.0, lrs=TWO)
ask("PolynomialLR", total_iters=12, power=0.5)
ask("PolynomialLR", total_iters=8, power=3.0, steps=JUMPS)
ask("CosineAnnealingLR", 10)
ask("CosineAnnealingLR", 5, eta_min=0.001, lrs=TWO)
ask("CosineAnnealingLR", 3, lrs=TWO)
ask("CosineAnnealingLR", 7, eta_min=0.01, steps=JUMPS)
ask("CosineAnnealingWarmRestarts", 4)
ask("CosineAnnealingWarmRestarts", 2, t_mult=2, eta_min=0.001, lrs=TWO)
ask("CosineAnnealingWarmRestarts", 1, t_mult=3)
ask("CosineAnnealingWarmRestarts", 3, t_mult=2, steps=[0, 0.5, 2.75, None, 3, 9.5, None, 21, 1])
ask("CosineAnnealingWarmRestarts", 3, steps=[0.25, 3.5, None, None, 7, -1])
ask("CosineAnnealingWarmRestarts", 0)
ask("CosineAnnealingWarmRestarts", 2.5)
ask("CosineAnnealingWarmRestarts", 2, t_mult=0)
ask("LambdaLR", "halves")
ask("LambdaLR", ["warm", "drops"], lrs=TWO)
ask("LambdaLR", "halves", steps=JUMPS)
ask("LambdaLR", ["warm"], lrs=TWO)
ask("MultiplicativeLR", "drops")
ask("MultiplicativeLR", ["warm", "halves"], lrs=TWO)
ask("MultiplicativeLR", ["warm", "halves", "drops"], lrs=TWO)
for mode in "triangular", "triangular2", "exp_range":
    ask("CyclicLR", 0.01, 0.1, step_size_up=3, mode=mode, gamma=0.9)
    ask("CyclicLR", 0.01, 0.1, step_size_up=2, step_size_down=4, mode=mode, gamma=0.7, lrs=TWO)
ask("CyclicLR", [0.1, 0.2], [0.3, 0.4], step_size_up=4, base_momentum=[0.5, 0.6], max_momentum=[0.7, 0.95], lrs=TWO)
ask("CyclicLR", 0.1, 0.5, step_size_up=3, cycle_momentum=False)
ask("CyclicLR", 0.1, 0.5, step_size_up=2, scale_fn="root")
ask("CyclicLR", 0.1, 0.5, step_size_up=2, scale_fn="warm", scale_mode="iterations")
ask("CyclicLR", 0.1, 0.5, step_size_up=5, steps=JUMPS)
ask("CyclicLR", 0.1, 0.5)
ask("CyclicLR", 0.1, 0.5, mode="square")
ask("CyclicLR", [0.1], 0.5, lrs=TWO)
ask("CyclicLR", 0.1, [0.5], lrs=TWO)
ask("CyclicLR", 0.1, 0.5, lrs=TWO, max_momentum=[0.5])

CONSTANT = ["ConstantLR", [], {"factor": 0.1, "total_iters": 3}]
EXPONENTIAL = ["ExponentialLR", [0.9], {}]
COSINE = ["CosineAnnealingLR", [5], {"eta_min": 0.001}]
RESTARTS = ["CosineAnnealingWarmRestarts", [2], {"t_mult": 2}]
LINEAR = ["LinearLR", [], {"total_iters": 3}]
STEP = ["StepLR", [2], {}]
LAMBDA = ["LambdaLR", ["halves"], {}]
MULTIPLICATIVE = ["MultiplicativeLR", ["drops"], {}]
for specifications, milestones in [
    ([CONSTANT, EXPONENTIAL], [3]),
    ([LINEAR, COSINE], [4]),
    ([LINEAR, COSINE, STEP], [2, 7]),
    ([STEP, RESTARTS], [5]),
    ([RESTARTS, LAMBDA, CONSTANT], [3, 6]),
    ([MULTIPLICATIVE, EXPONENTIAL], [1]),
    ([EXPONENTIAL], []),
    ([CONSTANT, EXPONENTIAL], []),
    ([CONSTANT], [3]),
]:
    case("SequentialLR", TWO, 12, specifications, milestones, call=several("SequentialLR"))
for specifications in [[CONSTANT, EXPONENTIAL], [LINEAR, STEP, MULTIPLICATIVE], [EXPONENTIAL], [COSINE, EXPONENTIAL]]:
    case("ChainedScheduler", TWO, 12, specifications, call=several("ChainedScheduler"))

METRICS = [5.0, 4.0, 4.0, 4.5, 3.9999, 3.9, 3.95, 3.91, 4.0, 4.0, 4.0, 3.0, 3.1, 3.2, 3.3]
for options in [{"patience": 2}, {"patience": 1, "factor": 0.5, "cooldown": 2}, {"mode": "max", "patience": 3},
                {"patience": 0, "threshold": 0.2, "threshold_mode": "abs"},
                {"patience": 0, "mode": "max", "threshold": 0.5, "threshold_mode": "abs"},
                {"patience": 0, "min_lr": 0.004, "factor": 0.3}, {"patience": 0, "min_lr": [0.1, 0.001]},
                {"patience": 0, "eps": 0.02}, {"patience": 1, "threshold": 0.0}, {},
                {"factor": 1.0}, {"mode": "least"}, {"threshold_mode": "least"}, {"min_lr": [0.1]}]:
    case("ReduceLROnPlateau", TWO, METRICS, call=plateau, **options)

write()
