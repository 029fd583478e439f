/**
 * Gradients held against the slopes that central finite differences measure, in float64.
 *
 * @module
 */
import { autograd, type Tensor } from "@hibana/hibana";
import { upstream } from "./gradients.ts";
import { make, type Sketch } from "./sketches.ts";

/** A function of tensors that gives one number. */
type Loss = (leaves: readonly Tensor[]) => Tensor;

/** How far a number is moved to either side. */
const STEP = 1e-6;

/** How far a gradient may lie from what is measured, as a part of the largest slope, or of 1. */
const TOLERANCE = 2e-6;

/** How many of an operand's elements are moved. */
const PROBES = 8;

function leavesOf(sketches: readonly Sketch[]): Tensor[] {
  return sketches.map((sketch) => make(sketch, "cpu", "float64").requiresGrad_());
}

/** The gradients of a loss; zeros of what it does not depend on. */
function gradients(loss: Tensor, leaves: readonly Tensor[], createGraph: boolean): Tensor[] {
  if (!loss.requiresGrad) return leaves.map((leaf) => leaf.detach().zerosLike());
  const found = autograd.grad(loss, leaves, { allowUnused: true, createGraph });
  return found.map((grad, i) => grad ?? leaves[i]!.detach().zerosLike());
}

/** An uneven sum of a tensor's elements. */
function projected(x: Tensor, place: number): Tensor {
  return x.mul(upstream(x, place)).sum();
}

/** Some positions among so many, spread evenly: each costs two runs of the operation. */
function probes(count: number): number[] {
  const some = Math.min(count, PROBES);
  return Array.from({ length: some }, (_, i) => Math.floor(((i + 0.5) * count) / some));
}

/** What is wrong with the gradients of a loss, in a sentence; undefined where nothing is. */
function judge(sketches: readonly Sketch[], loss: Loss): string | undefined {
  const leaves = leavesOf(sketches);
  const found = gradients(loss(leaves), leaves, false);
  for (const [k, sketch] of sketches.entries()) {
    const moved = (i: number, by: number) => {
      const values = sketch.values.with(i, sketch.values[i]! + by);
      return loss(leavesOf(sketches.with(k, { ...sketch, values }))).item() as number;
    };
    const probed = probes(sketch.values.length);
    const measured = probed.map((i) => (moved(i, STEP) - moved(i, -STEP)) / (2 * STEP));
    const allowed = TOLERANCE * Math.max(1, ...measured.map(Math.abs));
    const slopes = found[k]!.toTypedArray();
    for (const [n, i] of probed.entries()) {
      if (Math.abs(slopes[i]! - measured[n]!) <= allowed) continue;
      return `operand ${k}: ${slopes[i]} instead of ${measured[n]} at ${i}`;
    }
  }
}

/** What is wrong with the gradients of an operation's operands. */
export function judgeFirst(
  sketches: readonly Sketch[],
  op: (leaves: readonly Tensor[]) => Tensor,
): string | undefined {
  return judge(sketches, (leaves) => projected(op(leaves), 0));
}

/** What is wrong with the gradients of its gradients. */
export function judgeSecond(
  sketches: readonly Sketch[],
  op: (leaves: readonly Tensor[]) => Tensor,
): string | undefined {
  return judge(sketches, (leaves) => {
    const slopes = gradients(projected(op(leaves), 0), leaves, true);
    return slopes.map((slope, i) => projected(slope, i + 1)).reduce((a, b) => a.add(b));
  });
}
