// deno-lint-ignore-file no-unused-vars

/** A way to look at numbers that stand in one row. */
export interface View {
  /** The numbers, which any number of views may share. */
  readonly data: Float32Array;
  /** The size of each dimension. */
  readonly shape: readonly number[];
  /** For each dimension, how far it is from one element to the next along it. */
  readonly strides: readonly number[];
  /** Where the first element is. */
  readonly offset: number;
}

/** The element at an index. */
export function read(view: View, index: readonly number[]): number {
  throw new Error("Implement read: see README");
}

/** The view with two dimensions swapped. */
export function transpose(view: View, dim0: number, dim1: number): View {
  throw new Error("Implement transpose: see README");
}

/** Part of the view: along one dimension, from start up to but without stop. */
export function slice(view: View, dim: number, start: number, stop: number, step = 1): View {
  throw new Error("Implement slice: see README");
}

/** The view in larger sizes, by repeating what has size 1. */
export function expand(view: View, sizes: readonly number[]): View {
  throw new Error("Implement expand: see README");
}
