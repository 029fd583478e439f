/**
 * The system's BLAS for matrix products, where somebody asks for it: a library tuned for the very processor, which
 * knows wider vectors than WebAssembly has. Against our kernels, OpenBLAS takes half the time in float32
 * at 512 x 512 and 1024 x 1024, thread for thread, and in float64 a thirteenth of the loops' in JavaScript; but
 * 1.6 times as long where one row meets a large matrix, which therefore stays here.
 *
 * @module
 */
import { RuntimeError } from "../../errors.ts";
import type { DType, TypedArray } from "../../tensor/dtype.ts";
import type { View } from "../backend.ts";

/** Row-major matrices, taken as they are, or transposed: cblas.h's names for them. */
const CBLAS = { rowMajor: 101, asIs: 111, transposed: 112 } as const;

/** Elements from which on a matrix that meets a single row is read from memory once by our kernel, at less cost. */
const FROM_MEMORY = 2 ** 18;

/** dlopen(3): all symbols at once. */
const RTLD_NOW = 2;

/** Where systems keep a BLAS with C's interface; the fastest first. */
const LIBRARIES: Readonly<Record<string, readonly string[]>> = {
  darwin: [
    "/System/Library/Frameworks/Accelerate.framework/Accelerate",
    "/opt/homebrew/opt/openblas/lib/libopenblas.dylib",
  ],
  windows: ["libopenblas.dll", "openblas.dll"],
  other: ["libopenblas.so.0", "libopenblas.so", "libblas.so.3", "libcblas.so.3"],
};

const INSTALL: Readonly<Record<string, string>> = {
  darwin: "brew install openblas",
  windows: "libopenblas.dll in a folder of PATH",
  other: "apt-get install libopenblas0",
};

/** The parameters of a product, with a scalar's type. */
function gemm<T extends "f32" | "f64">(scalar: T) {
  return {
    parameters: [
      ...["i32", "i32", "i32", "i32", "i32", "i32"] as const,
      ...[scalar, "buffer", "i32", "buffer", "i32", scalar, "buffer", "i32"] as const,
    ],
    result: "void",
  } as const;
}

const SYMBOLS = {
  cblas_sgemm: gemm("f32"),
  cblas_dgemm: gemm("f64"),
  // The C library's, which every library brings along.
  dlopen: { parameters: ["buffer", "i32"], result: "pointer", optional: true },
} as const;

type Symbols = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];

/** c = a b + beta c, for matrices of so many rows, columns and inner elements. */
type Gemm = Symbols["cblas_sgemm"];

let products: Partial<Record<DType, Gemm>> | undefined;

/**
 * Has the CPU's products of float32 and float64 matrices computed by the system's BLAS (OpenBLAS, Accelerate...) from
 * now on: `matmul`, `nn.Linear`, and whatever is made of them. Nothing is loaded, and no permission is asked for,
 * unless this is called. The library splits products among threads of its own, as many as its environment
 * variables say (`OPENBLAS_NUM_THREADS`, `OMP_NUM_THREADS`). Small products, and operands whose
 * rows and columns both have gaps, stay with hibana's own kernels.
 *
 * @param path the library's file, or its name for the system's loader; without it, those known on this system are tried
 * @returns the library that is used
 * @throws {TypeError} when the path is neither a string nor a URL
 * @throws {RuntimeError} when the program runs without `--allow-ffi`, or there is no such library
 *
 * @example
 * ```ts
 * import { useBlas } from "@hibana/hibana";
 *
 * try {
 *   console.log(useBlas()); // libopenblas.so.0, with deno run --allow-ffi
 * } catch (error) {
 *   console.log((error as Error).message); // what is missing, and how to get it
 * }
 * ```
 */
