/**
 * What a tensor is: a storage, the layout of its elements in it, and its place on the tape.
 *
 * @module
 */
import { HookList, type RemovableHandle } from "../autograd/hook_list.ts";
import type { GradHook, Node } from "../autograd/node.ts";
import { isGradEnabled } from "../autograd/mode.ts";
import type { View } from "../device/backend.ts";
import type { Device } from "../device/registry.ts";
import type { Storage } from "../device/storage.ts";
import { watcher } from "../device/capture.ts";
import { IndexError, RuntimeError } from "../errors.ts";
import { type DType, isFloating } from "./dtype.ts";
import { hold } from "./hold.ts";
import { ops } from "./operations.ts";
import { isContiguous, type Layout, normalizeDim, sameShape, type Shape, sizeOf } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

/** How a view came from another tensor. */
interface ViewOf {
  /** The tensor that is no view itself. */
  readonly base: Tensor;
  /** The storage's version when this view's place on the tape was last known to be right. */
  version: number;
  /** Whether it was made where gradients were being recorded. */
  readonly recorded: boolean;
}

/** The state of a tensor and its place on the tape; {@linkcode Tensor} adds what can be done with it. */
export abstract class TensorCore {
  #storage: Storage;
  #layout: Layout;
  #requiresGrad = false;
  #gradFn: Node | null = null;
  #viewOf: ViewOf | null = null;
  #grad: Tensor | null = null;
  /** The hooks of a leaf; those of other tensors are at their nodes. */
  #hooks: HookList<GradHook> | undefined;
  #retained: { readonly hook: GradHook; readonly handle: RemovableHandle } | null = null;

  /**
   * Users make tensors with `tensor`, `zeros` and the like.
   *
   * @param storage where the elements are
   * @param layout where in it
   */
  constructor(storage: Storage, layout: Layout) {
    this.#storage = storage;
    this.#layout = layout;
  }

  /** The memory behind this tensor, shared by all its views. */
  get storage(): Storage {
    return this.#storage;
  }

  /** Sizes of the dimensions, outermost first; `[]` for a single number. */
  get shape(): Shape {
    return this.#layout.shape;
  }

  /** For every dimension, the distance between neighbours, in elements. */
  get strides(): readonly number[] {
    return this.#layout.strides;
  }

  /** The position of the first element in the storage. */
  get storageOffset(): number {
    return this.#layout.offset;
  }

  /** Shape, strides and offset together. */
  get layout(): Layout {
    return this.#layout;
  }

  /** The type of the elements. */
  get dtype(): DType {
    return this.#storage.dtype;
  }

  /** Where the elements live. */
  get device(): Device {
    return this.#storage.device;
  }

  /** The number of dimensions. */
  get ndim(): number {
    return this.#layout.shape.length;
  }

