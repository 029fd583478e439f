/** WebGPU computes what the CPU computes: of views, of nothing, of NaN, at every rank, gradients included. */

import { assert, assertEquals } from "@std/assert";
import { autograd, type Tensor } from "@hibana/hibana";
import fc from "fast-check";
import { hasGPU } from "./support/devices.ts";
import { upstream } from "./support/gradients.ts";
import { assertClose, make, type Sketch } from "./support/sketches.ts";
import { SPECIMENS } from "./support/specimens/mod.ts";
import { questions, runs, type Specimen } from "./support/specimens/specimen.ts";

/** A new kernel takes 10 ms: one shape for each operation, hundreds for the kernels that they share. */
const RUNS = 1;

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

/** Holds where webgpu, given the layouts, gives what the cpu gives of contiguous tensors. */
function compare(specimen: Specimen, sketches: readonly Sketch[], random: number): void {
  const compact = sketches.map((sketch) => ({ ...sketch, how: "" }));
  const here = outcome(specimen, compact, random, "cpu");
  const there = outcome(specimen, sketches, random, "webgpu");
  const empty = sketches.some(({ values }) => values.length === 0);
  assert(here.error === undefined || empty, here.error);
  assertEquals(there.error, here.error);
  if (here.out === undefined) return;
  assertEquals([there.out!.shape, there.out!.dtype], [here.out.shape, here.out.dtype]);
  assertClose(there.out!, here.out.toTypedArray(), 1, "the result");
  assertEquals(there.grads.map((grad) => grad?.shape), here.grads.map((grad) => grad?.shape));
  for (const [k, grad] of here.grads.entries()) {
    if (grad === null) continue;
    // Sums of large terms that cancel leave an error of the size of the terms'.
    const numbers = grad.toTypedArray();
    const largest = Math.max(1, ...numbers.map(Math.abs).filter(Number.isFinite));
    assertClose(there.grads[k]!, numbers, largest, `the gradient of operand ${k}`);
  }
}

/** The same shape, but as an expanded view of its first slice. */
function expanded(sketch: Sketch): Sketch {
  const { shape, values } = sketch;
  if (shape.length === 0 || values.length === 0) return sketch;
  const slice = values.length / shape[0]!;
  return { ...sketch, how: "expanded", values: values.map((_, i) => values[i % slice]!) };
}

/** The same, but for every third element of the first operand. */
function poisoned(sketches: readonly Sketch[], poison: number): Sketch[] {
  return sketches.map((sketch, k) => {
    if (k > 0) return sketch;
    const { values } = sketch;
    const at = values.length === 1 ? 0 : 1;
    return { ...sketch, values: values.map((value, i) => i % 3 === at ? poison : value) };
  });
}

/** On the CPU they refuse what is no probability; to look for it on webgpu would take a read. */
const REFUSE_POISON: ReadonlySet<string> = new Set(["binaryCrossEntropy"]);

for (const [name, specimen] of Object.entries(SPECIMENS)) {
  Deno.test({
    name: `webgpu computes ${name} of views as the cpu does of contiguous tensors, NaN included`,
    ignore: !hasGPU,
    fn() {
      fc.assert(
        fc.property(questions(specimen, EXTENTS), ({ sketches, random }) => {
          compare(specimen, sketches, random);
          if (random % 2 === 0) compare(specimen, sketches.map(expanded), random);
          if (REFUSE_POISON.has(name)) return;
          for (const poison of [NaN, Infinity, -Infinity]) {
            compare(specimen, poisoned(sketches, poison), random);
          }
        }),
        runs(name, RUNS),
      );
    },
  });
}
