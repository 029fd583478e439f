"""Losses: python3 tests/oracle/losses.py > tests/fixtures/losses.json

Two lists: first derivatives, and second ones.
"""

import json

import torch
import torch.nn.functional as F
from support import record
from support.record import case, second_derivatives, tensor

INF, NAN = float("inf"), float("nan")
HOWS = ["", "transposed", "sliced", "expanded"]
REDUCTIONS = ["mean", "sum", "none"]
FIRST, SECOND = [], []


def ints(values, shape=None):
    return tensor(shape, values, dtype="int32")


def wide(a):
    return a.long() if isinstance(a, torch.Tensor) and a.dtype == torch.int32 else a


def loss(op, *args, call, derivatives=None, **options):
    more = {"derivatives": derivatives} if derivatives else {}
    case(op, *args, call=lambda *given, **rest: call(*map(wide, given), **rest), **options, **more)


A = lambda how="", **more: tensor([2, 3], how=how, seed=2, **more)
B = lambda how="", **more: tensor([2, 3], how=how, seed=7, **more)
# Quarters apart from each other: no ties, no kinks.
P = lambda how="": tensor([2, 3], [0.1, 0.9, 0.35, 0.6, 0.25, 0.75], how=how)
Q = lambda how="": tensor([2, 3], [0.2, 0.5, 0.3, 0.0, 0.65, 0.35], how=how)
SIGNS = tensor([2, 3], [1, -1, -1, 1, 1, -1])

PAIRS = [
    ("l1Loss", F.l1_loss, [{}]),
    ("smoothL1Loss", F.smooth_l1_loss, [{}, {"beta": 0.5}, {"beta": 0.0}, {"beta": 3.0}]),
    ("huberLoss", F.huber_loss, [{}, {"delta": 0.5}, {"delta": 2.5}]),
    ("softMarginLoss", lambda x, t, **more: F.soft_margin_loss(x, t.detach(), **more), [{}]),
    ("poissonNllLoss", F.poisson_nll_loss, [{}, {"full": True}]),
    ("hingeEmbeddingLoss", F.hinge_embedding_loss, [{}, {"margin": 0.5}]),
    ("multilabelSoftMarginLoss", F.multilabel_soft_margin_loss, [{}]),
    ("binaryCrossEntropyWithLogits", F.binary_cross_entropy_with_logits, [{}]),
]
for op, call, settings in PAIRS:
    for options in settings:
        for reduction in REDUCTIONS:
            loss(op, A(), B(), call=call, reduction=reduction, **options)
    for how in HOWS[1:]:
        loss(op, A(how), B(how), call=call)
    loss(op, A(dtype="float64"), B(dtype="float64"), call=call)
    loss(op, tensor(values=0.75), tensor(values=-1.0), call=call) if op != "multilabelSoftMarginLoss" else None
    loss(op, tensor([0, 3]), tensor([0, 3]), call=call, reduction="sum")
    # Of infinite scores PyTorch's formulas make NaN where a loss of 0 or infinity would be right.
    far = NAN if op in ("softMarginLoss", "binaryCrossEntropyWithLogits", "multilabelSoftMarginLoss") else INF
    loss(op, tensor([2, 3], [NAN, far, 1, -far, 0, 2]), B(), call=call, reduction="none")
    loss(op, A(), SIGNS, call=call)
    if op not in ("multilabelSoftMarginLoss", "binaryCrossEntropyWithLogits"):
        loss(op, A(), tensor([3], seed=5), call=call)
        loss(op, A(), tensor([2], seed=5), call=call)
        loss(op, A(), B(), call=call, reduction="huh")
loss("smoothL1Loss", A(), B(), call=F.smooth_l1_loss, beta=-1.0)
for delta in [0.0, -1.0]:
    loss("huberLoss", A(), B(), call=F.huber_loss, delta=delta)

# Poisson's expected counts themselves, and counts below and above 1.
COUNTS = tensor([2, 3], [0, 1, 2, 3, 5, 1])
for reduction in REDUCTIONS:
    loss("poissonNllLoss", P(), COUNTS, call=F.poisson_nll_loss, log_input=False, reduction=reduction)
    loss("poissonNllLoss", P(), COUNTS, call=F.poisson_nll_loss, log_input=False, full=True, eps=0.5, reduction=reduction)

