import { assertAlmostEquals, assertEquals } from "@std/assert";
import {
  compile,
  manualSeed,
  nn,
  noGrad,
  optim,
  randn,
  registerDevice,
  type Tensor,
  type TypedArray,
} from "../mod.ts";
import type { View } from "../src/device/backend.ts";
import type { ElementwiseKernel } from "../src/device/expression.ts";
import { SimBackend } from "../src/device/sim.ts";
import { onEachDevice } from "./support/devices.ts";

/** Computes like the CPU, and counts the products that are joined with what follows them. */
class JoiningBackend extends SimBackend {
  joined = 0;
  override readonly fused = {
    matmulThen: (
      a: View<TypedArray>,
      b: View<TypedArray>,
      bias: View<TypedArray> | null,
      then: ElementwiseKernel,
      others: readonly View<TypedArray>[],
      output: View<TypedArray>,
    ): void => {
      this.joined++;
      assertEquals(bias, null, "this device has no linear layers in one kernel");
      this.matmul(a, b, output);
      this.elementwise(then, "float", [output, ...others], output);
    },
  };
}

const joining = new JoiningBackend("joining:0");
registerDevice("joining", () => joining);

/** How many products the replay of a function joins; what it gives is compared with the function's. */
function joinedIn(
  f: (x: Tensor, w: Tensor, r: Tensor) => Tensor | Tensor[],
  residual: readonly number[] = [4, 6],
): number {
  manualSeed(0);
  const [x, w, r] = [randn(4, 5), randn(5, 6), randn(...residual)]
    .map((t) => t.to("joining")) as [Tensor, Tensor, Tensor];
  return noGrad(() => {
    const compiled = compile(f);
    compiled(x, w, r);
    compiled(x, w, r);
    joining.joined = 0;
    const results = [compiled(x, w, r)].flat();
    const { joined } = joining;
    assertEquals(results.map((y) => y.toArray()), [f(x, w, r)].flat().map((y) => y.toArray()));
    return joined;
  });
}

Deno.test("what follows a product is joined with it: activations, residuals, chains of both", () => {
  assertEquals(joinedIn((x, w) => x.matmul(w).relu()), 1);
  assertEquals(joinedIn((x, w, r) => r.add(x.matmul(w))), 1);
  assertEquals(joinedIn((x, w, r) => nn.functional.silu(x.matmul(w)).mul(2).add(r)), 1);
  assertEquals(joinedIn((x, w, r) => x.matmul(w).view(2, 2, 6).sub(r), [2, 2, 6]), 1);
  assertEquals(joinedIn((x, w, r) => x.matmul(w).mul(r), [6]), 1);
  assertEquals(joinedIn((x, w, r) => x.matmul(w).relu().matmul(r).exp(), [6, 3]), 2);
});

Deno.test("a product that others read, or read otherwise, stays by itself", () => {
  const cases: Record<string, number> = {
    "it leaves": joinedIn((x, w) => {
      const y = x.matmul(w);
      return [y, y.exp()];
    }),
    "two read it": joinedIn((x, w) => {
      const y = x.matmul(w);
      return y.exp().matmul(y.t());
    }),
    "turned over": joinedIn((x, w) => x.matmul(w).t().exp()),
    "a part of it": joinedIn((x, w) => x.matmul(w).narrow(0, 1, 2).exp()),
    "spread": joinedIn((x, w, r) => x.matmul(w).unsqueeze(0).add(r), [3, 4, 6]),
    "another dtype": joinedIn((x, w) => x.matmul(w).gt(0)),
    "it is added to": joinedIn((x, w, r) => r.clone().add_(x.matmul(w))),
    "no elementwise operation": joinedIn((x, w) => x.matmul(w).sum(0)),
    "what it reads has changed since": joinedIn((x, w) => {
      const z = x.exp();
      const y = z.matmul(w);
      z.zero_();
      return [y.exp(), z];
    }),
  };
  for (const [name, joined] of Object.entries(cases)) assertEquals(joined, 0, name);
});

onEachDevice("training whose products are joined goes as it goes without", (device) => {
  manualSeed(3);
  const [x, y] = [randn(9, 10, { device }), randn(9, 4, { device })];
  const trained = [false, true].map((compiling) => {
    manualSeed(4);
    const model = new nn.Sequential(
      new nn.Linear(10, 33),
      new nn.GELU(),
      new nn.Linear(33, 7),
      new nn.ReLU(),
      new nn.Linear(7, 4),
      new nn.Sigmoid(),
    ).to(device);
    const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });
    const step = (): Tensor => {
      optimizer.zeroGrad();
      const loss = nn.functional.mseLoss(model.forward(x), y);
      loss.backward();
      optimizer.step();
      return loss.detach();
    };
    const run = compiling ? compile(step) : step;
    return Array.from({ length: 12 }, () => run().item() as number);
  });
  trained[1]!.forEach((loss, i) => assertAlmostEquals(loss, trained[0]![i]!, 1e-5));
});
