/** The notebook "Understanding PyTorch Buffers": its numbers, its story, and the program that tells it. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  manualSeed,
  nn,
  noGrad,
  ones,
  RuntimeError,
  softmax,
  type Tensor,
  triu,
} from "@hibana/hibana";
import { FIRST_ROWS, notebookBatch, printout, SECOND_ROWS } from "../katas/support/notebook.ts";
import { onEachAccelerator } from "./support/accelerators.ts";
import { hasGPU, onEachDevice } from "./support/devices.ts";
import { assertSays } from "./support/errors.ts";

/** The attention of the notebook; its two modules differ in how they keep the mask. */
abstract class CausalAttention extends nn.Module {
  declare W_query: nn.Linear;
  declare W_key: nn.Linear;
  declare W_value: nn.Linear;
  declare dropout: nn.Dropout;
  declare mask: Tensor;

  constructor(dIn: number, dOut: number, dropout: number) {
    super();
    this.W_query = new nn.Linear(dIn, dOut, { bias: false });
    this.W_key = new nn.Linear(dIn, dOut, { bias: false });
    this.W_value = new nn.Linear(dIn, dOut, { bias: false });
    this.dropout = new nn.Dropout(dropout);
  }

  forward(x: Tensor): Tensor {
    const numTokens = x.size(1);
    const keys = this.W_key.forward(x);
    const queries = this.W_query.forward(x);
    const values = this.W_value.forward(x);
    const scores = queries.matmul(keys.transpose(1, 2));
    scores.maskedFill_(this.mask.bool().at(`:${numTokens}`, `:${numTokens}`), -Infinity);
    const weights = softmax(scores.div(keys.size(-1) ** 0.5), -1);
    return this.dropout.forward(weights).matmul(values);
  }
}

class WithoutBuffer extends CausalAttention {
  constructor(contextLength: number) {
    super(3, 2, 0);
    this.mask = triu(ones(contextLength, contextLength), 1);
  }
}

class WithBuffer extends CausalAttention {
  constructor(contextLength: number) {
    super(3, 2, 0);
    this.registerBuffer("mask", triu(ones(contextLength, contextLength), 1));
  }
}

/** What the notebook makes, in its order, and where its cells move it. */
function notebook(): { batch: Tensor; without: WithoutBuffer; with_: WithBuffer } {
  manualSeed(123);
  return { batch: notebookBatch(), without: new WithoutBuffer(6), with_: new WithBuffer(6) };
}

// deno-fmt-ignore
const WEIGHTS = {
  without: {
    W_query: [-0.23542964, 0.019124476, -0.28674594, 0.21772662, -0.4919342, 0.42322308],
    W_key: [-0.4196414, -0.45901766, -0.36482018, 0.2614782, -0.2133264, 0.21605217],
    W_value: [-0.49001414, -0.35029206, -0.2119892, -0.11346072, -0.44043937, 0.37804362],
  },
  with_: {
    W_query: [-0.13615717, 0.18532233, 0.4082695, 0.107563816, 0.15787685, 0.55729234],
    W_key: [-0.2603904, 0.18287641, -0.25687245, 0.41260317, 0.4611045, -0.53230095],
    W_value: [0.49285263, 0.27569306, 0.25159022, 0.23768058, 0.47995073, -0.07623307],
  },
} as const;

Deno.test("linear layers draw the notebook's weights to the last bit, in order of construction", () => {
  const modules = notebook();
  for (const [name, weights] of Object.entries(WEIGHTS)) {
    const module = modules[name as keyof typeof WEIGHTS];
    for (const [layer, values] of Object.entries(weights)) {
      const { weight } = module.getSubmodule(layer) as nn.Linear;
      assertEquals(weight.shape, [2, 3]);
      assertEquals(weight.toTypedArray(), Float32Array.from(values), `${name}.${layer}`);
    }
  }
});

onEachDevice("both modules print the notebook's numbers", (device) => {
  const { batch, without, with_ } = notebook();
  const x = batch.to(device);
  without.to(device);
  without.mask = without.mask.to(device);
  with_.to(device);
  assertEquals(noGrad(() => without.forward(x)).toString(), printout(FIRST_ROWS, device));
  assertEquals(noGrad(() => with_.forward(x)).toString(), printout(SECOND_ROWS, device));
});

onEachDevice("both modules learn: every weight gets the gradient it gets on the CPU", (device) => {
  const gradients = (place: string) => {
    const { batch, with_ } = notebook();
    with_.to(place);
    with_.forward(batch.to(place)).square().sum().backward();
    return [...with_.parameters()].map((p) => p.grad!.cpu());
  };
  const wanted = gradients("cpu");
  for (const [i, got] of gradients(device).entries()) {
    assert(got.allclose(wanted[i]!, { atol: 1e-6 }), `${got} is not ${wanted[i]}`);
  }
});

