"""PyTorch's public names, for COMPATIBILITY.md: python3 tests/oracle/names.py > tests/fixtures/names.json

Those of this PyTorch, as far as it documents them (what has no documentation is the machinery of some
backend), and newer ones that matter.
"""

import inspect
import json
import re

import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim

# What is public by its looks alone.
MACHINERY = re.compile(
    r"_copy$|^(special|linalg|fft|cudnn|mkldnn|miopen|fbgemm|quantized|sym|import_ir|parse|vitals|read_vitals|set_vital)_?"
    r"|^(Callable|List|Optional|Set|Tuple|Union|candidate|obj|classproperty|compiled_with_cxx11_abi|fork|wait)$"
    r"|^(init_num_threads|merge_type_from_type_comment|unify_type_list|typename|boolean_dispatch|assert_int_or_pair)$"
    r"|has_torch_function|handle_torch_function|^native_|^is_storage$|^is_warn|^set_warn|_with_indices$"
)


def public(name):
    return not name.startswith("_") and not MACHINERY.search(name)


def functions(owner, documented=True):
    for name in dir(owner):
        value = getattr(owner, name)
        if public(name) and callable(value) and not inspect.isclass(value) and (value.__doc__ or not documented):
            yield name


def classes(owner, base):
    return {name for name in dir(owner) if public(name) and inspect.isclass(v := getattr(owner, name)) and issubclass(v, base)}


TENSOR = {name for name in dir(torch.Tensor) if public(name) and getattr(torch.Tensor, name).__doc__}
FUNCTIONAL = set(functions(F, documented=False))
# torch.relu and the like have their documentation elsewhere.
TORCH = set(functions(torch)) | {n for n in functions(torch, documented=False) if n in TENSOR | FUNCTIONAL}

SECTIONS = {
    "torch": {name for name in TORCH if not name.endswith("_")},
    "torch.Tensor": TENSOR,
    "torch.nn.functional": FUNCTIONAL,
    "torch.nn": classes(nn, (nn.Module, nn.Parameter)),
    "torch.nn.init": {n for n in functions(nn.init) if n.endswith("_") or n == "calculate_gain"},
    "torch.nn.utils": set(functions(nn.utils)) - {"clip_grad_norm", "convert_conv2d_weight_memory_format"},
    "torch.linalg": set(functions(torch.linalg)),
    "torch.special": set(functions(torch.special)),
    "torch.autograd": {"backward", "grad", "Function", "gradcheck", "gradgradcheck"},
    "torch.optim": classes(optim, optim.Optimizer),
    "torch.optim.lr_scheduler": {n for n in classes(optim.lr_scheduler, object) if re.search("LR$|Scheduler$|Restarts$", n)} - {"_LRScheduler"},
}

NEWER = {
    "torch": ["argwhere", "concatenate", "nanmean", "rms_norm", "unravel_index", "vmap", "compile", "get_default_device", "set_default_device"],
    "torch.Tensor": ["index_reduce", "new_tensor", "to_dense", "mT"],
    "torch.nn.functional": ["rms_norm", "scaled_dot_product_attention"],
    "torch.nn": ["Buffer", "RMSNorm", "CircularPad1d", "CircularPad2d", "CircularPad3d", "ZeroPad1d", "ZeroPad3d"],
    "torch.optim": ["Adafactor", "Muon"],
}

print(json.dumps({
    section: sorted(names | set(NEWER.get(section, [])))
    for section, names in SECTIONS.items()
}, indent=0))
