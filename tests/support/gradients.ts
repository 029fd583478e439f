/**
 * Gradients as fixtures have them: those of uneven ones of the results.
 *
 * @module
 */
import { autograd, type Tensor } from "@hibana/hibana";
import type { Case } from "./case.ts";
import { difference } from "./closeness.ts";
import { readsOf } from "./readbacks.ts";
import { lay, layoutOf } from "./operand.ts";

/** What is wrong with the gradients of leaves, or with those of their gradients; undefined for nothing. */
export function judgeGrads(
  question: Case,
  results: readonly Tensor[],
  leaves: readonly Tensor[],
  derivative: 1 | 2,
): string | undefined {
  const recorded = results.some((x) => x.requiresGrad);
  if (recorded !== (question.grads !== undefined)) {
    return `requiresGrad is ${recorded}, unlike PyTorch's`;
  }
  if (question.grads === undefined) return undefined;
  let found: (Tensor | null)[] = [];
  const reads = readsOf(leaves[0]!.device.type, () => {
    found = derivative === 1
      ? gradients(results, leaves, 0, false)
      : gradients(gradients(results, leaves, 0, true), leaves, 1, false);
  });
  if (reads > 0 && !question.mayRead) return `reads ${reads} times for its gradients`;
  for (const [i, wanted] of question.grads.entries()) {
    const got = found[i]!;
    if (wanted === null && got === null) continue;
    if (wanted === null || got === null) return `gradient ${i} is ${got}, unlike PyTorch's`;
    const complaint = difference(got, wanted);
    if (complaint !== undefined) return `gradient ${i} ${complaint}`;
  }
}

/** The gradients of leaves, given uneven ones of the results: the same that record.py gives them. */
function gradients(
  results: readonly (Tensor | null)[],
  leaves: readonly Tensor[],
  firstPlace: number,
  createGraph: boolean,
): (Tensor | null)[] {
  const roots = [...results.entries()].flatMap(([i, x]) => x?.requiresGrad ? [{ x, i }] : []);
  return autograd.grad(roots.map(({ x }) => x), leaves, {
    gradOutputs: roots.map(({ x, i }) => upstream(x, firstPlace + i)),
    allowUnused: true,
    createGraph,
  });
}

/** Uneven numbers at the shape of a result, so that mixed-up elements show. */
export function upstream({ shape, dtype, device, numel }: Tensor, place = 0): Tensor {
  const numbers = Array.from({ length: numel }, (_, i) => ((7 * i + 3 * place) % 5 - 1.5) / 2);
  return lay(numbers, layoutOf("", shape), dtype, device.toString());
}
