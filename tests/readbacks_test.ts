/** What waits for the GPU: which operations read from it, and that a training step does not. */

import { assert, assertEquals } from "@std/assert";
import {
  allclose,
  argwhere,
  bincount,
  cov,
  equal,
  histogram,
  isNonzero,
  manualSeed,
  maskedSelect,
  multinomial,
  nn,
  noGrad,
  nonzero,
  ones,
  optim,
  repeatInterleave,
  type Tensor,
  tensor,
  unique,
  uniqueConsecutive,
  where,
} from "@hibana/hibana";
import { hasGPU } from "./support/devices.ts";
import { READERS, readsOf, SOMETIMES_READERS } from "./support/readbacks.ts";

const place = { device: "webgpu" } as const;
const F = nn.functional;
const numbers = (): Tensor => tensor([[1, 0, 2], [0, 3, 0.5]], place);
const counts = (...values: number[]): Tensor => tensor(values, { ...place, dtype: "int32" });
const mask = (): Tensor => numbers().gt(0);

/** What its caller wants to know is a number of JavaScript's, or decides how large the result is. */
const READING: Readonly<Record<string, () => unknown>> = {
  item: () => numbers().sum().item(),
  equal: () => equal(numbers(), numbers()),
  allclose: () => allclose(numbers(), numbers()),
  isNonzero: () => isNonzero(numbers().sum()),
  unique: () => unique(numbers()),
  uniqueConsecutive: () => uniqueConsecutive(numbers()),
  nonzero: () => nonzero(numbers()),
  argwhere: () => argwhere(numbers()),
  maskedSelect: () => maskedSelect(numbers(), mask()),
  bincount: () => bincount(counts(0, 2, 2)),
  // Drawn by the generator of the CPU.
  bernoulli: () => numbers().div(3).bernoulli(),
  bernoulli_: () => numbers().bernoulli_(numbers().div(3)),
  multinomial: () => multinomial(numbers(), 1),
  rrelu: () => F.rrelu(numbers(), undefined, undefined, { training: true }),
  rrelu_: () => F.rrelu_(numbers(), undefined, undefined, { training: true }),
  // Weights must not be negative.
  cov: () => cov(numbers(), { fweights: counts(1, 2, 1) }),
  // How far it goes depends on the loss.
  LBFGS: () => {
    const x = numbers().requiresGrad_();
    new optim.LBFGS([x]).step(() => {
      x.grad = null;
      const loss = x.square().sum();
      loss.backward();
      return loss;
    });
  },
};

/** For these arguments they have to read, for those not. */
const SOMETIMES: Readonly<Record<string, [reading: () => unknown, not: () => unknown]>> = {
  at: [() => numbers().at(mask()), () => numbers().at(counts(1, 0), "::2")],
  setAt: [
    () => numbers().setAt([mask(), "..."], ones(4, place)),
    () => numbers().setAt([mask()], 7).setAt([counts(1)], 7),
  ],
  indexPut: [
    () => numbers().indexPut([mask()], ones(4, place)),
    () => numbers().indexPut([counts(1)], ones(3, place)),
  ],
  indexPut_: [
    () => numbers().indexPut_([mask()], ones(4, place), true),
    () => numbers().indexPut_([counts(1, 1)], ones(3, place), true),
  ],
  where: [() => where(numbers()), () => where(mask(), numbers(), 0)],
  repeatInterleave: [
    () => repeatInterleave(numbers(), counts(1, 2), 0),
    () => repeatInterleave(numbers(), 2, 0),
  ],
  oneHot: [() => F.oneHot(counts(0, 2)), () => F.oneHot(counts(0, 2), 3)],
  histc: [() => numbers().histc(4), () => numbers().histc(4, 0, 3)],
  histogram: [
    () => histogram(numbers(), 4),
    () => [histogram(numbers(), 4, { range: [0, 3] }), histogram(numbers(), ones(2, place))],
  ],
};

Deno.test("every operation that may read from the GPU is shown in this file", () => {
  assertEquals(Object.keys(READING).toSorted(), [...READERS].toSorted());
  assertEquals(Object.keys(SOMETIMES).toSorted(), Object.keys(SOMETIMES_READERS).toSorted());
});

Deno.test({
  name: "operations that have to read from the GPU read, and what they give is right",
  ignore: !hasGPU,
  fn() {
    const reading = Object.entries(SOMETIMES).map(([name, [run]]) => [name, run] as const);
    for (const [name, run] of [...Object.entries(READING), ...reading]) {
      assert(readsOf("webgpu", run) > 0, `${name} does not read`);
    }
    assertEquals(nonzero(numbers()).toArray(), [[0, 0], [0, 2], [1, 1], [1, 2]]);
    assertEquals(maskedSelect(numbers(), mask()).toArray(), [1, 2, 3, 0.5]);
  },
});

Deno.test({
  name: "operations that need not read, as their arguments say enough, do not",
  ignore: !hasGPU,
  fn() {
    for (const [name, [, run]] of Object.entries(SOMETIMES)) {
      assertEquals(readsOf("webgpu", run), 0, name);
    }
  },
});

Deno.test({
  name: "positions that a mask chooses stay on the GPU: all that is read is how many there are",
  ignore: !hasGPU,
  fn() {
    const x = numbers().requiresGrad_();
    for (
      const find of [
        () => nonzero(x),
        () => nonzero(x, { asTuple: true }),
        () => maskedSelect(x, mask()),
        () => x.at(mask()),
        () => x.clone().setAt([mask()], ones(4, place)),
      ]
    ) {
      assertEquals(readsOf("webgpu", find), 1);
    }
    const chosen = x.at(mask()).mul(2).sum().add(maskedSelect(x, mask()).sum());
    assertEquals(readsOf("webgpu", () => chosen.backward()), 0);
    assertEquals(x.grad!.toArray(), [[3, 0, 3], [0, 3, 3]]);
    const whole = () => numbers().maskedScatter(mask(), ones(4, place)).maskedFill(mask(), 0);
    assertEquals(readsOf("webgpu", whole), 0);
  },
});

Deno.test({
  name: "a whole training step reads nothing: forward, loss, backward, clipping and optimizer",
  ignore: !hasGPU,
  fn() {
    manualSeed(123);
    const first = new nn.Linear(4, 8).to("webgpu");
    const second = new nn.Linear(8, 3).to("webgpu");
    const params = [...first.parameters(), ...second.parameters()];
    const optimizer = new optim.SGD(params, { lr: 0.1, momentum: 0.9 });
    const x = ones(2, 4).to("webgpu");
    const targets = counts(2, 0);
    const losses: Tensor[] = [];
    const reads = readsOf("webgpu", () => {
      for (let step = 0; step < 3; step++) {
        optimizer.zeroGrad();
        const scores = second.forward(F.gelu(first.forward(x)));
        const loss = F.crossEntropy(scores, targets);
        loss.backward();
        nn.utils.clipGradNorm_(params, 1);
        optimizer.step();
        losses.push(loss);
      }
    });
    assertEquals(reads, 0);
    const [before, , after] = losses.map((loss) => noGrad(() => Number(loss.item())));
    assert(after! < before!, `the loss went from ${before} to ${after}`);
  },
});
