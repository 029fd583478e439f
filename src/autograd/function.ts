/**
 * Functions of one's own: a forward, and the backward that belongs to it.
 *
 * @module
 */
import type { Device } from "../device/registry.ts";
import { NotImplementedError, RuntimeError } from "../errors.ts";
import { emptyTensor } from "../tensor/create.ts";
import { type DType, isFloating, pythonTypeName } from "../tensor/dtype.ts";
import { formatShape, sameShape, type Shape } from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";
import { withGradMode } from "./mode.ts";
import { checkVersion, graphFreed, isRecorded, Joint, save, type Saved, targetOf } from "./node.ts";

/** What a backward gives: a gradient for each argument of forward, null for those that have none. */
export type Gradients = Tensor | null | readonly (Tensor | null)[];

/** A class that derives from {@linkcode AutogradFunction}, as `apply` sees it. */
export interface FunctionClass<
  Args extends readonly unknown[],
  Result extends Tensor | readonly Tensor[],
> {
  /** The class's name; `Backward` is added to it on the tape. */
  readonly name: string;
  /** Computes the results. */
  forward(ctx: FunctionContext, ...args: Args): Result;
  /** Computes the gradients of the arguments from those of the results. */
  backward(ctx: FunctionContext, ...grads: Tensor[]): Gradients;
}

let keptBy: (ctx: FunctionContext) => Kept;

/** What a forward leaves for its backward. */
interface Kept {
  /** What was given to saveForBackward. */
  tensors: readonly (Tensor | null)[];
  /** The same with versions, once forward is over; undefined when it has been let go. */
  saved: readonly (Saved | null)[] | undefined;
  nonDifferentiable: ReadonlySet<Tensor>;
  node: Joint | undefined;
}

/**
 * What a forward hands on to its backward. Attributes of one's own may be put on it; tensors go through
 * {@linkcode FunctionContext.saveForBackward}, which notices when they are changed in between.
 */
export class FunctionContext {
  /** Attributes that a forward leaves for its backward. */
  [attribute: string]: unknown;
  /** For each argument of forward, whether it is a tensor that needs a gradient. */
  readonly needsInputGrad: readonly boolean[];
  readonly #kept: Kept = {
    tensors: [],
    saved: undefined,
    nonDifferentiable: new Set(),
    node: undefined,
  };

  static {
    keptBy = (ctx) => ctx.#kept;
  }

  /**
   * Made by `apply`.
   *
   * @param needsInputGrad for each argument, whether it needs a gradient
   */
  constructor(needsInputGrad: readonly boolean[]) {
    this.needsInputGrad = needsInputGrad;
  }

  /**
   * Keeps tensors for backward: arguments, results, or what was computed on the way. To be called in
   * forward, once.
   *
   * @param tensors the tensors; null keeps a place empty
   * @throws {TypeError} `save_for_backward can only save variables, but argument 0 is of type int`
   */
  saveForBackward(...tensors: (Tensor | null)[]): void {
    tensors.forEach((x, i) => {
      if (x === null || x instanceof Tensor) return;
      throw new TypeError(
        `save_for_backward can only save variables, but argument ${i} is of type ${
          pythonTypeName(x)
        }\nPut it on ctx under a name of its own: ctx.power = 2.`,
      );
    });
    this.#kept.tensors = tensors;
  }

  /**
   * What was saved for backward, in order. Arguments and results are still on the tape, so that gradients
   * can be differentiated again.
   *
   * @throws {RuntimeError} when one of them was changed in place, or they have been let go
   */
  get savedTensors(): (Tensor | null)[] {
    const { tensors, saved, node } = this.#kept;
    if (node === undefined) return [...tensors];
    if (saved === undefined) throw graphFreed();
    return saved.map((each) => {
      if (each === null) return null;
      checkVersion(each, node);
      return each.tensor;
    });
  }

  /**
   * Says which results have no gradient, such as indices. To be called in forward.
   *
   * @param results the results, before they are returned
   */
  markNonDifferentiable(...results: Tensor[]): void {
    this.#kept.nonDifferentiable = new Set(results);
  }
}

/**
 * The base of functions with a backward of their own: a class with two static methods, called by `apply`.
 * Backward is given the gradient of each result, zeros for those that had no part, and gives one for each
 * argument. Where it is written in tensor operations its gradients can be differentiated again.
 *
 * @example
 * ```ts
 * import { autograd, type Tensor, tensor } from "@hibana/hibana";
 *
 * class Exp extends autograd.Function {
 *   static override forward(ctx: autograd.FunctionContext, x: Tensor): Tensor {
 *     const result = x.exp();
 *     ctx.saveForBackward(result);
 *     return result;
 *   }
 *   static override backward(ctx: autograd.FunctionContext, grad: Tensor): Tensor {
 *     const [result] = ctx.savedTensors;
 *     return grad.mul(result!);
 *   }
 * }
 * const x = tensor([0, 1], { requiresGrad: true });
 * const y = Exp.apply(x);
 * y.sum().backward();
 * console.log(String(y), String(x.grad));
 * // tensor([1.0000, 2.7183], grad_fn=<ExpBackward>) tensor([1.0000, 2.7183])
 * ```
 */
export abstract class AutogradFunction {
  /**
   * Computes the results. Nothing is recorded here.
   *
   * @param _ctx to keep something for backward
   * @param _args what `apply` was called with
   * @returns a tensor, or an array of tensors
   */
  static forward(_ctx: FunctionContext, ..._args: never[]): Tensor | readonly Tensor[] {
    throw new NotImplementedError(
      "no-forward",
      "You must implement the forward function for custom autograd.Function.",
      "Write static override forward(ctx: autograd.FunctionContext, x: Tensor): Tensor { ... }.",
    );
  }

