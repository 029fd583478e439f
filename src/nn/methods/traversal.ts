/**
 * Walking through a module and everything below it. A module lists its own entries first, then those of
 * its children, in the order of registration.
 *
 * @module
 */
import type { Tensor } from "../../tensor/tensor.ts";
import type { Module } from "../module.ts";
import type { Parameter } from "../parameter.ts";
import { type Registry, registryOf } from "../registry.ts";
import { RegistrationMethods } from "./registration.ts";

/** How a walk names and selects what it finds. */
export interface WalkOptions {
  /** Stands before every name, parted by a dot. Default: none. */
  prefix?: string;
  /** Walk through the modules below, too. Default: true. */
  recurse?: boolean;
  /** Give each object only once. Default: true. */
  removeDuplicate?: boolean;
}

/** The ways to walk. */
export abstract class TraversalMethods extends RegistrationMethods {
  /**
   * The parameters: what an optimizer takes. Each comes once, under however many names it stands.
   *
   * @param recurse whether to go through the modules below, too
   *
   * @example
   * ```ts
   * import { nn } from "@hibana/hibana";
   *
   * const model = new nn.Sequential(new nn.Linear(3, 2), new nn.Linear(2, 1));
   * console.log(model.parameters().reduce((sum, p) => sum + p.numel, 0)); // 11
   * ```
   */
  *parameters(recurse = true): Generator<Parameter> {
    for (const [, parameter] of this.namedParameters({ recurse })) yield parameter;
  }

  /**
   * The parameters with their paths.
   *
   * @param options `prefix`, `recurse`, `removeDuplicate`
   */
  namedParameters(options: WalkOptions = {}): Generator<[path: string, parameter: Parameter]> {
    return members(this, (registry) => registry.parameters(), options);
  }

  /**
   * The buffers, the non-persistent ones included. Each comes once.
   *
   * @param recurse whether to go through the modules below, too
   */
  *buffers(recurse = true): Generator<Tensor> {
    for (const [, buffer] of this.namedBuffers({ recurse })) yield buffer;
  }

  /**
   * The buffers with their paths.
   *
   * @param options `prefix`, `recurse`, `removeDuplicate`
   */
  namedBuffers(options: WalkOptions = {}): Generator<[path: string, buffer: Tensor]> {
    return members(this, (registry) => registry.buffers(), options);
  }

  /** The modules right below this one. Each comes once. */
  *children(): Generator<Module> {
    for (const [, child] of this.namedChildren()) yield child;
  }

  /** The modules right below this one, with their names. */
  *namedChildren(): Generator<[name: string, child: Module]> {
    const seen = new Set<Module>();
    for (const [name, child] of registryOf(this).modules()) {
      if (child === null || seen.has(child)) continue;
      seen.add(child);
      yield [name, child];
    }
  }

  /** This module and all below it. Each comes once. */
  *modules(): Generator<Module> {
    for (const [, module] of this.namedModules()) yield module;
  }

  /**
   * This module and all below it, with their paths; this module's own is the prefix.
   *
   * @param options `prefix`, `removeDuplicate`
   */
  namedModules(
    options: Omit<WalkOptions, "recurse"> = {},
  ): Generator<[path: string, module: Module]> {
    const { prefix = "", removeDuplicate = true } = options;
    return walk(registryOf(this).module, prefix, removeDuplicate ? new Set() : undefined);
  }

  /**
   * Calls a function with every module: first those below, this one last. The way to initialise a model.
   *
   * @param fn what to do with each
   * @returns this module
   *
   * @example
   * ```ts
   * import { nn } from "@hibana/hibana";
   *
   * const model = new nn.Sequential(new nn.Linear(2, 2));
   * model.apply((module) => {
   *   if (module instanceof nn.Linear) nn.init.ones_(module.weight);
   * });
   * ```
   */
  apply(fn: (module: Module) => void): this {
    for (const child of this.children()) child.apply(fn);
    fn(registryOf(this).module);
    return this;
  }
}

function* members<T extends Tensor>(
  root: TraversalMethods,
  of: (registry: Registry) => Iterable<[string, T | null]>,
  { prefix = "", recurse = true, removeDuplicate = true }: WalkOptions,
): Generator<[string, T]> {
  const modules = recurse
    ? root.namedModules({ prefix, removeDuplicate })
    : [[prefix, root] as const];
  const seen = new Set<T>();
  for (const [path, module] of modules) {
    for (const [name, member] of of(registryOf(module))) {
      if (member === null || seen.has(member)) continue;
      if (removeDuplicate) seen.add(member);
      yield [joined(path, name), member];
    }
  }
}

/** A name behind the path of its module. */
export function joined(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

function* walk(
  module: Module,
  path: string,
  seen: Set<Module> | undefined,
): Generator<[string, Module]> {
  if (seen?.has(module)) return;
  seen?.add(module);
  yield [path, module];
  for (const [name, child] of registryOf(module).modules()) {
    if (child !== null) yield* walk(child, joined(path, name), seen);
  }
}
