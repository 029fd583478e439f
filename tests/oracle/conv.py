"""Convolutions: python3 tests/oracle/conv.py > tests/fixtures/conv.json"""

import json

import torch
import torch.nn as nn
import torch.nn.functional as F
from support import record
from support.record import case, second_derivatives, snake, tensor

FIXTURE = {}


def section(name):
    """Ends a list of cases."""
    FIXTURE[name] = record.LINES[:]
    record.LINES.clear()


def conv(rank, x, weight, bias=None, transposed=False, **options):
    name = f"conv{'Transpose' if transposed else ''}{rank}d"
    call = getattr(F, snake(name))
    case(name, x, weight, bias, call=call, **options)


def transpose(rank, x, weight, bias=None, **options):
    conv(rank, x, weight, bias, transposed=True, **options)


def convolutions(**more):
    x, w, b = tensor([2, 2, 6], seed=2), tensor([4, 2, 3], seed=3), tensor([4], seed=4)
    conv(1, x, w, b, **more)
    for options in [
        {"stride": 2}, {"padding": 1}, {"padding": 2, "stride": 3}, {"dilation": 2},
        {"padding": [2], "dilation": [2], "stride": [2]}, {"padding": "same"},
        {"padding": "same", "dilation": 2}, {"padding": "valid", "stride": 2},
    ]:
        conv(1, x, w, **options, **more)
    conv(1, tensor([2, 6], seed=5), tensor([3, 2, 2], seed=6), tensor([3]), padding=1, **more)
    conv(1, tensor([2, 6], seed=5), tensor([1, 2, 4], seed=6), padding="same", **more)
    conv(1, tensor([1, 4, 5], seed=7), tensor([2, 2, 2], seed=8), groups=2, **more)
    conv(1, tensor([2, 2, 5], seed=7), tensor([4, 1, 3], seed=8), tensor([4]), groups=2, padding=2, stride=2, **more)
    conv(1, tensor([3, 2, 4], seed=9), tensor([3, 2, 1], seed=9), **more)
    conv(1, tensor([1, 1, 1], seed=9), tensor([1, 1, 1], seed=8), **more)

    x, w, b = tensor([1, 2, 4, 5], seed=2), tensor([3, 2, 2, 3], seed=3), tensor([3], seed=4)
    conv(2, x, w, b, **more)
    for options in [
        {"stride": 2}, {"stride": [1, 2], "padding": [1, 0]}, {"padding": 2, "stride": 3},
        {"padding": [1, 2], "dilation": 2}, {"padding": "same", "dilation": [1, 3]},
    ]:
        conv(2, x, w, **options, **more)
    conv(2, tensor([2, 4, 4], seed=5), tensor([1, 2, 3, 3], seed=6), tensor([1]), padding=1, **more)
    conv(2, tensor([2, 2, 3, 3], seed=7), tensor([2, 1, 2, 2], seed=8), tensor([2]), groups=2, **more)
    conv(2, tensor([1, 4, 3, 3], seed=7), tensor([2, 2, 2, 2], seed=8), groups=2, stride=2, padding=1, **more)
    conv(2, tensor([2, 2, 3, 2], seed=9), tensor([2, 2, 1, 1], seed=9), stride=2, **more)

    conv(3, tensor([1, 2, 3, 3, 3], seed=2), tensor([2, 2, 2, 2, 2], seed=3), tensor([2], seed=4), **more)
    conv(3, tensor([1, 3, 2, 3], seed=2), tensor([2, 1, 2, 1, 2], seed=3), stride=[1, 2, 1], padding=[1, 0, 1], **more)
    conv(3, tensor([2, 2, 2, 3, 2], seed=5), tensor([2, 1, 1, 2, 2], seed=6), groups=2, padding=1, dilation=[1, 2, 3], **more)
    conv(3, tensor([1, 1, 3, 3, 2], seed=5), tensor([1, 1, 2, 3, 1], seed=6), padding="same", **more)


