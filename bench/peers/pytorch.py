"""PyTorch on the CPU: answers the runner as serve.ts does."""

import json
import os
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F

torch.set_num_threads(2)

GOLDEN = 0.6180339887
SAMPLED = 64


def numbers(name, spec):
    """Computes what workloads/inputs.ts computes."""
    seed = 0x811C9DC5
    for char in name.encode():
        seed = ((seed ^ char) * 0x01000193) & 0xFFFFFFFF
    size = int(np.prod(spec["shape"]))
    out = np.empty(size, np.float32)
    for start in range(0, size, 1 << 20):
        h = np.arange(start, min(size, start + (1 << 20)), dtype=np.uint32)
        h = h * np.uint32(0x9E3779B1) + np.uint32(seed)
        h = (h ^ (h >> np.uint32(16))) * np.uint32(0x85EBCA6B)
        h = (h ^ (h >> np.uint32(13))) * np.uint32(0xC2B2AE35)
        unit = (h ^ (h >> np.uint32(16))).astype(np.float64) / 2**32
        if "below" in spec:
            out[start : start + len(unit)] = np.floor(unit * spec["below"])
        else:
            out[start : start + len(unit)] = spec.get("offset", 0) + spec.get("scale", 1) * (2 * unit - 1)
    return out.reshape(spec["shape"])


def load(row):
    return {
        name: torch.from_numpy(numbers(name, spec)).to(torch.int64 if "below" in spec else torch.float32)
        for name, spec in row["inputs"].items()
    }


# A workload makes a function that computes once, and returns tensors by name.


def matmul(row):
    t = load(row)
    return lambda: {"out": t["a"] @ t["b"]}


def softmax(row):
    t = load(row)
    return lambda: {"out": F.softmax(t["x"], -1)}


def layer_norm(row):
    t = load(row)
    return lambda: {"out": F.layer_norm(t["x"], t["x"].shape[-1:], t["weight"], t["bias"])}


def gelu(row):
    t = load(row)
    return lambda: {"out": F.gelu(t["x"] * t["w"] + t["b"])}


def adds(row):
    t = load(row)

    def run():
        total = t["x"]
        for _ in range(row["sizes"]["count"]):
            total = total + t["step"]
        return {"out": total}

    return run


WORKLOADS = {
    "matmul": matmul,
    "softmax": softmax,
    "layerNorm": layer_norm,
    "gelu": gelu,
    "adds": adds,
}


def digest(outputs):
    digests = {}
    for name, value in outputs.items():
        data = value.detach().reshape(-1).to(torch.float64).numpy()
        values = [data[int((i * GOLDEN) % 1 * len(data))] for i in range(SAMPLED)]
        digests[name] = {
            "size": len(data),
            "meanMagnitude": float(np.abs(data).mean()),
            "values": [float(value) if np.isfinite(value) else None for value in values],
        }
    return digests


def timed(run, runs):
    start = time.perf_counter()
    for _ in range(runs):
        run()
    return (time.perf_counter() - start) * 1000 / runs


class Server:
    def __init__(self):
        self.run = None
        self.ms = 0

    def prepare(self, request):
        row = request["row"]
        if row["workload"] not in WORKLOADS:
            return {"error": f"no {row['workload']}", "unsupported": True}
        run = self.run = WORKLOADS[row["workload"]](row)
        digests = digest(run())
        self.ms = timed(run, 1)
        if self.ms < 100:
            self.ms = timed(run, 3)
        return {"version": torch.__version__, "digests": digests, "ms": self.ms}

    def measure(self, request):
        samples = []
        for _ in range(request["samples"]):
            self.ms = timed(self.run, min(5000, max(1, int(request["sampleMs"] / self.ms))))
            samples.append(self.ms)
        return {"samples": samples}

    def release(self, _request):
        self.run = None
        return {}


def main():
    # Only answers go to stdout.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    server = Server()
    torch.set_grad_enabled(False)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = getattr(server, request["ask"])(request)
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


main()
