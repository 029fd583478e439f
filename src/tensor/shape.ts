/**
 * Shapes, strides and dimensions: pure functions, no tensors. Strides and offsets count elements.
 *
 * @module
 */
import { IndexError, RuntimeError } from "../errors.ts";
import { pythonTypeName } from "./dtype.ts";

/** Sizes of the dimensions, outermost first; `[]` is a single number. */
export type Shape = readonly number[];

/** Where the elements of a tensor lie in its storage. */
export interface Layout {
  /** Sizes of the dimensions, outermost first. */
  readonly shape: Shape;
  /** For every dimension, the distance between neighbours, in elements. */
  readonly strides: readonly number[];
  /** The position of the first element. */
  readonly offset: number;
}

/** The number of elements of a shape; 1 for `[]`. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const n of shape) size *= n;
  return size;
}

/** A shape as PyTorch's messages write it: `[2, 3]`. */
export function formatShape(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

/** Strides of a row-major tensor of this shape. */
export function contiguousStrides(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let d = shape.length - 1; d >= 0; d--) {
    strides[d] = step;
    step *= Math.max(shape[d]!, 1);
  }
  return strides;
}

/** Says whether the elements lie in row-major order without gaps. */
export function isContiguous(shape: Shape, strides: readonly number[]): boolean {
  let step = 1;
  for (let d = shape.length - 1; d >= 0; d--) {
    const n = shape[d]!;
    if (n === 0) return true;
    if (n !== 1 && strides[d] !== step) return false;
    step *= n;
  }
  return true;
}

/** Says whether two shapes are equal. */
export function sameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let d = 0; d < a.length; d++) if (a[d] !== b[d]) return false;
  return true;
}

/**
 * Turns a possibly negative dimension into one counted from the front. A 0-d tensor takes 0 and -1.
 *
 * @throws {IndexError} `Dimension out of range (expected to be in range of [-2, 1], but got 2)`
 */
export function normalizeDim(dim: number, rank: number): number {
  const range = Math.max(rank, 1);
  if (!Number.isInteger(dim)) {
    throw new TypeError(
      `dim must be a whole number, not ${
        String(dim)
      }\nDimensions are counted: 0 is the first, -1 the last.`,
    );
  }
  if (dim < -range || dim >= range) {
    throw new IndexError(
      "dim-out-of-range",
      `Dimension out of range (expected to be in range of [${-range}, ${
        range - 1
      }], but got ${dim})`,
      rank === 0
        ? "A 0-d tensor has no dimensions but 0 and -1."
        : `Dimensions run from 0 to ${rank - 1}; negative ones count from the end.`,
    );
  }
  return dim < 0 ? dim + range : dim;
}

/**
 * Checks a count or position given by a caller.
 *
 * @param name the function and the argument, as in `narrow(): argument 'start'`
 * @throws {TypeError} `narrow(): argument 'start' must be int, not float`
 */
export function checkWhole(name: string, value: number): void {
  if (Number.isInteger(value)) return;
  throw new TypeError(
    `${name} must be int, not ${pythonTypeName(value)}\n` +
      `${String(value)} is no whole number: write Math.floor(x) or Math.round(x).`,
  );
}

/**
 * Normalizes a list of dimensions; undefined means all of them.
 *
 * @throws {RuntimeError} when a dimension appears twice
 */
export function normalizeDims(
  dims: number | readonly number[] | undefined,
  rank: number,
): number[] {
  if (dims === undefined) return Array.from({ length: rank }, (_, d) => d);
  const list = typeof dims === "number" ? [dims] : dims;
  const result: number[] = [];
  for (const dim of list) {
    const d = normalizeDim(dim, rank);
    if (result.includes(d)) {
      throw new RuntimeError(
        "repeated-dim",
        `dim ${d} appears multiple times in the list of dims`,
        "Name each dimension once; negative ones count from the end.",
      );
    }
    result.push(d);
  }
  return rank === 0 ? [] : result;
}

/**
 * Checks a list of sizes given by a caller: whole numbers, none negative.
 *
 * @throws {RuntimeError} `Trying to create tensor with negative dimension -1: [-1, 2]`
 */
export function checkSizes(sizes: readonly number[]): number[] {
  for (const n of sizes) {
    if (!Number.isInteger(n)) {
      throw new TypeError(
        `a size must be a whole number, but got ${String(n)} in ${
          formatShape(sizes)
        }\nWrite sizes as numbers or as one list: (2, 3) or ([2, 3]).`,
      );
    }
    if (n < 0) {
      throw new RuntimeError(
        "negative-size",
        `Trying to create tensor with negative dimension ${n}: ${formatShape(sizes)}`,
        "Sizes are whole numbers from 0 up; only view() and reshape() take -1.",
      );
    }
  }
  return [...sizes];
}

