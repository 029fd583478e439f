/**
 * How a module gets parameters, buffers and child modules by name, and gives them out by path.
 *
 * @module
 */
import { AttributeError, ValueError } from "../../errors.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { alreadyExists, checkChild, checkParameter } from "../attributes.ts";
import type { Module } from "../module.ts";
import { checkName, type Kind, typeName } from "../naming.ts";
import { Parameter } from "../parameter.ts";
import { isModule, type Registry, registryOf } from "../registry.ts";

/** Registering and looking up. */
export abstract class RegistrationMethods {
  /**
   * Registers a tensor that moves with the module and is saved in its state dict, but is not learned: a
   * mask, running statistics. The name becomes an attribute; registering it again replaces the tensor.
   *
   * @param name without dots; no other attribute or method may have it
   * @param value the tensor, or null for an empty slot that a tensor may fill later
   * @param options `persistent: false` keeps the buffer out of the state dict
   * @throws {KeyError} when the name is taken, empty or has a dot
   * @throws {TypeError} when the value is neither a tensor nor null
   *
   * @example
   * ```ts
   * import { nn, ones, type Tensor, triu } from "@hibana/hibana";
   *
   * class CausalMask extends nn.Module {
   *   declare mask: Tensor;
   *   constructor(length: number) {
   *     super();
   *     this.registerBuffer("mask", triu(ones(length, length), 1));
   *   }
   * }
   * console.log(new CausalMask(4).to("sim").mask.device.toString()); // sim:0
   * ```
   */
  registerBuffer(name: string, value: Tensor | null, options: { persistent?: boolean } = {}): void {
    const registry = registryWithFree("buffer", name, this);
    if (value !== null && !(value instanceof Tensor)) {
      throw new TypeError(
        `cannot assign '${typeName(value)}' object to buffer '${name}' ` +
          "(torch Tensor or None required)\n" +
          `Make it a tensor first: this.registerBuffer("${name}", tensor(...)).`,
      );
    }
    registry.put("buffer", name, value, options.persistent ?? true);
  }

  /**
   * Registers a parameter. Assigning one to an attribute does the same; this is the way to an empty slot.
   *
   * @param name without dots; no other attribute or method may have it
   * @param value the parameter, or null where there is none (a layer without a bias)
   * @throws {KeyError} when the name is taken, empty or has a dot
   * @throws {TypeError} when the value is neither a Parameter nor null
   * @throws {ValueError} when the parameter was computed
   */
  registerParameter(name: string, value: Parameter | null): void {
    const registry = registryWithFree("parameter", name, this);
    if (value !== null && !(value instanceof Parameter)) {
      throw new TypeError(
        `cannot assign '${typeName(value)}' object to parameter '${name}' ` +
          "(torch.nn.Parameter or None required)\n" +
          `Make it a parameter first: this.registerParameter("${name}", new Parameter(...)).`,
      );
    }
    checkParameter(name, value);
    registry.put("parameter", name, value);
  }

  /**
   * Registers a child module. Assigning one to an attribute does the same; this is the way to names that
   * are computed.
   *
   * @param name without dots; no other attribute or method may have it
   * @param module the child, or null for an empty slot
   * @throws {KeyError} when the name is taken, empty or has a dot
   * @throws {TypeError} when it is no module
   * @throws {ValueError} when this module is below it
   */
  registerModule(name: string, module: Module | null): void {
    if (module !== null && !isModule(module)) {
      throw new TypeError(
        `${
          typeName(module)
        } is not a Module subclass\nChildren are instances of classes that extend Module.`,
      );
    }
    const registry = registryWithFree("module", name, this);
    checkChild(registry, name, module);
    registry.put("module", name, module);
  }

  /** PyTorch's other name for {@linkcode registerModule}. */
  addModule(name: string, module: Module | null): void {
    this.registerModule(name, module);
  }

  /**
   * The module at a path.
   *
   * @param path names with dots between them, such as `blocks.0.attn`; the empty path is this module
   * @throws {AttributeError} when there is no such attribute, or it is no module
   */
  getSubmodule(path: string): Module {
    let module = registryOf(this).module;
    if (path === "") return module;
    for (const name of path.split(".")) {
      const child = attribute(module, name);
      if (!isModule(child)) {
        throw new AttributeError(
          "not-a-module",
          `\`${name}\` is not an nn.Module`,
          registered("module", module),
        );
      }
      module = child;
    }
    return module;
  }

  /**
   * Puts a module at a path, in place of the one that is there.
   *
   * @param path names with dots between them; all but the last must lead to modules
   * @param module what to put there
   * @throws {AttributeError} when the path leads nowhere
   * @throws {ValueError} when the path is empty
   */
  setSubmodule(path: string, module: Module): void {
    if (path === "") {
      throw new ValueError(
        "empty-path",
        "Cannot set the submodule without a target name!",
        "The path names the attribute to set, such as fc or blocks.0.attn.",
      );
    }
    const [owner, name] = locate(this, path);
    owner.registerModule(name, module);
  }

  /**
   * The parameter at a path.
   *
   * @param path names with dots between them, such as `fc.weight`
   * @throws {AttributeError} when there is no such attribute, or it is no parameter
   */
  getParameter(path: string): Parameter {
    const [owner, name] = locate(this, path);
    const value = attribute(owner, name);
    if (value instanceof Parameter) return value;
    throw new AttributeError(
      "not-a-parameter",
      `\`${name}\` is not an nn.Parameter`,
      registered("parameter", owner),
    );
  }

  /**
   * The buffer at a path.
   *
   * @param path names with dots between them, such as `attn.mask`
   * @throws {AttributeError} when there is no such attribute, or it is no buffer
   */
  getBuffer(path: string): Tensor | null {
    const [owner, name] = locate(this, path);
    const value = attribute(owner, name);
    if (registryOf(owner).kindOf(name) !== "buffer") {
      throw new AttributeError(
        "not-a-buffer",
        `\`${name}\` is not a buffer`,
        registered("buffer", owner),
      );
    }
    return value as Tensor | null;
  }
}

/** The registry of a module, once it is sure that the name may be registered there. */
function registryWithFree(kind: Kind, name: string, module: RegistrationMethods): Registry {
  const registry = registryOf(module);
  checkName(kind, name);
  if (registry.has(name) && !registry.names[kind].has(name)) throw alreadyExists(registry, name);
  return registry;
}

/** The module at all but the last name of a path, and that last name. */
function locate(root: RegistrationMethods, path: string): [owner: Module, name: string] {
  const dot = path.lastIndexOf(".");
  return [root.getSubmodule(path.slice(0, Math.max(dot, 0))), path.slice(dot + 1)];
}

/** What stands behind a name, with or without registration. */
function attribute(module: Module, name: string): unknown {
  if (registryOf(module).has(name)) return Reflect.get(module, name);
  throw new AttributeError(
    "no-attribute",
    `${module.constructor.name} has no attribute \`${name}\``,
    registered("module", module),
  );
}

const LISTED: Readonly<Record<Kind, string>> = {
  parameter: "Parameters",
  buffer: "Buffers",
  module: "Child modules",
};

/** What there is of a kind, to choose from. */
function registered(kind: Kind, module: Module): string {
  const names = [...registryOf(module).names[kind]];
  return `${LISTED[kind]} of ${module.constructor.name}: ${names.join(", ") || "none"}.`;
}
