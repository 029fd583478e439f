"""Functions, layers, initialization, random tensors and SGD: the fixture of the tests on nn and optim.

    python3 tests/oracle/nn.py > tests/fixtures/nn.json

A list of cases, as support/record.py writes them, for each kind of question. Those that draw random
numbers start from manual_seed(123); their last result is the number drawn next, which shows how many
they drew.
"""

import json
import os

# The kernels of PyTorch's builds differ in the last bits of normal numbers; these are the usual ones.
os.environ["ATEN_CPU_CAPABILITY"] = "avx2"

import torch
import torch.nn as nn
import torch.nn.functional as F
from support import record
from support.record import case, second_derivatives, seeded, snake, tensor, written

INF = float("inf")
FIXTURE = {}


def section(name):
    """Ends a list of cases."""
    FIXTURE[name] = [line.split("  (Could this error message be")[0] for line in record.LINES]
    record.LINES.clear()


def ints(values, shape=None):
    return tensor(shape, values, dtype="int32").long()


# What layers compute.


def linear(x, weight, bias=None, **more):
    case("linear", x, weight, bias, call=F.linear, **more)


WEIGHT, BIAS = tensor([4, 3], seed=5), tensor([4], seed=6)
for shape in [3], [2, 3], [2, 2, 3], [2, 1, 2, 3], [0, 3], [2, 0, 3]:
    linear(tensor(shape, seed=2), WEIGHT, BIAS)
    linear(tensor(shape, seed=3), WEIGHT)
for how in "transposed", "sliced", "expanded":
    linear(tensor([2, 3], how=how), tensor([4, 3], how=how, seed=9), BIAS)
    linear(tensor([2, 2, 3], how=how), WEIGHT, tensor([4], how="sliced"))
linear(tensor([2, 3]), tensor([3], seed=4))
for dtype in "float64", "float16":
    linear(tensor([2, 3], dtype=dtype), tensor([4, 3], dtype=dtype), tensor([4], dtype=dtype))
for shape in [2, 5], [2, 2, 5], [5]:
    linear(tensor(shape), WEIGHT)
linear(tensor([2, 5]), WEIGHT, BIAS)
linear(tensor([2, 3]), WEIGHT, tensor([5]))
linear(tensor([2, 3], dtype="float64"), WEIGHT)


def embedding(index, weight, **options):
    case("embedding", index, weight, call=F.embedding, **options)


TABLE = tensor([5, 2], seed=8)
for index in ints(3), ints([0, 4, 2]), ints([1, 1, 4, 1], [2, 2]), ints([], [0]), ints([0], [1, 1, 1]):
    embedding(index, TABLE)
for padding in 1, -1, -5, 0:
    embedding(ints([1, 4, 0, 1, 4, 4], [2, 3]), TABLE, padding_idx=padding)
embedding(ints([1, 4, 1]), tensor([5, 2], how="transposed"))
embedding(ints([1, 4, 1]), tensor([5, 2], how="sliced"), padding_idx=4)
for dtype in "float64", "float16":
    embedding(ints([1, 4, 1]), tensor([5, 2], dtype=dtype))
embedding(ints([0, 5]), TABLE)
embedding(ints([-1, 0]), TABLE)
embedding(ints([0]), tensor([4]))


def layer_norm(x, shape, weight=None, bias=None, **more):
    case("layerNorm", x, shape, weight, bias, call=F.layer_norm, **more)


def layer_norms(**more):
    layer_norm(tensor([2, 3, 4]), [4], **more)
    layer_norm(tensor([2, 3, 4]), [4], tensor([4], seed=3), tensor([4], seed=4), **more)
    layer_norm(tensor([2, 3, 4]), [4], tensor([4], seed=3), None, **more)
    layer_norm(tensor([2, 3, 2]), [3, 2], tensor([3, 2], seed=3), tensor([3, 2], seed=4), **more)
    layer_norm(tensor([2, 3]), [2, 3], tensor([2, 3], seed=3), **more)
    layer_norm(tensor([5]), [5], **more)
    layer_norm(tensor([2, 3, 4], how="transposed"), [4], tensor([4], how="sliced"), **more)
    layer_norm(tensor([2, 4]), [4], eps=0.5, **more)
    layer_norm(tensor([2, 4], dtype="float64"), [4], tensor([4], dtype="float64"), **more)