def transposed_convolutions(**more):
    x, w, b = tensor([2, 2, 4], seed=2), tensor([2, 3, 3], seed=3), tensor([3], seed=4)
    transpose(1, x, w, b, **more)
    for options in [
        {"padding": 1}, {"padding": 2, "stride": 3, "output_padding": 2}, {"dilation": 2},
        {"stride": [2], "padding": [1], "output_padding": [1], "dilation": [3]}, {"output_padding": 1, "dilation": 2},
    ]:
        transpose(1, x, w, **options, **more)
    transpose(1, tensor([2, 3], seed=5), tensor([2, 1, 2], seed=6), tensor([1]), stride=2, **more)
    transpose(1, tensor([1, 4, 3], seed=7), tensor([4, 1, 2], seed=8), tensor([2]), groups=2, **more)
    transpose(1, tensor([2, 2, 3], seed=7), tensor([2, 2, 3], seed=8), groups=2, padding=2, stride=2, **more)
    transpose(1, tensor([1, 1, 4], seed=7), tensor([1, 1, 1], seed=8), padding=1, **more)

    x, w, b = tensor([1, 2, 3, 3], seed=2), tensor([2, 3, 2, 3], seed=3), tensor([3], seed=4)
    transpose(2, x, w, b, **more)
    for options in [
        {"stride": 2}, {"stride": [1, 2], "padding": [1, 0]}, {"padding": 1, "stride": 3, "output_padding": [1, 2]},
        {"dilation": [2, 1]}, {"padding": [1, 2], "dilation": 2},
    ]:
        transpose(2, x, w, **options, **more)
    transpose(2, tensor([2, 3, 2], seed=5), tensor([2, 1, 3, 3], seed=6), padding=1, **more)
    transpose(2, tensor([2, 2, 2, 3], seed=7), tensor([2, 2, 2, 2], seed=8), tensor([4]), groups=2, **more)

    transpose(3, tensor([1, 2, 2, 2, 2], seed=2), tensor([2, 2, 2, 2, 2], seed=3), tensor([2], seed=4), **more)
    transpose(3, tensor([1, 2, 2, 1], seed=2), tensor([1, 2, 2, 1, 3], seed=3), stride=[2, 1, 2], padding=[1, 0, 1], output_padding=[1, 0, 1], **more)
    transpose(3, tensor([1, 2, 2, 2, 1], seed=5), tensor([2, 1, 1, 2, 2], seed=6), groups=2, dilation=[1, 2, 3], **more)


convolutions()
transposed_convolutions()
for how in "transposed", "sliced", "expanded":
    conv(1, tensor([2, 2, 5], how=how), tensor([2, 2, 2], how=how, seed=4), tensor([2]))
    conv(2, tensor([2, 2, 4, 3], how=how), tensor([3, 2, 2, 2], how=how, seed=4), padding=1)
    transpose(2, tensor([2, 2, 2, 3], how=how), tensor([2, 2, 2, 2], how=how, seed=4), stride=2)
for dtype in "float64", "float16", "int32", "uint8":
    low = 0 if dtype == "uint8" else -3
    conv(1, tensor([1, 2, 5], dtype=dtype, low=low), tensor([2, 2, 2], dtype=dtype, seed=4, low=low), tensor([2], dtype=dtype, low=low))
    conv(2, tensor([2, 3, 4], dtype=dtype, low=low), tensor([2, 2, 2, 2], dtype=dtype, seed=4, low=low), padding=1)
for dtype in "float64", "float16":
    transpose(2, tensor([2, 2, 3], dtype=dtype), tensor([2, 2, 2, 2], dtype=dtype, seed=4), tensor([2], dtype=dtype), stride=2)
NAN, INF = float("nan"), float("inf")
conv(1, tensor([1, 6], [1, NAN, 2, 3, INF, 4]), tensor([1, 1, 2], [2, 1]))
conv(1, tensor([0, 2, 5]), tensor([3, 2, 2], seed=4), tensor([3]))
conv(2, tensor([0, 2, 3, 4]), tensor([3, 2, 2, 2], seed=4), stride=2)
transpose(2, tensor([0, 2, 3, 4]), tensor([2, 3, 2, 2], seed=4), tensor([3]))