onEachAccelerator("the story of the notebook: what is no buffer stays behind", (device, there) => {
  const { batch, without, with_ } = notebook();
  const x = batch.to(device);
  without.to(device);
  const fix = assertSays(
    () => noGrad(() => without.forward(x)),
    RuntimeError,
    `expected self and mask to be on the same device, but got mask on cpu and self on ${there}`,
  );
  assertStringIncludes(fix, "WithoutBuffer.mask");
  assertStringIncludes(fix, 'this.registerBuffer("mask"');
  assertEquals(without.W_query.weight.device.toString(), there);
  assertEquals(without.mask.device.toString(), "cpu");

  without.mask = without.mask.to(device);
  assertEquals(without.mask.device.toString(), there);
  assertEquals(noGrad(() => without.forward(x)).toString(), printout(FIRST_ROWS, device));

  with_.to(device);
  assertEquals(with_.W_query.weight.device.toString(), there);
  assertEquals(with_.mask.device.toString(), there);
  assertEquals(noGrad(() => with_.forward(x)).toString(), printout(SECOND_ROWS, device));
});

/** Runs the demo as its own program. */
async function runDemo(env: Record<string, string>): Promise<{ stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", import.meta.resolve("../examples/buffers_notebook.ts")],
    env: { NODEVICE_SELECT: "1", NO_COLOR: "1", ...env },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  const output = { stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
  assertEquals(code, 0, output.stderr);
  return output;
}

/** Holds when the demo's output has the notebook's printouts, each behind the one before. */
function assertTells(stdout: string, accelerator: "webgpu" | "sim"): void {
  const there = `${accelerator}:0`;
  const printouts = [
    "In [1]: class CausalAttentionWithoutBuffers ",
    `\n${printout(FIRST_ROWS, "cpu")}\n`,
    `The same on an accelerator: ${accelerator}`,
    `\nMachine has GPU: ${accelerator === "webgpu"}\n`,
    "In [4]: ",
    "\nRuntimeError: expected self and mask to be on the same device, but got mask on cpu and self on " +
    `${there}\n`,
    'this.registerBuffer("mask"',
    "In [5]: ",
    `\nW_query.device: ${there}\nmask.device: cpu\n`,
    "In [6]: ",
    "\nTensor\n",
    "In [7]: ",
    `\nmask.device: ${there}\n`,
    "In [8]: ",
    `\n${printout(FIRST_ROWS, accelerator)}\n`,
    "In [9]: class CausalAttentionWithBuffer ",
    'this.registerBuffer("mask", triu(ones(contextLength, contextLength), 1));',
    "In [10]: ",
    `\nW_query.device: ${there}\nmask.device: ${there}\n`,
    "In [11]: ",
    `\n${printout(SECOND_ROWS, accelerator)}\n`,
    "In [12]: ",
    `\n${printout(SECOND_ROWS, "cpu")}\n`,
  ];
  let at = 0;
  for (const text of printouts) {
    const found = stdout.indexOf(text, at);
    assert(found >= 0, `not there, or too early: ${text}\n\n${stdout}`);
    at = found + text.length - 1;
  }
}

// Plain `deno test` may not start programs, and must be green all the same.
const mayRun = (["run", "read"] as const).every((name) =>
  Deno.permissions.querySync({ name }).state === "granted"
);

Deno.test({
  name: "the demo tells the notebook's story, and nothing else (with --allow-run --allow-read)",
  ignore: !mayRun,
  async fn() {
    const { stdout, stderr } = await runDemo({});
    assertEquals(stderr, "");
    assertTells(stdout, hasGPU ? "webgpu" : "sim");
    if (hasGPU) assertStringIncludes(stdout, "WebGPU found an adapter: ");
  },
});

Deno.test({
  name: "without an adapter, the demo says that sim stands in (with --allow-run --allow-read)",
  ignore: !mayRun,
  async fn() {
    const { stdout, stderr } = await runDemo({
      VK_DRIVER_FILES: "/nonexistent",
      DENO_WEBGPU_BACKEND: "vulkan",
    });
    assertEquals(stderr, "");
    assertTells(stdout, "sim");
    assertStringIncludes(stdout, "WebGPU found no adapter here");
    assertStringIncludes(stdout, 'the device "sim" stands in for it');
    assertStringIncludes(stdout, "apt-get install mesa-vulkan-drivers");
  },
});