# Truths.
FAR = tensor([2, 3], [100, -100, 50, -50, 0, 20])
loss("binaryCrossEntropyWithLogits", FAR, Q(), call=F.binary_cross_entropy_with_logits, reduction="none")
loss("softMarginLoss", FAR, SIGNS, call=lambda x, t, **more: F.soft_margin_loss(x, t.detach(), **more), reduction="none")
loss("binaryCrossEntropyWithLogits", A(), tensor([3]), call=F.binary_cross_entropy_with_logits)
loss("multilabelSoftMarginLoss", A(), tensor([3, 2]), call=F.multilabel_soft_margin_loss)


def weighted(op, call, *args, names, **options):
    """The operands after the two first are the options that `names` lists; they get no gradient."""

    def put(x, t, *tensors, names, **more):
        return call(x, wide(t), **dict(zip(names, [w.detach() for w in tensors])), **more)

    case(op, *args, call=put, names=names, **options)


WEIGHTS = [tensor([3], [0.5, 2, 1]), tensor([2, 3], seed=5, low=0.25), tensor([2, 1], [2, 0.5])]
for reduction in REDUCTIONS:
    for weight in WEIGHTS:
        weighted("binaryCrossEntropy", F.binary_cross_entropy, P(), Q(), weight, names=["weight"], reduction=reduction)
        weighted("binaryCrossEntropyWithLogits", F.binary_cross_entropy_with_logits, A(), Q(), weight, names=["weight"], reduction=reduction)
        weighted("binaryCrossEntropyWithLogits", F.binary_cross_entropy_with_logits, A(), Q(), weight, names=["pos_weight"], reduction=reduction)
    weighted("binaryCrossEntropyWithLogits", F.binary_cross_entropy_with_logits, A(), Q(), WEIGHTS[2], WEIGHTS[0], names=["weight", "pos_weight"], reduction=reduction)
    weighted("multilabelSoftMarginLoss", F.multilabel_soft_margin_loss, A(), Q(), WEIGHTS[0], names=["weight"], reduction=reduction)
weighted("binaryCrossEntropy", F.binary_cross_entropy, P(), Q(), tensor([2], [1, 2]), names=["weight"])
weighted("binaryCrossEntropyWithLogits", F.binary_cross_entropy_with_logits, A(), Q(), tensor([2], [1, 2]), names=["pos_weight"])

# Distributions.
for how in HOWS:
    for options in [{}, {"log_target": True}, {"reduction": "batchmean"}, {"reduction": "sum"}, {"reduction": "none"}, {"reduction": "none", "log_target": True}]:
        loss("klDiv", A(how), P(how) if "log_target" not in options else B(how), call=F.kl_div, **options)
loss("klDiv", A(), tensor([3], [0.2, 0.3, 0.5]), call=F.kl_div)
loss("klDiv", A(), tensor([2], [0.2, 0.3]), call=F.kl_div)
loss("klDiv", A(), P(), call=F.kl_div, reduction="huh")
loss("klDiv", A(), tensor([2, 3], [0, 1, 0, 0.5, 0.5, 0]), call=F.kl_div, reduction="none", grad=False)
for reduction in REDUCTIONS:
    for variance in [tensor([2, 3], seed=4, low=0.25), tensor([2], [0.5, 2]), tensor([2, 1], [0.5, 2])]:
        for more in [{}, {"full": True}]:
            loss("gaussianNllLoss", A(), B(), variance, call=F.gaussian_nll_loss, reduction=reduction, **more)
loss("gaussianNllLoss", A("transposed"), B("sliced"), tensor([2, 3], [0, 1e-9, 1, 2, 3, 0.5], how="transposed"), call=F.gaussian_nll_loss)
loss("gaussianNllLoss", A(), B(), tensor([2, 3], [0, 0.25, 1, 2, 3, 0.5]), call=F.gaussian_nll_loss, eps=0.5)
for variance in [tensor([3]), tensor([2, 2])]:
    loss("gaussianNllLoss", A(), B(), variance, call=F.gaussian_nll_loss)
loss("gaussianNllLoss", A(), B(), tensor([2, 3], low=0.25), call=F.gaussian_nll_loss, reduction="huh")

