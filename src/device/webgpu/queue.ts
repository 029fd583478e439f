/**
 * Recording. Kernels go into one open compute pass, which is submitted when it has grown, or when
 * somebody wants to see results: a submit for every operation would cost fifty times as much.
 *
 * @module
 */
import { RuntimeError } from "../../errors.ts";
import type { ElementwiseKernel } from "../expression.ts";
import { BindGroups, type Binding } from "./bindings.ts";
import type { Context } from "./context.ts";
import { Faults } from "./faults.ts";
import { type Block, Memory } from "./memory.ts";
import { type Pictures, Textures } from "./textures.ts";
import type { Tuning } from "./tuning.ts";

/** A kernel's text, and what is needed to run it. */
export interface KernelSource {
  /** The operation's name, for messages. */
  readonly label: string;
  /** For every storage binding, in order, `r` where the kernel only reads, `w` where it also writes. */
  readonly access: string;
  /** WGSL with an entry point `main`. */
  readonly code: string;
  /** Whether it reads textures, as bind group 2. */
  readonly textures?: boolean;
}

/** A kernel, compiled when it first runs. */
export interface Kernel {
  readonly source: KernelSource;
  /** As it is, for inputs in buffers of their own; and for inputs that share a buffer with results. */
  readonly forms: [apart: Form | undefined, together: Form | undefined];
}

/** A compiled kernel, and what it was last given: often the same again. */
interface Form {
  readonly pipeline: GPUComputePipeline;
  readonly access: string;
  bindings: readonly Binding[];
  group: GPUBindGroup | undefined;
}

/** Bytes that the parameters of one dispatch may take. */
export const PARAMETER_BYTES = 1024;
const RING_BYTES = 64 * 1024;

/** Collects commands for one GPU and submits them in order. */
export class Queue {
  /** The GPU that commands go to. */
  readonly context: Context;
  /** The constants that kernels are generated from. */
  readonly tuning: Tuning;
  /** Where blocks come from. */
  readonly memory: Memory;
  /** Indices out of range that kernels noticed. */
  readonly faults: Faults;
  /** Parameters of the dispatches recorded so far; see {@linkcode Queue.reserve}. */
  readonly ring: Int32Array<ArrayBuffer> = new Int32Array(RING_BYTES / 4);
  /** Kernels of elementwise operations, by what tells them apart; see `kernels/elementwise.ts`. */
  readonly flatKernels: WeakMap<ElementwiseKernel, Map<number, Kernel>> = new WeakMap();
  readonly #groups: BindGroups;
  readonly #textures: Textures;
  readonly #kernels = new Map<string, Kernel>();
  readonly #slot: number;
  readonly #ringBuffer: GPUBuffer;
  readonly #ringGroup: GPUBindGroup;
  #ringUsed = 0;
  readonly #place = new Uint32Array(1);
  #encoder: GPUCommandEncoder | undefined;
  #pass: GPUComputePassEncoder | undefined;
  #pipeline: GPUComputePipeline | undefined;
  #group: GPUBindGroup | undefined;
  #batch = 0;
  #dispatches = 0;
  #bytes = 0;
  #doomed: Block[] = [];

