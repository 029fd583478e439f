/**
 * What must be as it was for a recording to be replayed.
 *
 * @module
 */
import type { Backend } from "../device/backend.ts";
import type { Device } from "../device/registry.ts";
import type { Storage } from "../device/storage.ts";
import type { Registry } from "../nn/registry.ts";
import { type Layout, sameShape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** What a gradient was like. */
type SeenGrad = Pick<Tensor, "dtype" | "device" | "layout">;

/** How a module was found. */
interface SeenModule {
  readonly training: boolean;
  readonly values: readonly unknown[];
}

/** Remembers how things were found, and says whether they still are so. */
export class Guards {
  readonly #devices = new Map<Device, Backend>();
  readonly #storages = new Map<Storage, number>();
  readonly #modules = new Map<Registry, SeenModule>();
  readonly #grads = new Map<Tensor, SeenGrad | null>();

  /** Relies on a device: one that was lost comes back as another. */
  onDevice(device: Device, backend: Backend): void {
    this.#devices.set(device, backend);
  }

  /** Relies on the tensors that show some memory. */
  onStorage(storage: Storage): void {
    this.#storages.set(storage, storage.moves);
  }

  /** Relies on the mode of a module, and on what is registered there. */
  onModule(registry: Registry): void {
    if (this.#modules.has(registry)) return;
    this.#modules.set(registry, { training: registry.target.training, values: held(registry) });
  }

  /** Relies on a gradient that a tensor has, or on that it has none. */
  onGrad(leaf: Tensor, grad: Tensor | null): void {
    if (grad === null) {
      this.#grads.set(leaf, null);
    } else {
      const { dtype, device, layout } = grad;
      this.#grads.set(leaf, { dtype, device, layout });
    }
  }

  /** Says whether all is as it was. */
  hold(): boolean {
    for (const [device, backend] of this.#devices) {
      if (device.backend !== backend) return false;
    }
    for (const [storage, moves] of this.#storages) {
      if (storage.moves !== moves || storage.disposed) return false;
    }
    for (const [registry, { training, values }] of this.#modules) {
      if (registry.target.training !== training) return false;
      let i = 0;
      for (const value of each(registry)) {
        if (value !== values[i++]) return false;
      }
      if (i !== values.length) return false;
    }
    for (const [leaf, before] of this.#grads) {
      if (!alike(leaf.grad, before)) return false;
    }
    return true;
  }
}

function held(registry: Registry): unknown[] {
  return [...each(registry)];
}

/** Everything registered, in order. */
function* each({ target, names }: Registry): Generator<unknown> {
  const values = target as unknown as Record<string, unknown>;
  for (const name of names.parameter) yield values[name];
  for (const name of names.buffer) yield values[name];
  for (const name of names.module) yield values[name];
}

/** Says whether two layouts are one and the same. */
export function sameLayout(a: Layout, b: Layout): boolean {
  return a === b ||
    a.offset === b.offset && sameShape(a.shape, b.shape) && sameShape(a.strides, b.strides);
}

/** Whether a replay can take one gradient for the other. */
function alike(a: SeenGrad | null, b: SeenGrad | null): boolean {
  if (a === null || b === null) return a === b;
  return a.dtype === b.dtype && a.device === b.device && sameLayout(a.layout, b.layout);
}