# Margins.
ONES = tensor([2], [1, -1])
for reduction in REDUCTIONS:
    for options in [{}, {"margin": 0.5}, {"margin": -0.25}]:
        loss("marginRankingLoss", A(), B(), SIGNS, call=F.margin_ranking_loss, reduction=reduction, **options)
        loss("cosineEmbeddingLoss", A(), B(), ONES, call=F.cosine_embedding_loss, reduction=reduction, **options)
    for options in [{}, {"margin": 2.0}, {"p": 1.0}, {"p": 3.0, "swap": True}, {"swap": True, "eps": 0.125}]:
        C = tensor([2, 3], seed=11)
        loss("tripletMarginLoss", A(), B(), C, call=F.triplet_margin_loss, reduction=reduction, **options)
    for options in [{}, {"margin": 3.0}, {"swap": True}]:
        loss("tripletMarginWithDistanceLoss", A(), B(), tensor([2, 3], seed=11), call=F.triplet_margin_with_distance_loss, reduction=reduction, **options)
    for options in [{}, {"margin": 0.75}, {"p": 2}, {"p": 2, "margin": 2.0}]:
        loss("multiMarginLoss", A(), ints([0, 2]), call=F.multi_margin_loss, reduction=reduction, **options)
    weighted("multiMarginLoss", F.multi_margin_loss, A(), ints([1, 1]), tensor([3], [0.5, 2, 1]), names=["weight"], reduction=reduction)
    for target in [[0, 2, -1, 1, -1, 0], [-1, 0, 0, 2, 1, 0], [0, -1, -1, 0, 0, -1], [-1, -1, -1, -1, -1, -1]]:
        loss("multilabelMarginLoss", A(), ints(target, [2, 3]), call=F.multilabel_margin_loss, reduction=reduction)
for how in HOWS[1:]:
    loss("marginRankingLoss", A(how), B(how), SIGNS, call=F.margin_ranking_loss)
    loss("cosineEmbeddingLoss", A(how), B(how), ONES, call=F.cosine_embedding_loss)
    loss("tripletMarginLoss", A(how), B(how), tensor([2, 3], how=how, seed=11), call=F.triplet_margin_loss)
    loss("multiMarginLoss", A(how), ints([0, 2]), call=F.multi_margin_loss)
    loss("multilabelMarginLoss", A(how), ints([0, 2, -1, 1, -1, 0], [2, 3]), call=F.multilabel_margin_loss)
V = tensor([3], seed=3)
loss("cosineEmbeddingLoss", V, tensor([3], seed=9), tensor(values=1.0), call=F.cosine_embedding_loss)
loss("cosineEmbeddingLoss", tensor([2, 3], [0] * 6), B(), ONES, call=F.cosine_embedding_loss, reduction="none")
loss("tripletMarginLoss", V, tensor([3], seed=9), tensor([3], seed=10), call=F.triplet_margin_loss)
loss("multiMarginLoss", V, ints(1, []), call=F.multi_margin_loss)
loss("multilabelMarginLoss", V, ints([1, 2, -1]), call=F.multilabel_margin_loss)
for args in [[A(), A(), tensor([3])], [V, V, A()]]:
    loss("marginRankingLoss", *args, call=F.margin_ranking_loss)
for args in [[A(), A(), tensor(values=1.0)], [A(), A(), SIGNS], [V, V, tensor([3])]]:
    loss("cosineEmbeddingLoss", *args, call=F.cosine_embedding_loss)
loss("tripletMarginLoss", A(), V, B(), call=F.triplet_margin_loss)
loss("multiMarginLoss", A(), ints([0]), call=F.multi_margin_loss)
loss("multiMarginLoss", A(), ints([0, 1]), call=F.multi_margin_loss, p=3)
loss("multiMarginLoss", tensor([2, 3, 4]), ints([0, 1]), call=F.multi_margin_loss)
loss("multilabelMarginLoss", A(), ints([0, 1]), call=F.multilabel_margin_loss)

# Cross-entropy beyond single classes: smoothed, and with a probability for each class.
CUBE = tensor([2, 3, 2], seed=5)
for reduction in REDUCTIONS:
    for smoothing in [0.0, 0.1, 0.5, 1.0]:
        loss("crossEntropy", A(), ints([0, 2]), call=F.cross_entropy, label_smoothing=smoothing, reduction=reduction)
        loss("crossEntropy", A(), ints([0, -100]), call=F.cross_entropy, label_smoothing=smoothing, reduction=reduction)
        loss("crossEntropy", A(), P(), call=F.cross_entropy, label_smoothing=smoothing, reduction=reduction)
        weighted("crossEntropy", F.cross_entropy, A(), ints([1, 2]), tensor([3], [0.5, 2, 1]), names=["weight"], label_smoothing=smoothing, reduction=reduction)
        weighted("crossEntropy", F.cross_entropy, A(), P(), tensor([3], [0.5, 2, 1]), names=["weight"], label_smoothing=smoothing, reduction=reduction)
    loss("crossEntropy", CUBE, ints([0, 2, 1, 1], [2, 2]), call=F.cross_entropy, label_smoothing=0.25, reduction=reduction)
    loss("crossEntropy", CUBE, tensor([2, 3, 2], seed=6, low=0), call=F.cross_entropy, reduction=reduction)
    loss("crossEntropy", V, ints(1, []), call=F.cross_entropy, label_smoothing=0.25, reduction=reduction)
    loss("crossEntropy", V, tensor([3], [0.5, 0.25, 0.25]), call=F.cross_entropy, reduction=reduction)
