/**
 * What indices mean: the basic ones performed as views, the index tensors collected.
 *
 * @module
 */
import { IndexError, RuntimeError, ValueError } from "../errors.ts";
import { type NestedArray, tensor } from "../tensor/create.ts";
import { isFloating } from "../tensor/dtype.ts";
import { formatShape } from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";
import { elements, to } from "./cast.ts";
import { indices as positions } from "./make.ts";
import { coordinates } from "./nonzero.ts";
import { alias, reshape, select, slice, unsqueeze } from "./view.ts";

/**
 * One index of `at` and `setAt`:
 * - a whole number picks one position, negative ones from the end; so does a 0-d tensor of whole numbers;
 * - a string such as `"1:3"`, `":-1"` or `"::2"` is a slice, `"..."` stands for all dimensions not named;
 * - null makes a new dimension of size 1;
 * - a tensor (or list) of whole numbers picks positions, one of truth values those where it is true; as
 *   in PyTorch, a tensor of uint8 is a mask, too;
 * - true makes a new dimension of size 1, false one of size 0.
 */
export type Index = number | string | boolean | null | Tensor | readonly NestedArray[];

/** An index tensor that basic indexing leaves to do. */
export interface Pick {
  /** The dimension of the view. */
  readonly dim: number;
  /** Positions, int32. */
  readonly index: Tensor;
  /** Whether it stands for a single number, which does not decide where picked dimensions go. */
  readonly single: boolean;
  /** By which dimension messages call it: its place among all indices, or among those that pick many. */
  readonly called: number;
}

/** A truth value: positions, none or the only one, along a new dimension of size 1. */
interface Fresh {
  readonly positions: Tensor;
}

/** An index whose kind is known: tensors are masks (bool) or positions (int32). */
export type Known = number | string | null | Tensor | Fresh;

/** An index, and its place among those given, by which messages call it. */
export interface Given {
  readonly index: Known;
  readonly place: number;
}

/** What basic indexing leaves to do: index tensors, each at a dimension of the view. */
export interface Plan {
  readonly view: Tensor;
  readonly picks: readonly Pick[];
  /** The same indices without masks, for tensors of the same shape: nothing is read again. */
  readonly known: readonly Given[];
}

/**
 * Finds out what indices are, and how many dimensions the ellipsis stands for.
 *
 * @param counts whether the message about too many indices says how many there are
 */
export function prepare(x: Tensor, indices: readonly Index[], counts = false): Given[] {
  if (x.ndim === 0 && indices.length === 1 && typeof indices[0] === "number") {
    throw new IndexError(
      "zero-dim",
      "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a 0-dim tensor to a number",
      "Write x.item().",
    );
  }
  return withEllipsis(x, indices.map((index) => know(x, index)), counts);
}

/** Performs the basic indices, and collects the index tensors. */
export function plan(x: Tensor, indices: readonly Given[]): Plan {
  let view = x;
  let dim = 0;
  const picks: Pick[] = [];
  const known: Given[] = [];
  const pickAt = (positions: Tensor, place: number) => {
    const single = positions.ndim === 0;
    const called = single ? place : picks.filter((pick) => !pick.single).length;
    picks.push({ dim: dim++, index: positions, single, called });
  };
  for (const given of indices) {
    const { index, place } = given;
    if (!(index instanceof Tensor) || index.dtype !== "bool") {
      known.push(given);
      if (index === null) view = unsqueeze(view, dim++);
      else if (typeof index === "number") view = pick(view, dim, index, place);
      else if (typeof index === "string") view = slice(view, dim++, ...parseSlice(index));
      else if (index instanceof Tensor) pickAt(index, place);
      else {
        view = unsqueeze(view, dim);
        pickAt(index.positions, place);
      }
    } else if (index.ndim === 0) {
      view = unsqueeze(view, dim);
      const [positions] = coordinates(reshape(index, [1]));
      pickAt(positions!, place);
      known.push({ index: { positions: positions! }, place });
    } else {
      checkMask(view, dim, index);
      for (const positions of coordinates(index)) {
        pickAt(positions, place);
        known.push({ index: positions, place });
      }
    }
  }
  // An index on its own is a view of x as it is; x itself stays what it was.
  return { view: view === x ? alias(view) : view, picks, known };
}

