/**
 * Matrix products on the CPU: which way suits which shapes. Large float32 products are computed by WebAssembly
 * from packed panels, those of a few rows by reading the matrix once where it lies; what is small, or of
 * another dtype, by loops in JavaScript. A BLAS that somebody asked for comes before all but the small ones.
 *
 * @module
 */
import type { TypedArray } from "../../tensor/dtype.ts";
import type { View } from "../backend.ts";
import { multiplyByBLAS } from "./blas.ts";
import { kernels } from "./kernels.ts";
import { matmulLoops } from "./matmul_loops.ts";
import { scratch, staged, stagedResult, unstage } from "./staging.ts";
import { parallel, threadsFor } from "./threads.ts";

/** Fewer multiplications than this are done before WebAssembly has been given its operands. */
const SMALL = 16 ** 3;

/** Up to so many rows meet the matrix where it lies, rather than packed. */
const FEW_ROWS = 4;

/** And so many where the matrix is larger than the caches near a core: packing has to go to memory, too. */
const FEW_ROWS_FROM_MEMORY = 8;

/** Bytes of such a matrix. */
const FROM_MEMORY = 2 ** 20;

/** Fewer operations than this (150 microseconds) are not worth waking threads. */
const SHARED_OPERATIONS = 8e6;

/** Nor is reading a matrix of fewer bytes. */
const SHARED_BYTES = 4 * 2 ** 20;

/** Reading a number from memory takes as long as so many operations. */
const OPERATIONS_A_READ = 8;

const BYTES = 4;

/** Matrices in a batch: an address, and strides in bytes. */
interface Matrices {
  readonly at: number;
  readonly batch: number;
  readonly row: number;
  readonly column: number;
}

