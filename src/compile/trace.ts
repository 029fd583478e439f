/**
 * Watches a function run, and records what it asks of its devices.
 *
 * @module
 */
import type { Backend, View } from "../device/backend.ts";
import type { ComputeType, ElementwiseKernel } from "../device/expression.ts";
import type { Device } from "../device/registry.ts";
import type { Storage } from "../device/storage.ts";
import { type Watcher, watcher, withWatcher } from "../device/capture.ts";
import type { Registry } from "../nn/registry.ts";
import type { TensorCore } from "../tensor/core.ts";
import type { TypedArray } from "../tensor/dtype.ts";
import type { Layout } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { usedOperands } from "./expressions.ts";
import { Guards } from "./guards.ts";
import { type BoundView, type Launch, type Place, Value } from "./launch.ts";
import { type Call, type Listener, Recorder } from "./recorder.ts";

/** The gradient of a tensor while its function runs. */
export interface GradHistory {
  readonly first: Tensor | null;
  now: Tensor | null;
}

/** What a run of a function did. */
export class Trace implements Watcher, Listener {
  /** In the order in which they happened. */
  readonly launches: Launch[] = [];
  /** What a replay relies on. */
  readonly guards: Guards = new Guards();
  /** Of each tensor whose gradient is asked for or set. */
  readonly grads: Map<Tensor, GradHistory> = new Map();
  /** Storages that the function allocated. */
  readonly made: Set<Storage> = new Set();
  readonly #values = new Map<unknown, Value>();
  readonly #recorders = new Map<Device, Recorder>();
  /** What a host step has read so far; undefined outside of one. */
  #host: BoundView[] | undefined;
  #draw: (() => TypedArray) | undefined;

  /** @param inputs the tensors among the arguments */
  constructor(inputs: readonly Tensor[]) {
    inputs.forEach((input, index) => this.addInput(input, index));
  }

