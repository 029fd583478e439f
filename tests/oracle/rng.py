"""Prints, as JSON, the random numbers that PyTorch draws: the fixture of random_generator_test.ts.

    python3 tests/oracle/rng.py > tests/fixtures/rng.json

A program is a seed and the calls that follow it on one generator. Each step is [call, arguments,
size, dtype, numbers], with the middle of a long result left out; a digest covers the bytes of all
steps whose numbers must agree to the last bit.
"""

import hashlib
import json
import math
import os
import struct
import warnings

# The kernels of PyTorch's builds differ in the last bits; these are the usual ones on x86.
os.environ["ATEN_CPU_CAPABILITY"] = "avx2"

import torch

DTYPES = {str(t).removeprefix("torch."): t for t in (
    torch.float32, torch.float16, torch.float64, torch.int32, torch.uint8, torch.bool)}
# In double precision these depend on the last bits of the C library's log, sine and cosine.
ROUNDED = ["normal", "stridedNormal", "exponential"]
SIZES = {123: [0, 1, 15, 16, 17, 31, 1000], -1: [1000]}
GENERATOR = torch.Generator()
warnings.simplefilter("ignore")  # about whole numbers that a floating dtype cannot hold


def number(value):
    """A Python or numpy float as JavaScript's Number() reads it, in the fewest digits."""
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return "NaN" if value != value else str(value).removesuffix(".0")


def numbers(values):
    return " ".join(number(v) for v in values)


def probabilities(n, dtype):
    """Numbers from 0 to 1 that the test computes too."""
    return torch.tensor([(i * 37 % 101) / 100 for i in range(n)], dtype=dtype)


def draw(call, args, size, dtype):
    g = GENERATOR
    out = torch.empty(size, dtype=DTYPES[dtype])
    match call:
        case "uniform":
            return out.uniform_(*args, generator=g)
        case "normal":
            return out.normal_(*args, generator=g)
        case "stridedNormal":
            return torch.empty(size, 2, dtype=DTYPES[dtype])[:, 0].normal_(*args, generator=g)
        case "exponential":
            return out.exponential_(*args, generator=g)
        case "truncatedNormal":
            # trunc_normal_ takes no generator in this version: lend ours to the default one.
            torch.set_rng_state(g.get_state())
            torch.nn.init.trunc_normal_(out, *args)
            g.set_state(torch.get_rng_state())
            return out
        case "random":
            return out.random_(generator=g)
        case "randomRange":
            return out.random_(*args, generator=g)
        case "randperm":
            return torch.randperm(size, dtype=DTYPES[dtype], generator=g)
        case "bernoulli":
            return out.bernoulli_(*args, generator=g)
        case "bernoulliFrom":
            return out.bernoulli_(probabilities(size, DTYPES[args[0]]), generator=g)
        case "multinomial":
            rows, categories, samples, replacement = args
            p = probabilities(rows * categories, DTYPES[dtype]).reshape(rows, categories)
            return torch.multinomial(p, samples, bool(replacement), generator=g).int().reshape(-1)
        case "multinomialOf":
            p, samples, replacement = args
            p = torch.tensor([float(v) for v in p], dtype=DTYPES[dtype])
            return torch.multinomial(p, samples, bool(replacement), generator=g).int()


def program(name, seed, calls):
    GENERATOR.manual_seed(seed)
    digest, steps = hashlib.sha256(), []
    for call, args, size, dtype in calls:
        values = draw(call, args, size, dtype).contiguous().numpy()
        if values.dtype == bool:
            values = values.view("uint8")
        exact = call != "truncatedNormal" and (dtype != "float64" or call not in ROUNDED)
        if exact:
            digest.update(values.tobytes())
        shown = numbers(values) if values.size <= (5 if exact else 17) else (
            f"{numbers(values[:2])} ... {numbers(values[-2:])}")
        steps.append([call, args, size, dtype, shown])
    state = bytes(GENERATOR.get_state().tolist())
    spare, valid = struct.unpack_from("<d8xi", state, 5024)
    return {
        "name": name,
        "seed": str(seed),
        "initialSeed": str(GENERATOR.initial_seed()),
        "steps": steps,
        "sha256": digest.hexdigest(),
        "engineSha256": hashlib.sha256(state[:5016]).hexdigest(),
        "spareNormal": number(spare) if valid else None,
    }


def sizes(call, args, dtype):
    return [(call, args, n, dtype) for n in SIZES[seed]]


def error(call, args=(), size=3, dtype="float32"):
    try:
        draw(call, args, size, dtype)
    except (RuntimeError, ZeroDivisionError) as e:
        line = str(e).split("\n")[0].split("  (Could this error message be improved?")[0]
        plain = [number(a) if isinstance(a, float) else a for a in args]
        return {"call": call, "args": plain, "size": size, "dtype": dtype, "error": line}
    raise AssertionError(f"{call}{args} raised nothing")


