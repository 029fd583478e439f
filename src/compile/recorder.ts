/**
 * A backend that passes every call on to the real one, and tells a trace of it.
 *
 * @module
 */
import type { Backend, Reduction, Scan, ScatterMode, View } from "../device/backend.ts";
import type { ComputeType, ElementwiseKernel } from "../device/expression.ts";
import type { FusedKernels } from "../device/fused.ts";
import type { IndexRule } from "../device/out_of_range.ts";
import type { Device } from "../device/registry.ts";
import type { DType, TypedArray } from "../tensor/dtype.ts";
import { notCaptured } from "./effects.ts";

/** A call of a kernel, as a recorder tells it. */
export interface Call {
  readonly device: Device;
  /** The method's name. */
  readonly name: string;
  readonly args: readonly unknown[];
  /** Which arguments are written. */
  readonly outputs: readonly number[];
  /** Whether what is written keeps nothing of what was there, and nothing else happens. */
  readonly pure: boolean;
  readonly run: (backend: Backend, args: readonly unknown[]) => void;
}

/** Who is told. */
export interface Listener {
  /** False once the function is over: what was made in it may still ask its backend for more. */
  readonly isListening: boolean;
  kernel(call: Call): void;
  elementwise(
    device: Device,
    kernel: ElementwiseKernel,
    compute: ComputeType,
    operands: readonly (View | number)[],
    output: View,
  ): void;
  write(device: Device, buffer: unknown, data: TypedArray): void;
}

/**
 * Which arguments of a fused kernel are outputs, and whether it does more than to fill them: keeps some of
 * what was there, or says no to indices out of range.
 */
const FUSED: Readonly<Record<keyof FusedKernels, { outputs: number[]; updates?: boolean }>> = {
  softmax: { outputs: [1] },
  softmaxBackward: { outputs: [2] },
  layerNorm: { outputs: [4, 5, 6] },
  layerNormBackward: { outputs: [5, 6, 7] },
  rmsNorm: { outputs: [3, 4] },
  rmsNormBackward: { outputs: [4, 5] },
  crossEntropy: { outputs: [3, 4], updates: true },
  crossEntropyBackward: { outputs: [5] },
  attention: { outputs: [5, 6] },
  attentionBackward: { outputs: [8, 9, 10] },
  convolve: { outputs: [4] },
  convolveBackward: { outputs: [3] },
  linear: { outputs: [3] },
  matmulThen: { outputs: [5] },
  takeRows: { outputs: [2], updates: true },
  addRows: { outputs: [0], updates: true },
  adamStep: { outputs: [0, 2, 3], updates: true },
};

/** Sees what tensors ask of a device. */
export class Recorder implements Backend {
  readonly #real: Backend;
  readonly #device: Device;
  readonly #listener: Listener;
  /** The real device's fused kernels, each told of as well. */
  readonly fused: FusedKernels;

  /**
   * @param device the device
   * @param real what computes there
   * @param listener who is told
   */
  constructor(device: Device, real: Backend, listener: Listener) {
    this.#device = device;
    this.#real = real;
    this.#listener = listener;
    this.fused = this.#watchedFused();
  }

  /** What tensors there print. */
  get name(): string {
    return this.#real.name;
  }

  /** Always: so that nobody reads values for a check that eager calls make because it is cheap. */
  get outsideHeap(): boolean {
    return this.#listener.isListening || this.#real.outsideHeap;
  }

  get pooledBytes(): number {
    return this.#real.pooledBytes;
  }

  refusal(dtype: DType): string | undefined {
    return this.#real.refusal(dtype);
  }

  allocate(dtype: DType, length: number): unknown {
    return this.#real.allocate(dtype, length);
  }

  needsRelease(buffer: unknown): boolean {
    return this.#real.needsRelease(buffer);
  }

  release(buffer: unknown, collected: boolean): void {
    this.#real.release(buffer, collected);
  }

  write(buffer: unknown, dtype: DType, data: TypedArray): void {
    this.#real.write(buffer, dtype, data);
    this.#listener.write(this.#device, buffer, data);
  }

  read(...args: Parameters<Backend["read"]>): TypedArray {
    this.#refuseReads();
    return this.#real.read(...args);
  }

  readAsync(...args: Parameters<Backend["readAsync"]>): Promise<TypedArray> {
    this.#refuseReads();
    return this.#real.readAsync(...args);
  }

  synchronize(): Promise<void> {
    this.#refuseReads();
    return this.#real.synchronize();
  }

  #refuseReads(): void {
    if (this.#listener.isListening) throw notCaptured();
  }

  elementwise(
    kernel: ElementwiseKernel,
    compute: ComputeType,
    operands: readonly (View | number)[],
    output: View,
  ): void {
    this.#real.elementwise(kernel, compute, operands, output);
    this.#listener.elementwise(this.#device, kernel, compute, operands, output);
  }

  reduce(...args: [reduction: Reduction, input: View, output: View]): void {
    this.#run("reduce", args, [2]);
  }

  scan(...args: [scan: Scan, inputs: readonly View[], outputs: readonly View[]]): void {
    this.#run("scan", args, [2]);
  }

  matmul(...args: [a: View, b: View, output: View]): void {
    this.#run("matmul", args, [2]);
  }

  checkIndices(...args: [index: View, dim: number, size: number, rule: IndexRule]): void {
    this.#run("checkIndices", args, [], false);
  }

  gather(
    ...args: [input: View, dim: number, index: View, output: View, rule?: IndexRule]
  ): void {
    // With a rule it also says no to indices out of range, wanted or not.
    this.#run("gather", args, [3], args[4] === undefined);
  }

  scatter(
    ...args: [
      output: View,
      dim: number,
      index: View,
      source: View,
      mode: ScatterMode,
      rule?: IndexRule,
    ]
  ): void {
    this.#run("scatter", args, [0], false);
  }

  sort(...args: [input: View, values: View, indices: View, descending: boolean]): void {
    this.#run("sort", args, [1, 2]);
  }

  searchSorted(...args: [sequence: View, values: View, output: View, right: boolean]): void {
    this.#run("searchSorted", args, [2]);
  }

  #run<Name extends Kernel>(
    name: Name,
    args: Parameters<Backend[Name]>,
    outputs: readonly number[],
    pure = true,
  ): void {
    const run = (backend: Backend, args: readonly unknown[]) => {
      (backend[name] as (...args: unknown[]) => void)(...args);
    };
    run(this.#real, args);
    this.#listener.kernel({ device: this.#device, name, args, outputs, pure, run });
  }

  #watchedFused(): FusedKernels {
    const real = this.#real.fused;
    const watched: Record<string, (...args: unknown[]) => void> = {};
    for (const [name, { outputs, updates }] of Object.entries(FUSED)) {
      const key = name as keyof FusedKernels;
      if (real[key] === undefined) continue;
      const run = ({ fused }: Backend, args: readonly unknown[]) => {
        (fused[key] as (...args: unknown[]) => void)(...args);
      };
      watched[name] = (...args) => {
        run(this.#real, args);
        const pure = updates !== true;
        this.#listener.kernel({ device: this.#device, name, args, outputs, pure, run });
      };
    }
    return watched;
  }
}

/** The methods of a backend that are told of alike. */
type Kernel =
  | "reduce"
  | "scan"
  | "matmul"
  | "checkIndices"
  | "gather"
  | "scatter"
  | "sort"
  | "searchSorted";