layer_norms()
layer_norm(tensor([2, 3, 4]), [4], None, tensor([4], seed=4))  # PyTorch lacks its second derivative.
layer_norm(tensor([2, 3], values=[1000, 1000.5, 1001, -7, -7, -7]), [3], grad=False)
layer_norm(tensor([0, 4]), [4], tensor([4]), tensor([4]))
# The squares of these do not fit into float16.
layer_norm(tensor([2, 4], [300, -300, 500, 20, 1, 2, 3, 4], dtype="float16"), [4])
layer_norm(tensor([2, 4], dtype="float16"), [4], tensor([4], dtype="float16"),
           tensor([4], dtype="float16"))
layer_norm(tensor([2, 3]), [4])
layer_norm(tensor([2, 3]), [2, 2, 3])
layer_norm(tensor([2, 3]), [])
layer_norm(tensor([2, 3]), [3], tensor([1]))
layer_norm(tensor([2, 3]), [3], tensor([3]), tensor([1, 3]))

# Activations.


def softmaxes(op, function, **more):
    def softmax(x, dim, **options):
        case(op, x, dim, call=lambda x, dim, **o: function(x, dim, **o), **options, **more)

    for dim in 0, 1, -1:
        softmax(tensor([3, 4], seed=dim + 5), dim)
    softmax(tensor([2, 3, 2], how="transposed"), 1)
    softmax(tensor([4], values=[1000, 999, -1000, 1000]), 0)
    softmax(tensor([2, 3], dtype="float64"), 0)
    if not more:
        softmax(tensor([3], values=[0, -INF, 1]), 0)
        softmax(tensor([2, 2], values=[-INF, -INF, 0, 1]), 1)
        softmax(tensor([], values=2.0), 0)
        softmax(tensor([0, 3]), 1)
        softmax(tensor([4], dtype="float16"), 0)
        softmax(tensor([4]), 0, dtype="float64")
        softmax(ints([1, 2, 4]), 0, dtype="float32")
        softmax(tensor([3], dtype="int32"), 0)
        softmax(tensor([2, 3]), 2)


ACTIVATIONS = {"gelu": F.gelu, "silu": F.silu, "relu": F.relu, "sigmoid": torch.sigmoid,
               "tanh": torch.tanh}


def activations(skip=(), **more):
    for op, function in ACTIVATIONS.items():
        if op not in skip:
            case(op, tensor([4, 5], seed=3), call=function, **more)
            case(op, tensor([3], values=[-20, 0, 30]), call=function, **more)
            case(op, tensor([2, 3], how="transposed"), call=function, **more)
            case(op, tensor([5], dtype="float64"), call=function, **more)
    for x in tensor([4, 5], seed=3), tensor([3], values=[-20, 0, 30]), tensor([3], dtype="float64"):
        case("gelu", x, approximate="tanh", call=F.gelu, **more)


softmaxes("softmax", torch.softmax)
softmaxes("logSoftmax", torch.log_softmax)
activations()
case("gelu", tensor([1]), approximate="sigmoid", call=F.gelu)

# Losses.


def loss(op, x, target, **options):
    def call(x, target, weight=None, **o):
        if weight is not None:
            o["weight"] = torch.tensor(weight, dtype=x.dtype)
        return getattr(F, snake(op))(x, target, **o)

    case(op, x, target, call=call, **options)


for op in "mseLoss", "l1Loss":
    for reduction in "mean", "sum", "none":
        loss(op, tensor([2, 3]), tensor([2, 3], seed=2), reduction=reduction)
        loss(op, tensor([2, 3]), tensor([3], seed=2), reduction=reduction)
    loss(op, tensor([], values=1.5), tensor([], values=-2.0))
    loss(op, tensor([2], values=[1, 2]), tensor([2], values=[1, 4]))
    loss(op, tensor([2, 1]), tensor([1, 3], how="sliced"))
    loss(op, tensor([0]), tensor([0]))
    loss(op, tensor([3], dtype="float64"), tensor([3], dtype="float64", seed=2))
    loss(op, tensor([2]), tensor([3]))
    loss(op, tensor([2]), tensor([2]), reduction="average")

