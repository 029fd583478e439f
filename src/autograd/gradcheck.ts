/**
 * Compares gradients with finite differences.
 *
 * @module
 */
import { RuntimeError, ValueError } from "../errors.ts";
import { fromTypedArray } from "../tensor/create.ts";
import { isFloating } from "../tensor/dtype.ts";
import { Tensor } from "../tensor/tensor.ts";
import { grad } from "./engine.ts";
import { enableGrad, noGrad } from "./mode.ts";

/** Options of {@linkcode gradcheck}. */
export interface GradcheckOptions {
  /** How far each element is moved, up and down. Default: 1e-6. */
  eps?: number;
  /** The difference that is allowed, whatever the gradient's size. Default: 1e-5. */
  atol?: number;
  /** The difference that is allowed as a part of the gradient. Default: 1e-3. */
  rtol?: number;
  /** Whether wrong gradients are an error; else they are a false result. Default: true. */
  raiseException?: boolean;
}

/** A function under test: it takes tensors, and gives one or several. */
export type Checked = (...inputs: Tensor[]) => Tensor | readonly Tensor[];

/**
 * Compares the gradients that `backward` computes with central differences, element by element. The inputs
 * should be float64, so that differences have digits left. Reads every result back.
 *
 * @param fn the function; it is called twice for every element of every input that needs a gradient
 * @param inputs what it is called with
 * @param options `eps`, `atol`, `rtol`, `raiseException`
 * @returns whether the gradients agree
 * @throws {ValueError} when no input needs a gradient
 * @throws {RuntimeError} `Jacobian mismatch for output 0 with respect to input 0,` and both Jacobians
 *
 * @example
 * ```ts
 * import { autograd, tensor } from "@hibana/hibana";
 *
 * const x = tensor([1, 2], { dtype: "float64", requiresGrad: true });
 * console.log(autograd.gradcheck((x) => x.exp().mul(x), [x])); // true
 * ```
 */
export function gradcheck(
  fn: Checked,
  inputs: Tensor | readonly Tensor[],
  options: GradcheckOptions = {},
): boolean {
  const { raiseException = true } = options;
  const wrong = complaint(fn, inputs instanceof Tensor ? [inputs] : inputs, options);
  if (wrong === undefined) return true;
  if (raiseException) throw wrong;
  return false;
}

type Slopes = Float64Array<ArrayBuffer>;

function complaint(
  fn: Checked,
  inputs: readonly Tensor[],
  { eps = 1e-6, atol = 1e-5, rtol = 1e-3 }: GradcheckOptions,
): Error | undefined {
  if (!inputs.some((x) => x instanceof Tensor && x.requiresGrad)) {
    return new ValueError(
      "no-grad",
      "gradcheck expects at least one input tensor to require gradient, but none of the them have requires_grad=True.",
      "Make one with { requiresGrad: true }.",
    );
  }
  const outputs = results(enableGrad(() => fn(...inputs)));
  for (const [j, input] of inputs.entries()) {
    if (!(input instanceof Tensor) || !input.requiresGrad) continue;
    const slopes = numerical(fn, inputs, j, eps);
    for (const [i, output] of outputs.entries()) {
      const shape = [input.numel, output.numel];
      const differences = slopes[i]!;
      const gradients = analytical(output, input, 1);
      const agree = gradients.every((a, k) => {
        const n = differences[k]!;
        return a === n || Math.abs(a - n) <= atol + rtol * Math.abs(n);
      });
      if (!agree) {
        const show = (values: Slopes) => String(fromTypedArray(values, shape, "float64"));
        return new RuntimeError(
          "gradcheck",
          `Jacobian mismatch for output ${i} with respect to input ${j},\nnumerical:${
            show(differences)
          }\nanalytical:${show(gradients)}\n`,
          "Look at the formula of that gradient; for float32 inputs, or at a kink, differences say nothing.",
        );
      }
      if (analytical(output, input, 0).some((a) => a !== 0)) {
        return new RuntimeError(
          "gradcheck",
          "backward not multiplied by grad_output",
          "The gradient of a result is a factor in those of the inputs: grad.mul(...).",
        );
      }
    }
  }
  return undefined;
}

/** The results that can have gradients. */
function results(given: Tensor | readonly Tensor[]): Tensor[] {
  return [given].flat().filter((x) => isFloating(x.dtype));
}

/** For each output, how it changes with each element of an input: [input, output], row by row. */
function numerical(
  fn: Checked,
  inputs: readonly Tensor[],
  j: number,
  eps: number,
): Slopes[] {
  const input = inputs[j]!;
  const values = input.detach().toTypedArray();
  const at = (k: number, moved: number): Tensor[] => {
    const elements = values.slice();
    elements[k] = elements[k]! + moved;
    const { device, dtype, shape } = input;
    const x = fromTypedArray(elements, shape, dtype, { device });
    return noGrad(() => results(fn(...inputs.with(j, x))));
  };
  const rows: Slopes[][] = [];
  for (let k = 0; k < input.numel; k++) {
    const [above, below] = [eps, -eps].map((moved) => at(k, moved)) as [Tensor[], Tensor[]];
    above.forEach((output, i) => {
      const low = below[i]!.toTypedArray();
      (rows[i] ??= []).push(
        Float64Array.from(output.toTypedArray(), (high, m) => (high - low[m]!) / (2 * eps)),
      );
    });
  }
  return rows.map((each) => Float64Array.from(each.flatMap((row) => [...row])));
}

/** The same from the tape, of an output whose gradient is `size`. */
function analytical(output: Tensor, input: Tensor, size: number): Slopes {
  const [rows, columns] = [input.numel, output.numel];
  const jacobian = new Float64Array(rows * columns);
  if (!output.requiresGrad) return jacobian;
  for (let m = 0; m < columns; m++) {
    const one = new Float64Array(columns);
    one[m] = size;
    const { device, dtype, shape } = output;
    const seed = fromTypedArray(one, shape, "float64").to({ device, dtype });
    const [slopes] = grad(output, input, {
      gradOutputs: seed,
      allowUnused: true,
      retainGraph: true,
    });
    slopes?.toTypedArray().forEach((slope, k) => jacobian[k * columns + m] = slope);
  }
  return jacobian;
}
