/**
 * Bind groups: which buffers a kernel sees. Making one costs more than recording a dispatch, so they
 * are kept by the buffers they hold.
 *
 * @module
 */
import { RuntimeError } from "../../errors.ts";
import { extent } from "../../tensor/shape.ts";
import type { View } from "../backend.ts";
import { ALIGNMENT, type Block, formatBytes, type Home } from "./memory.ts";
import type { Queue } from "./queue.ts";
import { storageBytes } from "./wgsl/types.ts";

/** A part of a buffer that a kernel sees as one array. */
export interface Binding {
  readonly buffer: GPUBuffer;
  /** The tensor memory behind the buffer, if it is that. */
  readonly block: Block | undefined;
  /** Where the part begins, in bytes. */
  readonly offset: number;
  /** Its size in bytes. */
  readonly size: number;
}

/** A view as a kernel sees it: a binding, and the position of the first element inside it. */
export interface Window {
  readonly binding: Binding;
  readonly offset: number;
}

/** How many bytes of a buffer a kernel can see. */
export function bindingLimit(queue: Queue): number {
  return queue.context.maxBinding;
}

/** Whether a kernel can see all of a view at once. */
export function fitsBinding(queue: Queue, view: View<Block>): boolean {
  const limit = bindingLimit(queue);
  return view.buffer.bytes <= limit || span(view).size <= limit;
}

/**
 * What a kernel binds to see a view: the whole buffer, or for buffers beyond the device's limit the
 * part that the view touches.
 *
 * @throws {RuntimeError} when that part is beyond the limit too, or the memory belongs to a lost device
 */
export function bindView(queue: Queue, view: View<Block>): Window {
  const { buffer: block } = view;
  queue.memory.assertOwn(block);
  const limit = bindingLimit(queue);
  if (block.bytes <= limit) {
    const { binding, start } = block;
    return { binding, offset: view.offset + (start === 0 ? 0 : start / storageBytes(view.dtype)) };
  }
  const { start, size } = span(view);
  if (size > limit) {
    throw new RuntimeError(
      "webgpu-binding-limit",
      `a tensor of ${
        formatBytes(size)
      } is more than this operation can work on at once on webgpu, where kernels see ${
        formatBytes(limit)
      } of a buffer (maxStorageBufferBindingSize)`,
      "Work on parts of it, x.narrow(0, start, length) for one, or move it to the CPU.",
    );
  }
  return {
    binding: { buffer: block.home.gpu, block, offset: start, size },
    offset: view.offset - start / storageBytes(view.dtype),
  };
}

function span(view: View<Block>): { start: number; size: number } {
  const reach = extent(view);
  if (reach === undefined) return { start: 0, size: ALIGNMENT };
  const bytes = storageBytes(view.dtype);
  const start = Math.floor(reach.first * bytes / ALIGNMENT) * ALIGNMENT;
  const end = Math.min(
    Math.ceil((reach.last + 1) * bytes / ALIGNMENT) * ALIGNMENT,
    view.buffer.bytes,
  );
  return { start, size: end - start };
}

/** Bind groups kept at most. */
const CAPACITY = 4096;

/** Layouts and bind groups of one device. */
export class BindGroups {
  readonly #device: GPUDevice;
  readonly #parameterLayout: GPUBindGroupLayout;
  readonly #layouts = new Map<string, GPUBindGroupLayout>();
  readonly #pipelineLayouts = new Map<string, GPUPipelineLayout>();
  readonly #groups = new Map<string, { group: GPUBindGroup; homes: Home[] }>();

  /** Starts empty. */
  constructor(device: GPUDevice) {
    this.#device = device;
    this.#parameterLayout = device.createBindGroupLayout({
      entries: [{
        binding: 0,
        visibility: 4, // COMPUTE
        buffer: { type: "uniform", hasDynamicOffset: true },
      }],
    });
  }

  /** How many bind groups are kept. */
  get size(): number {
    return this.#groups.size;
  }

  /** The bind group of the parameters, to be used with the offset of a dispatch. */
  forParameters(buffer: GPUBuffer, size: number): GPUBindGroup {
    return this.#device.createBindGroup({
      layout: this.#parameterLayout,
      entries: [{ binding: 0, resource: { buffer, offset: 0, size } }],
    });
  }

  /** The layout of kernels with that access, and perhaps a group of textures. */
  pipelineLayout(access: string, textures?: GPUBindGroupLayout): GPUPipelineLayout {
    const key = textures === undefined ? access : `${access}+textures`;
    let layout = this.#pipelineLayouts.get(key);
    if (layout === undefined) {
      const bindGroupLayouts = [this.#parameterLayout, this.#layout(access)];
      if (textures !== undefined) bindGroupLayouts.push(textures);
      layout = this.#device.createPipelineLayout({ bindGroupLayouts });
      this.#pipelineLayouts.set(key, layout);
    }
    return layout;
  }

  /** The bind group of those bindings. */
  get(access: string, bindings: readonly Binding[]): GPUBindGroup {
    let key = access;
    for (const { block, offset, size } of bindings) {
      key += block === undefined ? ",-" : `,${block.home.id}:${offset}:${size}`;
    }
    const known = this.#groups.get(key);
    if (known !== undefined) return known.group;
    const group = this.#device.createBindGroup({
      layout: this.#layout(access),
      entries: bindings.map(({ buffer, offset, size }, binding) => ({
        binding,
        resource: { buffer, offset, size },
      })),
    });
    const homes: Home[] = [];
    for (const { block } of bindings) {
      if (block === undefined) continue;
      block.home.bindGroups.add(key);
      homes.push(block.home);
    }
    this.#groups.set(key, { group, homes });
    if (this.#groups.size > CAPACITY) this.#remove(this.#groups.keys().next().value!);
    return group;
  }

  /** Drops every bind group that holds a buffer. */
  forget(home: Home): void {
    for (const key of home.bindGroups) this.#remove(key);
  }

  #remove(key: string): void {
    for (const home of this.#groups.get(key)?.homes ?? []) home.bindGroups.delete(key);
    this.#groups.delete(key);
  }

  #layout(access: string): GPUBindGroupLayout {
    let layout = this.#layouts.get(access);
    if (layout === undefined) {
      layout = this.#device.createBindGroupLayout({
        label: access,
        entries: [...access].map((letter, binding) => ({
          binding,
          visibility: 4, // COMPUTE
          buffer: { type: letter === "r" ? "read-only-storage" as const : "storage" as const },
        })),
      });
      this.#layouts.set(access, layout);
    }
    return layout;
  }
}
