/**
 * What the sentences about modules are held against: the library's classes, or those of somebody who has
 * written a Module of their own.
 *
 * @module
 */
import type { nn, Tensor } from "@hibana/hibana";

/** What the sentences use of a module. */
export interface ModuleLike {
  registerParameter(name: string, parameter: nn.Parameter): void;
  registerBuffer(name: string, tensor: Tensor | null, options?: { persistent?: boolean }): void;
  registerModule(name: string, child: object | null): void;
  parameters(): Iterable<nn.Parameter>;
  namedParameters(): Iterable<[path: string, parameter: nn.Parameter]>;
  buffers(): Iterable<Tensor>;
  namedBuffers(): Iterable<[path: string, buffer: Tensor]>;
  namedModules(): Iterable<[path: string, module: object]>;
  getBuffer(path: string): Tensor | null;
  to(target: string): this;
  train(mode?: boolean): this;
  eval(): this;
  readonly training: boolean;
  stateDict(): Map<string, Tensor>;
  loadStateDict(state: Map<string, Tensor>, options?: { strict?: boolean }): KeysLike;
}

/** What loading answers. */
export interface KeysLike {
  readonly missingKeys: readonly string[];
  readonly unexpectedKeys: readonly string[];
}

/** What the sentences use of a linear layer. */
export interface LinearLike extends ModuleLike {
  weight: nn.Parameter;
  bias: nn.Parameter | null;
  forward(x: Tensor): Tensor;
}

/** A class of errors, whatever its constructor takes. */
export type ErrorClass = new (...args: never[]) => Error;

/** The classes that are held to the sentences. */
export interface Kit {
  readonly Module: new () => ModuleLike;
  readonly Linear: new (
    inFeatures: number,
    outFeatures: number,
    options?: { bias?: boolean },
  ) => LinearLike;
  /**
   * Holds when something is refused with PyTorch's words.
   *
   * @param run what must throw
   * @param kind the class of the error
   * @param words how its message begins, line for line
   * @param what what is tried: `registerBuffer("a.b", tensor)`
   */
  refuses(run: () => unknown, kind: ErrorClass, words: string, what: string): void;
}

/** Stands where TypeScript would not let a value pass. */
export function untyped<T>(value: unknown): T {
  return value as T;
}

/** Assigns without TypeScript's consent. */
export function assign(module: object, name: string, value: unknown): void {
  const assigned: Record<string, unknown> = module as never;
  assigned[name] = value;
}

/** The first of each pair. */
export function names(pairs: Iterable<readonly [name: string, value: unknown]>): string[] {
  return [...pairs].map(([name]) => name);
}

/** The names of all parameters, of all buffers, and of the modules right below. */
export function registered(
  module: ModuleLike,
): Record<"parameters" | "buffers" | "children", string[]> {
  return {
    parameters: names(module.namedParameters()),
    buffers: names(module.namedBuffers()),
    children: names(module.namedModules()).filter((path) => path !== "" && !path.includes(".")),
  };
}

/** Everything that a module holds. */
export function tensorsOf(module: ModuleLike): Tensor[] {
  return [...module.parameters(), ...module.buffers()];
}
