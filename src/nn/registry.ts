/**
 * What is registered on a module. The values are ordinary properties of the module; the registry knows
 * which of them are parameters, buffers and child modules, and in which order they came.
 *
 * @module
 */
import { AttributeError } from "../errors.ts";
import { hold } from "../tensor/hold.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Forward } from "./forward.ts";
import { Hooks } from "./hooks.ts";
import type { Module } from "./module.ts";
import type { Kind } from "./naming.ts";
import type { Parameter } from "./parameter.ts";

/** The names that a module has registered, and its hooks. */
export class Registry {
  /** The module behind the proxy: changing its properties registers nothing. */
  readonly target: Module;
  /** The module that everybody sees. */
  readonly module: Module;
  /** Names of parameters, buffers and child modules, each in the order of registration. */
  readonly names: Readonly<Record<Kind, Set<string>>> = {
    parameter: new Set(),
    buffer: new Set(),
    module: new Set(),
  };
  /** Names of the buffers that state dicts leave out. */
  readonly transient: Set<string> = new Set();
  /** Functions to call at certain moments. */
  readonly hooks: Hooks;
  /** What was assigned to `forward`, where something was. */
  forward: Forward | undefined;

  /**
   * Makes the registry of a module, and lets {@linkcode registryOf} find it.
   *
   * @param target the module behind the proxy
   * @param module the proxy
   * @param hooks hooks to begin with: those of the module that this one is a copy of
   */
  constructor(target: Module, module: Module, hooks?: Hooks) {
    this.target = target;
    this.module = module;
    this.hooks = new Hooks(hooks);
    registries.set(module, this);
    // console.log looks behind proxies.
    registries.set(target, this);
  }

  /** What the name is registered as, if it is. */
  kindOf(name: string): Kind | undefined {
    if (this.names.parameter.has(name)) return "parameter";
    if (this.names.buffer.has(name)) return "buffer";
    return this.names.module.has(name) ? "module" : undefined;
  }

  /** Says whether the module has an attribute of that name; one that holds undefined is none. */
  has(name: string): boolean {
    if (!(name in this.target)) return false;
    const own = Object.getOwnPropertyDescriptor(this.target, name);
    return own === undefined || !("value" in own) || own.value !== undefined;
  }

  /**
   * Registers a value, whatever the name stood for before.
   *
   * @throws {TypeError} when the module is frozen
   */
  put(kind: Kind, name: string, value: Tensor | Module | null, persistent = true): void {
    const defined = Reflect.defineProperty(this.target, name, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
    if (!defined) {
      throw new TypeError(
        `cannot register '${name}': the module is frozen\nObject.freeze comes after everything has been registered.`,
      );
    }
    if (value !== null) hold(value);
    if (this.kindOf(name) !== kind) this.forget(name);
    this.names[kind].add(name);
    if (kind === "buffer" && !persistent) this.transient.add(name);
    else this.transient.delete(name);
  }

  /** Makes a name stand for nothing special; its value stays. */
  forget(name: string): void {
    for (const names of Object.values(this.names)) names.delete(name);
    this.transient.delete(name);
  }

  /** The parameters by name; null where the slot is empty. */
  *parameters(): Generator<[name: string, parameter: Parameter | null]> {
    for (const name of this.names.parameter) yield [name, Reflect.get(this.target, name)];
  }

  /** The buffers by name; null where the slot is empty. */
  *buffers(): Generator<[name: string, buffer: Tensor | null]> {
    for (const name of this.names.buffer) yield [name, Reflect.get(this.target, name)];
  }

  /** What state dicts hold: parameters, then persistent buffers, no empty slots. */
  *state(): Generator<[name: string, tensor: Tensor]> {
    for (const [name, parameter] of this.parameters()) {
      if (parameter !== null) yield [name, parameter];
    }
    for (const [name, buffer] of this.buffers()) {
      if (buffer !== null && !this.transient.has(name)) yield [name, buffer];
    }
  }

  /** The child modules by name; null where the slot is empty. */
  *modules(): Generator<[name: string, module: Module | null]> {
    for (const name of this.names.module) yield [name, Reflect.get(this.target, name)];
  }

  /** The attributes that are registered as nothing. */
  *plain(): Generator<[name: string, value: unknown]> {
    for (const [name, value] of Object.entries(this.target)) {
      if (this.kindOf(name) === undefined) yield [name, value];
    }
  }
}

const registries = new WeakMap<object, Registry>();

/** Says whether a value is a module. */
export function isModule(value: unknown): value is Module {
  return typeof value === "object" && value !== null && registries.has(value);
}

/**
 * The registry of a module.
 *
 * @throws {AttributeError} when the constructor of Module has not run for it
 */
export function registryOf(module: object): Registry {
  const registry = registries.get(module);
  if (registry !== undefined) return registry;
  throw new AttributeError(
    "not-constructed",
    "cannot assign buffer before Module.__init__() call",
    "Make modules with new: their constructor calls super() first.",
  );
}
