/**
 * Giving WebAssembly kernels what does not lie in their memory: small tensors, and those that found no room
 * there, are copied in before a kernel and out after it.
 *
 * @module
 */
import { RuntimeError } from "../../errors.ts";
import { bytesPerElement, type TypedArray, typedArray } from "../../tensor/dtype.ts";
import { extent, isContiguous } from "../../tensor/shape.ts";
import type { View } from "../backend.ts";
import { giveBlock, heapBuffer, takeBlock } from "./heap.ts";

/** Arrays from this size on live in the heap; for smaller ones ordinary arrays cost less. */
export const HEAP_FROM = 4096;

/** Says whether kernels in WebAssembly can reach an array. */
export function inHeap(array: TypedArray): boolean {
  return array.byteLength >= HEAP_FROM && array.buffer instanceof SharedArrayBuffer;
}

const blocks: number[] = [];
const results: { readonly from: TypedArray; readonly to: TypedArray }[] = [];

/** Memory in the heap until {@linkcode unstage}: its address. */
export function scratch(bytes: number): number {
  const address = takeBlock(bytes);
  if (address === undefined) {
    unstage();
    throw new RuntimeError(
      "out-of-memory",
      `DefaultCPUAllocator: can't allocate memory: you tried to allocate ${bytes} bytes.`,
      "The CPU's memory for kernels (4 GiB) is full: dispose of what is done with, or use smaller batches.",
    );
  }
  blocks.push(address);
  return address;
}

/** The address of a view's first element, for a kernel to read. */
export function staged({ buffer, ...view }: View<TypedArray>): number {
  const size = buffer.BYTES_PER_ELEMENT;
  if (inHeap(buffer)) return buffer.byteOffset + view.offset * size;
  const { first, last } = extent(view) ?? { first: 0, last: -1 };
  const copy = copyIn(buffer.subarray(first, last + 1), view);
  return copy.byteOffset + (view.offset - first) * size;
}

/** The address of a view's first element, for a kernel to write. */
export function stagedResult(view: View<TypedArray>): number {
  // What lies between the elements of a view with gaps must come back as it was.
  return writable(view, !isContiguous(view.shape, view.strides));
}

/** The address of a view's first element, for a kernel to read and to write over. */
export function stagedChange(view: View<TypedArray>): number {
  return writable(view, true);
}

function writable({ buffer, ...view }: View<TypedArray>, withContents: boolean): number {
  const size = buffer.BYTES_PER_ELEMENT;
  if (inHeap(buffer)) return buffer.byteOffset + view.offset * size;
  const { first, last } = extent(view) ?? { first: 0, last: -1 };
  const to = buffer.subarray(first, last + 1);
  const from = withContents ? copyIn(to, view) : room(to.length, view);
  results.push({ from, to });
  return from.byteOffset + (view.offset - first) * size;
}

/** Ends what one kernel was given: results are copied out, scratch memory is given back. */
export function unstage(): void {
  if (blocks.length === 0) return;
  for (const { from, to } of results) to.set(from as never);
  results.length = 0;
  for (const block of blocks) giveBlock(block);
  blocks.length = 0;
}

function room(length: number, { dtype }: Pick<View, "dtype">): TypedArray {
  const address = scratch(Math.max(length, 1) * bytesPerElement(dtype));
  return typedArray(dtype, heapBuffer(), address, length);
}

function copyIn(source: TypedArray, view: Pick<View, "dtype">): TypedArray {
  const copy = room(source.length, view);
  copy.set(source as never);
  return copy;
}
