/**
 * Threads of the CPU: results do not depend on them, they end with the process, and tests need not know of them.
 */

import { assert, assertEquals } from "@std/assert";
import {
  getNumThreads,
  manualSeed,
  matmul,
  nn,
  randint,
  randn,
  setNumThreads,
  type Tensor,
} from "@hibana/hibana";
import { threadsFor } from "../src/device/cpu/threads.ts";

/** Works until a thread is up, or says that none can be had. */
async function started(): Promise<boolean> {
  setNumThreads(2);
  for (let i = 0; i < 2000 && threadsFor(1e10) === 1 && getNumThreads() > 1; i++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return threadsFor(1e10) > 1;
}

Deno.test("products are the same to the last bit with one thread and with two", async () => {
  const before = getNumThreads();
  assert(await started());
  manualSeed(5);
  for (
    const [batch, m, n, k] of [[1, 301, 299, 203], [9, 130, 70, 90], [1, 1, 1501, 2003]] as const
  ) {
    const [a, b] = [randn(batch, m, k), randn(batch, k, n)];
    for (const right of [b, b.transpose(1, 2).contiguous().transpose(1, 2)]) {
      setNumThreads(2);
      const shared = matmul(a, right);
      setNumThreads(1);
      assertEquals(matmul(a, right).eq(shared).all().item(), true);
    }
  }
  setNumThreads(before);
});

/** The bits of a tensor's elements, or of its gradient's. */
function bits(x: Tensor | null): Int32Array {
  return new Int32Array((x!.detach().contiguous().toTypedArray() as Float32Array).slice().buffer);
}

/** What is computed of rows, with its gradients. Of the first rows one has NaN, one an infinity. */
function ofRows(rows: number, columns: number): Int32Array[] {
  manualSeed(rows);
  const whole = randn(rows + 1, columns);
  whole.at(0, 0).fill_(NaN);
  whole.at(Math.min(1, rows - 1), columns - 1).fill_(-Infinity);
  const grad = randn(rows, columns), target = randint(0, columns, [rows]);
  target.at(rows >> 1).fill_(-100);
  const [weight, bias] = [randn(columns), randn(columns)];
  const outputs: ((x: Tensor) => Tensor)[] = [
    (x) => x.softmax(-1),
    (x) => x.logSoftmax(-1),
    (x) => nn.functional.layerNorm(x, [columns]),
    (x) => nn.functional.layerNorm(x, [columns], { weight, bias }),
    (x) => nn.functional.rmsNorm(x, [columns], { weight }),
    (x) => nn.functional.crossEntropy(x, target, { reduction: "none" }),
  ];
  return outputs.flatMap((compute) => {
    const x = whole.narrow(0, 0, rows).detach().clone().requiresGrad_();
    const out = compute(x);
    out.backward(out.ndim === 1 ? grad.select(1, 0) : grad);
    // A view that begins in the middle of its memory.
    return [bits(out), bits(x.grad), bits(compute(whole.narrow(0, 1, rows)))];
  });
}

Deno.test("what is computed of rows is the same to the last bit with any number of threads", async () => {
  const before = getNumThreads();
  assert(await started());
  // Large enough that threads are always woken.
  const sizes = [[2, 160_001], [3, 110_003], [17, 20_007], [515, 767], [110_001, 3]] as const;
  for (const [rows, columns] of sizes) {
    setNumThreads(2);
    const shared = ofRows(rows, columns);
    setNumThreads(3);
    const thirds = ofRows(rows, columns);
    setNumThreads(1);
    const alone = ofRows(rows, columns);
    assertEquals(shared, alone, `[${rows}, ${columns}]`);
    assertEquals(thirds, alone, `[${rows}, ${columns}]`);
  }
  setNumThreads(before);
});
