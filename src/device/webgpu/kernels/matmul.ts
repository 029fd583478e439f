/**
 * Matrix products. Every thread computes a rectangle of results in registers, adding up one column of
 * the left times one row of the right matrix at a time; loads are four-vectors where the memory lies
 * right. Long sums are split over several threads, whose results are added up by a reduction.
 *
 * @module
 */
import { type DType, isFloating } from "../../../tensor/dtype.ts";
import type { View } from "../../backend.ts";
import { bindingLimit, bindView, fitsBinding } from "../bindings.ts";
import type { Block } from "../memory.ts";
import type { KernelSource, Queue } from "../queue.ts";
import { assertLoopBudget, type MatmulTile, type Tuning } from "../tuning.ts";
import { preludeCode } from "../wgsl/prelude.ts";
import { COMPUTE, computeTypeOf, enableFor, load, storageType, store } from "../wgsl/types.ts";
import { reduce } from "./reduce.ts";
import { fill, withCopy, withTemporary } from "./temporary.ts";

/** Along which dimension four neighbours are loaded at once: the summed one, the other, or none. */
type Loads = "depth" | "side" | "single";

/** Products added up in one go, before the sum joins the total: keeps rounding errors small. */
const BLOCK = 64;

/** Workgroups in one dimension. */
const MAX_GROUPS = 65_535;

/** Products that one thread may add up; the rest of the budget is for the outer loop. */
const MAX_DEPTH = 60_000;

/** Records [B, M, K] times [B, K, N]; see `Backend.matmul`. */
export function matmul(queue: Queue, a: View<Block>, b: View<Block>, output: View<Block>): void {
  const [batch, m, n] = output.shape as [number, number, number];
  const k = a.shape[2]!;
  if (batch * m * n === 0) return;
  if (k === 0) return fill(queue, 0, output);
  for (const side of [a, b]) {
    if (side.buffer !== output.buffer) continue;
    return withCopy(queue, side, (flat) => {
      matmul(queue, side === a ? flat : a, side === b ? flat : b, output);
    });
  }
  // One column is one row of the product turned over.
  if (n === 1 && m > 1) return matmul(queue, turn(b), turn(a), turn(output));
  const large = tooLarge(queue, a, b, output);
  if (large === "depth") return halveDepth(queue, a, b, output);
  if (large !== undefined) return halve(queue, a, b, output, large);
  const tuning = queue.tuning.matmul;
  const tile = tileFor(tuning, output.dtype, m, n);
  const splits = splitsFor(tuning, batch * m * n, k);
  if (splits > 1 && 4 * splits * batch * m * n > bindingLimit(queue)) {
    return halve(queue, a, b, output, batch > 1 ? 2 : m > 1 ? 1 : 0);
  }
  const groups: [number, number, number] = [
    Math.ceil(n / (tile.columns * tile.x)),
    Math.ceil(m / (tile.rows * tile.y)),
    batch * splits,
  ];
  const wide = groups.findIndex((count) => count > MAX_GROUPS);
  if (wide >= 0) return halve(queue, a, b, output, wide);
  if (splits === 1) return record(queue, a, b, output, tile, groups, k);
  const depth = Math.ceil(k / splits / 4) * 4;
  const parts = Math.ceil(k / depth);
  const dtype = output.dtype === "float16" ? "float32" : output.dtype;
  bindView(queue, output);
  groups[2] = batch * parts;
  withTemporary(queue, dtype, [parts, batch, m, n], (sums) => {
    const [apart, ...strides] = sums.strides as [number, ...number[]];
    record(queue, a, b, { ...sums, shape: [batch, m, n], strides }, tile, groups, depth);
    const all = { ...sums, shape: [batch, m, n, parts], strides: [...strides, apart] };
    reduce(queue, "sum", all, output);
  });
}

/** Integers are too rare to compile large kernels for. */
function tileFor(tuning: Tuning["matmul"], dtype: DType, m: number, n: number): MatmulTile {
  if (m === 1) return tuning.row;
  if (!isFloating(dtype)) return tuning.small;
  return Math.min(m, n) >= tuning.largeFrom ? tuning.large : tuning.small;
}

/** Into how many parts sums are cut: not so many that the parts' results take more than this. */
const SUMS_BYTES = 64 * 2 ** 20;

function splitsFor(tuning: Tuning["matmul"], results: number, k: number): number {
  const affordable = Math.max(Math.floor(SUMS_BYTES / (4 * results)), 1);
  return Math.max(Math.min(Math.ceil(k / tuning.depth), affordable), Math.ceil(k / MAX_DEPTH));
}

function turn(view: View<Block>): View<Block> {
  const [batch, rows, columns] = view.shape as [number, number, number];
  const [first, second, third] = view.strides as [number, number, number];
  return { ...view, shape: [batch, columns, rows], strides: [first, third, second] };
}

/**
 * Which dimension to halve where a kernel cannot see all of a matrix at once: the one along which that
 * matrix reaches farthest, as columns (0), rows (1) or batch (2) of the results, or what is summed.
 */
