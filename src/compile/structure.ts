/**
 * Arguments and results: tensors in nested arrays and objects, with other values between them.
 *
 * @module
 */
import type { Device } from "../device/registry.ts";
import { Parameter } from "../nn/parameter.ts";
import type { DType } from "../tensor/dtype.ts";
import { sameShape, type Shape } from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";

/** Stands in flat lists where a list or an object begins; its size or keys follow. */
const LIST = Symbol("list");
const OBJECT = Symbol("object");

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/**
 * All leaves of a value, with marks for its structure: equal structures with equal leaves give equal
 * lists.
 */
export function flatten(value: unknown, into: unknown[] = []): unknown[] {
  if (typeof value !== "object" || value === null || value instanceof Tensor) {
    into.push(value);
  } else if (Array.isArray(value)) {
    into.push(LIST, value.length);
    for (const item of value) flatten(item, into);
  } else if (isPlain(value)) {
    into.push(OBJECT, Object.keys(value).length);
    for (const [key, item] of Object.entries(value)) {
      into.push(key);
      flatten(item, into);
    }
  } else {
    if (ArrayBuffer.isView(value)) {
      throw new TypeError(
        `a compiled function takes tensors, not ${value.constructor.name}\n` +
          "What is in an array may change and nobody would see it: pass tensor(array).",
      );
    }
    into.push(value);
  }
  return into;
}

/** The same structure with other values in the place of its tensors. */
export function mapTensors(value: unknown, of: (tensor: Tensor) => unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Tensor) return of(value);
  if (Array.isArray(value)) return value.map((item) => mapTensors(item, of));
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, x]) => [key, mapTensors(x, of)]));
}

/** The tensors of a flat list. */
export function tensorsIn(leaves: readonly unknown[]): Tensor[] {
  return leaves.filter((leaf) => leaf instanceof Tensor);
}

/** What a tensor among the arguments must be like. */
class Like {
  readonly #dtype: DType;
  readonly #device: Device;
  readonly #shape: Shape;
  readonly #strides: readonly number[];
  readonly #requiresGrad: boolean;
  readonly #isLeaf: boolean;
  /** The tensor itself, where nothing else will do. */
  readonly #only: Tensor | undefined;
  /** The first argument that shares its memory, and where in it this one lies. */
  readonly #shares: number;
  readonly #offset: number;

  constructor(tensor: Tensor, shares: number, offset: number) {
    this.#dtype = tensor.dtype;
    this.#device = tensor.device;
    this.#shape = tensor.shape;
    this.#strides = tensor.strides;
    this.#requiresGrad = tensor.requiresGrad;
    this.#isLeaf = tensor.isLeaf;
    this.#only = tensor instanceof Parameter ? tensor : undefined;
    this.#shares = shares;
    this.#offset = offset;
  }

  fits(leaf: unknown, leaves: readonly unknown[], index: number): boolean {
    if (!(leaf instanceof Tensor) || leaf.dtype !== this.#dtype || leaf.device !== this.#device) {
      return false;
    }
    if (!sameShape(leaf.shape, this.#shape) || !sameShape(leaf.strides, this.#strides)) {
      return false;
    }
    if (leaf.requiresGrad !== this.#requiresGrad || leaf.isLeaf !== this.#isLeaf) return false;
    if (this.#only !== undefined && this.#only !== leaf) return false;
    const shares = firstSharing(leaves, leaf);
    if (shares !== this.#shares) return false;
    const first = leaves[shares] as Tensor;
    return shares === index || leaf.storageOffset - first.storageOffset === this.#offset;
  }

  /** Remembers the offset from the first argument that shares the memory. */
  static of(leaves: readonly unknown[], tensor: Tensor): Like {
    const shares = firstSharing(leaves, tensor);
    const first = leaves[shares] as Tensor;
    return new Like(tensor, shares, tensor.storageOffset - first.storageOffset);
  }
}

function firstSharing(leaves: readonly unknown[], tensor: Tensor): number {
  return leaves.findIndex((leaf) => leaf instanceof Tensor && leaf.storage === tensor.storage);
}

/** What arguments must be like for a recording to be theirs. */
export class Signature {
  readonly #leaves: readonly unknown[];

  /** @param leaves the arguments that were recorded, as a flat list */
  constructor(leaves: readonly unknown[]) {
    this.#leaves = leaves.map((leaf) => leaf instanceof Tensor ? Like.of(leaves, leaf) : leaf);
  }

  /** Says whether arguments are like those recorded. */
  fits(leaves: readonly unknown[]): boolean {
    return leaves.length === this.#leaves.length &&
      this.#leaves.every((mine, i) =>
        mine instanceof Like ? mine.fits(leaves[i], leaves, i) : Object.is(mine, leaves[i])
      );
  }
}
