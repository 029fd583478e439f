/**
 * Checking what a device computes in one pass, in float32, against the same composed of ordinary operations,
 * in float64 on the CPU.
 *
 * @module
 */
import { assert } from "@std/assert";
import { autograd, type Tensor, tensor } from "@hibana/hibana";
import { isClose, toleranceOf } from "./closeness.ts";
import type { DeviceName } from "./devices.ts";

/** A function of tensors that computes in their dtype, on their device. */
type Computation = (...inputs: Tensor[]) => Tensor;

/** Numbers that look random and repeat themselves in each run. */
export function numbers(shape: readonly number[], seed = 1): Tensor {
  const count = shape.reduce((product, n) => product * n, 1);
  const values = Float32Array.from(
    { length: count },
    (_, i) => 3 * Math.sin(12.9898 * (i + 1) + 78.233 * seed) * Math.cos(0.37 * i * i + seed),
  );
  return tensor(values).view(...shape);
}

/** The value, the gradients, and the gradients of the sum of the gradients' squares. */
function derivatives(of: Computation, inputs: readonly Tensor[], order: number): Tensor[] {
  const output = of(...inputs);
  if (order === 0) return [output];
  const weights = numbers(output.shape, 7).to({ dtype: output.dtype, device: output.device });
  const first = autograd.grad(output, inputs, { gradOutputs: weights, retainGraph: true });
  const all = [output, ...first as Tensor[]];
  if (order === 1) return all;
  const again = autograd.grad(output, inputs, { gradOutputs: weights, createGraph: true });
  let total = again[0]!.square().sum();
  for (const slope of again.slice(1)) total = total.add(slope!.square().sum());
  const last = autograd.grad(total, inputs, { allowUnused: true });
  return [...all, ...again as Tensor[], ...last.filter((x) => x !== null)];
}

/**
 * Compares values and derivatives.
 *
 * @param place where the function computes in float32
 * @param of the function
 * @param inputs float32 tensors on the CPU
 * @param order how often it is differentiated: 0, 1 or 2
 */
export function checkComposed(
  place: DeviceName,
  of: Computation,
  inputs: readonly Tensor[],
  order = 1,
): void {
  const [got, wanted] = ([[place, "float32"], ["cpu", "float64"]] as const).map(
    ([device, dtype]) => {
      const leaves = inputs.map((x) => x.to({ device, dtype, copy: true }));
      if (order > 0) leaves.forEach((x) => x.requiresGrad = true);
      return derivatives(of, leaves, order);
    },
  );
  got!.forEach((tensor, part) => {
    const values = Array.from(tensor.detach().toTypedArray());
    const right = Array.from(wanted![part]!.detach().toTypedArray());
    assert(values.length === right.length, `part ${part} has another size`);
    const largest = right.reduce(
      (most, x) => Number.isFinite(x) ? Math.max(most, Math.abs(x)) : most,
      1,
    );
    const { absolute, relative } = toleranceOf("float32");
    const tolerance = { absolute: absolute * largest, relative };
    const wrong = right.findIndex((x, i) => !isClose(values[i]!, x, tolerance));
    assert(
      wrong < 0,
      `part ${part} of ${inputs.map((x) => `[${x.shape}]`)} is ${values[wrong]} at ${wrong}, not ${
        right[wrong]
      }`,
    );
  });
}