  /** Lets a tensor stand for the i-th argument. */
  addInput(input: Tensor, index: number): void {
    if (input.device.type === "meta" || this.#values.has(input.storage.buffer)) return;
    const { storage, storageOffset } = input;
    this.#values.set(storage.buffer, new Value({ kind: "input", index }, storage, storageOffset));
  }

  /** The value that a storage is. */
  valueOf(storage: Storage): Value {
    return this.#values.get(storage.buffer)!;
  }

  /** Where a tensor is; undefined where it has no data. */
  placeOf(tensor: Tensor): Place | undefined {
    if (tensor.device.type === "meta") return undefined;
    const { storage, layout } = tensor;
    const value = this.#values.get(storage.buffer) ?? this.#outside(storage, storage.buffer);
    return { value, layout };
  }

  /** See {@linkcode Watcher.backend}. What has no data is not recorded. */
  backend(device: Device, real: Backend): Backend {
    if (device.type === "meta") return real;
    let recorder = this.#recorders.get(device);
    if (recorder === undefined) {
      recorder = new Recorder(device, real, this);
      this.#recorders.set(device, recorder);
      this.guards.onDevice(device, real);
    }
    return recorder;
  }

  storageMade(storage: Storage, buffer: unknown): void {
    if (this.#host !== undefined || storage.device.type === "meta") return;
    this.#values.set(buffer, new Value({ kind: "made" }, storage));
    this.made.add(storage);
  }

  storageUsed(storage: Storage, buffer: unknown): void {
    if (this.#host !== undefined || storage.device.type === "meta") return;
    if (!this.#values.has(buffer)) this.#outside(storage, buffer);
  }

  #outside(storage: Storage, buffer: unknown): Value {
    const value = new Value({ kind: "outside" }, storage);
    this.guards.onStorage(storage);
    this.#values.set(buffer, value);
    return value;
  }

  moduleUsed(registry: Registry): void {
    this.guards.onModule(registry);
  }

  gradRead(leaf: TensorCore, grad: Tensor | null): void {
    this.#gradOf(leaf as Tensor, grad);
  }

  gradSet(leaf: TensorCore, before: Tensor | null, now: Tensor | null): void {
    this.#gradOf(leaf as Tensor, before).now = now;
  }

  #gradOf(leaf: Tensor, grad: Tensor | null): GradHistory {
    let known = this.grads.get(leaf);
    if (known === undefined) {
      known = { first: grad, now: grad };
      this.grads.set(leaf, known);
      if (!this.made.has(leaf.storage)) this.guards.onGrad(leaf, grad);
      if (grad !== null && grad.device.type !== "meta") this.#addGradient(leaf, grad.storage);
    }
    return known;
  }

  #addGradient(leaf: Tensor, storage: Storage): void {
    // Unwatched, or this look at the buffer would tell of it as of any other.
    const buffer = withWatcher(undefined, () => storage.buffer);
    if (this.#values.has(buffer)) return;
    this.#values.set(buffer, new Value({ kind: "gradient", leaf }, storage));
  }

  hostStep(step: () => void): void {
    if (this.#host !== undefined) return step();
    this.#host = [];
    try {
      step();
    } finally {
      const reads = this.#host;
      this.#host = undefined;
      const grads = new Map<Tensor, Place | null>();
      for (const [leaf, { now }] of this.grads) {
        grads.set(leaf, now === null ? null : this.placeOf(now) ?? null);
      }
      this.launches.push({ kind: "host", name: "step", step, grads, reads });
    }
  }

  hostWrite(storage: Storage, draw: () => TypedArray): void {
    const data = draw();
    if (data.length === 0) return;
    this.#draw = draw;
    try {
      storage.device.backend.write(storage.buffer, storage.dtype, data);
    } finally {
      this.#draw = undefined;
    }
  }

  /** See {@linkcode Listener.isListening}. */
  get isListening(): boolean {
    return watcher === this;
  }

  /** See {@linkcode Listener.kernel}. */
  kernel({ device, name, args, outputs, pure, run }: Call): void {
    if (!this.isListening) return;
    if (this.#host !== undefined) {
      eachView(args, (view) => this.#noteRead(view));
      return;
    }
    const reads: BoundView[] = [];
    const writes: BoundView[] = [];
    const bound = args.map((arg, i) =>
      mapViews(arg, (view) => {
        const mine = this.#bind(view);
        const written = outputs.includes(i);
        if (written) writes.push(mine);
        if (!written || !pure) reads.push(mine);
        return mine;
      })
    );
    this.launches.push({ kind: "kernel", device, name, args: bound, reads, writes, pure, run });
  }

  /** See {@linkcode Listener.elementwise}. */
  elementwise(
    device: Device,
    kernel: ElementwiseKernel,
    compute: ComputeType,
    operands: readonly (View | number)[],
    output: View,
  ): void {
    if (!this.isListening) return;
    if (this.#host !== undefined) {
      for (const x of operands) if (typeof x !== "number") this.#noteRead(x);
      return;
    }
    const used = usedOperands(kernel.body);
    this.launches.push({
      kind: "elementwise",
      device,
      name: kernel.name,
      kernel,
      compute,
      // What is not looked at does not have to be there.
      operands: operands.map((x, i) => typeof x === "number" ? x : used.has(i) ? this.#bind(x) : 0),
      output: this.#bind(output),
    });
  }

  /** See {@linkcode Listener.write}. */
  write(device: Device, buffer: unknown, data: TypedArray): void {
    if (this.#host !== undefined || !this.isListening) return;
    const value = this.#values.get(buffer)!;
    this.launches.push({
      kind: "write",
      device,
      name: "write",
      target: value.view({ shape: [data.length], strides: [1], offset: 0 }),
      data: this.#draw ?? data.slice(),
    });
  }

  #noteRead(view: View): void {
    const value = this.#values.get(view.buffer);
    if (value !== undefined) this.#host!.push(value.view(layoutOf(view)));
  }

  #bind(view: View): BoundView {
    const value = this.#values.get(view.buffer);
    if (value === undefined) throw new Error("a kernel works on memory that no tensor has shown");
    return value.view(layoutOf(view));
  }

  /** Lets go of the memory of what was made. */
  forget(): void {
    for (const value of this.#values.values()) {
      if (value.origin.kind !== "outside") value.storage = undefined;
    }
    this.#values.clear();
    this.made.clear();
    this.grads.clear();
  }
}

function layoutOf({ shape, strides, offset }: View): Layout {
  return { shape, strides, offset };
}

function isView(x: unknown): x is View {
  return typeof x === "object" && x !== null && "buffer" in x && "strides" in x;
}

/** The argument of a kernel with other views in the place of its views. */
export function mapViews(arg: unknown, of: (view: View) => unknown): unknown {
  if (isView(arg)) return of(arg);
  return Array.isArray(arg) ? arg.map((item) => mapViews(item, of)) : arg;
}

function eachView(arg: unknown, visit: (view: View) => void): void {
  mapViews(arg, (view) => visit(view));
}