/**
 * The shape that two or more shapes broadcast to.
 *
 * @throws {RuntimeError} `The size of tensor a (2) must match the size of tensor b (3) at
 * non-singleton dimension 0`
 */
export function broadcastShapes(...shapes: readonly Shape[]): number[] {
  let result: number[] = [];
  for (const shape of shapes) {
    const rank = Math.max(result.length, shape.length);
    const [missingA, missingB] = [rank - result.length, rank - shape.length];
    const merged = new Array<number>(rank);
    for (let d = rank - 1; d >= 0; d--) {
      // Reading before the start of an array would be slow.
      const a = d < missingA ? 1 : result[d - missingA]!;
      const b = d < missingB ? 1 : shape[d - missingB]!;
      if (a !== b && a !== 1 && b !== 1) {
        throw new RuntimeError(
          "shape-mismatch",
          `The size of tensor a (${a}) must match the size of tensor b (${b}) at non-singleton dimension ${d}`,
          `Shapes ${formatShape(result)} and ${
            formatShape(shape)
          } do not broadcast: counted from the last dimension, sizes must be equal or 1.`,
        );
      }
      merged[d] = a === 1 ? b : a;
    }
    result = merged;
  }
  return result;
}

/**
 * The layout that shows a tensor at a larger shape: repeated dimensions get stride 0.
 *
 * @param sizes the wanted shape; -1 keeps a dimension
 * @param typeName PyTorch's name for the tensor's type, for messages
 * @throws {RuntimeError} when a dimension can be neither kept nor repeated
 */
export function expandLayout(
  layout: Layout,
  sizes: readonly number[],
  typeName = "torch.FloatTensor",
): Layout {
  const { shape, strides, offset } = layout;
  const lead = sizes.length - shape.length;
  if (lead < 0) {
    throw new RuntimeError(
      "shape-mismatch",
      `expand(${typeName}{${formatShape(shape)}}, size=${
        formatShape(sizes)
      }): the number of sizes provided (${sizes.length}) must be greater or equal to the number of dimensions in the tensor (${shape.length})`,
      "expand() adds dimensions in front, and drops none.",
    );
  }
  const outShape = new Array<number>(sizes.length);
  const outStrides = new Array<number>(sizes.length);
  // From the last one, as PyTorch does: where several do not fit, it names the last.
  for (let d = sizes.length - 1; d >= 0; d--) {
    const wanted = sizes[d]!;
    const have = d < lead ? undefined : shape[d - lead]!;
    if (have === undefined) {
      if (wanted < 0) {
        throw new RuntimeError(
          "shape-mismatch",
          `The expanded size of the tensor (${wanted}) isn't allowed in a leading, non-existing dimension ${d}`,
          "-1 keeps a size, and a new dimension has none to keep.",
        );
      }
      [outShape[d], outStrides[d]] = [wanted, 0];
    } else if (wanted === -1 || wanted === have) {
      [outShape[d], outStrides[d]] = [have, strides[d - lead]!];
    } else if (have === 1) {
      [outShape[d], outStrides[d]] = [wanted, 0];
    } else {
      throw new RuntimeError(
        "shape-mismatch",
        `The expanded size of the tensor (${wanted}) must match the existing size (${have}) at non-singleton dimension ${d}.  Target sizes: ${
          formatShape(sizes)
        }.  Tensor sizes: ${formatShape(shape)}`,
        "Only dimensions of size 1 can be repeated.",
      );
    }
  }
  return { shape: outShape, strides: outStrides, offset };
}

/**
 * Replaces a single -1 by what is left over, and checks that the sizes hold all elements.
 *
 * @throws {RuntimeError} `shape '[4]' is invalid for input of size 6`
 */
