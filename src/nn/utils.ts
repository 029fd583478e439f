/**
 * What is done to parameters between backward and the optimizer's step.
 *
 * @module
 */
import { noGrad } from "../autograd/mode.ts";
import { RuntimeError } from "../errors.ts";
import { stack } from "../ops/join.ts";
import { tensor } from "../tensor/create.ts";
import { Tensor } from "../tensor/tensor.ts";

/** Options of clipping by the norm. */
export interface ClipGradNormOptions {
  /** The order of the norm; Infinity for the largest size. Default: 2. */
  normType?: number;
  /** Whether a norm that is infinite or NaN is an error. Default: false. */
  errorIfNonfinite?: boolean;
}

/**
 * Scales gradients down, in place, so that their norm, taken over all of them as one vector, is at most
 * `maxNorm`: by maxNorm / (norm + 1e-6) where that is less than 1.
 *
 * @param parameters a tensor, or several; those without a gradient count for nothing
 * @param maxNorm the largest norm that stays as it is
 * @param options `normType`, `errorIfNonfinite`
 * @returns the norm before clipping, on the first gradient's device
 * @throws {RuntimeError} with `errorIfNonfinite`, when the norm is infinite or NaN; nothing has changed then
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * const w = tensor([3, 4], { requiresGrad: true });
 * w.square().sum().div(2).backward();
 * console.log(nn.utils.clipGradNorm_([w], 1).item()); // 5
 * console.log(w.grad!.toString()); // tensor([0.6000, 0.8000])
 * ```
 */
export function clipGradNorm_(
  parameters: Tensor | Iterable<Tensor>,
  maxNorm: number,
  options: ClipGradNormOptions = {},
): Tensor {
  const { normType = 2, errorIfNonfinite = false } = options;
  const grads = gradsOf(parameters);
  const [first] = grads;
  if (first === undefined) return tensor(0);
  return noGrad(() => {
    const norms = grads.map((grad) => grad.norm(normType).to(first.device));
    const total = stack(norms).norm(normType);
    if (errorIfNonfinite && !Number.isFinite(total.item())) {
      const order = normType === Infinity ? "inf" : normType.toFixed(1);
      throw new RuntimeError(
        "nonfinite-norm",
        `The total norm of order ${order} for gradients from \`parameters\` is non-finite, so it cannot be clipped. To disable this error and scale the gradients by the non-finite norm anyway, set \`error_if_nonfinite=False\``,
        "A gradient is infinite or NaN: look for a learning rate that is too large, or a division by 0.",
      );
    }
    // Multiplying by 1, too: to ask whether it is needed would be to wait for the GPU.
    const factor = total.add(1e-6).reciprocal().mul(maxNorm).clamp(null, 1);
    for (const grad of grads) grad.detach().mul_(factor.to(grad.device));
    return total;
  });
}

/**
 * Brings every element of gradients between `-clipValue` and `clipValue`, in place.
 *
 * @param parameters a tensor, or several; those without a gradient are left alone
 * @param clipValue the largest size of an element
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * const w = tensor([-3, 0.5], { requiresGrad: true });
 * w.square().sum().backward();
 * nn.utils.clipGradValue_([w], 2);
 * console.log(w.grad!.toArray()); // [-2, 1]
 * ```
 */
export function clipGradValue_(parameters: Tensor | Iterable<Tensor>, clipValue: number): void {
  noGrad(() => {
    for (const grad of gradsOf(parameters)) grad.detach().clamp_(-clipValue, clipValue);
  });
}

function gradsOf(parameters: Tensor | Iterable<Tensor>): Tensor[] {
  const list = parameters instanceof Tensor ? [parameters] : [...parameters];
  return list.flatMap(({ grad }) => grad === null ? [] : [grad]);
}
