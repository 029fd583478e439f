/**
 * What is done to parameters between backward and the optimizer's step; parameters as one vector.
 *
 * @module
 */
import { noGrad } from "../autograd/mode.ts";
import { RuntimeError } from "../errors.ts";
import { cat, stack } from "../ops/join.ts";
import { tensor } from "../tensor/create.ts";
import { Tensor } from "../tensor/tensor.ts";
import { typeName } from "./naming.ts";

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

/**
 * All parameters in a row, [n]: a copy, through which gradients flow.
 *
 * @param parameters tensors on one device
 * @throws {TypeError} `Found two parameters on different devices, this is currently not supported.`
 *
 * @example
 * ```ts
 * import { nn } from "@hibana/hibana";
 *
 * const model = new nn.Linear(3, 2);
 * const vector = nn.utils.parametersToVector(model.parameters());
 * console.log(vector.shape); // [8]
 * nn.utils.vectorToParameters(vector.detach().mul(0), model.parameters());
 * console.log(model.bias!.toArray()); // [0, 0]
 * ```
 */
export function parametersToVector(parameters: Iterable<Tensor>): Tensor {
  const list = [...parameters];
  requireOneDevice(list);
  return cat(list.map((parameter) => parameter.view(-1)));
}

/**
 * Makes parameters show the elements of a vector, one after another: they share its memory then.
 *
 * @param vector [n] or more, of which the rest is left
 * @param parameters tensors on one device
 * @throws {RuntimeError} `shape '[2, 2]' is invalid for input of size 3`, when it is too short
 * @throws {TypeError} `Found two parameters on different devices, this is currently not supported.`
 */
export function vectorToParameters(vector: Tensor, parameters: Iterable<Tensor>): void {
  if (!(vector instanceof Tensor)) {
    throw new TypeError(
      `expected torch.Tensor, but got: ${typeName(vector)}\nparametersToVector() makes one.`,
    );
  }
  const list = [...parameters];
  requireOneDevice(list);
  let start = 0;
  const parts = list.map((parameter) => {
    const part = vector.at(`${start}:${start + parameter.numel}`).view(parameter.shape);
    start += parameter.numel;
    return part;
  });
  list.forEach((parameter, i) => parameter.data = parts[i]!.data);
}

function requireOneDevice(parameters: readonly Tensor[]): void {
  if (parameters.every(({ device }) => device === parameters[0]!.device)) return;
  throw new TypeError(
    "Found two parameters on different devices, this is currently not supported.\n" +
      'Move them to one first: model.to("cpu").',
  );
}
