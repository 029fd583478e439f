/**
 * Matrix products: which kernel computes them, cut up how. Rows and columns are padded to whole tiles,
 * large tiles load less for each multiplication, and take longer to compile: the cheapest wins. Long
 * sums are split over several threads, whose results are added up by a reduction.
 *
 * @module
 */
import { isFloating } from "../../../tensor/dtype.ts";
import type { View } from "../../backend.ts";
import { apply, type ElementwiseKernel, elementwiseKernel, operand } from "../../expression.ts";
import { bindingLimit, bindView, fitsBinding } from "../bindings.ts";
import type { Block } from "../memory.ts";
import type { Queue } from "../queue.ts";
import { type Picture, pictureOf, type Pictures } from "../textures.ts";
import { assertLoopBudget, type MatmulTile, type Tuning } from "../tuning.ts";
import { elementwise } from "./elementwise.ts";
import { epilogueKey } from "./matmul_epilogue.ts";
import { BLOCK, type Loads, type MatmulPlan, matmulSource } from "./matmul_source.ts";
import { sideOf, tiledMatmulSource } from "./matmul_tiled.ts";
import { LANES_WORKGROUP, vectorSource } from "./matmul_vector.ts";
import { reduce } from "./reduce.ts";
import { fill, withCopy, withTemporary } from "./temporary.ts";

/** Workgroups in one dimension. */
const MAX_GROUPS = 65_535;

/** Products that one thread may add up; the rest of the budget is for the outer loop. */
const MAX_DEPTH = 60_000;

/** What is done to a product before it is stored. */
interface Finish {
  /** What is added to every row, [N]. */
  readonly bias?: View<Block> | undefined;
  /** An operation on the results and on others of their shape. */
  readonly then?: { readonly kernel: ElementwiseKernel; readonly others: readonly View<Block>[] };
}

/** A kernel, and how its threads are laid out. */
interface Layout {
  readonly tile: MatmulTile;
  /** Threads of a workgroup side by side, along the columns. */
  readonly across: number;
  /** Threads that share a result. */
  readonly lanes: number;
}

/** Records [B, M, K] times [B, K, N]; see `Backend.matmul`. */
export function matmul(
  queue: Queue,
  a: View<Block>,
  b: View<Block>,
  output: View<Block>,
  finish: Finish = {},
): void {
  const [batch, m, n] = output.shape as [number, number, number];
  const k = a.shape[2]!;
  if (batch * m * n === 0) return;
  // One column is one row of the product turned over.
  const turned = n === 1 && m > 1;
  const large = turned ? undefined : tooLarge(queue, a, b, output);
  const simple = finish.bias === undefined && finish.then === undefined;
  const hidden = finish.then?.others.some((view) => !fitsBinding(queue, view)) ?? false;
  if (!simple && (k === 0 || turned || large !== undefined || hidden)) {
    matmul(queue, a, b, output);
    return finishApart(queue, output, finish);
  }
  if (k === 0) return fill(queue, 0, output);
  for (const side of [a, b]) {
    if (side.buffer !== output.buffer) continue;
    return withCopy(queue, side, (flat) => {
      matmul(queue, side === a ? flat : a, side === b ? flat : b, output, finish);
    });
  }
  if (turned) return matmul(queue, turn(b), turn(a), turn(output));
  if (large === "depth") return halveDepth(queue, a, b, output);
  if (large !== undefined) return halve(queue, a, b, output, large);
  const tuning = queue.tuning.matmul;
  const layout = layoutFor(tuning, a, b, output);
  const { tile, across, lanes } = layout;
  const [right, down] = [Math.ceil(n / tile.columns), Math.ceil(m / tile.rows)];
  const splits = splitsFor(tuning, batch * right * down * lanes, batch * m * n, k);
  const groups: [number, number, number] = [
    Math.ceil(right / across),
    Math.ceil(down / (tile.threads / lanes / across)),
    batch * splits,
  ];
  const wide = groups.findIndex((count) => count > MAX_GROUPS);
  const overflow = splits > 1 && 4 * splits * batch * m * n > bindingLimit(queue);
  if (wide >= 0 || overflow) {
    const along = wide >= 0 ? wide : batch > 1 ? 2 : m > 1 ? 1 : 0;
    halve(queue, a, b, output, along);
    return finishApart(queue, output, finish);
  }
  // Sums grow in the memory of the results, which must not round them.
  const roomy = k <= BLOCK || output.dtype !== "float16";
  if (splits === 1 && roomy) return record(queue, a, b, output, finish, layout, groups, k);
  const depth = Math.ceil(k / splits / 4) * 4;
  const parts = Math.ceil(k / depth);
  const dtype = output.dtype === "float16" ? "float32" : output.dtype;
  bindView(queue, output);
  groups[2] = batch * parts;
  withTemporary(queue, dtype, [parts, batch, m, n], (sums) => {
    const [apart, ...strides] = sums.strides as [number, ...number[]];
    const part = { ...sums, shape: [batch, m, n], strides };
    record(queue, a, b, part, { bias: finish.bias }, layout, groups, depth, apart);
    const all = { ...sums, shape: [batch, m, n, parts], strides: [...strides, apart] };
    reduce(queue, "sum", all, output);
  });
  finishApart(queue, output, { then: finish.then });
}

