/**
 * Threads of the CPU: results do not depend on them, they end with the process, and tests need not know of them.
 */

import { assert, assertEquals } from "@std/assert";
import {
  compile,
  getNumThreads,
  manualSeed,
  matmul,
  nn,
  optim,
  randint,
  randn,
  scope,
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

/** Computes with one, two and three threads, keeping nothing. */
function assertSame(compute: () => Tensor[], what: string): void {
  const [alone, ...shared] = [1, 2, 3].map((threads) => {
    setNumThreads(threads);
    return scope(() => compute().map(bits));
  });
  for (const results of shared) assertEquals(results, alone, what);
}

/** Compares what is computed of rows, and its gradients. Of the first rows one has NaN, one an infinity. */
function compareRows(rows: number, columns: number): void {
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
  outputs.forEach((compute, i) =>
    assertSame(() => {
      const x = whole.narrow(0, 0, rows).detach().clone().requiresGrad_();
      const out = compute(x);
      out.backward(out.ndim === 1 ? grad.select(1, 0) : grad);
      // A view that begins in the middle of its memory.
      return [out, x.grad!, compute(whole.narrow(0, 1, rows))];
    }, `${i} of [${rows}, ${columns}]`)
  );
}

Deno.test("what is computed of rows is the same to the last bit with any number of threads", async () => {
  const before = getNumThreads();
  assert(await started());
  // Large enough that threads are always woken.
  const sizes = [[2, 160_001], [3, 110_003], [17, 20_007], [515, 767], [110_001, 3]] as const;
  for (const [rows, columns] of sizes) scope(() => compareRows(rows, columns));
  setNumThreads(before);
});

/** Compares elementwise operations on many elements: dense, broadcast, strided, of several dtypes, in place. */
function compareElements(rows: number, columns: number): void {
  manualSeed(columns);
  const whole = randn(rows * columns + 3).mul(100);
  whole.at(5).fill_(NaN);
  whole.at(rows * columns - 2).fill_(-Infinity);
  const x = whole.narrow(0, 1, rows * columns).reshape(rows, columns);
  const y = randn(rows, columns), row = randn(columns), column = randn(rows, 1);
  const integers = randint(-50, 50, [rows, columns]);
  const gelu = compile((x: Tensor) => nn.functional.gelu(x.mul(y).add(row)));
  // The far angles are computed by JavaScript.
  const far = x.mul(1e6);
  const computed: (() => Tensor)[] = [
    () => x.add(y),
    () => x.mul(2.5).exp(),
    () => x.add(row),
    () => y.mul(column).tanh(),
    () => gelu(x),
    () => x.clone().mul_(y).add_(column),
    () => far.sin(),
    () => far.cos(),
    () => far.tan(),
    () => x.gt(y).float(),
    () => x.where(x.gt(0), y),
    () => integers.mul(3).add(integers.bitwiseAnd(12)).float(),
    () => integers.float().div(y),
    () => x.narrow(1, 0, columns - (columns >> 4)).sub(1),
    () => y.t().add(x.t()),
    () => y.add(y.reshape(columns, rows).t()),
    () => x.expand(2, rows, columns).add(row),
  ];
  computed.forEach((compute, i) => assertSame(() => [compute()], `${i} of [${rows}, ${columns}]`));
}

Deno.test("elementwise results are the same to the last bit with any number of threads", async () => {
  const before = getNumThreads();
  assert(await started());
  const sizes = [[1, 500_011], [501, 1021], [5, 100_457], [250_007, 2]] as const;
  for (const [rows, columns] of sizes) scope(() => compareElements(rows, columns));
  setNumThreads(before);
});

Deno.test("Adam's steps are the same to the last bit with any number of threads", async () => {
  const before = getNumThreads();
  assert(await started());
  assertSame(() => {
    manualSeed(8);
    const parameters = [70_001, 40_000].map((n) => new nn.Parameter(randn(n)));
    for (const parameter of parameters) parameter.grad = randn(parameter.numel);
    const optimizer = new optim.AdamW(parameters, { lr: 0.01 });
    for (let i = 0; i < 5; i++) optimizer.step();
    return parameters;
  }, "AdamW");
  setNumThreads(before);
});
