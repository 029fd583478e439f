/**
 * Modules that hold other modules.
 *
 * @module
 */
import { IndexError, KeyError } from "../../errors.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Layer, Module } from "../module.ts";
import { typeName } from "../naming.ts";
import { formatModuleList } from "../print.ts";
import { isModule, registryOf } from "../registry.ts";

/** Modules by name, in order. */
export type NamedModules<T extends Module = Module> =
  | ReadonlyMap<string, T>
  | Readonly<Record<string, T>>;

/** Modules in a row, named by their positions: what Sequential and ModuleList have in common. */
export abstract class ModuleSequence<T extends Module> extends Module {
  /** How many modules there are. */
  get length(): number {
    return registryOf(this).names.module.size;
  }

  /** The modules, from first to last. */
  *[Symbol.iterator](): Generator<T, void, undefined> {
    for (const [, module] of registryOf(this).modules()) yield module as T;
  }

  /**
   * The module at a position.
   *
   * @param index the position, negative from the end
   * @throws {IndexError} when there is none
   */
  at(index: number): T {
    return [...this][position(this, index)]!;
  }

  /**
   * Puts a module at a position, in place of the one that is there.
   *
   * @param index the position, negative from the end
   * @param module what to put there
   * @throws {IndexError} when there is no such position
   */
  setAt(index: number, module: T): void {
    this.registerModule([...registryOf(this).names.module][position(this, index)]!, module);
  }

  /**
   * Adds a module behind the others.
   *
   * @param module what to add
   * @returns this module
   */
  append(module: T): this {
    const { module: names } = registryOf(this).names;
    let position = names.size;
    // In a slice of a Sequential the names start later.
    while (names.has(`${position}`)) position++;
    this.registerModule(`${position}`, module);
    return this;
  }

  /**
   * Adds modules behind the others.
   *
   * @param modules what to add; another Sequential or ModuleList, too
   * @returns this module
   */
  extend(modules: Iterable<T>): this {
    if (typeof modules?.[Symbol.iterator] !== "function") {
      throw new TypeError(
        `${this.constructor.name}.extend should be called with an iterable, ` +
          `but got ${typeName(modules)}\nPass an array of modules; append() takes a single one.`,
      );
    }
    for (const module of [...modules]) this.append(module);
    return this;
  }

  /**
   * Adds a module before the one at a position; the positions behind it move on by one.
   *
   * @param index the position, negative from the end
   * @param module what to add
   * @returns this module
   * @throws {IndexError} when there is no such position
   */
  insert(index: number, module: T): this {
    if (!Number.isInteger(index) || index < -this.length || index > this.length) {
      throw new IndexError(
        "out-of-range",
        `Index out of range: ${index}`,
        `Positions go from ${-this.length} to ${this.length}.`,
      );
    }
    requireModule(module);
    renumber(this, [...this].toSpliced(index, 0, module));
    return this;
  }

  /**
   * Takes a module out; the positions behind it move up by one.
   *
   * @param index the position, negative from the end
   * @returns the module that was there
   * @throws {IndexError} when there is none
   */
  pop(index = -1): T {
    const at = position(this, index);
    const modules = [...this];
    renumber(this, modules.toSpliced(at, 1));
    return modules[at]!;
  }
}

function position(sequence: ModuleSequence<Module>, index: number): number {
  const { length } = sequence;
  if (Number.isInteger(index) && index >= -length && index < length) {
    return index < 0 ? index + length : index;
  }
  throw new IndexError(
    "out-of-range",
    `index ${index} is out of range`,
    `This ${sequence.constructor.name} holds ${length} modules.`,
  );
}

function renumber(sequence: Module, modules: readonly Module[]): void {
  for (const name of [...registryOf(sequence).names.module]) Reflect.deleteProperty(sequence, name);
  modules.forEach((module, i) => sequence.registerModule(`${i}`, module));
}

function requireModule(value: unknown): void {
  if (isModule(value)) return;
  throw new TypeError(`${typeName(value)} is not a Module subclass\nPass a module.`);
}

function entriesOf<T extends Module>(modules: NamedModules<T>): [string, T][] {
  return modules instanceof Map ? [...modules] : Object.entries(modules);
}

/**
 * Layers one after another: each gets the output of the one before.
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * const model = new nn.Sequential(new nn.Linear(3, 8), new nn.Dropout(0.1), new nn.Linear(8, 2));
 * console.log(model.forward(ones(4, 3)).shape); // [ 4, 2 ]
 * const named = new nn.Sequential({ hidden: new nn.Linear(3, 8), out: new nn.Linear(8, 2) });
 * console.log(named.getParameter("out.bias").shape); // [ 2 ]
 * ```
 */
export class Sequential extends ModuleSequence<Layer> {
  /**
   * Layers in the order in which they are called.
   *
   * @param layers the layers, or one Map or object of layers by name
   * @throws {TypeError} when one of them is no module
   */
  constructor(...layers: Layer[] | [layers: NamedModules<Layer>]) {
    super();
    const [first] = layers;
    const entries = layers.length === 1 && typeof first === "object" && !isModule(first)
      ? entriesOf(first)
      : layers.map((layer, i): [string, Layer] => [`${i}`, layer as Layer]);
    for (const [name, layer] of entries) this.registerModule(name, layer);
  }

