import { slice as solution, type View } from "../solution.ts";

export { expand, read, transpose, type View } from "../solution.ts";

/**
 * You set the offset to where the slice starts, counted from the view's first element. If the view is a
 * slice itself, that is not where the data begins: add to the offset that it has.
 */
export function slice(view: View, dim: number, start: number, stop: number, step = 1): View {
  return { ...solution(view, dim, start, stop, step), offset: start * view.strides[dim]! };
}
