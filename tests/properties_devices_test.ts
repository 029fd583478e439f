/** WebGPU computes what the CPU computes: of views, of nothing, at every rank, gradients included. */

import { assert, assertEquals } from "@std/assert";
import { autograd, type Tensor } from "@hibana/hibana";
import fc from "fast-check";
import { isFloating } from "../src/tensor/dtype.ts";
import { hasGPU } from "./support/devices.ts";
import { upstream } from "./support/gradients.ts";
import { assertClose, make, type Sketch } from "./support/sketches.ts";
import { SPECIMENS } from "./support/specimens/mod.ts";
import { questions, runs, type Specimen } from "./support/specimens/specimen.ts";

/** A new kernel takes 10 ms: few runs. */
const RUNS = 2;

/** Sizes, now and then none. */
const size = fc.integer({ min: 0, max: 14 }).map((n) => n === 0 ? 0 : 1 + n % 5);
const EXTENTS = { size, maxRank: 6 };

/** What an operation gives, and the gradients of its operands; or the message of what it throws. */
interface Outcome {
  readonly out?: Tensor;
  readonly grads: readonly (Tensor | null)[];
  readonly error?: string;
}

function outcome(
  { call, derivatives }: Specimen,
  sketches: readonly Sketch[],
  random: number,
  device: string,
): Outcome {
  const leaves = sketches.map((sketch) => make(sketch, device));
  if (derivatives > 0) leaves.forEach((leaf) => leaf.requiresGrad_());
  let out: Tensor;
  try {
    out = call(leaves, random);
  } catch (error) {
    return { grads: [], error: `${error}` };
  }
  if (!out.requiresGrad) return { out, grads: [] };
  const grads = autograd.grad(out, leaves, { gradOutputs: upstream(out), allowUnused: true });
  return { out: out.detach(), grads };
}

for (const [name, specimen] of Object.entries(SPECIMENS)) {
  Deno.test({
    name: `webgpu computes ${name} of views as the cpu does of contiguous tensors`,
    ignore: !hasGPU,
    fn() {
      fc.assert(
        fc.property(questions(specimen, EXTENTS), ({ sketches, random }) => {
          const compact = sketches.map((sketch) => ({ ...sketch, how: "" }));
          const here = outcome(specimen, compact, random, "cpu");
          const there = outcome(specimen, sketches, random, "webgpu");
          const empty = sketches.some(({ values }) => values.length === 0);
          assert(here.error === undefined || empty, here.error);
          assertEquals(there.error, here.error);
          if (here.out === undefined) return;
          assertEquals([there.out!.shape, there.out!.dtype], [here.out.shape, here.out.dtype]);
          assertClose(there.out!, here.out.toTypedArray(), 1, name);
          assertEquals(there.grads.length, here.grads.length);
          for (const [k, grad] of here.grads.entries()) {
            const other = there.grads[k]!;
            if (grad === null || other === null) {
              assertEquals([other === null, grad === null], [true, true], `operand ${k}`);
              continue;
            }
            // Sums of large terms that cancel leave an error of the size of the terms'.
            const numbers = grad.toTypedArray();
            const largest = Math.max(1, ...numbers.map(Math.abs));
            assert(isFloating(other.dtype));
            assertClose(other, numbers, largest, `the gradient of ${name}, operand ${k}`);
          }
        }),
        runs(name, RUNS),
      );
    },
  });
}