  /**
   * Computes the gradients of the arguments.
   *
   * @param _ctx what forward has kept
   * @param _grads the gradient of each result
   * @returns a gradient, or an array with one for each argument, null for those that have none
   */
  static backward(_ctx: FunctionContext, ..._grads: Tensor[]): Gradients {
    throw new NotImplementedError(
      "no-backward",
      "You must implement either the backward or vjp method for your custom autograd.Function to use it with backward mode AD.",
      "Write static override backward(ctx: autograd.FunctionContext, grad: Tensor): Tensor { ... }.",
    );
  }

  /**
   * Computes the results, and puts them on the tape.
   *
   * @param args what forward takes, besides its context
   * @returns what forward gives
   */
  static apply<Args extends readonly unknown[], Result extends Tensor | readonly Tensor[]>(
    this: FunctionClass<Args, Result>,
    ...args: Args
  ): Result {
    const ctx = new FunctionContext(args.map((x) => x instanceof Tensor && x.requiresGrad));
    const result = withGradMode(false, () => this.forward(ctx, ...args));
    if (!isRecorded(args.filter((x) => x instanceof Tensor))) return result;
    const outputs: readonly Tensor[] = result instanceof Tensor ? [result] : result;
    const recorded = new FunctionNode(this, ctx, args, outputs).record(outputs, args);
    return (result instanceof Tensor ? recorded[0] : recorded) as unknown as Result;
  }
}

/** A function's place on the tape. */
class FunctionNode extends Joint {
  readonly #function: FunctionClass<never, Tensor>;
  readonly #ctx: FunctionContext;
  /** For each argument whether it is a tensor, and its shape. */
  readonly #args: readonly (Shape | null)[];
  /** What each result is like. */
  readonly #results: readonly { shape: Shape; dtype: DType; device: Device }[];
  /** For each result its place among those that have a gradient, or -1. */
  readonly #places: number[] = [];

  constructor(
    of: FunctionClass<never, Tensor | readonly Tensor[]>,
    ctx: FunctionContext,
    args: readonly unknown[],
    results: readonly Tensor[],
  ) {
    const edges = args.filter((x) => x instanceof Tensor && x.requiresGrad).map((x) => ({
      target: targetOf(x as Tensor),
      gradient: () => null,
      reads: [],
    }));
    super(`${of.name}Backward`, results[0]!, edges);
    this.#function = of as FunctionClass<never, Tensor>;
    this.#ctx = ctx;
    this.#args = args.map((x) => x instanceof Tensor ? x.shape : null);
    this.#results = results.map(({ shape, dtype, device }) => ({ shape, dtype, device }));
    const kept = keptBy(ctx);
    kept.node = this;
    kept.saved = kept.tensors.map((x) =>
      x === null ? null : { ...save(x, undefined), isOutput: results.includes(x) }
    );
  }

  /** The results as they are on the tape. */
  record(results: readonly Tensor[], args: readonly unknown[]): Tensor[] {
    const { nonDifferentiable } = keptBy(this.#ctx);
    return results.map((result, i) => {
      const differentiable = isFloating(result.dtype) && !nonDifferentiable.has(result);
      this.#places.push(differentiable ? this.outputs.length : -1);
      if (!differentiable) return result;
      // What has a place on the tape, or is handed through, stays what it is.
      const taken = result.requiresGrad || args.includes(result) || results.indexOf(result) < i;
      const output = taken ? result.detach() : result;
      this.addOutput(output);
      return output;
    });
  }

  override join(grads: readonly (Tensor | undefined)[], keep: boolean): (Tensor | null)[] {
    const kept = keptBy(this.#ctx);
    if (kept.saved === undefined) throw graphFreed();
    const full = this.#results.map(({ shape, dtype, device }, i) =>
      grads[this.#places[i]!] ?? emptyTensor(shape, dtype, device).zero_()
    );
    const given = this.#function.backward(this.#ctx, ...full);
    const list: readonly unknown[] = Array.isArray(given) ? given : [given];
    const parts = this.#args.map((shape, i) => this.#checked(list[i] ?? null, shape, i));
    if (list.slice(parts.length).some((x) => x !== null) || list.length < parts.length) {
      throw new RuntimeError(
        "gradient-count",
        `function ${this.name} returned an incorrect number of gradients (expected ${parts.length}, got ${list.length})`,
        "Backward gives one gradient for each argument of forward, null for those that have none.",
      );
    }
    if (!keep && kept.saved.length > 0) kept.saved = undefined;
    return parts.filter((_, i) => this.#ctx.needsInputGrad[i]);
  }

  /** A gradient that backward gave, if it may be that of the i-th argument. */
  #checked(grad: unknown, shape: Shape | null, i: number): Tensor | null {
    if (grad === null) return null;
    if (!(grad instanceof Tensor)) {
      throw new RuntimeError(
        "bad-gradient",
        `expected Variable or None (got ${pythonTypeName(grad)})`,
        "Backward gives tensors, and null for arguments without a gradient.",
      );
    }
    if (shape === null) {
      throw new RuntimeError(
        "bad-gradient",
        `function ${this.name} returned a gradient different than None at position ${
          i + 1
        }, but the corresponding forward input was not a Variable`,
        "Give null for arguments that are no tensors.",
      );
    }
    if (sameShape(grad.shape, shape)) return grad;
    throw new RuntimeError(
      "shape-mismatch",
      `Function ${this.name} returned an invalid gradient at index ${i} - got ${
        formatShape(grad.shape)
      } but expected shape compatible with ${formatShape(shape)}`,
      "Each gradient has the shape of its argument: add up what broadcasting repeated.",
    );
  }
}
