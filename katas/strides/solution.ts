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

/**
 * The element at an index.
 *
 * Why it works: an element's place is a sum of one term a dimension, so swapping, skipping and repeating
 * change these terms alone, and no element ever has to move.
 */
export function read(view: View, index: readonly number[]): number {
  const place = index.reduce((sum, i, dim) => sum + i * view.strides[dim]!, view.offset);
  return view.data[place]!;
}

/** The view with two dimensions swapped. */
export function transpose(view: View, dim0: number, dim1: number): View {
  const swapped = (list: readonly number[]) => list.with(dim0, list[dim1]!).with(dim1, list[dim0]!);
  return { ...view, shape: swapped(view.shape), strides: swapped(view.strides) };
}

/** Part of the view: along one dimension, from start up to but without stop. */
export function slice(view: View, dim: number, start: number, stop: number, step = 1): View {
  const stride = view.strides[dim]!;
  return {
    ...view,
    shape: view.shape.with(dim, Math.ceil((stop - start) / step)),
    strides: view.strides.with(dim, stride * step),
    offset: view.offset + start * stride,
  };
}

/** The view in larger sizes, by repeating what has size 1. */
export function expand(view: View, sizes: readonly number[]): View {
  const added = sizes.length - view.shape.length;
  const strides = sizes.map((size, i) => {
    const own = view.shape[i - added] ?? 1;
    if (own === size) return view.strides[i - added] ?? 0;
    if (own === 1) return 0;
    throw new Error(
      `The expanded size of the tensor (${size}) must match the existing size (${own})`,
    );
  });
  return { ...view, shape: [...sizes], strides };
}
