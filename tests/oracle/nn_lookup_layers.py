"""Layers of embeddings, bags, similarities, bilinear maps and shapes:
python3 tests/oracle/nn_lookup_layers.py > tests/fixtures/nn_lookup_layers.json"""

from support.layers import layer, write_layers
from support.record import tensor


def ints(values, shape=None):
    return tensor(shape, values, dtype="int32").long()


INDEX, OFFSETS = ints([1, 2, 4, 0, 1, 1]), ints([0, 2, 2, 5])
layer("Embedding", 5, 2, inputs=[INDEX, INDEX.view(2, 3)])
layer("Embedding", 5, 2, padding_idx=-1, max_norm=1.5, inputs=[INDEX])
layer("Embedding", 5, 2, max_norm=0.5, norm_type=1.5, scale_grad_by_freq=True, inputs=[INDEX, INDEX])
layer("Embedding", 5, 2, dtype="float64", inputs=[INDEX])
for mode in "sum", "mean", "max":
    layer("EmbeddingBag", 5, 2, mode=mode, inputs=[(INDEX, OFFSETS), INDEX.view(2, 3)])
layer("EmbeddingBag", 5, 2, inputs=[(INDEX, OFFSETS)])
layer("EmbeddingBag", 5, 3, mode="sum", padding_idx=1,
      inputs=[(INDEX, OFFSETS, tensor([6])), (INDEX.view(3, 2), None, tensor([3, 2]))])
layer("EmbeddingBag", 5, 2, max_norm=1.0, norm_type=1.5, scale_grad_by_freq=True, padding_idx=-1,
      inputs=[INDEX.view(2, 3)])
layer("EmbeddingBag", 5, 2, include_last_offset=True, inputs=[(INDEX, ints([0, 3, 6]))])
layer("EmbeddingBag", 5, 2, inputs=[INDEX])
layer("EmbeddingBag", 5, 2, mode="max", scale_grad_by_freq=True, inputs=[(INDEX, OFFSETS)])

layer("Bilinear", 2, 3, 4, inputs=[(tensor([5, 2]), tensor([5, 3])), (tensor([2]), tensor([3]))])
layer("Bilinear", 3, 2, 1, bias=False, inputs=[(tensor([2, 2, 3]), tensor([2, 2, 2]))])
layer("Bilinear", 2, 2, 2, dtype="float64",
      inputs=[(tensor([1, 2], dtype="float64"), tensor([1, 2], dtype="float64"))])
layer("Bilinear", 2, 3, 4, inputs=[(tensor([5, 3]), tensor([5, 3]))])
layer("Identity", inputs=[tensor([2, 3])])
layer("Identity", 54, 7, inputs=[tensor([2, 3], dtype="int32")])
layer("Flatten", inputs=[tensor([2, 3]), tensor([2, 2, 1, 3]), tensor([2])])
layer("Flatten", 0, -2, inputs=[tensor([2, 2, 3])])
layer("Flatten", 2, 1, inputs=[tensor([2, 2, 3])])
layer("Unflatten", 1, (2, 3), inputs=[tensor([2, 6]), tensor([2, 6, 2])])
layer("Unflatten", -1, (2, -1), inputs=[tensor([6])])
layer("Unflatten", 0, (4,), inputs=[tensor([4])])
layer("Unflatten", 1, (2, 2), inputs=[tensor([2, 3])])
layer("Unflatten", 1, 2)
PAIR = tensor([2, 3]), tensor([2, 3], seed=5)
layer("CosineSimilarity", inputs=[PAIR])
layer("CosineSimilarity", 0, 2.5, inputs=[PAIR])
layer("PairwiseDistance", inputs=[PAIR])
layer("PairwiseDistance", 1.0, 0.5, keepdim=True, inputs=[PAIR])
write_layers()