PROBABILITIES = [0.0, 1.0, 0.5, 0.125, 1e-30, 0.875, 1.0, 0.0]
TRUTHS = [1.0, 0.0, 0.25, 0.0, 1.0, 1.0, 1.0, 0.0]
for reduction in "mean", "sum", "none":
    loss("binaryCrossEntropy", tensor([2, 4], PROBABILITIES), tensor([2, 4], TRUTHS), reduction=reduction)
loss("binaryCrossEntropy", tensor([2, 4], PROBABILITIES, how="transposed"), tensor([2, 4], TRUTHS))
loss("binaryCrossEntropy", tensor([8], PROBABILITIES, "float64"), tensor([8], TRUTHS, "float64"))
loss("binaryCrossEntropy", tensor([0]), tensor([0]))
loss("binaryCrossEntropy", tensor(values=[0.5]), tensor(values=[2.0]))
loss("binaryCrossEntropy", tensor([2, 1], [0.5, 0.5]), tensor([2], [0.5, 0.5]))
loss("binaryCrossEntropy", tensor([2], [0.5, 0.5]), tensor([2], [1, 1], "float64"))
loss("binaryCrossEntropy", tensor([2], [0.5, 0.5]), tensor([2], [1, 1], "int32"))
loss("binaryCrossEntropy", tensor([2], [1, 1], "int32"), tensor([2], [1, 1], "int32"))
loss("binaryCrossEntropy", tensor([1], [0.5]), tensor([1], [1]), reduction="average")

CLASSES = [0.5, 2.0, 1.25]
for op in "nllLoss", "crossEntropy":
    for reduction in "mean", "sum", "none":
        for x, target in [
            (tensor([5, 3]), ints([0, 2, 1, 1, 2])),
            (tensor([3]), ints(1)),
            (tensor([2, 3, 4]), ints([0, 2, 1, 1, 2, 0, 0, 1], [2, 4])),
        ]:
            loss(op, x, target, reduction=reduction)
            loss(op, x, target, reduction=reduction, weight=CLASSES)
            loss(op, x, target, reduction=reduction, weight=CLASSES, ignore_index=1)
        loss(op, tensor([2, 3]), ints([-100, -100]), reduction=reduction)
    loss(op, tensor([2, 3, 2, 2]), ints([0, 2, 1, 1, 2, 0, -100, 1], [2, 2, 2]), weight=CLASSES)
    loss(op, tensor([2, 3], how="transposed"), ints([2, -1]), ignore_index=-1)
    loss(op, tensor([2, 3], values=[-INF, 1, 2, -INF, 0, 0]), ints([-100, 2]))
    loss(op, tensor([2, 3], dtype="float64"), ints([2, 1]))
    loss(op, tensor([2, 3]), ints([2, 3]))
    loss(op, tensor([2, 3]), ints([2, -1]))
    loss(op, tensor([2, 3]), ints([2, 1, 0]))
    loss(op, tensor([2, 3, 4]), ints([2, 1], [2, 1]))
    loss(op, tensor([2, 3]), ints([2, 1]), weight=[1.0, 2.0])
    loss(op, tensor([2, 3]), ints([2, 1]), weight=[[1.0, 2.0, 3.0]])
    loss(op, tensor([2, 3]), ints([2, 1]), reduction="average")
loss("nllLoss", tensor([], values=1.0), ints(0))
section("functional")

layer_norms(derivatives=second_derivatives)
softmaxes("softmax", torch.softmax, derivatives=second_derivatives)
softmaxes("logSoftmax", torch.log_softmax, derivatives=second_derivatives)
activations(skip=["relu"], derivatives=second_derivatives)
section("secondDerivatives")

# What draws random numbers.

