/**
 * What assigning, defining and deleting an attribute of a module means: parameters, buffers and modules
 * register themselves, and registered names refuse what does not fit.
 *
 * @module
 */
import { KeyError, ValueError } from "../errors.ts";
import { hold } from "../tensor/hold.ts";
import { Tensor } from "../tensor/tensor.ts";
import { Buffer } from "./buffer.ts";
import { type Forward, hookedForward } from "./forward.ts";
import type { Module } from "./module.ts";
import { checkName, type Kind, typeName } from "./naming.ts";
import { Parameter } from "./parameter.ts";
import { isModule, Registry } from "./registry.ts";

/**
 * Makes the proxy that stands for a module, and its registry.
 *
 * @param target the object that the constructor is making
 * @param original the module that it is to be a copy of: hooks and a replaced forward go along
 * @returns what `new` is to give out instead
 */
export function watched(target: Module, original?: Registry): Module {
  const traps = new Attributes();
  const module = new Proxy(target, traps);
  traps.registry = new Registry(target, module, original?.hooks);
  standForward(traps.registry, original?.forward);
  return module;
}

/** The proxy's traps. Assignments arrive as definitions, as JavaScript passes them on. */
class Attributes implements ProxyHandler<Module> {
  registry!: Registry;

  /** A getter of Module itself gives way to a plain attribute of its name. */
  set(target: Module, key: string | symbol, value: unknown, receiver: unknown): boolean {
    if (key !== "device" || Object.hasOwn(target, key)) {
      return Reflect.set(target, key, value, receiver);
    }
    return this.defineProperty(target, key, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }

  defineProperty(target: Module, key: string | symbol, descriptor: PropertyDescriptor): boolean {
    if (typeof key === "symbol") return Reflect.defineProperty(target, key, descriptor);
    const { registry } = this;
    if (!("value" in descriptor)) {
      if ("get" in descriptor || "set" in descriptor) registry.forget(key);
      return Reflect.defineProperty(target, key, descriptor);
    }
    const value: unknown = descriptor.value;
    if (key === "forward" && typeof value === "function") {
      return standForward(registry, value as Forward);
    }
    // A class field without an initialiser is defined as undefined after super() has returned; an
    // assignment of undefined has a value only.
    const field = value === undefined && "writable" in descriptor;
    if (field && registry.kindOf(key) !== undefined) return true;
    if (typeof value === "object" && value !== null) hold(value);
    const kind = kindOf(registry, key, value);
    if (kind === undefined) return Reflect.defineProperty(target, key, descriptor);
    const persistent = value instanceof Buffer ? value.persistent : !registry.transient.has(key);
    registry.put(kind, key, value as Tensor | Module | null, persistent);
    return true;
  }

  deleteProperty(target: Module, key: string | symbol): boolean {
    if (typeof key === "string") this.registry.forget(key);
    if (key === "forward") return standForward(this.registry);
    return Reflect.deleteProperty(target, key);
  }
}

/** Puts a forward with hooks on the module itself, where loops over its attributes do not see it. */
function standForward(registry: Registry, replacement?: Forward): boolean {
  registry.forward = replacement;
  return Reflect.defineProperty(registry.target, "forward", {
    value: hookedForward(registry, replacement),
    writable: true,
    enumerable: false,
    configurable: true,
  });
}

const EXPECTED: Readonly<Record<Kind, string>> = {
  parameter: "as parameter 'NAME' (torch.nn.Parameter or None expected)",
  buffer: "as buffer 'NAME' (torch.nn.Buffer, torch.Tensor or None expected)",
  module: "as child module 'NAME' (torch.nn.Module or None expected)",
};

const FIXES: Readonly<Record<Kind, string>> = {
  parameter: "Write new Parameter(...) for another parameter, null for none",
  buffer: "Write tensor(...) for other values, null for none",
  module: "Assign a module, or null for none",
};

/** What a name is to be registered as when a value is assigned to it; undefined for nothing. */
function kindOf(registry: Registry, name: string, value: unknown): Kind | undefined {
  if (value instanceof Parameter) {
    checkParameter(name, value);
    return free("parameter", registry, name);
  }
  const is = registry.kindOf(name);
  if (is === "parameter") return expect(is, name, value, value === null);
  if (isModule(value)) {
    checkChild(registry, name, value);
    return free("module", registry, name);
  }
  if (is === "module") return expect(is, name, value, value === null);
  if (value instanceof Buffer) return free("buffer", registry, name);
  if (is === "buffer") return expect(is, name, value, value === null || value instanceof Tensor);
  return undefined;
}

function expect(kind: Kind, name: string, value: unknown, fits: boolean): Kind {
  if (fits) return kind;
  throw new TypeError(
    `cannot assign '${typeName(value)}' ${EXPECTED[kind].replace("NAME", name)}\n` +
      `${FIXES[kind]}; delete the attribute first to use its name for something else.`,
  );
}

/** Registered names stand before methods, so they must not have the name of one. */
function free(kind: Kind, registry: Registry, name: string): Kind {
  checkName(kind, name);
  if (name in Object.getPrototypeOf(registry.target)) throw alreadyExists(registry, name);
  return kind;
}

/** The error for a name that stands for something else. */
export function alreadyExists({ target }: Registry, name: string): KeyError {
  return new KeyError(
    "name-taken",
    `attribute '${name}' already exists`,
    Object.hasOwn(target, name)
      ? `Delete it first (delete this.${name}), or choose another name.`
      : `It belongs to class ${target.constructor.name}: choose another name.`,
  );
}

/**
 * Checks that a parameter is one that can be learned.
 *
 * @throws {ValueError} when it was computed
 */
export function checkParameter(name: string, value: Parameter | null): void {
  if (value === null || value.isLeaf) return;
  throw new ValueError(
    "not-a-leaf",
    `Cannot assign non-leaf Tensor to parameter '${name}'. Model parameters must be created ` +
      `explicitly. To express '${name}' as a function of another Tensor, compute the value in the ` +
      "forward() method.",
    "new Parameter(tensor) takes its values off the tape.",
  );
}

/**
 * Checks that a child does not hold its parent: walks through the tree would never end.
 *
 * @throws {ValueError} when it does
 */
export function checkChild({ module }: Registry, name: string, child: Module | null): void {
  if (child === null || !child.modules().some((below) => below === module)) return;
  const parent = module.constructor.name;
  throw new ValueError(
    "module-cycle",
    `cannot assign a module that contains this ${parent} as its child '${name}'`,
    `A private field is not registered: this.#${name} = ... refers to a parent without holding it.`,
  );
}
