/**
 * Matrix products in JavaScript, for all dtypes and for small matrices: sixteen results at a time, so that each
 * element loaded serves four products.
 *
 * @module
 */
import type { DType, TypedArray } from "../../tensor/dtype.ts";
import type { View } from "../backend.ts";

/** Where a matrix begins, and the distance between its rows and between its columns. */
type Matrix = readonly [array: TypedArray, offset: number, row: number, column: number];

type Product = (a: Matrix, b: Matrix, out: Matrix, m: number, n: number, k: number) => void;

const products = new Map<DType, Product>();

/** Multiplies batches of matrices; see {@linkcode Backend.matmul}. */
export function matmulLoops(
  a: View<TypedArray>,
  b: View<TypedArray>,
  output: View<TypedArray>,
): void {
  const [batches, m, n] = output.shape as [number, number, number];
  const k = a.shape[2]!;
  let product = products.get(output.dtype);
  if (product === undefined) products.set(output.dtype, product = generate(output.dtype));
  const matrix = (x: View<TypedArray>, batch: number): Matrix =>
    [x.buffer, x.offset + batch * x.strides[0]!, x.strides[1]!, x.strides[2]!] as const;
  for (let batch = 0; batch < batches; batch++) {
    product(matrix(a, batch), matrix(b, batch), matrix(output, batch), m, n, k);
  }
}

const TILE = 4;

/** The loops for one dtype: full tiles of 4 x 4 results, then what is left at the edges. */
function generate(dtype: DType): Product {
  const tile = Array.from({ length: TILE }, (_, i) => i);
  const cells = tile.flatMap((i) => tile.map((j) => [i, j] as const));
  const add = dtype.startsWith("float")
    ? (c: string, x: string, y: string) => `${c} += ${x} * ${y};`
    : (c: string, x: string, y: string) => `${c} = (${c} + Math.imul(${x}, ${y})) | 0;`;
  const source = `
    return function matmul_${dtype}(left, right, result, m, n, k) {
      const [a, aOffset, aRow, aColumn] = left;
      const [b, bOffset, bRow, bColumn] = right;
      const [c, cOffset, cRow, cColumn] = result;
      function edge(i, j) {
        let sum = 0;
        let p = aOffset + i * aRow, q = bOffset + j * bColumn;
        for (let l = 0; l < k; l++, p += aColumn, q += bRow) {
          ${add("sum", "a[p]", "b[q]")}
        }
        c[cOffset + i * cRow + j * cColumn] = sum;
      }
      // A function of its own, since a function called often is compiled sooner than a long loop.
      function tile(i, j) {
        let ${cells.map(([x, y]) => `c${x}${y} = 0`).join(", ")};
        let ${tile.map((x) => `p${x} = aOffset + (i + ${x}) * aRow`).join(", ")};
        let ${tile.map((y) => `q${y} = bOffset + (j + ${y}) * bColumn`).join(", ")};
        for (let l = 0; l < k; l++) {
          const ${tile.map((x) => `a${x} = a[p${x}]`).join(", ")};
          const ${tile.map((y) => `b${y} = b[q${y}]`).join(", ")};
          ${cells.map(([x, y]) => add(`c${x}${y}`, `a${x}`, `b${y}`)).join(" ")}
          ${tile.map((x) => `p${x} += aColumn; q${x} += bRow;`).join(" ")}
        }
        const at = cOffset + i * cRow + j * cColumn;
        ${cells.map(([x, y]) => `c[at + ${x} * cRow + ${y} * cColumn] = c${x}${y};`).join(" ")}
      }
      const mFull = m - m % ${TILE}, nFull = n - n % ${TILE};
      for (let i = 0; i < mFull; i += ${TILE}) {
        for (let j = 0; j < nFull; j += ${TILE}) tile(i, j);
        for (let x = i; x < i + ${TILE}; x++) for (let j = nFull; j < n; j++) edge(x, j);
      }
      for (let i = mFull; i < m; i++) for (let j = 0; j < n; j++) edge(i, j);
    };`;
  return new Function(source)() as Product;
}