PROGRAMS = []
for seed in SIZES:
    for dtype in ("float32", "float64", "float16"):
        PROGRAMS += [program(f"{n}, {dtype}", seed, sizes(call, args, dtype)) for n, call, args in [
            ("uniform numbers of [0, 1)", "uniform", (0, 1)),
            ("uniform numbers of [-0.57735, 0.1)", "uniform", (-0.57735, 0.1)),
            ("standard normal numbers", "normal", (0, 1)),
            ("normal numbers with a mean and a std", "normal", (0.3, 0.7)),
            ("normal numbers of a strided tensor", "stridedNormal", (-1.5, 0.02)),
            ("exponential numbers", "exponential", (1,)),
            ("exponential numbers of another rate", "exponential", (0.7,)),
            ("random_ without bounds", "random", ()),
        ]]
    for dtype in ("float32", "float64"):
        for args in [(0, 1, -2, 2), (0, 0.02, -2, 2), (0.5, 1.5, -4, 0.75)]:
            PROGRAMS.append(program(f"truncated normal numbers, {dtype}", seed,
                                    sizes("truncatedNormal", args, dtype)))
    for dtype, low, high in [
        ("int32", 0, 10), ("int32", -7, 1000), ("int32", 5, 6), ("int32", -2**31, 2**31),
        ("uint8", 0, 256), ("bool", 0, 2), ("float32", 3, 50), ("float32", 0, 2**24 + 4),
        ("float32", -2**40, 2**40), ("float64", -2**52, 2**52), ("float64", 0, 2**32),
        ("float16", -5000, 5001),
    ]:
        PROGRAMS.append(program(f"whole numbers of [{low}, {high}), {dtype}", seed,
                                sizes("randomRange", (low, high), dtype)))
    PROGRAMS += [
        *(program(f"random_ without bounds, {d}", seed, sizes("random", (), d))
          for d in ("int32", "uint8", "bool")),
        *(program(f"permutations, {d}", seed, sizes("randperm", (), d))
          for d in ("int32", "float64")),
        program("permutations, uint8", seed, [("randperm", (), n, "uint8") for n in (0, 1, 256)]),
        *(program(f"coin flips of p={p}, {d}", seed, sizes("bernoulli", (p,), d))
          for p, d in [(0.5, "float32"), (0.1, "bool"), (0, "int32"), (1, "float64")]),
        *(program(f"coin flips, {d} probabilities", seed, sizes("bernoulliFrom", (d,), "float32"))
          for d in ("float32", "float64")),
        *(program(f"draws from categories, {d}", seed, [("multinomial", a, 0, d) for a in [
            (1, 10, 1, 0), (1, 10, 9, 0), (3, 7, 2, 0), (2, 1000, 10, 0), (1, 5000, 1, 1),
            (1, 10, 25, 1), (3, 7, 4, 1), (2, 1000, 100, 1), (4, 5, 1, 1), (2, 1000, 980, 0)]])
          for d in ("float32", "float64")),
    ]

SMALL, LARGE = ("normal", (0, 1), 3, "float32"), ("normal", (0, 1), 16, "float32")
RAND, FLIPS = ("uniform", (0, 1), 4, "float32"), ("bernoulli", (0.5,), 3, "float32")
PROGRAMS += [
    program("the spare normal survives other draws", 123,
            [SMALL, RAND, SMALL, LARGE, ("randperm", (), 5, "int32"), SMALL,
             ("normal", (2, 3), 1, "float64"), SMALL]),
    program("a block leaves the spare normal alone", 7, [LARGE, SMALL, LARGE, FLIPS, SMALL]),
    program("a full turn of the engine", 5489,
            [("uniform", (0, 1), n, "float32") for n in (623, 1, 1, 1, 624, 2000)]),
    program("no draw at all", 42, []),
    *(program("raw words", s, [("randomRange", (-2**31, 2**31), 5, "int32")])
      for s in (0, 1, 2**31, 2**32 + 5, 2**53, 2**63, 2**64 - 1, -5, -2**63, 67280421310721)),
]

NAN, INF = math.nan, math.inf
ERRORS = [
    *(error("uniform", a) for a in [
        (2, 1), (NAN, 1), (0, NAN), (0, INF), (-1e39, 1), (-3e38, 3e38), (0.123456789, -1e-7),
        (1e10, 12345678.9)]),
    error("uniform", (2, 1), 0),
    error("uniform", (0, 1e5), 3, "float16"), error("uniform", (-65504, 65504), 3, "float16"),
    error("uniform", (-1e308, 1e308), 3, "float64"), error("uniform", (-INF, 0), 3, "float64"),
    *(error("normal", (0, std), n) for std in (-1, NAN, -0.123456789, -INF) for n in (0, 3, 16)),
    *(error("exponential", (a,)) for a in (-1, NAN, -1e6)),
    *(error("bernoulli", (p,)) for p in (2, -1, 1.5, NAN)),
    *(error("randomRange", a, 3, d) for a, d in [
        ((5, 3), "int32"), ((3, 3), "float32"), ((0, 2**31 + 1), "int32"),
        ((2**31, 2**31 + 2), "int32"), ((0, 257), "uint8"), ((-1, 5), "uint8"), ((0, 3), "bool"),
        ((-1, 1), "bool"), ((0, 70000), "float16"), ((-70000, 0), "float16"),
        ((4097, 4098), "float16"), ((2**25 + 1, 2**25 + 2), "float32")]),
    error("randomRange", (3, 3), 0, "int32"),
    error("randperm", (), 257, "uint8"), error("randperm", (), 2050, "float16"),
    error("randperm", (), 5, "bool"),
    *(error("truncatedNormal", a) for a in [(0, 1, 2, -2), (0, -1, -2, 2), (0, 0.0, -2, 2)]),
    *(error("multinomialOf", a, 0) for a in [
        (["1", "2"], 3, 0), (["1", "2"], 0, 0), (["1", "2"], -1, 1), (["0", "0"], 1, 0),
        (["0", "0"], 2, 1), (["1", "-1"], 1, 0), (["1", "-1"], 2, 1), (["1", "NaN"], 1, 1),
        (["1", "NaN"], 2, 1), (["1", "Infinity"], 1, 0), (["1", "Infinity"], 2, 1), ([], 2, 1),
        ([], 1, 1)]),
]

print("{")
for key, rows, end in [("programs", PROGRAMS, ","), ("errors", ERRORS, "")]:
    print(f'"{key}": [')
    print(",\n".join(json.dumps(r, separators=(",", ":")) for r in rows))
    print("]" + end)
print("}")