function tooLarge(
  queue: Queue,
  a: View<Block>,
  b: View<Block>,
  output: View<Block>,
): 0 | 1 | 2 | "depth" | undefined {
  const meanings = [[output, [2, 1, 0]], [a, [2, 1, "depth"]], [b, [2, "depth", 0]]] as const;
  for (const [view, [batch, rows, columns]] of meanings) {
    if (fitsBinding(queue, view)) continue;
    const [first, second, third] = view.shape.map((n, d) =>
      (n - 1) * Math.abs(view.strides[d]!)
    ) as [
      number,
      number,
      number,
    ];
    return first >= Math.max(second, third) ? batch : second >= third ? rows : columns;
  }
  return undefined;
}

/** Two products of half the depth, and their sum. */
function halveDepth(queue: Queue, a: View<Block>, b: View<Block>, output: View<Block>): void {
  const k = a.shape[2]!;
  const half = Math.ceil(k / 2);
  const dtype = output.dtype === "float16" ? "float32" : output.dtype;
  const [batch, m, n] = output.shape as [number, number, number];
  withTemporary(queue, dtype, [2, batch, m, n], (sums) => {
    const [apart, ...strides] = sums.strides as [number, ...number[]];
    for (const [i, from, to] of [[0, 0, half], [1, half, k]] as const) {
      const sum = { ...sums, shape: output.shape, strides, offset: i * apart };
      matmul(queue, piece(a, 2, from, to), piece(b, 1, from, to), sum);
    }
    const both = { ...sums, shape: [batch, m, n, 2], strides: [...strides, apart] };
    reduce(queue, "sum", both, output);
  });
}

function piece(view: View<Block>, dim: number, from: number, to: number): View<Block> {
  return {
    ...view,
    shape: view.shape.with(dim, to - from),
    offset: view.offset + from * view.strides[dim]!,
  };
}

/** Two products of half the size along columns (0), rows (1) or batch (2) of the results. */
function halve(
  queue: Queue,
  a: View<Block>,
  b: View<Block>,
  output: View<Block>,
  along: number,
): void {
  const dim = 2 - along;
  const n = output.shape[dim]!;
  const half = Math.ceil(n / 2);
  for (const [from, to] of [[0, half], [half, n]] as const) {
    const part = (view: View<Block>): View<Block> => piece(view, dim, from, to);
    matmul(queue, dim === 2 ? a : part(a), dim === 1 ? b : part(b), part(output));
  }
}

/** What the text of a kernel depends on. */
interface Plan {
  readonly dtype: DType;
  readonly output: DType;
  readonly a: Loads;
  readonly b: Loads;
  readonly tile: MatmulTile;
}

function record(
  queue: Queue,
  a: View<Block>,
  b: View<Block>,
  output: View<Block>,
  tile: MatmulTile,
  groups: readonly [number, number, number],
  depth: number,
): void {
  const windows = [output, a, b].map((view) => bindView(queue, view));
  const [, at, bt] = windows.map((window) => window.offset) as [number, number, number];
  const [batch, m, n] = output.shape as [number, number, number];
  const k = a.shape[2]!;
  const plan: Plan = {
    dtype: a.dtype,
    output: output.dtype,
    a: loadsOf(at, a.strides, 1, 2, k),
    b: loadsOf(bt, b.strides, 2, 1, k),
    tile,
  };
  assertLoopBudget("matmul", depth + Math.ceil(depth / BLOCK));
  const parameters = [m, n, k, depth, batch, ...windows.map((window) => window.offset)];
  parameters.push(...output.strides, batch * m * n, ...a.strides, ...b.strides);
  const { rows, columns, x, y } = tile;
  const key = [plan.dtype, plan.output, plan.a, plan.b, rows, columns, x, y].join("|");
  queue.dispatch(
    queue.kernel(`matmul|${key}`, () => source(plan)),
    windows.map((window) => window.binding),
    parameters,
    groups,
  );
}

function loadsOf(
  offset: number,
  strides: readonly number[],
  side: number,
  depth: number,
  k: number,
): Loads {
  const aligned = (dims: readonly number[]): boolean =>
    offset % 4 === 0 && dims.every((dim) => strides[dim]! % 4 === 0);
  if (strides[depth] === 1 && k % 4 === 0 && aligned([0, side])) return "depth";
  // The rows of the left matrix are broadcast to all columns: nothing to gain there.
  if (side === 2 && strides[side] === 1 && aligned([0, depth])) return "side";
  return "single";
}