  /**
   * @param context the GPU
   * @param budget bytes of memory to use at most
   * @param tuning the constants that kernels are generated from
   */
  constructor(context: Context, budget: number, tuning: Tuning) {
    const { device } = context;
    this.context = context;
    this.tuning = tuning;
    this.memory = new Memory(context, budget, (block) => this.#destroy(block));
    this.#groups = new BindGroups(device);
    this.#textures = new Textures(device);
    this.#slot = Math.max(device.limits.minUniformBufferOffsetAlignment, 32);
    this.#ringBuffer = device.createBuffer({
      label: "parameters",
      size: RING_BYTES + PARAMETER_BYTES,
      usage: 0x40 | 0x08, // UNIFORM | COPY_DST
    });
    this.#ringGroup = this.#groups.forParameters(this.#ringBuffer, PARAMETER_BYTES);
    this.faults = new Faults(device);
  }

  /**
   * The kernel of that key, compiled when it is first asked for.
   *
   * @param key names the kernel and everything its text depends on
   * @param generate makes the text
   */
  kernel(key: string, generate: () => KernelSource): Kernel {
    const known = this.#kernels.get(key);
    if (known !== undefined) return known;
    const kernel: Kernel = { source: generate(), forms: [undefined, undefined] };
    this.#kernels.set(key, kernel);
    return kernel;
  }

  /** A buffer may be bound for writing twice, but not for writing and for reading only. */
  #compile({ source }: Kernel, together: boolean): Form {
    const { label } = source;
    const access = together ? source.access.replaceAll("r", "w") : source.access;
    const code = together
      ? source.code.replaceAll("var<storage, read>", "var<storage, read_write>")
      : source.code;
    const { device } = this.context;
    const pipeline = device.createComputePipeline({
      label,
      layout: this.#groups.pipelineLayout(
        access,
        source.textures === true ? this.#textures.layout : undefined,
      ),
      compute: { module: device.createShaderModule({ label, code }), entryPoint: "main" },
    });
    return { pipeline, access, bindings: [], group: undefined };
  }

  #groupFor(form: Form, bindings: readonly Binding[]): GPUBindGroup {
    if (form.group === undefined || !sameBindings(form.bindings, bindings)) {
      form.group = this.#groups.get(form.access, bindings);
      form.bindings = bindings;
    }
    return form.group;
  }

  /** How many kernels have been compiled, and how many bind groups are cached. */
  get cached(): { kernels: number; bindGroups: number } {
    return { kernels: this.#kernels.size, bindGroups: this.#groups.size };
  }

  /**
   * Records a dispatch.
   *
   * @param kernel what to run
   * @param bindings what it works on, one for each letter of its source's `access`
   * @param parameters its uniform struct, word for word
   * @param groups workgroups along x, y and z
   * @param pictures what it reads as textures
   */
  dispatch(
    kernel: Kernel,
    bindings: readonly Binding[],
    parameters: readonly number[],
    groups: readonly [number, number, number],
    pictures?: Pictures,
  ): void {
    const textures = pictures && this.#fill(pictures);
    const at = this.reserve(parameters.length);
    for (let i = 0; i < parameters.length; i++) this.ring[at + i] = parameters[i]!;
    if (textures !== undefined) this.#open().setBindGroup(2, textures);
    this.launch(kernel, bindings, parameters.length, ...groups);
  }

  /** Copies are no part of a pass: what is open ends with them. */
  #fill(pictures: Pictures): GPUBindGroup {
    if (this.#textures.isFullFor(pictures)) {
      this.flush();
      this.#textures.clear();
    }
    // Nothing may be submitted between the copies and what reads them.
    if (this.#ringUsed + PARAMETER_BYTES > RING_BYTES) this.flush();
    this.#pass?.end();
    this.#pass = this.#pipeline = this.#group = undefined;
    this.#encoder ??= this.context.device.createCommandEncoder();
    for (const { view } of pictures) view.buffer.usedIn = this.#batch;
    return this.#textures.fill(this.#encoder, pictures);
  }

  /**
   * Makes room for the parameters of the next dispatch.
   *
   * @param words how many
   * @returns where in the ring they go
   */
  reserve(words: number): number {
    if (words * 4 > PARAMETER_BYTES) {
      throw new RuntimeError(
        "webgpu-error",
        `${words} kernel parameters are too many`,
        "The tensor has too many dimensions for one kernel: reshape it to fewer.",
      );
    }
    if (this.#ringUsed + this.#slots(words) > RING_BYTES) this.flush();
    return this.#ringUsed / 4;
  }

  #slots(words: number): number {
    return Math.ceil(words * 4 / this.#slot) * this.#slot;
  }

  /**
   * Records a dispatch whose parameters were written to where {@linkcode reserve} said.
   *
   * @param kernel what to run
   * @param bindings what it works on, one for each letter of its source's `access`
   * @param words how many parameters there are
   * @param x workgroups along x
   * @param y workgroups along y
   * @param z workgroups along z
   */
  launch(
    kernel: Kernel,
    bindings: readonly Binding[],
    words: number,
    x: number,
    y: number,
    z: number,
  ): void {
    const together = meet(kernel.source.access, bindings) ? 1 : 0;
    const form = kernel.forms[together] ??= this.#compile(kernel, together === 1);
    const group = this.#groupFor(form, bindings);
    const pass = this.#open();
    this.#place[0] = this.#ringUsed;
    this.#ringUsed += this.#slots(words);
    if (this.#pipeline !== form.pipeline) {
      pass.setPipeline(form.pipeline);
      this.#pipeline = form.pipeline;
    }
    pass.setBindGroup(0, this.#ringGroup, this.#place, 0, 1);
    if (this.#group !== group) {
      pass.setBindGroup(1, group);
      this.#group = group;
    }
    pass.dispatchWorkgroups(x, y, z);
    for (let b = 0; b < bindings.length; b++) {
      const { block } = bindings[b]!;
      if (block !== undefined) block.usedIn = this.#batch;
    }
    const [{ block, size }] = bindings as readonly [Binding];
    // What is written is the block: the buffer around it may be a hundred times as large.
    this.#bytes += block?.bytes ?? size;
    this.#dispatches++;
    const limits = this.tuning.flush;
    if (this.#dispatches >= limits.dispatches || this.#bytes >= limits.bytes) this.flush();
  }

  /** Copies bytes into a block, after all that is recorded. Offset and size are multiples of 4. */
  write(block: Block, offset: number, data: ArrayBufferView<ArrayBuffer>): void {
    // The system's queue writes before whatever is submitted later, recorded earlier or not.
    if (block.usedIn === this.#batch) this.flush();
    this.context.device.queue.writeBuffer(
      block.home.gpu,
      block.start + offset,
      data.buffer,
      data.byteOffset,
      data.byteLength,
    );
  }

  /**
   * Submits what is recorded.
   *
   * @param copy adds copies behind it, in the same submission
   */
  flush(copy?: (encoder: GPUCommandEncoder) => void): void {
    if (this.#encoder === undefined && copy === undefined) return;
    const { device } = this.context;
    const encoder = this.#encoder ?? device.createCommandEncoder();
    this.#pass?.end();
    copy?.(encoder);
    if (this.#ringUsed > 0) {
      device.queue.writeBuffer(this.#ringBuffer, 0, this.ring.buffer, 0, this.#ringUsed);
    }
    this.#encoder =
      this.#pass =
      this.#pipeline =
      this.#group =
        undefined;
    this.#ringUsed = this.#dispatches = this.#bytes = 0;
    this.#batch++;
    device.queue.submit([encoder.finish()]);
    for (const block of this.#doomed) block.home.gpu.destroy();
    this.#doomed = [];
  }

  #open(): GPUComputePassEncoder {
    if (this.#pass === undefined) {
      this.#encoder ??= this.context.device.createCommandEncoder();
      this.#pass = this.#encoder.beginComputePass();
    }
    return this.#pass;
  }

  /** A buffer destroyed between recording and submitting would fail the whole submission. */
  #destroy(block: Block): void {
    this.#groups.forget(block.home);
    if (block.usedIn === this.#batch) this.#doomed.push(block);
    else block.home.gpu.destroy();
  }
}

/** Whether something that is only read lies in a buffer that is written to as well. */
function meet(access: string, bindings: readonly Binding[]): boolean {
  for (let i = 0; i < bindings.length; i++) {
    if (access[i] !== "r" || bindings[i]!.block?.home.shared !== true) continue;
    for (let j = 0; j < bindings.length; j++) {
      if (access[j] === "w" && bindings[j]!.buffer === bindings[i]!.buffer) return true;
    }
  }
  return false;
}

function sameBindings(some: readonly Binding[], others: readonly Binding[]): boolean {
  for (let i = 0; i < others.length; i++) {
    const [a, b] = [some[i]!, others[i]!];
    if (a.buffer !== b.buffer || a.offset !== b.offset || a.size !== b.size) return false;
  }
  return true;
}
