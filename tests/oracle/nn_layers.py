"""Layers of activations, dropout and normalization: python3 tests/oracle/nn_layers.py > tests/fixtures/nn_layers.json"""

from support.layers import layer, write_layers
from support.record import tensor

X = tensor([2, 3], [-2.5, -0.5, 0.0, 0.25, 1.5, 7.0])
INPLACE = {
    "ReLU": [()],
    "ReLU6": [()],
    "ELU": [(1.0,), (0.5,)],
    "SELU": [()],
    "CELU": [(1.0,), (0.5,)],
    "LeakyReLU": [(0.01,), (0.2,)],
    "Hardtanh": [(-1.0, 1.0), (-2.5, 0.5)],
    "Threshold": [(0.25, 20), (0, -7)],
    "RReLU": [(0.125, 1 / 3), (0.25, 0.75)],
    "SiLU": [()],
    "Mish": [()],
    "Hardsigmoid": [()],
    "Hardswish": [()],
}
for name, choices in INPLACE.items():
    if name != "Threshold":
        layer(name, inputs=[X])
    for args in choices:
        layer(name, *args, inputs=[X], training=False)
        layer(name, *args, inputs=[X], inplace=True)
PLAIN = {
    "Tanh": [()],
    "Sigmoid": [()],
    "LogSigmoid": [()],
    "Softsign": [()],
    "Tanhshrink": [()],
    "Softplus": [(), (2, 1), (0.5, 12.5)],
    "Hardshrink": [(), (1.0,), (1e-5,)],
    "Softshrink": [(), (1.0,)],
    "Softmax": [(0,), (-1,)],
    "Softmin": [(0,), (1,)],
    "LogSoftmax": [(0,), (1,)],
    "GLU": [(0,), (-2,)],
    "PReLU": [(), (3,), (3, 0.5)],
}
for name, choices in PLAIN.items():
    for args in choices:
        layer(name, *args, inputs=[X])
layer("GELU", inputs=[X])
layer("GELU", approximate="tanh", inputs=[X])
layer("GLU", inputs=[X])
layer("GLU", inputs=[tensor([2, 4])])
layer("PReLU", 2, inputs=[X])
layer("PReLU", 1, 0.25, dtype="float64", inputs=[tensor([3], dtype="float64")])
for shape in [2, 3, 1, 2], [3, 2, 2]:
    layer("Softmax2d", inputs=[tensor(shape)])

WIDE = tensor([2, 4, 2])
SHAPES = {"Dropout": WIDE, "Dropout1d": WIDE, "Dropout2d": tensor([2, 4, 1, 2]), "AlphaDropout": WIDE,
          "Dropout3d": tensor([2, 4, 1, 1, 2]), "FeatureAlphaDropout": WIDE}
for name, x in SHAPES.items():
    layer(name, inputs=[x])
    layer(name, 0.25, inputs=[x, x])
    layer(name, 0.25, inplace=True, inputs=[x])
    layer(name, 0.25, inputs=[x], training=False)
    layer(name, 1.5)

for affine in True, False:
    for shape in [2, 4], [2, 4, 3], [1, 4, 2, 2]:
        layer("GroupNorm", 2, 4, affine=affine, inputs=[tensor(shape)])
layer("GroupNorm", 1, 4, eps=0.5, inputs=[tensor([2, 4, 3])])
layer("GroupNorm", 2, 4, dtype="float64", inputs=[tensor([2, 4, 3], dtype="float64")])
layer("GroupNorm", 3, 4)
layer("GroupNorm", 2, 4, inputs=[tensor([2, 2, 3])])
layer("LocalResponseNorm", 2, inputs=[tensor([2, 3, 4])])
layer("LocalResponseNorm", 3, 0.5, 2.0, 0.25, inputs=[tensor([2, 3, 2, 2])])
for n in 1, 2, 3:
    name, space = f"InstanceNorm{n}d", [4, 2, 1][:n]
    for shape in [2, 3, *space], [3, *space]:
        for options in {}, {"affine": True}, {"eps": 0.5, "momentum": 0.25, "track_running_stats": True}:
            for training in True, False:
                layer(name, 3, inputs=[tensor(shape), tensor(shape, seed=4)], training=training, **options)
    layer(name, 3, affine=True, track_running_stats=True, inputs=[tensor([2, 3, *space], how="transposed")])
    layer(name, 3, inputs=[tensor([2, 3, 4, 2, 1, 1, 1])])
layer("InstanceNorm1d", 3, inputs=[tensor([2, 3, 1])])
for training in True, False:
    for options in {}, {"affine": False, "momentum": 0.5, "eps": 0.5}, {"track_running_stats": False}:
        layer("BatchNorm3d", 3, inputs=[tensor([2, 3, 1, 2, 1])] * 2, training=training, **options)
layer("BatchNorm3d", 3, inputs=[tensor([2, 3, 4])])
write_layers()
