"""Layers of activations and dropout: python3 tests/oracle/nn_layers.py > tests/fixtures/nn_layers.json"""

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
write_layers()
