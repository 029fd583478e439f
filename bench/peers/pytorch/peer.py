"""PyTorch on the CPU: answers the runner as serve.ts does."""

import json
import math
import os
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F

torch.set_num_threads(2)

GOLDEN = 0.6180339887
SAMPLED = 64
FIRST_RUNS = 2
# So long a light row runs before it is timed, as in serve.ts.
WARM_MS = 250


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


def conv2d(row):
    t = load(row)
    return lambda: {"out": F.conv2d(t["x"], t["w"], t["b"], padding=1)}


def adds(row):
    t = load(row)

    def run():
        total = t["x"]
        for _ in range(row["sizes"]["count"]):
            total = total + t["step"]
        return {"out": total}

    return run


def project(t, name, x):
    return F.linear(x, t[name + ".weight"], t[name + ".bias"])


def norm(t, name, x):
    return F.layer_norm(x, x.shape[-1:], t[name + ".weight"], t[name + ".bias"])


def split(qkv, heads):
    batch, tokens, width = qkv.shape
    return qkv.view(batch, tokens, 3, heads, width // 3 // heads).permute(2, 0, 3, 1, 4)


def attend(q, k, v, mask=None):
    # scaled_dot_product_attention came with PyTorch 2.
    scores = (q / math.sqrt(q.shape[-1])) @ k.transpose(-2, -1)
    if mask is not None:
        scores = scores.masked_fill(mask, -math.inf)
    return (F.softmax(scores, -1) @ v).transpose(1, 2).flatten(2)


def causal_mask(tokens):
    return torch.ones(tokens, tokens, dtype=torch.bool).triu(1)


def self_attention(row, t, mask):
    q, k, v = split(project(t, "qkv", t["x"]), row["sizes"]["heads"])
    return project(t, "proj", attend(q, k, v, mask))


def attention(row):
    t = load(row)
    mask = causal_mask(t["x"].shape[1])
    return lambda: {"out": self_attention(row, t, mask)}


def attention_backward(row):
    t = load(row)
    mask = causal_mask(t["x"].shape[1])
    upstream = t.pop("upstream")
    for tensor in t.values():
        tensor.requires_grad_()

    @torch.enable_grad()
    def run():
        for tensor in t.values():
            tensor.grad = None
        out = self_attention(row, t, mask)
        out.backward(upstream)
        return {"out": out, "dx": t["x"].grad, "dqkv": t["qkv.weight"].grad, "dproj": t["proj.bias"].grad}

    return run


def mlp(row):
    parameters = load(row)
    x, labels = parameters.pop("x"), parameters.pop("labels")
    for tensor in parameters.values():
        tensor.requires_grad_()
    optimizer = torch.optim.Adam(parameters.values(), lr=1e-3)

    @torch.enable_grad()
    def run():
        optimizer.zero_grad(set_to_none=True)
        h = x
        for i in range(row["sizes"]["layers"]):
            h = project(parameters, f"layer{i}", h if i == 0 else h.relu())
        loss = F.cross_entropy(h, labels)
        loss.backward()
        optimizer.step()
        return {"loss": loss, "weight": parameters["layer2.weight"]}

    return run


def gpt2(row):
    t = load(row)
    sizes = row["sizes"]
    tokens, past = t["tokens"], sizes["past"]
    mask = causal_mask(tokens.shape[1]) if past == 0 else None

    def run():
        kept = {}
        x = F.embedding(tokens, t["wte"]) + t["wpe"][past : past + tokens.shape[1]]
        for i in range(sizes["layers"]):
            q, k, v = split(project(t, f"h{i}.qkv", norm(t, f"h{i}.ln1", x)), sizes["heads"])
            if past > 0:
                k = kept[f"h{i}.keys"] = torch.cat([t[f"h{i}.keys"], k], 2)
                v = kept[f"h{i}.values"] = torch.cat([t[f"h{i}.values"], v], 2)
            x = x + project(t, f"h{i}.proj", attend(q, k, v, mask))
            wide = F.gelu(project(t, f"h{i}.up", norm(t, f"h{i}.ln2", x)), approximate="tanh")
            x = x + project(t, f"h{i}.down", wide)
        return {"logits": F.linear(norm(t, "lnf", x), t["wte"]), **kept}

    return run


WORKLOADS = {
    "matmul": matmul,
    "softmax": softmax,
    "layerNorm": layer_norm,
    "gelu": gelu,
    "conv2d": conv2d,
    "adds": adds,
    "attention": attention,
    "attentionBackward": attention_backward,
    "mlp": mlp,
    "gpt2": gpt2,
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
        for _ in range(FIRST_RUNS):
            start = time.perf_counter()
            outputs = run()
            self.ms = (time.perf_counter() - start) * 1000
        digests = digest(outputs)
        if self.ms < 100:
            self.ms = timed(run, max(3, math.ceil(WARM_MS / self.ms)))
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
