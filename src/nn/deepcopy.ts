/**
 * Copies that share nothing with their original.
 *
 * @module
 */
import { noGrad } from "../autograd/mode.ts";
import type { Storage } from "../device/storage.ts";
import { RuntimeError } from "../errors.ts";
import { Tensor } from "../tensor/tensor.ts";
import { watched } from "./attributes.ts";
import { Buffer } from "./buffer.ts";
import type { Module } from "./module.ts";
import { Parameter } from "./parameter.ts";
import { isModule, registryOf } from "./registry.ts";

/**
 * Copies a module, a tensor, or arrays, objects, Maps and Sets of them, with all that they hold. What is
 * one object in the original is one in the copy: tied parameters stay tied, views of one memory too.
 * Parameters lose their gradients. Functions, hooks and instances of other classes are shared.
 *
 * The copy of a module is made without running its constructor, so `#private` fields of a subclass are
 * not in it: a class that is to be copied keeps its state in ordinary fields.
 *
 * @param value what to copy
 * @returns the copy
 * @throws {RuntimeError} for tensors that were computed from others that need gradients
 *
 * @example
 * ```ts
 * import { nn } from "@hibana/hibana";
 *
 * const model = new nn.Linear(3, 2);
 * const average = nn.deepcopy(model).requiresGrad_(false);
 * console.log(average.weight === model.weight); // false
 * ```
 */
export function deepcopy<T>(value: T): T {
  return new Copier().copy(value) as T;
}

/** One copying: what it has copied already, so that no object is copied twice. */
class Copier {
  readonly #copies = new Map<unknown, unknown>();
  readonly #storages = new Map<Storage, Storage>();

  copy(value: unknown): unknown {
    if (typeof value !== "object" || value === null) return value;
    const known = this.#copies.get(value);
    if (known !== undefined) return known;
    if (isModule(value)) return this.#module(value);
    if (value instanceof Tensor) return this.#keep(value, this.#tensor(value));
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer || value instanceof Date) {
      return this.#keep(value, structuredClone(value));
    }
    if (Array.isArray(value)) {
      const copy: unknown[] = this.#keep(value, []);
      for (const item of value) copy.push(this.copy(item));
      return copy;
    }
    if (value instanceof Map) {
      const copy: Map<unknown, unknown> = this.#keep(value, new Map());
      for (const [key, item] of value) copy.set(this.copy(key), this.copy(item));
      return copy;
    }
    if (value instanceof Set) {
      const copy: Set<unknown> = this.#keep(value, new Set());
      for (const item of value) copy.add(this.copy(item));
      return copy;
    }
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) return value;
    return this.#properties(value, this.#keep(value, Object.create(prototype)));
  }

  /** Remembers a copy before it is filled: what it holds may lead back to it. */
  #keep<T>(original: unknown, copy: T): T {
    this.#copies.set(original, copy);
    return copy;
  }

  #properties<T extends object>(
    original: object,
    copy: T,
    wanted: (key: string | symbol) => boolean = () => true,
  ): T {
    for (const key of Reflect.ownKeys(original).filter(wanted)) {
      const property = Object.getOwnPropertyDescriptor(original, key)!;
      if ("value" in property) property.value = this.copy(property.value);
      Object.defineProperty(copy, key, property);
    }
    return copy;
  }

  #module(original: Module): Module {
    const registry = registryOf(original);
    const target: Module = Object.create(Object.getPrototypeOf(original));
    const module = this.#keep(original, watched(target, registry));
    const copy = registryOf(module);
    this.#properties(
      registry.target,
      target,
      (key) => key !== "forward" && (typeof key === "symbol" || !registry.kindOf(key)),
    );
    for (const [name, value] of registry.parameters()) {
      copy.put("parameter", name, this.copy(value) as Parameter | null);
    }
    for (const [name, value] of registry.buffers()) {
      copy.put("buffer", name, this.copy(value) as Tensor | null, !registry.transient.has(name));
    }
    for (const [name, value] of registry.modules()) {
      copy.put("module", name, this.copy(value) as Module | null);
    }
    return module;
  }

  #tensor(x: Tensor): Tensor {
    if (!x.isLeaf) {
      throw new RuntimeError(
        "not-a-leaf",
        "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at the moment",
        "Copy its values: x.detach().clone().",
      );
    }
    if (x instanceof Parameter) return new Parameter(noGrad(() => x.clone()), x.requiresGrad);
    let copy = new Tensor(this.#storage(x.storage), x.layout);
    if (x instanceof Buffer) copy = new Buffer(copy, { persistent: x.persistent });
    copy.requiresGrad = x.requiresGrad;
    if (x.grad !== null) copy.grad = this.copy(x.grad) as Tensor;
    return copy;
  }

  #storage(original: Storage): Storage {
    const known = this.#storages.get(original);
    if (known !== undefined) return known;
    const whole = new Tensor(original, { shape: [original.length], strides: [1], offset: 0 });
    const { storage } = whole.clone();
    this.#storages.set(original, storage);
    return storage;
  }
}