/** Records x weight^T + bias; see `FusedKernels.linear`. */
export function linear(
  queue: Queue,
  x: View<Block>,
  weight: View<Block>,
  bias: View<Block>,
  output: View<Block>,
): void {
  queue.context.assertAlive();
  const one = (view: View<Block>): View<Block> => ({
    ...view,
    shape: [1, ...view.shape],
    strides: [0, ...view.strides],
  });
  matmul(queue, one(x), turn(one(weight)), one(output), { bias });
}

/** Records a product with what is done to its results; see `FusedKernels.matmulThen`. */
export function matmulThen(
  queue: Queue,
  a: View<Block>,
  b: View<Block>,
  bias: View<Block> | null,
  kernel: ElementwiseKernel,
  others: readonly View<Block>[],
  output: View<Block>,
): void {
  matmul(queue, a, b, output, { bias: bias ?? undefined, then: { kernel, others } });
}

const ADD = elementwiseKernel("add", apply("add", operand(0), operand(1)));

/** The same in kernels of its own, in place. */
function finishApart(queue: Queue, output: View<Block>, { bias, then }: Finish): void {
  if (bias !== undefined) {
    const rows = { ...bias, shape: output.shape, strides: [0, 0, bias.strides[0]!] };
    elementwise(queue, ADD, "float", [output, rows], output);
  }
  if (then === undefined) return;
  elementwise(queue, then.kernel, "float", [output, ...then.others], output);
}

/** The cheapest of the kernels that are worth compiling. Integers are too rare to compile many for. */
function layoutFor(
  tuning: Tuning["matmul"],
  a: View<Block>,
  b: View<Block>,
  output: View<Block>,
): Layout {
  const [batch, m, n] = output.shape as [number, number, number];
  const k = a.shape[2]!;
  const first = tuning.tiles[0]!;
  const { vectorLanes } = tuning;
  if (m === 1 && vectorLanes > 1 && b.strides[1] === 1 && isFloating(output.dtype)) {
    const tile = { ...first, rows: 1, columns: 1, threads: LANES_WORKGROUP };
    return { tile, across: LANES_WORKGROUP / vectorLanes, lanes: vectorLanes };
  }
  const work = batch * m * n * k;
  let best: Layout = { tile: first, across: first.threads, lanes: 1 };
  let lowest = Infinity;
  for (const tile of tuning.tiles) {
    if (tile !== first && (work < tile.from || !isFloating(output.dtype))) continue;
    const { rows, columns, threads } = tile;
    const price = 1 + tuning.loadCost * (1 / rows + 1 / columns);
    const square = tile.depth > 0 ? sideOf(tile) : undefined;
    for (let across = square ?? threads; across >= (square ?? 1); across /= 2) {
      const [width, height] = [columns * across, rows * threads / across];
      const cost = Math.ceil(m / height) * height * Math.ceil(n / width) * width * price;
      if (cost < lowest) {
        lowest = cost;
        best = { tile, across, lanes: 1 };
      }
    }
  }
  return best;
}

/** Into how many parts sums are cut: not so many that the parts' results take more than this. */
const SUMS_BYTES = 64 * 2 ** 20;

