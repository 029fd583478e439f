"""Learning-rate schedulers: python3 tests/oracle/lr_scheduler.py > tests/fixtures/lr_scheduler.json

The results are what each group has, step by step, before the first step and after each of them: its
learning rate and, where there is one, its momentum or its betas.
"""

import torch
from support.record import case, write


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

write()
