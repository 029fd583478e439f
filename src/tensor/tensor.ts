/**
 * The tensor: an n-dimensional array of numbers that lives on a device and can be differentiated.
 *
 * @module
 */
import { backward, type BackwardOptions } from "../autograd/engine.ts";
import type { RemovableHandle } from "../autograd/hook_list.ts";
import type { GradHook } from "../autograd/node.ts";
import { RuntimeError } from "../errors.ts";
import type { ToTarget } from "../ops/cast.ts";
import type { FillOptions } from "../random/sample.ts";
import type { NestedArray } from "./create.ts";
import {
  bytesPerElement,
  type DType,
  isFloating,
  tensorTypeName,
  type TypedArray,
} from "./dtype.ts";
import { LikeMethods } from "./methods/like.ts";
import { ops } from "./operations.ts";
import { formatTensor, isSummarised, summarisedShape } from "./print.ts";
import { type Shape, sizeOf } from "./shape.ts";

/**
 * An n-dimensional array of numbers on a device. Views share their elements; operations on tensors that
 * need gradients are recorded, and `backward` differentiates them.
 *
 * @example
 * ```ts
 * import { tensor } from "@hibana/hibana";
 *
 * const x = tensor([[1, 2], [3, 4]], { requiresGrad: true });
 * x.mul(x).sum().backward();
 * console.log(x.grad!.toArray()); // [[2, 4], [6, 8]]
 * ```
 */
export class Tensor extends LikeMethods {
  /**
   * The tensor on another device or in another dtype; itself where nothing changes.
   *
   * @param target a device, a dtype, a tensor to be like, or `{ device, dtype, copy }`
   * @param dtype the dtype, where the first argument is a device
   * @throws {RuntimeError} for unknown devices, and `webgpu` before `await webgpu.init()`
   *
   * @example
   * ```ts
   * import { ones } from "@hibana/hibana";
   *
   * console.log(ones(2).to("sim").device.toString(), ones(2).to("int32").dtype); // sim:0 int32
   * ```
   */
  to(target: ToTarget, dtype?: DType): Tensor {
    return ops.to(this, target, dtype);
  }

  /** The tensor on the CPU. */
  cpu(): Tensor {
    return ops.to(this, { device: "cpu" });
  }

  /** The tensor on the GPU; `await webgpu.init()` must have been called. */
  webgpu(): Tensor {
    return ops.to(this, { device: "webgpu" });
  }

  /** The tensor as float32. */
  float(): Tensor {
    return ops.to(this, "float32");
  }

  /** The tensor as float16. */
  half(): Tensor {
    return ops.to(this, "float16");
  }

  /** The tensor as float64, on the CPU. */
  double(): Tensor {
    return ops.to(this, "float64");
  }

  /** The tensor as int32; fractions are cut off. */
  int(): Tensor {
    return ops.to(this, "int32");
  }

  /** The tensor as int32, which stands in for int64 here; fractions are cut off. */
  long(): Tensor {
    return ops.to(this, "int32");
  }

  /** The tensor as uint8; fractions are cut off, and what does not fit wraps around. */
  byte(): Tensor {
    return ops.to(this, "uint8");
  }

  /** The tensor as bool: whatever differs from 0 is true. */
  bool(): Tensor {
    return ops.to(this, "bool");
  }

  /**
   * The tensor in the dtype of another.
   *
   * @param other whose dtype to take
   */
  typeAs(other: Tensor): Tensor {
    return ops.to(this, other.dtype);
  }

  /** PyTorch's name for the tensor's type, such as `torch.FloatTensor`. */
  type(): string {
    return tensorTypeName(this.dtype);
  }

  /** Whether the dtype holds negative numbers. */
  isSigned(): boolean {
    return isFloating(this.dtype) || this.dtype === "int32";
  }

  /** Bytes that an element takes in a typed array. */
  get itemsize(): number {
    return bytesPerElement(this.dtype);
  }

  /** Bytes that an element takes in a typed array; another name of {@linkcode itemsize}. */
  elementSize(): number {
    return this.itemsize;
  }

  /**
   * Overwrites the elements with numbers evenly drawn from [from, to).
   *
   * @param from the lower end
   * @param to the upper end
   * @param options `generator`, where it is not the default one
   */
  uniform_(from = 0, to = 1, options: FillOptions = {}): Tensor {
    return ops.uniformInPlace(this, from, to, options);
  }

