/**
 * Tensors as the fixtures write them: `float32*[2,3]:sliced(1,2,3,4,5,6)`. A star says that the tensor
 * needs a gradient, the word how it lies in memory, the numbers are its elements in row-major order.
 *
 * @module
 */
import { fromTypedArray } from "../../src/tensor/create.ts";
import { type DType, DTYPES, typedArray } from "../../src/tensor/dtype.ts";
import { contiguousStrides, extent, type Layout, type Shape } from "../../src/tensor/shape.ts";
import { Tensor } from "../../src/tensor/tensor.ts";

/** A tensor on paper. */
export interface Written {
  readonly dtype: DType;
  readonly shape: Shape;
  readonly requiresGrad: boolean;
  /** How it lies in memory; empty for contiguous. */
  readonly how: string;
  readonly numbers: readonly number[];
}

const TENSOR = new RegExp(`^(${DTYPES.join("|")})(\\*?)\\[([^\\]]*)\\](?::(\\w+))?\\((.*)\\)$`);

/** Reads a tensor; undefined where the text is something else. */
export function readTensor(text: string): Written | undefined {
  const match = TENSOR.exec(text);
  if (match === null) return undefined;
  const [, dtype, star, sizes, how = "", elements] = match;
  const texts = parted(elements!);
  // The texts have just the digits that name a number of the dtype: here is that number.
  const rounded = typedArray(dtype as DType, texts.length);
  rounded.set(texts.map(readNumber));
  return {
    dtype: dtype as DType,
    shape: parted(sizes!).map(Number),
    requiresGrad: star === "*",
    how,
    numbers: [...rounded],
  };
}

function parted(text: string): string[] {
  return text === "" ? [] : text.split(",");
}

/** Reads a number in Python's spelling. */
export function readNumber(text: string): number {
  if (text === "inf") return Infinity;
  return text === "-inf" ? -Infinity : Number(text);
}

/** Where the elements of a shape lie, for each word that the fixtures use. */
export function layoutOf(how: string, shape: Shape): Layout {
  const strides = contiguousStrides(shape);
  switch (how) {
    case "":
      return { shape, strides, offset: 0 };
    case "transposed": {
      const rows = shape.at(-2)!;
      return { shape, strides: [...strides.slice(0, -2), 1, Math.max(rows, 1)], offset: 0 };
    }
    case "sliced": {
      // Every other element of rows that are longer than they need be.
      const room = contiguousStrides([...shape.slice(0, -1), 2 * shape.at(-1)! + 1]);
      return { shape, strides: room.with(-1, 2), offset: 1 };
    }
    case "expanded":
      return { shape, strides: strides.with(0, 0), offset: 0 };
  }
  throw new TypeError(`there is no layout named "${how}"`);
}

/** The positions in the storage of a layout's elements, in row-major order. */
function positionsOf({ shape, strides, offset }: Layout): number[] {
  return shape.reduce<number[]>(
    (starts, n, d) =>
      starts.flatMap((at) => Array.from({ length: n }, (_, i) => at + i * strides[d]!)),
    [offset],
  );
}

/** A tensor of those elements with that layout, alone in its memory. No operation takes part. */
export function lay(
  numbers: readonly number[],
  layout: Layout,
  dtype: DType,
  place: string,
): Tensor {
  const room = typedArray(dtype, (extent(layout)?.last ?? -1) + 1).fill(99);
  positionsOf(layout).forEach((at, i) => room[at] = numbers[i]!);
  const { storage } = fromTypedArray(room, [room.length], dtype, { device: place });
  return new Tensor(storage, layout);
}

/** Makes the tensor that is on paper, as a leaf. */
export function build(
  { dtype, shape, how, numbers, requiresGrad }: Written,
  place: string,
): Tensor {
  const x = lay(numbers, layoutOf(how, shape), dtype, place);
  if (requiresGrad) x.requiresGrad = true;
  return x;
}
