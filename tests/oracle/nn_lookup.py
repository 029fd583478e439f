"""Embeddings, bags, similarities and bilinear maps:
python3 tests/oracle/nn_lookup.py > tests/fixtures/nn_lookup.json"""

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


def ints(values, shape=None):
    return tensor(shape, values, dtype="int32").long()


def embedding(index, weight, **options):
    """What is looked up, and the table that this leaves."""
    def looked_up(index, weight, **options):
        table = weight * 1 if "max_norm" in options else weight
        out = F.embedding(index, table, **options)
        return [out, table] if "max_norm" in options else [out]

    case("embedding", index, weight, call=looked_up, **options)


TABLE = tensor([5, 2], seed=8)
REPEATED = ints([1, 4, 0, 1, 4, 4], [2, 3])
for options in [
    {"scale_grad_by_freq": True},
    {"scale_grad_by_freq": True, "padding_idx": 1},
    {"scale_grad_by_freq": True, "padding_idx": -1},
]:
    embedding(REPEATED, TABLE, **options)
    embedding(ints([2, 2]), tensor([5, 2], how="transposed"), **options)
for options in [{"max_norm": 1.0}, {"max_norm": 2.5, "norm_type": 1.0}, {"max_norm": 1.5, "norm_type": 1.5},
                {"max_norm": 2.0, "padding_idx": 1}, {"max_norm": 0.5, "norm_type": 3.0}]:
    for how in "", "transposed", "sliced":
        embedding(REPEATED, tensor([5, 2], how=how, seed=8), **options)
    embedding(ints([0]), tensor([2, 2], [0.0, 0.0, 3.0, 4.0]), grad=False, **options)
    embedding(ints([], [0]), TABLE, **options)

# Embedding bags.


def bag(index, weight, offsets=None, factors=None, **options):
    case("embeddingBag", index, weight, offsets, factors,
         call=lambda i, w, o, f, **more: F.embedding_bag(i, w, o, per_sample_weights=f, **more), **options)


INDEX, OFFSETS = ints([1, 2, 4, 0, 1, 1]), ints([0, 2, 2, 5])
for mode in "sum", "mean", "max":
    for options in {}, {"padding_idx": 1}, {"padding_idx": -1}:
        bag(INDEX, TABLE, OFFSETS, mode=mode, **options)
        bag(INDEX, TABLE, ints([0, 3, 6]), mode=mode, include_last_offset=True, **options)
        bag(INDEX.view(2, 3), TABLE, mode=mode, **options)
        bag(INDEX.view(3, 2), tensor([5, 3], how="transposed"), mode=mode, **options)
    bag(ints([3, 3, 3, 3]), tensor([5, 2], how="sliced"), ints([0, 1]), mode=mode)
    bag(ints([], [0]), TABLE, ints([], [0]), mode=mode)
    bag(ints([], [0]), TABLE, ints([0, 0]), mode=mode)
    bag(INDEX, tensor([5, 2], dtype="float64"), OFFSETS, mode=mode)
    bag(ints([0, 1, 2, 0]), tensor([3, 2], [1.0, 1.0, 1.0, -1.0, 1.0, 1.0]), ints([0, 3]), mode=mode)
    bag(INDEX.view(2, 3), TABLE, mode=mode, max_norm=1e9)


def by_frequency(index, weight, offsets, factors, mode, scale_grad_by_freq, padding_idx=None):
    """PyTorch 1.13 divides by the frequencies of other rows than those it should: by hand, then."""
    rows = F.embedding(index, weight, padding_idx, scale_grad_by_freq=True)
    if padding_idx is not None:
        rows = rows.masked_fill((index == padding_idx).unsqueeze(1), 0)
    bags = rows.tensor_split(offsets[1:])
    return torch.stack([b.sum(0) / (1 if mode == "sum" else max(len(b), 1)) for b in bags])


for options in {"mode": "sum"}, {"mode": "mean"}, {"mode": "sum", "padding_idx": 1}:
    case("embeddingBag", INDEX, TABLE, OFFSETS, None, call=by_frequency, scale_grad_by_freq=True, **options)
for options in {}, {"padding_idx": 1}:
    bag(INDEX, TABLE, OFFSETS, tensor([6], seed=4), mode="sum", **options)
    bag(INDEX.view(2, 3), TABLE, None, tensor([2, 3], seed=4, how="transposed"), mode="sum", **options)
    bag(INDEX, TABLE, ints([0, 3, 6]), tensor([6], seed=4), mode="sum", include_last_offset=True, **options)
bag(INDEX, TABLE, OFFSETS, tensor([6]))
bag(INDEX, TABLE)
bag(INDEX, TABLE, ints([0], [1, 1]))
bag(INDEX.view(2, 3), TABLE, OFFSETS)
bag(INDEX.view(1, 2, 3), TABLE)
bag(INDEX, TABLE, OFFSETS, mode="prod")
bag(INDEX, TABLE, OFFSETS, mode="max", scale_grad_by_freq=True)
bag(INDEX, TABLE, OFFSETS, tensor([5]), mode="sum")
bag(INDEX, TABLE, OFFSETS, tensor([6], dtype="float64"), mode="sum")
bag(INDEX, TABLE, ints([], [0]), include_last_offset=True)
bag(INDEX, TABLE, OFFSETS, padding_idx=7)

# Similarities.