# What is refused.
x, w = tensor([1, 4, 3, 3]), tensor([6, 4, 1, 1])
conv(2, tensor([1, 4, 8, 8]), tensor([6, 3, 3, 3]))
conv(1, tensor([1, 4, 8]), tensor([6, 3, 3]))
conv(2, x, tensor([6, 4, 1]))
conv(2, x, tensor([6, 4, 1, 1, 1]))
conv(2, x, tensor([6, 4]))
conv(1, tensor([1, 4, 3]), tensor([6, 4, 1, 1]))
conv(2, x, tensor([6, 4, 1, 1, 1]), padding=[1])
for rank, shape in [(1, [3]), (1, [1, 4, 3, 3]), (2, [4, 3]), (2, [4, 3, 1, 1, 1]), (2, []), (3, [2, 2]), (3, [1, 4, 3])]:
    conv(rank, tensor(shape), w)
    transpose(rank, tensor(shape), w)
conv(2, x, w, tensor([5]))
conv(2, x, w, tensor([6, 1]))
for options in [
    {"groups": 0}, {"groups": -1}, {"groups": 4}, {"groups": 2}, {"stride": 0}, {"stride": [1, -1]}, {"padding": -1},
    {"dilation": 0}, {"dilation": [1, -1]}, {"stride": [1, 2, 3]}, {"stride": []}, {"padding": [1, 2, 3]},
    {"dilation": [1, 2, 3]}, {"padding": "same", "stride": 2}, {"padding": "full"},
    {"padding": -1, "stride": 0, "groups": 0}, {"padding": -1, "stride": 0},
]:
    conv(2, x, w, **options)
conv(2, x, tensor([2, 1, 1, 1]), groups=4)
conv(1, tensor([1, 4, 3]), tensor([6, 4, 1]), stride=[1, 2])
conv(1, tensor([1, 4, 3]), tensor([6, 4, 1]), dilation=0)
conv(3, tensor([1, 1, 3, 1, 1]), tensor([1, 1, 1, 1, 1]), dilation=0)
conv(2, x, tensor([6, 4, 4, 1]))
conv(2, x, tensor([6, 4, 2, 2]), dilation=3)
conv(2, x, tensor([6, 4, 8, 2]), padding=2)
conv(1, tensor([1, 2, 3]), tensor([2, 2, 4]))
conv(3, tensor([1, 1, 2, 1, 1]), tensor([1, 1, 1, 1, 2]))
conv(1, tensor([1, 2, 3]), tensor([2, 2, 0]))
conv(2, tensor([1, 2, 3, 1]), tensor([2, 2, 0, 2]), padding=1)
conv(3, tensor([1, 2, 3, 1, 1]), tensor([2, 2, 0, 1, 1]))
conv(1, tensor([1, 2, 0]), tensor([2, 2, 1]))
conv(1, tensor([1, 2, 0]), tensor([2, 2, 1]), padding=1)
conv(3, tensor([1, 2, 0, 2, 2]), tensor([2, 2, 1, 1, 1]), padding=1)
conv(2, tensor([1, 2, 0, 2]), tensor([2, 2, 1, 1]), padding="same")
double = tensor([6, 4, 1, 1], dtype="float64")
conv(2, x, double)
conv(2, tensor([1, 4, 3, 3], dtype="float64"), w)
conv(2, x, w, tensor([6], dtype="float64"))
conv(2, tensor([1, 4, 3, 3], dtype="int32"), w)
conv(1, tensor([1, 2, 3], dtype="bool"), tensor([1, 2, 2], dtype="bool"))

w = tensor([4, 3, 1, 1])
transpose(2, x, tensor([3, 3, 1, 1]))
transpose(2, x, tensor([6, 3, 1, 1]), groups=4)
transpose(2, x, tensor([4, 3, 1]))
transpose(2, x, w, tensor([4]))
transpose(2, x, w, tensor([3]), groups=2)
for options in [
    {"output_padding": 1}, {"output_padding": [0, 2], "stride": 2}, {"output_padding": -1},
    {"output_padding": [1, 1, 1]}, {"padding": 2}, {"padding": "same"}, {"stride": 0}, {"dilation": 0},
    {"padding": -1}, {"groups": 0},
]:
    transpose(2, x, w, **options)
