/**
 * What indices mean: the basic ones performed as views, the index tensors collected.
 *
 * @module
 */
import { IndexError, RuntimeError, ValueError } from "../errors.ts";
import { fromTypedArray, type NestedArray, tensor } from "../tensor/create.ts";
import { formatShape } from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";
import { elements, to } from "./cast.ts";
import { alias, reshape, select, slice, unsqueeze } from "./view.ts";

/**
 * One index of `at` and `setAt`:
 * - a whole number picks one position, negative ones from the end;
 * - a string such as `"1:3"`, `":-1"` or `"::2"` is a slice, `"..."` stands for all dimensions not named;
 * - null makes a new dimension of size 1;
 * - a tensor (or list) of whole numbers picks positions, one of truth values those where it is true.
 */
export type Index = number | string | null | Tensor | readonly NestedArray[];

/** What basic indexing leaves to do: index tensors, each at a dimension of the view. */
export interface Plan {
  readonly view: Tensor;
  readonly picks: readonly { readonly dim: number; readonly index: Tensor }[];
}

/** Performs the basic indices, and collects the index tensors. */
export function plan(x: Tensor, indices: readonly Index[]): Plan {
  const list = withEllipsis(x, indices.map((index) => prepare(x, index)));
  let view = x;
  let dim = 0;
  let named = 0;
  const picks: { dim: number; index: Tensor }[] = [];
  for (const index of list) {
    if (index === null) {
      view = unsqueeze(view, dim++);
    } else if (typeof index === "number") {
      view = pick(view, dim, index, named++);
    } else if (typeof index === "string") {
      view = slice(view, dim++, ...parseSlice(index));
      named++;
    } else if (index.dtype === "bool") {
      // A single truth value keeps or drops everything: a mask of a new dimension of size 1.
      const mask = index.ndim === 0 ? reshape(index, [1]) : index;
      if (index.ndim === 0) view = unsqueeze(view, dim);
      checkMask(view, dim, mask);
      for (const positions of nonzero(mask)) picks.push({ dim: dim++, index: positions });
      named += index.ndim;
    } else {
      picks.push({ dim: dim++, index });
      named++;
    }
  }
  // An index on its own is a view of x as it is; x itself stays what it was.
  return { view: view === x ? alias(view) : view, picks };
}

function prepare(x: Tensor, index: Index): number | string | null | Tensor {
  if (index === null || typeof index === "string") return index;
  if (typeof index === "number") {
    if (Number.isInteger(index)) return index;
    throw notAnIndex(index);
  }
  if (Array.isArray(index)) {
    const list = tensor(index);
    if (list.dtype === "bool") return to(list, { device: x.device });
    const positions = tensor(index, { dtype: "float64" });
    const broken = elements(positions).find((i) => !Number.isInteger(i));
    if (broken !== undefined) throw notAnIndex(broken);
    return to(positions, { device: x.device, dtype: "int32" });
  }
  if (!(index instanceof Tensor)) {
    throw new TypeError(
      `an index is a whole number, a slice such as "1:3", "...", null or a tensor, not ${typeof index}\nWrite x.at(0, "1:3", null, "...", tensor).`,
    );
  }
  if (index.device !== x.device && index.device.type !== "cpu") {
    throw new RuntimeError(
      "device-mismatch",
      `indices should be either on cpu or on the same device as the indexed tensor (${x.device})`,
      `Move the index: index.to("${x.device.type}").`,
    );
  }
  if (index.dtype === "bool" || index.dtype === "int32") return to(index, { device: x.device });
  if (index.dtype === "uint8" || index.dtype === "uint32") {
    return to(index, { device: x.device, dtype: "int32" });
  }
  throw new IndexError(
    "bad-index",
    "tensors used as indices must be long, byte or bool tensors",
    `This one is ${index.dtype}: write index.int().`,
  );
}

function notAnIndex(index: number): IndexError {
  return new IndexError(
    "bad-index",
    "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices (got float)",
    `${index} is no whole number: write Math.floor(x) or Math.round(x).`,
  );
}