  /**
   * Some of the layers, with their names.
   *
   * @param start the first position, negative from the end
   * @param end the position behind the last, negative from the end
   * @returns a new Sequential of the same layers
   */
  slice(start?: number, end?: number): Sequential {
    const entries = [...registryOf(this).modules()].slice(start, end) as [string, Layer][];
    return new Sequential(new Map(entries));
  }

  /**
   * Hands the input through all layers.
   *
   * @param input what the first layer takes
   * @returns what the last layer gives; the input itself where there are no layers
   */
  forward(input: Tensor): Tensor {
    let x = input;
    for (const layer of this) x = layer.forward(x);
    return x;
  }
}

/**
 * A list of modules that are registered, unlike those in a plain array. It has no forward: the module
 * that holds it says what happens.
 *
 * @example
 * ```ts
 * import { nn, type Tensor } from "@hibana/hibana";
 *
 * class Deep extends nn.Module {
 *   blocks = new nn.ModuleList(Array.from({ length: 3 }, () => new nn.Linear(2, 2)));
 *   forward(x: Tensor): Tensor {
 *     for (const block of this.blocks) x = block.forward(x);
 *     return x;
 *   }
 * }
 * console.log([...new Deep().parameters()].length); // 6
 * ```
 */
export class ModuleList<T extends Module = Module> extends ModuleSequence<T> {
  /**
   * A list of modules.
   *
   * @param modules the modules to begin with
   * @throws {TypeError} when one of them is no module
   */
  constructor(modules: Iterable<T> = []) {
    super();
    this.extend(modules);
  }

  /**
   * Some of the modules.
   *
   * @param start the first position, negative from the end
   * @param end the position behind the last, negative from the end
   * @returns a new list of the same modules
   */
  slice(start?: number, end?: number): ModuleList<T> {
    return new ModuleList([...this].slice(start, end));
  }

  /** Neighbours that print alike share a line: `(0-2): 3 x Linear(...)`. */
  override toString(): string {
    return formatModuleList(this);
  }
}

/**
 * Modules by name, registered, unlike those in a plain object.
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * const heads = new nn.ModuleDict({ small: new nn.Linear(4, 2), large: new nn.Linear(4, 9) });
 * console.log(heads.get("large").forward(ones(4)).shape); // [ 9 ]
 * ```
 */
export class ModuleDict<T extends Module = Module> extends Module {
  /**
   * Modules by name.
   *
   * @param modules the modules to begin with
   * @throws {TypeError} when one of them is no module
   * @throws {KeyError} when a name is that of a method
   */
  constructor(modules: NamedModules<T> = {}) {
    super();
    this.update(modules);
  }

  /** How many modules there are. */
  get size(): number {
    return registryOf(this).names.module.size;
  }

  /**
   * The module of that name.
   *
   * @param name its name
   * @throws {KeyError} when there is none
   */
  get(name: string): T {
    if (this.has(name)) return Reflect.get(registryOf(this).target, name);
    throw new KeyError(
      "no-key",
      `'${name}'`,
      this.size === 0
        ? "This ModuleDict is empty."
        : `This ModuleDict has ${[...this.keys()].join(", ")}.`,
    );
  }

  /**
   * Adds a module, or replaces the one of that name.
   *
   * @param name its name, without dots
   * @param module the module
   * @throws {KeyError} when the name is that of a method
   */
  set(name: string, module: T): void {
    this.registerModule(name, module);
  }

  /**
   * Says whether there is a module of that name.
   *
   * @param name its name
   */
  has(name: string): boolean {
    return registryOf(this).names.module.has(name);
  }

  /** The names, in the order in which they were added. */
  keys(): IteratorObject<string, undefined> {
    return registryOf(this).names.module.values();
  }

  /** The modules, in the order in which they were added. */
  *values(): Generator<T, void, undefined> {
    for (const [, module] of registryOf(this).modules()) yield module as T;
  }

  /** The names with their modules, in the order in which they were added. */
  *items(): Generator<[name: string, module: T], void, undefined> {
    for (const [name, module] of registryOf(this).modules()) yield [name, module as T];
  }

  /**
   * Adds modules; those of a name that is there already are replaced.
   *
   * @param modules a Map, an object or a ModuleDict
   */
  update(modules: NamedModules<T> | ModuleDict<T>): void {
    const entries = modules instanceof ModuleDict ? modules.items() : entriesOf(modules);
    for (const [name, module] of entries) this.set(name, module);
  }

  /**
   * Takes a module out.
   *
   * @param name its name
   * @returns the module
   * @throws {KeyError} when there is none
   */
  pop(name: string): T {
    const module = this.get(name);
    Reflect.deleteProperty(this, name);
    return module;
  }

  /** Takes all modules out. */
  clear(): void {
    for (const name of [...this.keys()]) Reflect.deleteProperty(this, name);
  }
}
