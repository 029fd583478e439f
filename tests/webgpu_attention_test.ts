/** Attention on webgpu with the constants of every profile, and in more parts than sizes call for. */
import { assert } from "@std/assert";
import { manualSeed, randn, type Tensor } from "@hibana/hibana";
import { WebGPUBackend } from "../src/device/webgpu/backend.ts";
import { type Context, openContext } from "../src/device/webgpu/context.ts";
import type { Block } from "../src/device/webgpu/memory.ts";
import { HARDWARE, SOFTWARE, type Tuning } from "../src/device/webgpu/tuning.ts";
import type { View } from "../src/device/backend.ts";
import { available, empty, read, view } from "./support/webgpu_backend.ts";

/** A few queries at a time, and scores of two heads at most. */
const ODD: Tuning = { ...SOFTWARE, attention: { queries: 5, scoreBytes: 1200 } };
/** Scores of less than one query: a single one must go at a time. */
const TINY: Tuning = { ...SOFTWARE, attention: { queries: 64, scoreBytes: 4 } };

const [BATCH, HEADS, LENGTH, KEYS, WIDTH] = [2, 3, 13, 17, 8] as const;

/** The answers in float64 by the CPU. */
function expected(inputs: Tensor[], grad: Tensor, causal: boolean): Tensor[] {
  const [q, k, v] = inputs.map((x) => x.double().requiresGrad_()) as [Tensor, Tensor, Tensor];
  const scores = q.matmul(k.transpose(-2, -1)).mul(0.3);
  const hidden = scores.detach().mul(0).add(1).triu(1).bool();
  const output = (causal ? scores.maskedFill(hidden, -Infinity) : scores).softmax(-1).matmul(v);
  output.backward(grad.double());
  return [output.detach(), q.grad!, k.grad!, v.grad!];
}

for (const [name, tuning] of Object.entries({ SOFTWARE, HARDWARE, ODD, TINY })) {
  Deno.test({
    name: `attention on webgpu is right with the constants of the ${name} profile`,
    ignore: !available,
    async fn() {
      manualSeed(7);
      const context = await openContext() as Context;
      const backend = new WebGPUBackend(context, 2 ** 28, tuning);
      const { attention, attentionBackward } = backend.fused;
      for (const causal of [false, true]) {
        for (const turned of [false, true]) {
          const inputs = [LENGTH, KEYS, KEYS].map((n) => randn(BATCH, HEADS, n, WIDTH));
          const grad = randn(BATCH, HEADS, LENGTH, WIDTH);
          /** On the GPU with heads in front, or behind the positions as linear layers leave them. */
          const put = (x: Tensor): View<Block> => {
            const values = turned ? x.transpose(1, 2).contiguous() : x;
            const flat = view("float32", values.shape, values.toTypedArray(), backend);
            if (!turned) return flat;
            const swap = (a: readonly number[]) => [a[0]!, a[2]!, a[1]!, a[3]!];
            return { ...flat, shape: swap(flat.shape), strides: swap(flat.strides) };
          };
          const [q, k, v] = inputs.map(put) as [View<Block>, View<Block>, View<Block>];
          const output = put(grad);
          const sums = empty("float32", [BATCH, HEADS, LENGTH], backend);
          attention!(q, k, v, 0.3, causal, output, sums);
          const grads = [...inputs.map(put)] as [View<Block>, View<Block>, View<Block>];
          attentionBackward!(put(grad), q, k, v, output, sums, 0.3, causal, ...grads);
          const want = expected(inputs, grad, causal);
          for (const [i, result] of [output, ...grads].entries()) {
            const flat = turned ? want[i]!.transpose(1, 2).contiguous() : want[i]!;
            const numbers = flat.toTypedArray();
            const off = read({ ...result, shape: flat.shape, strides: flat.strides }, backend)
              .map((x, j) => Math.abs(Number(x) - Number(numbers[j])));
            assert(Math.max(...off.map(Number)) < 2e-5, `result ${i}, causal ${causal}`);
          }
        }
      }
      context.device.destroy();
    },
  });
}
