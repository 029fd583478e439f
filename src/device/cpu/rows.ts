/**
 * Kernels of rows on the CPU: hands views to WebAssembly; see {@linkcode FusedKernels}.
 *
 * @module
 */
import type { TypedArray } from "../../tensor/dtype.ts";
import type { View } from "../backend.ts";
import { kernels } from "./kernels.ts";
import { staged, stagedResult, unstage } from "./staging.ts";

type CPUView = View<TypedArray>;

/** The sizes of a matrix. */
function sizes({ shape }: CPUView): [rows: number, columns: number] {
  return [shape[0]!, shape[1]!];
}

/** softmax of rows, or its logarithm. */
export function softmax(x: CPUView, output: CPUView, log: boolean): void {
  kernels().softmax(staged(x), stagedResult(output), ...sizes(x), Number(log));
  unstage();
}

/** The gradient of softmax's input. */
export function softmaxBackward(grad: CPUView, output: CPUView, gradX: CPUView, log: boolean) {
  kernels().softmaxBackward(
    staged(grad),
    staged(output),
    stagedResult(gradX),
    ...sizes(grad),
    Number(log),
  );
  unstage();
}
