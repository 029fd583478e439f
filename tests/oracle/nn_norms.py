"""Normalization: python3 tests/oracle/nn_norms.py > tests/fixtures/nn_norms.json"""

import json
import math

import torch
import torch.nn.functional as F
from support.record import LINES, case, second_derivatives, tensor

NAN, INF = math.nan, math.inf
FIXTURE = {}


def section(name):
    """Ends a list of cases."""
    FIXTURE[name] = list(LINES)
    LINES.clear()


def group_norm(x, groups, weight=None, bias=None, **more):
    case("groupNorm", x, groups, weight, bias, call=F.group_norm, **more)


def rms(x, shape, weight=None, eps=None):
    """PyTorch 1.13 lacks it: by its formula, after what layer normalization checks in the same words."""
    F.layer_norm(x, shape, weight)
    wide = x.float() if x.dtype == torch.half else x
    eps = torch.finfo(wide.dtype).eps if eps is None else eps
    dims = list(range(-len(shape), 0))
    y = wide * torch.rsqrt(wide.pow(2).mean(dims, keepdim=True) + eps)
    return (y if weight is None else y * weight).to(x.dtype)


def rms_norm(x, shape, weight=None, **more):
    case("rmsNorm", x, shape, weight, call=rms, **more)


def instance(x, mean, var, weight=None, bias=None, **options):
    """What comes out, and the running statistics that it leaves."""
    mean, var = (None if s is None else s.detach().clone() for s in (mean, var))
    out = F.instance_norm(x, mean, var, weight, bias, **options)
    return [out, *(s for s in (mean, var) if s is not None)]


def instance_norm(x, mean=None, var=None, weight=None, bias=None, **more):
    case("instanceNorm", x, mean, var, weight, bias, call=instance, **more)


def all_of_them(**more):
    """What can be differentiated twice, too."""
    group_norm(tensor([2, 4, 3]), 2, **more)
    group_norm(tensor([2, 4, 3]), 2, tensor([4], seed=3), tensor([4], seed=4), **more)
    group_norm(tensor([2, 4]), 1, tensor([4], seed=3), tensor([4], seed=4), **more)
    group_norm(tensor([2, 4, 2, 2]), 4, tensor([4], seed=3), tensor([4], seed=4), **more)
    group_norm(tensor([3, 2, 4], how="transposed"), 2, tensor([2], how="sliced"), **more)
    group_norm(tensor([2, 4, 3], how="sliced"), 2, eps=0.5, **more)
    group_norm(tensor([2, 2, 3], dtype="float64"), 2, tensor([2], dtype="float64"),
               tensor([2], dtype="float64"), **more)
    rms_norm(tensor([2, 3, 4]), [4], **more)
    rms_norm(tensor([2, 3, 4]), [4], tensor([4], seed=3), **more)
    rms_norm(tensor([2, 3, 2]), [3, 2], tensor([3, 2], seed=3), **more)
    rms_norm(tensor([5]), [5], tensor([5], seed=2), **more)
    rms_norm(tensor([3, 4], how="transposed"), [4], tensor([4], how="sliced"), eps=0.5, **more)
    rms_norm(tensor([2, 4], dtype="float64"), [4], tensor([4], dtype="float64"), **more)
    instance_norm(tensor([2, 3, 4]), **more)
    instance_norm(tensor([2, 3, 4]), None, None, tensor([3], seed=3), tensor([3], seed=4), **more)
    instance_norm(tensor([2, 2, 2, 3], how="transposed"), None, None, tensor([2], how="sliced"), **more)
    instance_norm(tensor([2, 2, 3], dtype="float64"), eps=0.25, **more)
    for p, dim in (2.0, 1), (1.0, 1), (3.0, 0), (2.0, -1):
        case("normalize", tensor([3, 4], low=0.25), p, dim, call=F.normalize, **more)
    case("normalize", tensor([2, 3, 2], how="transposed"), call=F.normalize, **more)
    case("normalize", tensor([4], dtype="float64"), 2.0, 0, call=F.normalize, **more)
    for shape in [2, 5, 2], [1, 3, 2, 2]:
        for size in 1, 2, 3, 5:
            case("localResponseNorm", tensor(shape), size, 0.5, 0.75, 1.0, call=F.local_response_norm, **more)
    case("localResponseNorm", tensor([2, 4, 3], how="transposed"), 3, 1.0, 2.0, 0.5,
         call=F.local_response_norm, **more)


all_of_them()

group_norm(tensor([2, 4, 3], how="expanded"), 2)
group_norm(tensor([2, 4], values=[1000, 1000.5, 1001, 7, -7, -7, -7, -7]), 2, grad=False)
group_norm(tensor([1, 4], [1.0, NAN, 1.0, 2.0]), 2)
for shape, groups in [([0, 4, 3], 2), ([2, 0, 3], 1), ([2, 4, 0], 2)]:
    group_norm(tensor(shape), groups, grad=False)
group_norm(tensor([2, 4, 3], dtype="float16"), 2, tensor([4], dtype="float16"), tensor([4], dtype="float16"))
group_norm(tensor([1, 4], [300, -300, 500, 20], dtype="float16"), 1)
for shape, groups in [([4], 2), ([2, 4], 3), ([1, 2], 2), ([1, 2, 1], 2), ([2, 4, 3], -1)]:
    group_norm(tensor(shape), groups)