def similarities(**more):
    """What can be differentiated twice, too."""
    for dim in 0, 1, -1:
        case("cosineSimilarity", tensor([3, 4]), tensor([3, 4], seed=5), dim, call=F.cosine_similarity, **more)
    case("cosineSimilarity", tensor([2, 3, 2], how="transposed"), tensor([3, 2], seed=3), call=F.cosine_similarity,
         **more)
    case("cosineSimilarity", tensor([3], dtype="float64"), tensor([3], seed=3, dtype="float64"), 0,
         call=F.cosine_similarity, **more)
    for p in 2.0, 3.0:
        case("pairwiseDistance", tensor([3, 4]), tensor([3, 4], seed=5), p, call=F.pairwise_distance, **more)
    case("pairwiseDistance", tensor([2, 3], how="transposed"), tensor([3], seed=3), call=F.pairwise_distance,
         **more)
    case("pairwiseDistance", tensor([3], dtype="float64"), tensor([3], seed=3, dtype="float64"), 2.0, 0.25,
         call=F.pairwise_distance, **more)
    weight = tensor([4, 2, 3], seed=9)
    for lead in [], [3], [2, 2]:
        x1, x2 = tensor([*lead, 2]), tensor([*lead, 3], seed=5)
        case("bilinear", x1, x2, weight, call=F.bilinear, **more)
        case("bilinear", x1, x2, weight, tensor([4], seed=3), call=F.bilinear, **more)
    case("bilinear", tensor([3, 2], how="transposed"), tensor([3, 3], how="sliced"),
         tensor([4, 2, 3], how="transposed"), tensor([4], how="sliced"), call=F.bilinear, **more)


similarities()
case("cosineSimilarity", tensor([2, 1, 3]), tensor([4, 3], how="sliced"), -1, call=F.cosine_similarity)
case("cosineSimilarity", tensor([2, 3], how="expanded"), tensor([2, 3], seed=4), call=F.cosine_similarity)
case("cosineSimilarity", tensor([3, 2], [0.0, 0.0, 1e-3, 0.0, 2.0, 0.0]), tensor([3, 2], seed=3), 1, 0.25,
     call=F.cosine_similarity, grad=False)
case("cosineSimilarity", tensor([2, 2], [NAN, 0.0, INF, 1.0]), tensor([2, 2], seed=3), call=F.cosine_similarity,
     grad=False)
case("cosineSimilarity", tensor([2, 0]), tensor([2, 0]), call=F.cosine_similarity)
case("cosineSimilarity", tensor([0, 2]), tensor([0, 2]), call=F.cosine_similarity)
case("cosineSimilarity", tensor([2, 3], dtype="int32"), tensor([2, 3], seed=4), call=F.cosine_similarity)
case("cosineSimilarity", tensor([2, 3]), tensor([2, 3], dtype="float64"), call=F.cosine_similarity)
case("cosineSimilarity", tensor([2, 3], dtype="float16"), tensor([2, 3], dtype="float16", seed=3),
     call=F.cosine_similarity)
case("cosineSimilarity", tensor([3]), tensor([3]), call=F.cosine_similarity)
case("cosineSimilarity", tensor([2, 3]), tensor([2, 4]), call=F.cosine_similarity)
case("cosineSimilarity", tensor([2, 3], dtype="int32"), tensor([2, 3], dtype="int32"), call=F.cosine_similarity)

for p in INF, 1.0, 0.5, 0.0, -1.0:
    case("pairwiseDistance", tensor([3, 4]), tensor([3, 4], seed=5), p, call=F.pairwise_distance)
case("pairwiseDistance", tensor([2, 3]), tensor([2, 3], seed=4), 2.0, 1e-6, call=F.pairwise_distance, keepdim=True)
case("pairwiseDistance", tensor([2, 3]), tensor([2, 3]), 2.0, 0.0, call=F.pairwise_distance)
case("pairwiseDistance", tensor([0, 3]), tensor([3]), call=F.pairwise_distance)
case("pairwiseDistance", tensor([2, 3], dtype="int32"), tensor([2, 3], seed=4), call=F.pairwise_distance)
case("pairwiseDistance", tensor([2, 3], dtype="int32"), tensor([2, 3], seed=4, dtype="int32"), call=F.pairwise_distance)
case("pairwiseDistance", tensor([2, 3]), tensor([4]), call=F.pairwise_distance)

for p in 2.0, 1.0, 0.0, 3.0, INF, 0.5:
    case("pdist", tensor([4, 3], seed=3), p, call=F.pdist)
    case("pdist", tensor([3, 2], [0.0, 1.0, 2.0, 3.0, 0.0, 1.0]), p, call=F.pdist)
for how in "transposed", "sliced", "expanded":
    case("pdist", tensor([3, 2], how=how), call=F.pdist)
for shape in [1, 2], [0, 2], [3, 0]:
    case("pdist", tensor(shape), call=F.pdist, grad=False)
case("pdist", tensor([3, 2], dtype="float64"), call=F.pdist)
case("pdist", tensor([3, 2]), -1.0, call=F.pdist)
for x in tensor([3]), tensor([2, 2, 2]), tensor([3, 2], dtype="int32"):
    case("pdist", x, call=F.pdist)

WEIGHT = tensor([4, 2, 3], seed=9)
case("bilinear", tensor([0, 2]), tensor([0, 3]), WEIGHT, tensor([4]), call=F.bilinear)
case("bilinear", tensor([2, 2], dtype="float64"), tensor([2, 3], dtype="float64"),
     tensor([4, 2, 3], dtype="float64"), call=F.bilinear)
for x1, x2, *rest in [([5, 2], [3]), ([5, 2], [4, 3]), ([5, 3], [5, 3]), ([5, 2], [5, 2]), ([5, 2], [5, 3], [3])]:
    case("bilinear", tensor(x1), tensor(x2), WEIGHT, *(tensor(shape) for shape in rest), call=F.bilinear)
case("bilinear", tensor([5, 2], dtype="float64"), tensor([5, 3]), WEIGHT, call=F.bilinear)
section("first")

similarities(derivatives=second_derivatives)
section("second")

print(json.dumps(FIXTURE, indent=0))