transpose(1, tensor([1, 2, 1]), tensor([2, 1, 1]), padding=1)
transpose(1, tensor([1, 2, 1]), tensor([2, 1, 1]), output_padding=1)
transpose(1, tensor([1, 2, 1]), tensor([2, 1, 1]), dilation=0)
transpose(1, tensor([1, 2, 0]), tensor([2, 1, 1]))
transpose(2, tensor([1, 2, 0, 1]), tensor([2, 1, 1, 1]))
transpose(2, tensor([1, 2, 1, 1]), tensor([2, 1, 0, 1]))
transpose(3, tensor([1, 2, 1, 1, 1]), tensor([2, 1, 1, 1, 1]), padding=[1, 0, 0])
transpose(3, tensor([1, 2, 1, 1, 1]), tensor([2, 1, 1, 1, 1]), output_padding=[0, 2, 1])
transpose(3, tensor([1, 2, 1, 1, 1]), tensor([2, 1, 1, 1, 1]), dilation=[1, 0, 1])
transpose(2, x, double)
transpose(2, x, w, tensor([3], dtype="float64"))
section("first")

convolutions(derivatives=second_derivatives)
transposed_convolutions(derivatives=second_derivatives)
section("second")


def layer(op, *args, **options):
    """What a layer draws, and what is drawn next."""

    def construct(*args, **options):
        torch.manual_seed(123)
        made = getattr(nn, op)(*args, **options)
        return [*(p.detach() for p in made.parameters()), torch.rand(1)]

    case(op, *args, call=construct, grad=False, **options)


for transposed in "", "Transpose":
    layer(f"Conv{transposed}1d", 4, 6, 3)
    layer(f"Conv{transposed}1d", 2, 2, 1, bias=False)
    layer(f"Conv{transposed}2d", 2, 3, 2)
    layer(f"Conv{transposed}2d", 4, 2, [1, 3], groups=2, stride=2, padding=1)
    layer(f"Conv{transposed}2d", 1, 9, 2)
    layer(f"Conv{transposed}2d", 2, 2, 2, dtype="float64")
    layer(f"Conv{transposed}3d", 2, 2, [1, 2, 3], bias=False)
    for options in [
        {"groups": 0}, {"groups": 3}, {"groups": 2},
        {"padding": "same", "stride": 2},
    ]:
        if not (transposed and "padding" in options):
            layer(f"Conv{transposed}2d", 4, 3, 2, **options)
section("construction")


def applied(op, x, *args, **options):
    """What a layer makes of x, and the gradient of x."""

    def apply(x, *args, **options):
        torch.manual_seed(123)
        return getattr(nn, op)(*args, **options)(x)

    case(op, x, *args, call=apply, **options)


for mode in "zeros", "reflect", "replicate", "circular":
    applied("Conv1d", tensor([1, 2, 4]), 2, 1, 3, padding=2, padding_mode=mode)
    applied("Conv2d", tensor([1, 2, 3, 4]), 2, 2, [2, 3], padding="same", padding_mode=mode)
    applied("Conv2d", tensor([1, 1, 3, 3]), 1, 2, 2, padding=[1, 0], stride=2, padding_mode=mode, bias=False)
    applied("Conv2d", tensor([1, 1, 3, 3]), 1, 1, 2, padding="valid", padding_mode=mode)
    applied("Conv3d", tensor([1, 1, 2, 3, 2]), 1, 1, [1, 2, 2], padding=[0, 1, 1], padding_mode=mode)
applied("Conv2d", tensor([2, 4, 3]), 2, 2, 2, groups=2, dilation=2)
applied("ConvTranspose1d", tensor([2, 3]), 2, 2, 3, stride=2, padding=1, output_padding=1)
applied("ConvTranspose2d", tensor([1, 2, 2, 3]), 2, 2, [2, 3], groups=2, dilation=[1, 2], bias=False)
applied("ConvTranspose3d", tensor([1, 1, 2, 2, 1]), 1, 2, 2, stride=[1, 2, 1])
applied("Conv2d", tensor([1, 3, 4, 4]), 2, 2, 2)
applied("Conv1d", tensor([1, 2, 2]), 2, 1, 1, padding=2, padding_mode="reflect")
section("layers")

print(json.dumps(FIXTURE, indent=0))