  /** The number of elements. */
  get numel(): number {
    return sizeOf(this.#layout.shape);
  }

  /** Counts the in-place changes of the storage. */
  get version(): number {
    return this.#storage.version;
  }

  /** The number of dimensions; PyTorch's method beside {@linkcode ndim}. */
  dim(): number {
    return this.ndim;
  }

  /** The number of elements; PyTorch's other name for {@linkcode numel}. */
  nelement(): number {
    return this.numel;
  }

  /** The sizes of all dimensions. */
  size(): Shape;
  /**
   * The size of one dimension.
   *
   * @param dim the dimension, negative from the end
   * @throws {IndexError} when there is no such dimension
   */
  size(dim: number): number;
  size(dim?: number): number | Shape {
    return dim === undefined ? this.shape : this.shape[this.#dim(dim)]!;
  }

  /** The distances between neighbours along all dimensions, in elements. */
  stride(): readonly number[];
  /**
   * The distance between neighbours along one dimension, in elements.
   *
   * @param dim the dimension, negative from the end
   * @throws {IndexError} when there is no such dimension
   */
  stride(dim: number): number;
  stride(dim?: number): number | readonly number[] {
    return dim === undefined ? this.strides : this.strides[this.#dim(dim)]!;
  }

  #dim(dim: number): number {
    if (this.ndim > 0) return normalizeDim(dim, this.ndim);
    throw new IndexError(
      "zero-dim",
      `Dimension specified as ${dim} but tensor has no dimensions`,
      "A 0-d tensor has one element: item() gives it.",
    );
  }

  /** Says whether the elements lie in row-major order without gaps. */
  isContiguous(): boolean {
    return isContiguous(this.shape, this.strides);
  }

  /** Says whether this tensor is contiguous and has its storage to itself. */
  get ownsStorage(): boolean {
    return this.#viewOf === null && this.storageOffset === 0 &&
      this.numel === this.#storage.length && this.isContiguous();
  }

  /** Says whether the elements are of a floating-point type. */
  isFloatingPoint(): boolean {
    return isFloating(this.dtype);
  }

  /**
   * What the device's kernels see.
   *
   * @throws {RuntimeError} when the tensor has been disposed of
   */
  get kernelView(): View {
    const { shape, strides, offset } = this.#layout;
    return { buffer: this.#storage.buffer, dtype: this.#storage.dtype, shape, strides, offset };
  }

  /** The gradient that `backward` has added up here, or null. */
  get grad(): Tensor | null {
    watcher?.gradRead(this, this.#grad);
    return this.#grad;
  }

  /** Sets the gradient: null, or a tensor of the same shape, dtype and device. */
  set grad(value: Tensor | null) {
    const wrong = value === null
      ? undefined
      : !(value instanceof TensorCore)
      ? "expected to be a Tensor or None"
      : !sameShape(value.shape, this.shape)
      ? "has data of a different size"
      : value.dtype !== this.dtype
      ? "has data of a different type"
      : value.device !== this.device
      ? "has data located on a different device"
      : undefined;
    if (wrong !== undefined) {
      throw new RuntimeError(
        "bad-grad",
        `assigned grad ${wrong}`,
        `A gradient is null or a ${this.dtype} tensor of shape [${this.shape}] on ${this.device}.`,
      );
    }
    watcher?.gradSet(this, this.#grad, value);
    this.#grad = value;
    if (value !== null) hold(this);
  }

  /** Whether `backward` computes a gradient for this tensor. */
  get requiresGrad(): boolean {
    return this.#requiresGrad || this.gradFn !== null;
  }

  /** Sets whether a leaf needs a gradient. */
  set requiresGrad(value: boolean) {
    if (this.gradFn !== null) {
      if (value) return;
      throw new RuntimeError(
        "not-a-leaf",
        "you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a subgraph that doesn't require differentiation use var_no_grad = var.detach().",
        "Write x.detach().",
      );
    }
    if (value && !isFloating(this.dtype)) {
      throw new RuntimeError(
        "not-floating",
        "only Tensors of floating point dtype can require gradients",
        `This one is ${this.dtype}: write x.float() or { dtype: "float32" }.`,
      );
    }
    if (value !== this.#requiresGrad) this.#storage.moves++;
    this.#requiresGrad = value;
  }

  /** Whether this tensor was made by the user rather than computed from tensors that need gradients. */
  get isLeaf(): boolean {
    return this.gradFn === null;
  }

  /** The operation on the tape that made this tensor, or null for a leaf. */
  get gradFn(): Node | null {
    const view = this.#viewOf;
    if (view !== null && view.version !== this.#storage.version) {
      // The base was changed in place: what this view shows now was made by that change.
      if (view.base.storage === this.#storage && view.base.requiresGrad) {
        this.#gradFn = ops.viewNode(view.base, this.#layout);
      }
      view.version = this.#storage.version;
    }
    return this.#gradFn;
  }

  /** Puts this tensor on the tape as the output of an operation. */
  setGradFn(node: Node): void {
    this.#gradFn = node;
    if (this.#retained !== null) {
      // retainGrad() is about the tensor as it is now, so what listens moves along; other hooks stay.
      this.#retained.handle.remove();
      this.retainWith(this.#retained.hook);
    }
    this.#requiresGrad = false;
    if (this.#viewOf !== null) this.#viewOf.version = this.#storage.version;
  }

  /** What is called with this tensor's gradient, in order. */
  get gradHooks(): HookList<GradHook> {
    const node = this.gradFn;
    return node === null ? this.#hooks ??= new HookList() : node.hooks ??= new HookList();
  }

  /** The same of a leaf, where it has any. */
  get leafHooks(): HookList<GradHook> | undefined {
    return this.#hooks;
  }

  /** Whether `backward` keeps the gradient of this tensor though it is no leaf: after `retainGrad`. */
  get retainsGrad(): boolean {
    return this.#retained !== null;
  }

  /** Adds the hook that keeps the gradient. */
  retainWith(hook: GradHook): void {
    this.#retained = { hook, handle: this.gradHooks.add(hook) };
  }

  /** Takes this tensor off the tape. */
  clearGradFn(): void {
    this.#retained = null;
    this.#gradFn = null;
    this.#viewOf = null;
  }

  /** The tensor that this one is a view of, or null. */
  get base(): Tensor | null {
    return this.#viewOf?.base ?? null;
  }

  /** Whether this is a view that was made while nothing was being recorded. */
  get isUnrecordedView(): boolean {
    return this.#viewOf !== null && !this.#viewOf.recorded;
  }

  /** Remembers that this tensor shows elements of another. */
  setViewOf(source: Tensor): void {
    this.#viewOf = {
      base: source.base ?? source,
      version: this.#storage.version,
      recorded: isGradEnabled(),
    };
  }

  /**
   * Makes this tensor object show other elements: how a module's parameters move to a device and stay
   * the same objects.
   */
  replaceData(storage: Storage, layout: Layout): void {
    this.#storage.moves++;
    this.#storage = storage;
    this.#layout = layout;
  }

  /**
   * The same elements without the tape. Assigning to it swaps the elements and keeps the object.
   */
  get data(): Tensor {
    return ops.detach(this as unknown as Tensor);
  }

  /** Swaps the elements for another tensor's. */
  set data(other: Tensor) {
    if (other.dtype !== this.dtype && this.#requiresGrad && !isFloating(other.dtype)) {
      throw new RuntimeError(
        "not-floating",
        "data set to a tensor that requires gradients must be floating point or complex dtype",
        "Convert it to a floating-point dtype first, or write x.requiresGrad = false.",
      );
    }
    this.replaceData(other.storage, other.layout);
  }

  /** Says whether two tensors are the same elements of the same storage. */
  isSetTo(other: Tensor): boolean {
    return this.#storage === other.storage && this.storageOffset === other.storageOffset &&
      sameShape(this.shape, other.shape) && this.strides.every((s, d) => s === other.strides[d]);
  }

  /** Gives the memory back at once, for this tensor and every view of it. */
  dispose(): void {
    this.#storage.dispose();
  }

  /** Lets `using` dispose of the tensor at the end of a block. */
  [Symbol.dispose](): void {
    this.dispose();
  }
}
