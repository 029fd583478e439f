/**
 * Convolutions on the CPU: hands windows to WebAssembly as tables of offsets; see {@linkcode FusedKernels}.
 *
 * @module
 */
import type { TypedArray } from "../../tensor/dtype.ts";
import { sizeOf } from "../../tensor/shape.ts";
import type { View } from "../backend.ts";
import { heapBuffer } from "./heap.ts";
import { kernels } from "./kernels.ts";
import { scratch, staged, stagedResult, unstage } from "./staging.ts";
import { parallel, threadsFor } from "./threads.ts";

type CPUView = View<TypedArray>;

/** Rows of weights in a group up to which packing is not worth it. */
const FEW_ROWS = 2;

const BYTES = Float32Array.BYTES_PER_ELEMENT;

/** Fewer operations than this (150 microseconds) are not worth waking threads. */
const SHARED_OPERATIONS = 8e6;

/** Parts that work falls into where threads share it: one that is slow takes fewer. */
const PARTS = 16;

/** Windows, [N, C, ...counts, ...kernels], taken apart. */
interface Windows {
  /** Bytes from one element of the batch to the next, and from one group to the next. */
  readonly batch: number;
  readonly group: number;
  /** Where windows begin, and where in each its elements lie: shapes and strides. */
  readonly places: readonly [shape: readonly number[], strides: readonly number[]];
  readonly taps: readonly [shape: readonly number[], strides: readonly number[]];
}

function takenApart({ shape, strides }: CPUView, groups: number): Windows {
  const rank = (shape.length - 2) / 2;
  const channels = shape[1]! / groups;
  const [counts, steps] = [shape.slice(2, 2 + rank), strides.slice(2, 2 + rank)];
  return {
    batch: strides[0]! * BYTES,
    group: channels * strides[1]! * BYTES,
    places: [counts, steps],
    taps: [[channels, ...shape.slice(2 + rank)], [strides[1]!, ...strides.slice(2 + rank)]],
  };
}

/** A table in the heap of how many bytes each element lies from the first, row by row: its address and length. */
function table([shape, strides]: Windows["places"]): [address: number, length: number] {
  const length = sizeOf(shape);
  const address = scratch(length * BYTES);
  const offsets = new Int32Array(heapBuffer(), address, length);
  // From the last dimension on, what is there is repeated for each step of the next.
  let filled = 1;
  offsets[0] = 0;
  for (let d = shape.length - 1; d >= 0; d--) {
    const stride = strides[d]! * BYTES;
    for (let i = filled; i < filled * shape[d]!; i++) offsets[i] = offsets[i - filled]! + stride;
    filled *= shape[d]!;
  }
  return [address, length];
}

/** The size of blocks, each of them so many at least and a multiple of that, in about so many of which a size falls. */
function blockOf(size: number, least: number, blocks: number): number {
  return Math.ceil(Math.max(size / Math.max(blocks, 1), 1) / least) * least;
}

/** Into how many parts work falls: one where threads would not help. */
function partsFor(operations: number): number {
  return operations >= SHARED_OPERATIONS && threadsFor(operations) > 1 ? PARTS : 1;
}

/** Windows times weights; see {@linkcode FusedKernels.convolve}. */
export function convolve(
  windows: CPUView,
  weight: CPUView,
  bias: CPUView | null,
  groups: number,
  output: CPUView,
): void {
  const { batch, group, places, taps } = takenApart(windows, groups);
  const batches = windows.shape[0]!;
  const m = weight.shape[0]! / groups;
  const [w, from, add] = [staged(weight), staged(windows), bias === null ? 0 : staged(bias)];
  const to = stagedResult(output);
  const [rows, k] = table(taps), [columns, n] = table(places);
  const wanted = partsFor(2 * batches * groups * m * n * k);
  const high = blockOf(batches, 1, wanted), down = Math.ceil(batches / high);
  const wide = blockOf(n, 64, wanted / down), across = Math.ceil(n / wide);
  const bytes = kernels().matmulScratch(m, Math.min(wide, n), k);
  const room = m > FEW_ROWS ? scratch(bytes * across * down) : 0;
  parallel("convolve", across * down, (part) => {
    const column = part % across * wide, first = Math.floor(part / across) * high;
    return [
      ...[w, 0, m * k * BYTES, k * BYTES],
      ...[from + first * batch, batch, group, rows, columns + column * BYTES],
      to + (first * groups * m * n + column) * BYTES,
      ...[groups * m * n * BYTES, m * n * BYTES, n * BYTES, add],
      ...[Math.min(high, batches - first), groups, m, Math.min(wide, n - column), k],
      room === 0 ? 0 : room + part * bytes,
    ];
  });
  unstage();
}

/** The gradient of the weights; see {@linkcode FusedKernels.convolveBackward}. */
export function convolveBackward(
  windows: CPUView,
  grad: CPUView,
  groups: number,
  gradWeight: CPUView,
): void {
  const { batch, group, places, taps } = takenApart(windows, groups);
  const batches = windows.shape[0]!;
  const m = grad.shape[1]! / groups;
  const [g, from, to] = [staged(grad), staged(windows), stagedResult(gradWeight)];
  const [rows, k] = table(places), [columns, n] = table(taps);
  const wanted = partsFor(2 * batches * groups * m * n * k);
  const deep = blockOf(groups, 1, wanted), layers = Math.ceil(groups / deep);
  const wide = blockOf(n, 32, wanted / layers), across = Math.ceil(n / wide);
  const tall = blockOf(m, 15, wanted / layers / across), down = Math.ceil(m / tall);
  const bytes = kernels().matmulScratch(Math.min(tall, m), Math.min(wide, n), k);
  const room = m > FEW_ROWS ? scratch(bytes * across * down * layers) : 0;
  parallel("convolve", across * down * layers, (part) => {
    const column = part % across * wide, row = Math.floor(part / across) % down * tall;
    const first = Math.floor(part / across / down) * deep;
    return [
      g + (first * m + row) * k * BYTES,
      ...[groups * m * k * BYTES, m * k * BYTES, k * BYTES],
      ...[from + first * group, batch, group, rows, columns + column * BYTES],
      to + ((first * m + row) * n + column) * BYTES,
      ...[0, m * n * BYTES, n * BYTES, 0],
      ...[batches, Math.min(deep, groups - first)],
      ...[Math.min(tall, m - row), Math.min(wide, n - column), k],
      room === 0 ? 0 : room + part * bytes,
    ];
  });
  unstage();
}
