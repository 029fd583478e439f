/**
 * What a recording is made of: values, which are pieces of memory, and launches, which read and write
 * them.
 *
 * @module
 */
import type { Backend, View } from "../device/backend.ts";
import type { ComputeType, ElementwiseKernel } from "../device/expression.ts";
import type { Device } from "../device/registry.ts";
import type { Storage } from "../device/storage.ts";
import type { DType, TypedArray } from "../tensor/dtype.ts";
import type { Layout } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** Where the memory of a value comes from when a recording is replayed. */
export type Origin =
  /** The function allocates it. */
  | { readonly kind: "made" }
  /** It is that of the i-th tensor among the arguments. */
  | { readonly kind: "input"; readonly index: number }
  /** It was there before, and is the same in every call: parameters, buffers, what a closure holds. */
  | { readonly kind: "outside" }
  /** It is the gradient that a tensor had when the function was called. */
  | { readonly kind: "gradient"; readonly leaf: Tensor };

/** A piece of memory. */
export class Value {
  /** Where it comes from. */
  readonly origin: Origin;
  /** Where it lives. */
  readonly device: Device;
  /** The type of its elements. */
  readonly dtype: DType;
  /** How many elements it holds. */
  readonly length: number;
  /** Where in its memory it begins. */
  readonly start: number;
  /** The memory itself, as far as it is known. */
  storage: Storage | undefined;
  /** Describes a storage. */
  constructor(origin: Origin, storage: Storage, start = 0) {
    this.origin = origin;
    this.device = storage.device;
    this.dtype = storage.dtype;
    this.length = storage.length;
    this.storage = storage;
    this.start = start;
  }

  /** A part of the value, for a kernel. */
  view(layout: Layout): BoundView {
    const { shape, strides } = layout;
    const offset = layout.offset - this.start;
    return {
      buffer: undefined,
      dtype: this.dtype,
      shape,
      strides,
      offset,
      value: this,
      place: offset,
    };
  }
}

/** A view whose memory can be exchanged. */
export interface BoundView extends View {
  /** What it is a view of. */
  readonly value: Value;
  /** The offset from where the value begins. */
  readonly place: number;
  buffer: unknown;
  offset: number;
}

/** One step of a recording. */
export type Launch = ElementwiseLaunch | KernelLaunch | WriteLaunch | HostLaunch;

/** An elementwise operation. */
export interface ElementwiseLaunch {
  readonly kind: "elementwise";
  readonly device: Device;
  readonly name: string;
  readonly kernel: ElementwiseKernel;
  readonly compute: ComputeType;
  readonly operands: readonly (BoundView | number)[];
  readonly output: BoundView;
}

/** Any other kernel. */
export interface KernelLaunch {
  readonly kind: "kernel";
  readonly device: Device;
  readonly name: string;
  readonly args: readonly unknown[];
  readonly reads: readonly BoundView[];
  readonly writes: readonly BoundView[];
  /** Whether it does nothing but fill what it writes. */
  readonly pure: boolean;
  readonly run: (backend: Backend, args: readonly unknown[]) => void;
}

/** Elements that come from the host: constants, or drawn anew for every call. */
export interface WriteLaunch {
  readonly kind: "write";
  readonly device: Device;
  readonly name: string;
  readonly target: BoundView;
  readonly data: TypedArray | (() => TypedArray);
}

/** Something that is done anew by the code that did it: an optimizer's step. */
export interface HostLaunch {
  readonly kind: "host";
  readonly name: string;
  readonly step: () => void;
  /** The gradients that the step finds. */
  readonly grads: ReadonlyMap<Tensor, Place | null>;
  /** What it reads of the function's own memory besides. */
  readonly reads: readonly BoundView[];
}

/** A tensor's place: a value, and where in it the elements are. */
export interface Place {
  readonly value: Value;
  readonly layout: Layout;
}

/** What a launch reads. */
export function readsOf(launch: Launch): readonly BoundView[] {
  switch (launch.kind) {
    case "elementwise":
      return launch.operands.filter((x) => typeof x !== "number");
    case "write":
      return [];
    case "kernel":
    case "host":
      return launch.reads;
  }
}

/** What a launch writes. */
export function writesOf(launch: Launch): readonly BoundView[] {
  switch (launch.kind) {
    case "elementwise":
      return [launch.output];
    case "write":
      return [launch.target];
    case "kernel":
      return launch.writes;
    case "host":
      return [];
  }
}