LAYOUTS = [tensor([4, 5]), tensor([4, 5], how="transposed"), tensor([3, 3], how="sliced"),
           tensor([2, 3, 4]), tensor([3], dtype="float64"), tensor([0])]
for p in 0.5, 0.1, 0.0, 1.0:
    for x in LAYOUTS:
        seeded("dropout", x, p, call=F.dropout, grad=True)
seeded("dropout", tensor([2, 8], how="expanded"), 0.25, call=F.dropout, grad=True)
seeded("dropout", tensor([4]), 0.5, training=False, call=F.dropout)
for p in 1.5, -0.5:
    seeded("dropout", tensor([4]), p, call=F.dropout)
section("dropout")


def init(op, *args, **options):
    seeded(op, *args, call=getattr(nn.init, snake(op)), **options)


def weights():
    return [tensor([4, 4]), tensor([3, 5]), tensor([4, 2, 3, 3]), tensor([4, 6], how="transposed"),
            tensor([2, 3], how="sliced"), tensor([3, 4], dtype="float64")]


for op, *args in [("uniform_",), ("uniform_", -0.3, 0.7), ("normal_",), ("normal_", 1.0, 0.02),
                  ("constant_", 0.25), ("ones_",), ("zeros_",)]:
    for x in [*weights(), tensor([3]), tensor([0])]:
        init(op, x, *args)
for op in "kaimingUniform_", "kaimingNormal_":
    for options in {}, {"a": 0.5, "mode": "fan_out"}, {"nonlinearity": "relu"}:
        for x in weights():
            init(op, x, **options)
for op in "xavierUniform_", "xavierNormal_":
    for options in {}, {"gain": 1.75}:
        for x in weights():
            init(op, x, **options)
for op in "kaimingUniform_", "kaimingNormal_", "xavierUniform_", "xavierNormal_":
    init(op, tensor([3]))
    init(op, tensor([], values=1.0))
init("kaimingUniform_", tensor([2, 2]), mode="fan_avg")
init("kaimingNormal_", tensor([2, 2]), nonlinearity="swish")
for shape in [0, 3], [3, 0]:
    init("kaimingUniform_", tensor(shape))
    init("kaimingNormal_", tensor(shape))
    init("xavierUniform_", tensor(shape))
init("eye_", tensor([4, 4]))
init("eye_", tensor([2, 3], how="transposed"))
init("eye_", tensor([3]))
init("eye_", tensor([2, 2, 2]))
for options in {}, {"mean": 0.5, "std": 0.2, "a": 0.25, "b": 0.5}:
    for x in [*weights(), tensor([20])]:
        init("truncNormal_", x, **options)
for options in {}, {"gain": 1.75}:
    for shape in [4, 4], [3, 5], [5, 3], [4, 2, 3, 3], [1, 9], [9, 1]:
        init("orthogonal_", tensor(shape), **options)
init("orthogonal_", tensor([3, 4], dtype="float64"))
init("orthogonal_", tensor([3]))
init("orthogonal_", tensor([0, 3]))
section("init")



def gain(*args):
    case("calculateGain", *args,
         call=lambda *a: torch.tensor(nn.init.calculate_gain(*a), dtype=torch.float64))


for name in ("linear", "conv1d", "conv2d", "conv3d", "sigmoid", "tanh", "relu", "leaky_relu", "selu",
             "swish"):
    gain(name)
for slope in 0, 0.2, 1, -0.5:
    gain("leaky_relu", slope)
section("gain")


def constructed(op, *args, **options):
    seeded(op, *args, call=lambda *a, **o: [p.data for p in getattr(nn, op)(*a, **o).parameters()],
           **options)


for sizes in (3, 2), (4, 8), (7, 5), (1, 1):
    constructed("Linear", *sizes)
    constructed("Linear", *sizes, bias=False)
constructed("Linear", 4, 3, dtype="float64")
constructed("Linear", 0, 3)
constructed("Linear", 3, 0)
for sizes in (3, 2), (6, 4):
    constructed("Embedding", *sizes)
    constructed("Embedding", *sizes, padding_idx=1)
    constructed("Embedding", *sizes, padding_idx=-1)