loss("crossEntropy", A(), ints([1, 1]), call=F.cross_entropy, label_smoothing=0.25, ignore_index=1, reduction="sum")
loss("crossEntropy", A(), ints([0, 2]), call=F.cross_entropy, label_smoothing=1.5)
loss("crossEntropy", A(), P(), call=F.cross_entropy, ignore_index=1)
weighted("crossEntropy", F.cross_entropy, A(), P(), tensor([2], [1, 2]), names=["weight"])

# Connectionist temporal classification.
FIRST += record.LINES
record.LINES.clear()


def scores(shape, seed=1, dtype="float32"):
    return tensor(shape, seed=seed, dtype=dtype)


def ctc(x, targets, inputs, lengths, **options):
    """Of scores: PyTorch's gradient is right only for what comes out of log_softmax."""
    call = lambda x, t, i, l, **more: F.ctc_loss(x.log_softmax(-1), t.long(), i, l, **more)
    case("ctcLoss", x, targets, inputs, lengths, call=call, **options)


for reduction in REDUCTIONS:
    ctc(scores([5, 2, 4]), ints([1, 2, 3, 1], [2, 2]), [5, 5], [2, 2], reduction=reduction)
    ctc(scores([5, 2, 4]), ints([1, 1, 3, 1], [2, 2]), [5, 4], [2, 1], reduction=reduction)
    ctc(scores([5, 2, 4], seed=3), ints([1, 2, 3]), [5, 3], [2, 1], reduction=reduction)
    ctc(scores([4, 3, 3], seed=4), ints([0, 1, 0, 0, 1, 1], [3, 2]), [4, 4, 2], [2, 2, 1], blank=2, reduction=reduction)
    ctc(scores([6, 1, 4], seed=5), ints([1, 2, 2, 3], [1, 4]), [6], [4], reduction=reduction)
    ctc(scores([5, 2, 4], seed=6), ints([1, 2, 3, 1], [2, 2]), [5, 5], [0, 2], reduction=reduction)
    ctc(scores([2, 2, 4], seed=7), ints([1, 1, 3, 1], [2, 2]), [2, 2], [2, 1], reduction=reduction, zero_infinity=True)
ctc(scores([5, 2, 4], dtype="float64"), ints([1, 2, 3, 1], [2, 2]), [5, 5], [2, 2])
ctc(scores([3, 1, 3]), ints([1, 1], [1, 2]), [2], [2], grad=False)
bad = [([5, 6], [2, 2], {}), ([5, 5], [2, 3], {}), ([5, 5], [2, 2], {"blank": 7}), ([5], [2, 2], {}), ([5, 5], [2], {})]
for inputs, lengths, options in bad:
    ctc(scores([5, 2, 4]), ints([1, 2, 3, 1], [2, 2]), inputs, lengths, **options)
ctc(scores([5, 2, 4]), ints([1, 2, 3, 1]), [5, 5], [2, 1])
CTC = [*record.LINES]
record.LINES.clear()

for op, call, settings in PAIRS:
    for options in settings[:1]:
        for reduction in ["mean", "none"]:
            if op not in ("l1Loss", "hingeEmbeddingLoss"):
                loss(op, A(dtype="float64"), Q().double().detach() if "ogits" in op or "label" in op else B(dtype="float64"), call=call, derivatives=second_derivatives, reduction=reduction)
loss("klDiv", A(), P(), call=F.kl_div, derivatives=second_derivatives)
loss("gaussianNllLoss", A(), B(), tensor([2, 3], seed=4, low=0.25), call=F.gaussian_nll_loss, derivatives=second_derivatives)
loss("cosineEmbeddingLoss", A(), B(), tensor([2], [1, 1]), call=F.cosine_embedding_loss, derivatives=second_derivatives, grad=True)
loss("tripletMarginLoss", A(), B(), tensor([2, 3], seed=11), call=F.triplet_margin_loss, derivatives=second_derivatives, margin=4.0)
loss("crossEntropy", A(), ints([0, 2]), call=F.cross_entropy, label_smoothing=0.25, derivatives=second_derivatives)
loss("crossEntropy", A(), P(), call=F.cross_entropy, derivatives=second_derivatives)
SECOND += record.LINES
print(json.dumps({"first": FIRST, "ctc": CTC, "second": SECOND}, indent=0))