/** Replaces the ellipsis by as many full slices as there are dimensions left, or adds one at the end. */
function withEllipsis(
  x: Tensor,
  indices: readonly (number | string | null | Tensor)[],
): (number | string | null | Tensor)[] {
  const consumed = indices.reduce((count: number, index) => {
    if (index === null || index === "...") return count;
    return count + (index instanceof Tensor && index.dtype === "bool" ? index.ndim : 1);
  }, 0);
  if (x.ndim === 0 && indices.length === 1 && typeof indices[0] === "number") {
    throw new IndexError(
      "zero-dim",
      "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a 0-dim tensor to a number",
      "Write x.item().",
    );
  }
  if (consumed > x.ndim) {
    throw new IndexError(
      "too-many-indices",
      `too many indices for tensor of dimension ${x.ndim}`,
      "Each index takes one dimension, null none, and a mask as many as it has.",
    );
  }
  const place = indices.indexOf("...");
  if (place < 0) return [...indices];
  if (indices.indexOf("...", place + 1) >= 0) {
    throw new IndexError(
      "bad-index",
      "an index can only have a single ellipsis ('...')",
      '"..." stands for all dimensions that are not named: write ":" for single ones.',
    );
  }
  return indices.toSpliced(place, 1, ...new Array<string>(x.ndim - consumed).fill(":"));
}

/** One position of a dimension, which the message calls by its place in the indexed tensor. */
function pick(view: Tensor, dim: number, index: number, named: number): Tensor {
  const n = view.shape[dim]!;
  if (index < -n || index >= n) {
    throw new IndexError(
      "index-out-of-range",
      `index ${index} is out of bounds for dimension ${named} with size ${n}`,
      n === 0 ? "This dimension is empty." : `Indices run from ${-n} to ${n - 1} here.`,
    );
  }
  return select(view, dim, index);
}

/** Start, end and step of `"start:end:step"`, each of which may be missing. */
function parseSlice(text: string): [number | undefined, number | undefined, number] {
  const match = /^\s*([+-]?\d+)?\s*:\s*([+-]?\d+)?\s*(?::\s*([+-]?\d+)?\s*)?$/.exec(text);
  if (match === null) {
    throw new IndexError(
      "bad-slice",
      `invalid slice "${text}"`,
      'Write "start:end" or "start:end:step", each part optional; whole numbers need no quotes.',
    );
  }
  const [start, end, step] = match.slice(1).map((part) =>
    part === undefined ? undefined : Number(part)
  );
  if (step !== undefined && step <= 0) {
    throw new ValueError(
      "bad-step",
      step === 0 ? "slice step cannot be zero" : "step must be greater than zero",
      "A slice goes forward.",
    );
  }
  return [start, end, step ?? 1];
}

function checkMask(view: Tensor, dim: number, mask: Tensor): void {
  mask.shape.forEach((n, d) => {
    if (view.shape[dim + d] === n) return;
    throw new IndexError(
      "shape-mismatch",
      `The shape of the mask ${
        formatShape(mask.shape)
      } at index ${d} does not match the shape of the indexed tensor ${
        formatShape(view.shape)
      } at index ${dim + d}`,
      "A mask has the sizes of the dimensions that it stands for.",
    );
  });
}

/** For every dimension of a mask, the coordinates where it is true. Reads the mask back. */
function nonzero(mask: Tensor): Tensor[] {
  const values = elements(mask);
  const found: number[][] = mask.shape.map(() => []);
  values.forEach((value, i) => {
    if (value === 0) return;
    let rest = i;
    for (let d = mask.ndim - 1; d >= 0; d--) {
      found[d]!.push(rest % mask.shape[d]!);
      rest = Math.floor(rest / mask.shape[d]!);
    }
  });
  return found.map((list) =>
    fromTypedArray(Int32Array.from(list), [list.length], "int32", { device: mask.device })
  );
}