constructed("Embedding", 5, 4, dtype="float64")
constructed("Embedding", 0, 4)
for shape in 4, [4], [2, 3]:
    constructed("LayerNorm", shape)
    constructed("LayerNorm", shape, elementwise_affine=False)
constructed("LayerNorm", 4, dtype="float64")
constructed("Linear", -1, 3)
constructed("Linear", 3, -1)
constructed("Embedding", -1, 3)
section("construction")

for sizes in [], [3], [15], [16], [17], [2, 20], [0]:
    for dtype in "float32", "float64":
        seeded("rand", sizes, dtype=dtype, call=torch.rand)
        seeded("randn", sizes, dtype=dtype, call=torch.randn)
    seeded("randint", 10, sizes, call=torch.randint)
    seeded("randint", -5, 1000, sizes, call=torch.randint)
    seeded("normal", 2.0, 0.5, sizes, call=torch.normal)
    seeded("randLike", tensor(sizes), call=torch.rand_like)
    seeded("randnLike", tensor(sizes, dtype="float64"), call=torch.randn_like)
seeded("rand", [3], dtype="int32", call=torch.rand)
seeded("rand", [-1], call=torch.rand)
seeded("randn", [3], dtype="int32", call=torch.randn)
seeded("randint", 3, [4], dtype="float32", call=torch.randint)
seeded("randint", 300, [4], dtype="uint8", call=torch.randint)
seeded("randint", 0, [4], call=torch.randint)
seeded("randint", 5, 5, [4], call=torch.randint)
seeded("normal", 0.0, -1.0, [4], call=torch.normal)
for n in 0, 1, 12:
    seeded("randperm", n, call=torch.randperm)
seeded("randperm", 5, dtype="float32", call=torch.randperm)
seeded("randperm", -1, call=torch.randperm)
P = [0.0, 0.1, 0.5, 0.9, 1.0, 0.25]
HALVES = [0.5, 0.25, 0.75, 0.5, 1.0] * 3 + [0.5, 0.0, 0.5, 0.125, 0.5]
for how in "", "transposed", "sliced":
    seeded("bernoulli", tensor([4, 5], values=HALVES, how=how), call=torch.bernoulli)
    seeded("bernoulli_", tensor([4, 5], how=how), 0.4, call=torch.Tensor.bernoulli_)
    for other in "", "transposed":
        seeded("bernoulli_", tensor([4, 5], how=how), tensor([4, 5], values=HALVES, how=other),
               call=torch.Tensor.bernoulli_)
    seeded("bernoulli_", tensor([4, 5], how=how), tensor([5], values=HALVES[:5]),
           call=torch.Tensor.bernoulli_)
    for op in "uniform_", "normal_", "exponential_":
        seeded(op, tensor([4, 5], how=how), call=getattr(torch.Tensor, op))
        seeded(op, tensor([2, 3, 2], how=how), call=getattr(torch.Tensor, op))
seeded("bernoulli", tensor([2], values=[0.5, 0.25]), call=torch.bernoulli, grad=True)
seeded("bernoulli", tensor([3], values=P[3:], dtype="float64"), call=torch.bernoulli)
seeded("bernoulli_", tensor([8], dtype="bool", values=[0] * 8), 0.4, call=torch.Tensor.bernoulli_)
seeded("bernoulli", tensor([2], values=[0.5, 1.5]), call=torch.bernoulli)
seeded("bernoulli", ints([0, 1]), call=torch.bernoulli)
seeded("bernoulli_", tensor([2]), 1.5, call=torch.Tensor.bernoulli_)
for op in "uniform_", "normal_", "exponential_":
    seeded(op, ints([0, 1]).int(), call=getattr(torch.Tensor, op))
seeded("uniform_", tensor([2]), 2.0, 1.0, call=torch.Tensor.uniform_)
seeded("normal_", tensor([2]), 0.0, -1.0, call=torch.Tensor.normal_)
ROWS = tensor([2, 4], values=[0.5, 0.25, 0, 0.25, 1, 2, 3, 4])
for p in ROWS, tensor([3], values=[0.1, 0.2, 0.7]), tensor([2, 3], values=P, how="sliced"):
    for args in [(1,), (2,), (5, True), (2, False)]:
        seeded("multinomial", p, *args, call=torch.multinomial)
