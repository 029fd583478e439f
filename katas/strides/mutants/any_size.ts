import type { View } from "../solution.ts";

export { read, slice, transpose, type View } from "../solution.ts";

/**
 * You repeat whatever has another size. Three elements cannot be repeated into four: with stride 0 only the
 * first of them is seen. Only a size of 1 can grow; refuse the others.
 */
export function expand(view: View, sizes: readonly number[]): View {
  const added = sizes.length - view.shape.length;
  const strides = sizes.map((size, i) =>
    view.shape[i - added] === size ? view.strides[i - added]! : 0
  );
  return { ...view, shape: [...sizes], strides };
}