  /**
   * Overwrites the elements with normally distributed numbers.
   *
   * @param mean the mean
   * @param std the standard deviation
   * @param options `generator`, where it is not the default one
   */
  normal_(mean = 0, std = 1, options: FillOptions = {}): Tensor {
    return ops.normalInPlace(this, mean, std, options);
  }

  /**
   * Overwrites the elements with ones and zeros, one with probability p.
   *
   * @param p a number for all, or a tensor with the probability of each
   * @param options `generator`, where it is not the default one
   */
  bernoulli_(p: number | Tensor = 0.5, options: FillOptions = {}): Tensor {
    return ops.bernoulliInPlace(this, p, options);
  }

  /**
   * Overwrites the elements with exponentially distributed numbers.
   *
   * @param lambda the rate
   * @param options `generator`, where it is not the default one
   */
  exponential_(lambda = 1, options: FillOptions = {}): Tensor {
    return ops.exponentialInPlace(this, lambda, options);
  }

  /**
   * Ones and zeros, one with the probability that each element says.
   *
   * @param options `generator`, where it is not the default one
   */
  bernoulli(options: FillOptions = {}): Tensor {
    return ops.bernoulli(this, options);
  }

  /**
   * Row by row, positions drawn with the probabilities (or weights) that the elements say; int32.
   *
   * @param samples how many
   * @param replacement whether a position may be drawn again
   * @param options `generator`, where it is not the default one
   */
  multinomial(samples: number, replacement = false, options: FillOptions = {}): Tensor {
    return ops.multinomial(this, samples, replacement, options);
  }

  /**
   * Sets whether `backward` computes a gradient for this leaf.
   *
   * @param requiresGrad true unless said otherwise
   * @returns this tensor
   */
  requiresGrad_(requiresGrad = true): this {
    this.requiresGrad = requiresGrad;
    return this;
  }

  /** The same elements off the tape: changes show in both, gradients do not flow. */
  detach(): Tensor {
    return ops.detach(this);
  }

  /** Takes this tensor off the tape. */
  detach_(): this {
    if (this.base !== null) {
      throw new RuntimeError(
        "view-detach",
        "Can't detach views in-place. Use detach() instead.",
        "Write x = x.detach().",
      );
    }
    this.clearGradFn();
    return this;
  }

  /** Makes `backward` keep the gradient of this tensor in `grad`, though it is no leaf. */
  retainGrad(): void {
    if (this.gradFn === null) {
      if (this.requiresGrad) return;
      throw new RuntimeError(
        "no-grad",
        "can't retain_grad on Tensor that has requires_grad=False",
        "Make it, or what it is computed from, with { requiresGrad: true }.",
      );
    }
    if (this.retainsGrad) return;
    this.retainWith((grad) => {
      this.grad = this.grad === null ? grad.detach().clone() : this.grad.add(grad.detach());
    });
  }

  /**
   * Calls a function with this tensor's gradient whenever `backward` has computed it. What the function
   * gives back, if anything, takes the gradient's place, here and in everything that follows from it. Hooks
   * are called in the order in which they were registered; those of a leaf once all of its gradient is
   * there, before it is added to `grad`. A hook must not change the gradient it is given in place.
   *
   * @param hook the function
   * @returns a handle that takes the hook away again
   * @throws {RuntimeError} `cannot register a hook on a tensor that doesn't require gradient`
   *
   * @example
   * ```ts
   * import { tensor } from "@hibana/hibana";
   *
   * const x = tensor([1, 2], { requiresGrad: true });
   * const y = x.mul(2);
   * using _halved = y.registerHook((grad) => grad.div(2));
   * y.sum().backward();
   * console.log(x.grad!.toArray()); // [1, 1]
   * ```
   */
  registerHook(hook: GradHook): RemovableHandle {
    if (!this.requiresGrad) {
      throw new RuntimeError(
        "no-grad",
        "cannot register a hook on a tensor that doesn't require gradient",
        "Make it, or what it is computed from, with { requiresGrad: true }.",
      );
    }
    return this.gradHooks.add(hook);
  }

  /**
   * Computes the gradient of this tensor with respect to all leaves it was computed from, and adds it to
   * their `grad`.
   *
   * @param gradient the gradient of this tensor; may be left out for a single element
   * @param options `retainGraph` to allow another backward, `createGraph` for second derivatives
   * @throws {RuntimeError} when nothing was recorded, or saved values were changed in place
   */
  backward(gradient?: Tensor | null, options: BackwardOptions = {}): void {
    backward([this], [gradient ?? undefined], options);
  }