export function useBlas(path?: string | URL): string {
  if (path !== undefined && typeof path !== "string" && !(path instanceof URL)) {
    throw new TypeError(
      `useBlas(): argument 'path' must be a string or a URL, not ${typeof path}\n` +
        "Leave it out to have the usual places tried.",
    );
  }
  const candidates = path === undefined ? onThisSystem(LIBRARIES) : [nameOf(path)];
  const allowed = candidates.filter(mayLoad);
  if (allowed.length === 0) {
    throw new RuntimeError(
      "not-permitted",
      "useBlas() may not load a library: it needs permission for foreign functions",
      "Run with --allow-ffi, as in `deno run --allow-ffi main.ts`.",
    );
  }
  const complaints: string[] = [];
  for (const name of allowed) {
    try {
      products = open(name);
      return name;
    } catch (error) {
      complaints.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new RuntimeError(
    "no-library",
    `No BLAS with cblas_sgemm and cblas_dgemm was found: tried ${allowed.join(", ")}`,
    `Install one (${onThisSystem(INSTALL)}), or name its file: ` +
      `useBlas("/path/to/library").\n${complaints.join("\n")}`,
  );
}

function onThisSystem<T>(choices: Readonly<Record<string, T>>): T {
  return choices[Deno.build.os] ?? choices["other"]!;
}

function nameOf(path: string | URL): string {
  if (typeof path === "string") return path;
  const name = decodeURIComponent(path.pathname);
  return Deno.build.os === "windows" ? name.slice(1) : name;
}

/** Asks without a prompt. */
function mayLoad(path: string): boolean {
  return Deno.permissions.querySync({ name: "ffi", path }).state === "granted";
}

function open(name: string): typeof products {
  const { symbols } = Deno.dlopen(name, SYMBOLS);
  // Deno unloads libraries when it ends, under the feet of OpenBLAS's threads: a crash. Opened twice, it stays.
  symbols.dlopen?.(new TextEncoder().encode(`${name}\0`), RTLD_NOW);
  return { float32: symbols.cblas_sgemm, float64: symbols.cblas_dgemm };
}

/**
 * Multiplies batches of matrices, and adds a bias to each row where there is one, or says that this is not for BLAS.
 *
 * @param bias elements next to each other; only for a batch of one
 */
export function multiplyByBLAS(
  a: View<TypedArray>,
  b: View<TypedArray>,
  bias: View<TypedArray> | undefined,
  output: View<TypedArray>,
): boolean {
  const product = products?.[output.dtype];
  if (product === undefined) return false;
  const [batches, m, n] = output.shape as [number, number, number];
  const k = a.shape[2]!;
  if ((m === 1 || n === 1) && output.dtype === "float32" && m * n * k >= FROM_MEMORY) return false;
  const [left, right, result] = [layoutOf(a), layoutOf(b), layoutOf(output)];
  if (left === undefined || right === undefined || result?.order !== CBLAS.asIs) return false;
  if (bias !== undefined) fillRows(output, bias);
  const beta = bias === undefined ? 0 : 1;
  for (let i = 0; i < batches; i++) {
    product(
      CBLAS.rowMajor,
      left.order,
      right.order,
      m,
      n,
      k,
      1,
      matrixOf(a, i),
      left.step,
      matrixOf(b, i),
      right.step,
      beta,
      matrixOf(output, i),
      result.step,
    );
  }
  return true;
}

/** What BLAS has to know of a matrix: whether its rows or its columns lie together, and the distance between them. */
function layoutOf(
  { shape, strides }: View<TypedArray>,
): { order: number; step: number } | undefined {
  const [, rows, columns] = shape as [number, number, number];
  // The stride of a dimension with one element could be anything.
  const [, row, column] = strides as [number, number, number];
  if ((column === 1 || columns === 1) && (row >= columns || rows === 1)) {
    return { order: CBLAS.asIs, step: rows === 1 ? columns : row };
  }
  if ((row === 1 || rows === 1) && (column >= rows || columns === 1)) {
    return { order: CBLAS.transposed, step: columns === 1 ? rows : column };
  }
}

/** The array from a matrix of a batch on. */
function matrixOf({ buffer, offset, strides }: View<TypedArray>, batch: number): TypedArray {
  return buffer.subarray(offset + batch * strides[0]!);
}

/** Makes every row of a matrix the bias, to which products are added. */
function fillRows(
  { buffer, offset, shape, strides }: View<TypedArray>,
  bias: View<TypedArray>,
): void {
  const [, rows, columns] = shape as [number, number, number];
  const row = bias.buffer.subarray(bias.offset, bias.offset + columns);
  for (let i = 0; i < rows; i++) buffer.set(row as never, offset + i * strides[1]!);
}