group_norm(tensor([2, 4, 3]), 2, tensor([3]))
group_norm(tensor([2, 4, 3]), 2, tensor([2, 2]))
group_norm(tensor([2, 4, 3]), 2, None, tensor([4], dtype="float64"))
group_norm(tensor([2, 4, 3]), 2, tensor([4], dtype="float64"))
group_norm(tensor([2, 4, 3], dtype="int32"), 2)

rms_norm(tensor([2, 3, 4], how="expanded"), [4])
rms_norm(tensor([2, 3], values=[0.0, 0.0, 0.0, 1e-3, NAN, INF]), [3], grad=False)
rms_norm(tensor([2, 3], values=[1e-4, 2e-4, -1e-4, 0.0, 1e-5, 0.0]), [3])
rms_norm(tensor([0, 4]), [4], tensor([4]))
rms_norm(tensor([2, 4], [300, -300, 500, 20, 1, 2, 3, 4], dtype="float16"), [4])
rms_norm(tensor([2, 4], dtype="float16"), [4], tensor([4], dtype="float16"))
rms_norm(tensor([2, 3]), [4])
rms_norm(tensor([2, 3]), [2, 2, 3])
rms_norm(tensor([2, 3]), [])
rms_norm(tensor([2, 3]), [3], tensor([1]))
rms_norm(tensor([2, 3]), [3], tensor([3], dtype="float64"))

MEAN, VAR = tensor([3], [0.5, -1.0, 2.0]), tensor([3], [0.25, 1.0, 4.0])
for options in {}, {"momentum": 0.5}, {"use_input_stats": False}, {"use_input_stats": False, "eps": 0.5}:
    for x in tensor([2, 3, 4]), tensor([1, 3, 2, 2]), tensor([2, 3, 2], how="transposed"):
        instance_norm(x, MEAN, VAR, grad=False, **options)
        instance_norm(x, MEAN, VAR, tensor([3], seed=3), tensor([3], seed=4), grad=False, **options)
instance_norm(tensor([2, 3, 0]), grad=False)
instance_norm(tensor([0, 3, 2]), grad=False)
instance_norm(tensor([2, 3, 2, 1, 2]))
instance_norm(tensor([2, 3, 2], how="expanded"))
instance_norm(tensor([2, 3, 2], dtype="float16"))
for x in tensor([2, 4]), tensor([4]), tensor([2, 4, 1]), tensor([2, 3, 2], dtype="int32"):
    instance_norm(x)
instance_norm(tensor([2, 3, 2]), None, None, use_input_stats=False)
instance_norm(tensor([2, 3, 2]), MEAN, None, grad=False, use_input_stats=False)
instance_norm(tensor([2, 4, 2]), MEAN, VAR, grad=False)
instance_norm(tensor([2, 3, 2]), None, None, tensor([2]))

case("normalize", tensor([2, 3], [0.0, 0.0, 0.0, 1e-20, 0.0, 2.0]), call=F.normalize)
case("normalize", tensor([2, 3], [NAN, 0.0, 1.0, INF, 0.0, 2.0]), call=F.normalize, grad=False)
case("normalize", tensor([2, 3], [1e-3, 0.0, 0.0, 0.5, 0.0, 2.0]), 2.0, 1, 0.25, call=F.normalize)
case("normalize", tensor([2, 3], low=0.25), INF, 1, call=F.normalize)
case("normalize", tensor([2, 3], low=0.25), 0.5, 1, call=F.normalize)
case("normalize", tensor([2, 3, 2]), 2.0, [1, 2], call=F.normalize)
for how in "sliced", "expanded":
    case("normalize", tensor([2, 3], how=how), call=F.normalize)
case("normalize", tensor([0, 3]), call=F.normalize)
case("normalize", tensor([2, 3], dtype="float16"), call=F.normalize)
case("normalize", tensor([3]), call=F.normalize)
case("normalize", tensor([2, 3], dtype="int32"), call=F.normalize)

case("localResponseNorm", tensor([2, 5, 2]), 2, call=F.local_response_norm)
case("localResponseNorm", tensor([1, 3, 2, 1, 2]), 2, 0.5, call=F.local_response_norm)
for how in "sliced", "expanded":
    case("localResponseNorm", tensor([2, 3, 2], how=how), 7, 0.5, call=F.local_response_norm)
for dtype in "float64", "float16":
    case("localResponseNorm", tensor([2, 3, 2], dtype=dtype), 2, 0.5, call=F.local_response_norm)
for shape in [0, 4, 3], [2, 0, 3]:
    case("localResponseNorm", tensor(shape), 2, call=F.local_response_norm, grad=False)
case("localResponseNorm", tensor([2, 4, 3]), 0, call=F.local_response_norm)
case("localResponseNorm", tensor([2, 4, 3], dtype="int32"), 2, call=F.local_response_norm)
section("first")

all_of_them(derivatives=second_derivatives)
section("second")

print(json.dumps(FIXTURE, indent=0))