function splitsFor(
  tuning: Tuning["matmul"],
  threads: number,
  results: number,
  k: number,
): number {
  const useful = Math.min(Math.ceil(tuning.threads / threads), Math.floor(k / tuning.shallow));
  const affordable = Math.max(Math.floor(SUMS_BYTES / (4 * results)), 1);
  return Math.max(
    Math.min(Math.max(useful, Math.ceil(k / tuning.depth)), affordable),
    Math.ceil(k / MAX_DEPTH),
  );
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

function record(
  queue: Queue,
  a: View<Block>,
  b: View<Block>,
  output: View<Block>,
  { bias, then }: Finish,
  { tile, across, lanes }: Layout,
  groups: readonly [number, number, number],
  depth: number,
  apart = 0,
): void {
  const windows = [output, a, b].map((view) => bindView(queue, view));
  const added = bias === undefined ? undefined : bindView(queue, bias);
  const others = then?.others.map((view) => ({ view, ...bindView(queue, view) })) ?? [];
  const [ct, at, bt] = windows.map((window) => window.offset) as [number, number, number];
  const [batch, m, n] = output.shape as [number, number, number];
  const k = a.shape[2]!;
  const wide = lanes === 1 && isFloating(output.dtype) && n % 4 === 0 && apart % 4 === 0 &&
    loadsOf(ct, output, 2, tile) === "side";
  const loads = { a: loadsOf(at, a, 1, tile), b: loadsOf(bt, b, 2, tile) };
  const pictures = lanes === 1 ? picturesOf(queue, a, b, loads, tile) : undefined;
  const plan: MatmulPlan = {
    ...loads,
    dtype: a.dtype,
    output: output.dtype,
    wide,
    steps: k % 4 === 0 ? 4 : 1,
    bias: added !== undefined,
    textures: pictures !== undefined,
    epilogue: then && {
      kernel: then.kernel,
      others: others.map(({ view, offset }) => ({
        dtype: view.dtype,
        wide: wide && loadsOf(offset, view, 2, tile) === "side",
      })),
    },
    tile,
  };
  assertLoopBudget("matmul", depth + Math.ceil(depth / BLOCK) + 128);
  const parameters = [m, n, k, depth, batch, across, ct, ...output.strides, apart];
  if (pictures === undefined) parameters.push(at, ...a.strides, bt, ...b.strides);
  else for (const picture of pictures) parameters.push(...placesOf(picture));
  parameters.push(added?.offset ?? 0, bias?.strides[0] ?? 0);
  const bindings = (pictures ? windows.slice(0, 1) : windows).map((window) => window.binding);
  if (added !== undefined) bindings.push(added.binding);
  if (then !== undefined) parameters.push(0);
  for (const { view, offset, binding } of others) {
    parameters.push(offset, ...view.strides);
    bindings.push(binding);
  }
  const { rows, columns, threads } = tile;
  const key =
    `matmul|${plan.dtype}|${plan.output}|${plan.a}|${plan.b}|${plan.wide}|${plan.steps}|${plan.bias}|${plan.textures}|${rows}|${columns}|${threads}|${tile.depth}|${lanes}|${
      plan.epilogue ? epilogueKey(plan.epilogue) : ""
    }`;
  const generate = lanes > 1
    ? () => vectorSource(plan, lanes)
    : tile.depth > 0
    ? () => tiledMatmulSource(plan)
    : () => matmulSource(plan);
  queue.dispatch(queue.kernel(key, generate), bindings, parameters, groups, pictures);
}

/** The operands as textures, where copying them takes less than what is saved. */
function picturesOf(
  queue: Queue,
  a: View<Block>,
  b: View<Block>,
  loads: { readonly a: Loads; readonly b: Loads },
  { depth }: MatmulTile,
): Pictures | undefined {
  const { textures } = queue.tuning.matmul;
  const [, m, k] = a.shape as [number, number, number];
  const n = b.shape[2]!;
  if (textures === 0 || depth > 0 || a.dtype !== "float32") return;
  if (m * n < textures * (m + n)) return;
  if (loads.a === "single" || loads.b === "single" || k % 4 !== 0) return;
  const limit = queue.context.device.limits.maxTextureDimension2D;
  const left = pictureOf(a, loads.a === "depth" ? 2 : 1, limit);
  const right = left && pictureOf(b, loads.b === "depth" ? 1 : 2, limit);
  return right && [left, right];
}

/** Where a matrix begins in a texture, and its strides, in rows of the texture. */
function placesOf({ height, count, along }: Picture): [number, number, number, number] {
  const apart = count === 1 ? 0 : height;
  return along === 2 ? [0, apart, 1, 0] : [0, apart, 0, 1];
}

/** Which neighbours of a matrix lie in a row, every row beginning at a multiple of four. */
function loadsOf(
  offset: number,
  { shape, strides }: View<Block>,
  side: 1 | 2,
  { rows, depth: tiled }: MatmulTile,
): Loads {
  const depth = 3 - side;
  const aligned = (dims: readonly number[]): boolean =>
    offset % 4 === 0 && dims.every((dim) => shape[dim] === 1 || strides[dim]! % 4 === 0);
  if (strides[depth] === 1 && shape[depth]! % 4 === 0 && aligned([0, side])) return "depth";
  const inFours = side === 2 || tiled > 0 || rows % 4 === 0;
  return inFours && strides[side] === 1 && aligned([0, depth]) ? "side" : "single";
}