/** The mask among indices that are otherwise basic; undefined where there is none, or something else. */
export function soleMask(indices: readonly Given[]): Tensor | undefined {
  const [only, ...more] = indices.filter(({ index }) =>
    index !== null && typeof index === "object"
  );
  if (more.length > 0 || !(only?.index instanceof Tensor)) return undefined;
  return only.index.dtype === "bool" ? only.index : undefined;
}

/** Performs the basic indices around a mask, which comes to lie over the view. */
export function planMask(
  x: Tensor,
  indices: readonly Given[],
  mask: Tensor,
): { view: Tensor; mask: Tensor } {
  const split = indices.findIndex(({ index }) => index === mask);
  const over = mask.ndim === 0 ? [null] : mask.shape.map(() => ":");
  const around = over.map((index) => ({ index, place: split }));
  const { view } = plan(x, indices.toSpliced(split, 1, ...around));
  const dim = indices.slice(0, split).filter(({ index }) => typeof index !== "number").length;
  checkMask(view, dim, mask);
  const behind = new Array<number>(view.ndim - dim - over.length).fill(1);
  return { view, mask: reshape(mask, [...over.map((_, d) => mask.shape[d] ?? 1), ...behind]) };
}

function know(x: Tensor, index: Index): Known {
  if (index === null || typeof index === "string") return index;
  if (typeof index === "boolean") return fresh(index, x);
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
  if (isFloating(index.dtype)) {
    throw new IndexError(
      "bad-index",
      "tensors used as indices must be long, byte or bool tensors",
      `This one is ${index.dtype}: write index.int().`,
    );
  }
  const isMask = index.dtype === "bool" || index.dtype === "uint8";
  if (index.ndim === 0 && canLook(index)) {
    // What costs nothing to look at is a number or a truth value, as in PyTorch: numbers give views.
    const [value = 0] = elements(index);
    return isMask ? fresh(value !== 0, x) : value;
  }
  return to(index, { device: x.device, dtype: isMask ? "bool" : "int32" });
}

function fresh(truth: boolean, { device }: Tensor): Fresh {
  return { positions: positions(truth ? [0] : [], device) };
}

/** Whether elements can be looked at without waiting for a device. */
function canLook(x: Tensor): boolean {
  return x.device.type !== "meta" && !x.device.backend.outsideHeap;
}

function notAnIndex(index: number): IndexError {
  return new IndexError(
    "bad-index",
    "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices (got float)",
    `${index} is no whole number: write Math.floor(x) or Math.round(x).`,
  );
}

/**
 * Replaces the ellipsis by as many full slices as there are dimensions left. Every index keeps its place
 * among those given, by which messages call it.
 */
function withEllipsis(x: Tensor, indices: readonly Known[], counts: boolean): Given[] {
  const consumed = indices.reduce((count: number, index) => {
    if (index === null || index === "...") return count;
    if (typeof index !== "object") return count + 1;
    return count +
      (!(index instanceof Tensor) ? 0 : index.dtype === "bool" ? index.ndim : 1);
  }, 0);
  if (consumed > x.ndim) {
    throw new IndexError(
      "too-many-indices",
      `too many indices for tensor of dimension ${x.ndim}${
        counts ? ` (got ${indices.length})` : ""
      }`,
      "Each index takes one dimension, null none, and a mask as many as it has.",
    );
  }
  const list = indices.map((index, place) => ({ index, place }));
  const place = indices.indexOf("...");
  if (place < 0) return list;
  if (indices.indexOf("...", place + 1) >= 0) {
    throw new IndexError(
      "bad-index",
      "an index can only have a single ellipsis ('...')",
      '"..." stands for all dimensions that are not named: write ":" for single ones.',
    );
  }
  const full = Array.from({ length: x.ndim - consumed }, () => ({ index: ":", place }));
  return list.toSpliced(place, 1, ...full);
}

/** One position of a dimension, which PyTorch's message calls by the place of its index. */
function pick(view: Tensor, dim: number, index: number, place: number): Tensor {
  const n = view.shape[dim]!;
  if (index < -n || index >= n) {
    throw new IndexError(
      "index-out-of-range",
      `index ${index} is out of bounds for dimension ${place} with size ${n}`,
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