export function inferSizes(sizes: readonly number[], elements: number): number[] {
  const result = [...sizes];
  let unknown = -1;
  let known = 1;
  for (const [d, n] of result.entries()) {
    if (!Number.isInteger(n)) {
      throw new TypeError(
        `a size must be a whole number, but got ${String(n)} in ${
          formatShape(sizes)
        }\nWrite sizes as numbers or as one list: (2, 3) or ([2, 3]).`,
      );
    }
    if (n === -1) {
      if (unknown >= 0) {
        throw new RuntimeError(
          "bad-shape",
          "only one dimension can be inferred",
          "-1 stands for what is left over: give all other sizes.",
        );
      }
      unknown = d;
    } else if (n < 0) {
      throw new RuntimeError(
        "bad-shape",
        `invalid shape dimension ${n}`,
        "Sizes are whole numbers from 0 up, or -1 for what is left over.",
      );
    } else {
      known *= n;
    }
  }
  if (unknown >= 0 && known === 0 && elements === 0) {
    throw new RuntimeError(
      "bad-shape",
      `cannot reshape tensor of 0 elements into shape ${
        formatShape(sizes)
      } because the unspecified dimension size -1 can be any value and is ambiguous`,
      "Give all sizes of an empty tensor.",
    );
  }
  if (unknown >= 0 && known > 0 && elements % known === 0) {
    result[unknown] = elements / known;
  } else if (unknown >= 0 || known !== elements) {
    throw new RuntimeError(
      "bad-shape",
      `shape '${formatShape(sizes)}' is invalid for input of size ${elements}`,
      `The sizes must multiply to ${elements}; one may be -1, and is worked out.`,
    );
  }
  return result;
}

/**
 * Strides under which a tensor shows the same elements at another shape without moving them, or
 * undefined when its elements lie so that no strides can.
 *
 * Both shapes are walked from the last dimension: each run of old dimensions that lies in one piece
 * must be filled by a run of new dimensions of the same size.
 */
export function viewStrides(
  shape: Shape,
  strides: readonly number[],
  sizes: Shape,
): number[] | undefined {
  if (sizeOf(shape) === 0) return contiguousStrides(sizes);
  const result = new Array<number>(sizes.length);
  let next = sizes.length - 1;
  let step = strides.at(-1) ?? 1;
  let run = 1;
  let filled = 1;
  for (let d = shape.length - 1; d >= 0; d--) {
    run *= shape[d]!;
    const pieceEnds = d === 0 ||
      (shape[d - 1] !== 1 && strides[d - 1] !== run * step);
    if (!pieceEnds) continue;
    while (next >= 0 && (filled < run || sizes[next] === 1)) {
      result[next] = filled * step;
      filled *= sizes[next]!;
      next--;
    }
    if (filled !== run) return undefined;
    if (d > 0) {
      step = strides[d - 1]!;
      run = 1;
      filled = 1;
    }
  }
  for (; next >= 0; next--) result[next] = 1;
  return result;
}

/** Several operands walked together: the shape they share, and each one's strides. */
export interface Walk {
  readonly shape: number[];
  readonly strides: number[][];
}

/**
 * Merges neighbouring dimensions wherever every operand allows it, and drops dimensions of size 1,
 * so that kernels loop over as few dimensions as possible. Contiguous operands become one dimension.
 *
 * @param shape the shape that all operands share
 * @param operands each operand's strides
 */
export function collapse(shape: Shape, operands: readonly (readonly number[])[]): Walk {
  const outShape: number[] = [];
  const outStrides: number[][] = operands.map(() => []);
  for (let d = shape.length - 1; d >= 0; d--) {
    const n = shape[d]!;
    if (n === 1) continue;
    const inner = outShape.length - 1;
    const merges = inner >= 0 &&
      operands.every((strides, i) => strides[d] === outStrides[i]![inner]! * outShape[inner]!);
    if (merges) {
      outShape[inner]! *= n;
    } else {
      outShape.push(n);
      operands.forEach((strides, i) => outStrides[i]!.push(strides[d]!));
    }
  }
  return { shape: outShape.reverse(), strides: outStrides.map((strides) => strides.reverse()) };
}

/** Says whether two positions of a layout can be the same element (an expanded dimension, say). */
export function overlapsItself(layout: Layout): boolean {
  if (sizeOf(layout.shape) < 2) return false;
  const dims = layout.shape
    .map((n, d) => ({ n, stride: Math.abs(layout.strides[d]!) }))
    .filter(({ n }) => n > 1)
    .sort((a, b) => a.stride - b.stride);
  let reach = 0;
  for (const { n, stride } of dims) {
    if (stride <= reach) return true;
    reach += (n - 1) * stride;
  }
  return false;
}

/** The first and last storage position that a layout touches, or undefined when it is empty. */
export function extent(layout: Layout): { first: number; last: number } | undefined {
  if (sizeOf(layout.shape) === 0) return undefined;
  let [first, last] = [layout.offset, layout.offset];
  layout.shape.forEach((n, d) => {
    const reach = (n - 1) * layout.strides[d]!;
    if (reach < 0) first += reach;
    else last += reach;
  });
  return { first, last };
}