/** A batch of products. Of the result and the bias (0: none) each element is BYTES from the next. */
interface Product {
  readonly a: Matrices;
  readonly b: Matrices;
  readonly c: Matrices;
  readonly bias: number;
  readonly batches: number;
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

/** Multiplies batches of matrices; see {@linkcode Backend.matmul}. */
export function matmul(a: View<TypedArray>, b: View<TypedArray>, output: View<TypedArray>): void {
  if (!multiply(a, b, undefined, output)) matmulLoops(a, b, output);
}

/** A matrix times a transposed one, plus a bias; see {@linkcode FusedKernels.linear}. */
export function linear(
  x: View<TypedArray>,
  weight: View<TypedArray>,
  bias: View<TypedArray>,
  output: View<TypedArray>,
): void {
  const a = oneOf(x), b = turned(oneOf(weight)), c = oneOf(output);
  const [m, n] = output.shape as [number, number];
  const step = bias.strides[0]!;
  // A single column is computed as a row, in which the bias would be another for each element.
  if (n > 1 && step === 1 && multiply(a, b, bias, c)) return;
  matmul(a, b, c);
  const { buffer: to, offset: start } = output;
  const { buffer: from, offset } = bias;
  for (let i = 0, at = start; i < m; i++) {
    for (let j = 0; j < n; j++, at++) to[at] = to[at]! + from[offset + j * step]!;
  }
}

/** A matrix as a batch of one. */
function oneOf({ buffer, dtype, shape, strides, offset }: View<TypedArray>): View<TypedArray> {
  return { buffer, dtype, shape: [1, ...shape], strides: [0, ...strides], offset };
}

/** Batches of matrices, transposed. */
function turned({ buffer, dtype, shape, strides, offset }: View<TypedArray>): View<TypedArray> {
  const [x, y, z] = shape as [number, number, number];
  const [p, q, r] = strides as [number, number, number];
  return { buffer, dtype, shape: [x, z, y], strides: [p, r, q], offset };
}

/** Multiplies in WebAssembly, or says that this is not for it. */
function multiply(
  a: View<TypedArray>,
  b: View<TypedArray>,
  bias: View<TypedArray> | undefined,
  output: View<TypedArray>,
): boolean {
  const [batches, m, n] = output.shape as [number, number, number];
  const k = a.shape[2]!;
  if (m * n * k < SMALL) return false;
  if (multiplyByBLAS(a, b, bias, output)) return true;
  if (output.dtype !== "float32") return false;
  const { strides } = output;
  // A column is the row of the transposed product.
  if (n === 1 && m > 1 && strides[1] === 1 && bias === undefined) {
    return multiply(turned(b), turned(a), bias, turned(output));
  }
  if (n > 1 && strides[2] !== 1) return false;
  run({
    a: placed(staged(a), a),
    b: placed(staged(b), b),
    c: placed(stagedResult(output), output),
    bias: bias === undefined ? 0 : staged(bias),
    batches,
    m,
    n,
    k,
  });
  unstage();
  return true;
}

/** Strides in bytes; where there is one element, they could be anything, and are what suits. */
function placed(at: number, { shape, strides }: View<TypedArray>): Matrices {
  return {
    at,
    batch: strides[0]! * BYTES,
    row: (shape[1] === 1 ? 1 : strides[1]!) * BYTES,
    column: (shape[2] === 1 ? 1 : strides[2]!) * BYTES,
  };
}

/** The way that suits the shapes. */
function run(product: Product): void {
  const { a, b, m, n, k } = product;
  const few = m <= (n * k * BYTES < FROM_MEMORY ? FEW_ROWS : FEW_ROWS_FROM_MEMORY);
  if (few && b.row === BYTES && a.column === BYTES) dots(product);
  else if (few && b.column === BYTES) sums(product);
  else packed(product);
}

/** A few rows with a matrix whose columns lie together. */
function dots(product: Product): void {
  const { a, b, c, bias, batches, m, n, k } = product;
  const stretch = stretchOf(product);
  const stretches = Math.ceil(n / stretch);
  for (let batch = 0; batch < batches; batch++) {
    const [x, y, z] = [a, b, c].map(({ at, batch: step }) => at + batch * step) as Three;
    parallel("matmulDots", stretches, (part) => {
      const from = part * stretch, columns = Math.min(stretch, n - from);
      const [first, to, add] = [y + from * b.column, z + from * BYTES, moved(bias, from)];
      return [x, a.row, first, b.column, to, c.row, BYTES, add, m, columns, k];
    });
  }
}

/** A few rows with a matrix whose rows lie together. */
function sums(product: Product): void {
  const { a, b, c, bias, batches, m, n, k } = product;
  const stretch = stretchOf(product);
  const stretches = Math.ceil(n / stretch);
  for (let batch = 0; batch < batches; batch++) {
    const [x, y, z] = [a, b, c].map(({ at, batch: step }) => at + batch * step) as Three;
    parallel("matmulSums", stretches, (part) => {
      const from = part * stretch, columns = Math.min(stretch, n - from);
      const [first, to, add] = [y + from * BYTES, z + from * BYTES, moved(bias, from)];
      return [x, a.row, a.column, first, b.row, to, c.row, add, m, columns, k];
    });
  }
}

type Three = [number, number, number];

/** The address of an element of the bias, if there is one. */
function moved(bias: number, elements: number): number {
  return bias === 0 ? 0 : bias + elements * BYTES;
}

/** How many columns a thread takes at once, where few rows meet a matrix. Kernels end groups of 16 as they began. */
function stretchOf({ m, n, k }: Product): number {
  if (n * k * BYTES < SHARED_BYTES) return n;
  const threads = threadsFor(n * k * (OPERATIONS_A_READ + m));
  return threads === 1 ? n : Math.ceil(n / (threads * 2) / 16) * 16;
}

/** Matrices of any strides and sizes: threads take some of the batch, or blocks of rows and columns. */
function packed(product: Product): void {
  const { a, b, c, bias, batches, m, n, k } = product;
  const operations = 2 * batches * m * n * k;
  const threads = operations < SHARED_OPERATIONS ? 1 : threadsFor(operations);
  const group = threads === 1 || batches < threads ? batches : Math.ceil(batches / (threads * 2));
  const blocks = threads === 1 || batches >= threads ? 1 : threads * 2;
  const high = blocksDown(blocks, m, n);
  // Whole tiles, of 5 x 8.
  const tall = Math.ceil(m / high / 5) * 5, wide = Math.ceil(n / (blocks / high) / 8) * 8;
  const [across, down] = [Math.ceil(n / wide), Math.ceil(m / tall)];
  const parts = Math.ceil(batches / group) * across * down;
  const bytes = kernels().matmulScratch(Math.min(tall, m), Math.min(wide, n), k);
  const room = scratch(bytes * parts);
  parallel("matmul", parts, (part) => {
    const column = part % across * wide, row = Math.floor(part / across) % down * tall;
    const batch = Math.floor(part / across / down) * group;
    return [
      a.at + batch * a.batch + row * a.row,
      a.batch,
      a.row,
      a.column,
      b.at + batch * b.batch + column * b.column,
      b.batch,
      b.row,
      b.column,
      c.at + batch * c.batch + row * c.row + column * BYTES,
      c.batch,
      c.row,
      moved(bias, column),
      Math.min(group, batches - batch),
      Math.min(tall, m - row),
      Math.min(wide, n - column),
      k,
      room + part * bytes,
    ];
  });
}

/** How many of the blocks lie below one another, so that the least is packed: each packs its rows and columns. */
function blocksDown(blocks: number, m: number, n: number): number {
  let best = 1;
  for (let down = 2; down <= blocks; down++) {
    if (blocks % down === 0 && n * down + m * blocks / down < n * best + m * blocks / best) {
      best = down;
    }
  }
  return best;
}