function source({ dtype, output, a, b, tile }: Plan): KernelSource {
  const { rows, columns, x, y } = tile;
  const compute = computeTypeOf(dtype);
  const type = COMPUTE[compute];
  const groups = columns / 4;
  const steps = a === "depth" || b === "depth" ? 4 : 1;
  const element = storageType(dtype);
  const stored = store(compute, output, "value");
  const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
  const scalar = (text: string): string => load(dtype, compute, text).text;
  const vector = (text: string): string => element === type ? text : `vec4<${type}>(${text})`;
  const lanes = ["x", "y", "z", "w"];

  const cells = range(rows).flatMap((i) => range(groups).map((g) => `${i}_${g}`));
  const setup = [
    ...range(rows).map((i) => `let ra${i} = a_base + min(row + ${i}, last_row) * p.a_m;`),
    ...range(columns).map((j) =>
      b === "side" ? "" : `let cb${j} = b_base + min(column + ${j}, last_column) * p.b_n;`
    ),
    ...range(groups).map((g) => b === "side" ? `let gb${g} = (b_base + column) / 4 + ${g};` : ""),
    ...cells.map((cell) => `var c${cell} = vec4<${type}>();`),
  ];

  const loads: string[] = [];
  for (const i of range(rows)) {
    if (a === "depth") {
      loads.push(`let a${i} = ${vector(`ma[(ra${i} + k) / 4]`)};`);
    } else {
      const parts = range(steps).map((s) => scalar(`ma[ra${i} + (k + ${s}) * p.a_k]`));
      loads.push(
        steps === 1
          ? `let a${i} = ${parts[0]};`
          : `let a${i} = vec4<${type}>(${parts.join(", ")});`,
      );
    }
  }
  if (b === "depth") {
    for (const j of range(columns)) {
      loads.push(`let t${j} = ${vector(`mb[(cb${j} + k) / 4]`)};`);
    }
  }
  const sums: string[] = [];
  for (const s of range(steps)) {
    for (const g of range(groups)) {
      const four = range(4).map((l) => 4 * g + l);
      if (b === "depth") {
        sums.push(
          `let b${s}_${g} = vec4<${type}>(${four.map((j) => `t${j}.${lanes[s]}`).join(", ")});`,
        );
      } else if (b === "side") {
        sums.push(`let b${s}_${g} = ${vector(`mb[gb${g} + (k + ${s}) * p.b_k / 4]`)};`);
      } else {
        const parts = four.map((j) => scalar(`mb[cb${j} + (k + ${s}) * p.b_k]`));
        sums.push(`let b${s}_${g} = vec4<${type}>(${parts.join(", ")});`);
      }
    }
    for (const i of range(rows)) {
      const left = steps === 1 ? `a${i}` : `a${i}.${lanes[s]}`;
      for (const g of range(groups)) sums.push(`s${i}_${g} += ${left} * b${s}_${g};`);
    }
  }

  const stores = range(rows).flatMap((i) =>
    range(columns).map((j) =>
      `put(to, row + ${i}, column + ${j}, c${i}_${j >> 2}.${lanes[j & 3]});`
    )
  );
  const lines = (list: readonly string[], indent: string): string =>
    list.filter((line) => line !== "").map((line) => `${indent}${line}\n`).join("");
  const array = (loads: Loads): string =>
    `array<${loads === "single" ? element : `vec4<${element}>`}>`;
  const code = `${enableFor([dtype, output])}
struct Parameters {
  m: i32, n: i32, k: i32, depth: i32, batch: i32, o_out: i32, o_a: i32, o_b: i32,
  out_b: i32, out_m: i32, out_n: i32, out_split: i32,
  a_b: i32, a_m: i32, a_k: i32, b_b: i32, b_k: i32, b_n: i32,
}
@group(0) @binding(0) var<uniform> p: Parameters;
@group(1) @binding(0) var<storage, read_write> mc: array<${storageType(output)}>;
@group(1) @binding(1) var<storage, read> ma: ${array(a)};
@group(1) @binding(2) var<storage, read> mb: ${array(b)};
${preludeCode(stored.uses)}
fn put(to: i32, row: i32, column: i32, value: ${type}) {
  if (row < p.m && column < p.n) { mc[to + row * p.out_m + column * p.out_n] = ${stored.text}; }
}
@compute @workgroup_size(${x}, ${y})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let column = i32(id.x) * ${columns};
  let row = i32(id.y) * ${rows};
  if (row >= p.m || column >= p.n) { return; }
  let split = i32(id.z) / p.batch;
  let batch = i32(id.z) - split * p.batch;
  let last_row = p.m - 1;
  let last_column = p.n - 1;
  let a_base = p.o_a + batch * p.a_b;
  let b_base = p.o_b + batch * p.b_b;
  let to = p.o_out + batch * p.out_b + split * p.out_split;
${lines(setup, "  ")}  let end = min((split + 1) * p.depth, p.k);
  for (var first = split * p.depth; first < end; first += ${BLOCK}) {
${lines(cells.map((cell) => `var s${cell} = vec4<${type}>();`), "    ")}
    let stop = min(first + ${BLOCK}, end);
    for (var k = first; k < stop; k += ${steps}) {
${lines(loads, "      ")}${lines(sums, "      ")}    }
${lines(cells.map((cell) => `c${cell} += s${cell};`), "    ")}  }
${lines(stores, "  ")}}
`;
  return { label: "matmul", access: "wrr", code };
}