  /**
   * The only element, as a JavaScript number or truth value. Reads back.
   *
   * @throws {RuntimeError} when there is not exactly one element
   */
  item(): number | boolean {
    this.#requireOne();
    const value = ops.elements(this)[0]!;
    return this.dtype === "bool" ? value !== 0 : value;
  }

  /** {@linkcode item} without blocking the thread. */
  async itemAsync(): Promise<number | boolean> {
    this.#requireOne();
    const value = (await ops.elementsAsync(this))[0]!;
    return this.dtype === "bool" ? value !== 0 : value;
  }

  #requireOne(): void {
    if (this.numel === 1) return;
    throw new RuntimeError(
      "not-scalar",
      `a Tensor with ${this.numel} elements cannot be converted to Scalar`,
      "item() is for single elements: toArray() gives them all.",
    );
  }

  /** The elements as nested arrays; a number or truth value where there are no dimensions. Reads back. */
  toArray(): NestedArray {
    return nested(ops.elements(this), this.shape, this.dtype === "bool");
  }

  /** {@linkcode toArray} without blocking the thread. */
  async toArrayAsync(): Promise<NestedArray> {
    return nested(await ops.elementsAsync(this), this.shape, this.dtype === "bool");
  }

  /** A copy of the elements in row-major order; a bool is a byte, 0 or 1. Reads back. */
  toTypedArray(): TypedArray {
    return ops.elements(this);
  }

  /** {@linkcode toTypedArray} without blocking the thread. */
  toTypedArrayAsync(): Promise<TypedArray> {
    return ops.elementsAsync(this);
  }

  /** The slices along the first dimension. */
  *[Symbol.iterator](): Generator<Tensor, void, undefined> {
    if (this.ndim === 0) {
      throw new TypeError(
        "iteration over a 0-d tensor\nA 0-d tensor has one element: item() gives it.",
      );
    }
    for (let i = 0; i < this.shape[0]!; i++) yield ops.select(this, 0, i);
  }

  /** As PyTorch prints it: `tensor([1., 2.])`. Reads back what it shows. */
  override toString(): string {
    return formatTensor({
      shape: this.shape,
      dtype: this.dtype,
      device: this.device.toString(),
      requiresGrad: this.requiresGrad,
      gradFnName: this.gradFn?.name ?? null,
      values: this.device.type === "meta" ? [] : ops.elements(edgesOf(this)),
    });
  }

  /** Strings show the tensor; arithmetic with JavaScript's operators is an error that says so. */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === "string") return this.toString();
    throw new TypeError(
      "unsupported operand type(s): JavaScript's operators do not work on tensors\n" +
        "Write a.add(b), a.mul(b), a.lt(b) and so on; item() gives the number in a tensor of one element.",
    );
  }

  /** Shows the tensor in `console.log`. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }

  /** Shows the tensor in a notebook. */
  [Symbol.for("Jupyter.display")](): Record<string, string> {
    return { "text/plain": this.toString() };
  }
}

/** Row-major elements as nested arrays. */
function nested(values: TypedArray, shape: Shape, truths: boolean): NestedArray {
  const plain: (number | boolean)[] = truths
    ? Array.from(values, (value) => value !== 0)
    : Array.from(values);
  function level(dim: number, start: number, length: number): NestedArray {
    if (dim === shape.length) return plain[start]!;
    const n = shape[dim]!;
    const step = n === 0 ? 0 : length / n;
    return Array.from({ length: n }, (_, i) => level(dim + 1, start + i * step, step));
  }
  return level(0, 0, sizeOf(shape));
}

/** What printing shows of a large tensor: the first and last few positions of each long dimension. */
function edgesOf(x: Tensor): Tensor {
  let edges = x.detach();
  if (!isSummarised(x.shape)) return edges;
  summarisedShape(x.shape).forEach((shown, d) => {
    const n = x.shape[d]!;
    if (shown === n) return;
    const side = shown / 2;
    const rows = [...Array(side).keys(), ...Array.from(Array(side).keys(), (i) => n - side + i)];
    edges = ops.indexSelect(edges, d, ops.indices(rows, x.device));
  });
  return edges;
}