seeded("multinomial", tensor([3], values=[1, 2, 3], dtype="float64"), 2, call=torch.multinomial)
seeded("multinomial", tensor([]), 1, call=torch.multinomial)
seeded("multinomial", tensor([1, 1, 2]), 1, call=torch.multinomial)
seeded("multinomial", ints([1, 2]), 1, call=torch.multinomial)
seeded("multinomial", tensor([2], values=[1, 2]), 3, call=torch.multinomial)
seeded("multinomial", tensor([2], values=[1, 2]), 0, call=torch.multinomial)
seeded("multinomial", tensor([2], values=[1, -1]), 1, call=torch.multinomial)
seeded("multinomial", tensor([2], values=[0, 0]), 1, call=torch.multinomial)
section("random")

# Optimizers.


def sgd(a, b, **options):
    """Ten steps down (or up) the sum of squares: the parameters after 1 and 10, and the momentum."""
    params = [a.clone().requires_grad_(), b.clone().requires_grad_()]
    optimizer = torch.optim.SGD(params, **options)
    results = []
    for step in range(10):
        optimizer.zero_grad()
        sum(p.square().sum() for p in params).backward()
        optimizer.step()
        if step in (0, 9):
            results += [p.detach().clone() for p in params]
    state = [optimizer.state[p].get("momentum_buffer") for p in params]
    return results + [s for s in state if s is not None]


for momentum in 0.0, 0.9:
    for dampening in 0.0, 0.3:
        for weight_decay in 0.0, 0.1:
            for nesterov in False, True:
                for maximize in False, True:
                    case("SGD", tensor([3], seed=4), tensor([2, 2], seed=2), call=sgd, grad=False,
                         lr=0.1, momentum=momentum, dampening=dampening,
                         weight_decay=weight_decay, nesterov=nesterov, maximize=maximize)
case("SGD", tensor([3], dtype="float64"), tensor([1], dtype="float64"), call=sgd, grad=False,
     lr=0.1, momentum=0.5, weight_decay=0.01)
for options in [{"lr": -0.5}, {"lr": 0.1, "momentum": -0.5}, {"lr": 0.1, "weight_decay": -0.25}]:
    case("SGD", tensor([1]), tensor([1]), call=sgd, grad=False, **options)
section("sgd")

# A training loop.


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens = nn.Embedding(11, 8, padding_idx=0)
        self.hidden = nn.Linear(8, 16)
        self.norm = nn.LayerNorm(16)
        self.dropout = nn.Dropout(0.1)
        self.inner = nn.Linear(16, 16, bias=False)
        self.head = nn.Linear(16, 11)

    def forward(self, tokens):
        x = F.gelu(self.hidden(self.tokens(tokens)))
        x = x + F.relu(self.inner(self.dropout(self.norm(x))))
        return self.head(x)


def train():
    """The losses of 25 steps, then the scores after training."""
    torch.manual_seed(123)
    model = Model()
    tokens = torch.tensor([[(3 * i * i + 5 * j) % 11 for j in range(6)] for i in range(4)])
    targets = torch.tensor([[(3 * i * i + 5 * j + 5) % 11 for j in range(6)] for i in range(4)])
    groups = [{"params": [p for p in model.parameters() if p.dim() > 1], "weight_decay": 0.01},
              {"params": [p for p in model.parameters() if p.dim() == 1]}]
    optimizer = torch.optim.SGD(groups, lr=0.05, momentum=0.9, nesterov=True)
    losses = []
    for _ in range(25):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(tokens).flatten(0, 1), targets.flatten(), ignore_index=0)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    model.eval()
    with torch.no_grad():
        scores = model(tokens)
    return {"losses": written(torch.tensor(losses)), "scores": written(scores)}


FIXTURE["training"] = train()
print(json.dumps(FIXTURE, indent=0))
