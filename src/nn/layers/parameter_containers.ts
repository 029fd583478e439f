/**
 * Modules that hold parameters.
 *
 * @module
 */
import { IndexError, KeyError } from "../../errors.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { Module } from "../module.ts";
import { typeName } from "../naming.ts";
import { Parameter } from "../parameter.ts";
import { registryOf } from "../registry.ts";

/** Tensors by name: a Map in its own order, an object in that of the alphabet. */
export type NamedTensors =
  | ReadonlyMap<string, Tensor>
  | Readonly<Record<string, Tensor>>
  | Iterable<readonly [name: string, tensor: Tensor]>;

function parameterOf(value: Tensor): Parameter {
  return value instanceof Parameter ? value : new Parameter(value);
}

/** A parameter as the lists below show it. */
function described(name: string, parameter: Parameter, type: string): string {
  const { device, shape } = parameter;
  const place = device.type === "webgpu" ? ` (GPU ${device.index})` : "";
  return `  (${name}): Parameter containing: [${type} of size ${shape.join("x")}${place}]`;
}

/**
 * A list of parameters that are registered, unlike those in a plain array. Plain tensors become parameters.
 *
 * @example
 * ```ts
 * import { nn, ones, type Tensor } from "@hibana/hibana";
 *
 * class Scales extends nn.Module {
 *   scales = new nn.ParameterList([ones(2), ones(2)]);
 *   forward(x: Tensor): Tensor {
 *     for (const scale of this.scales) x = x.mul(scale);
 *     return x;
 *   }
 * }
 * console.log([...new Scales().namedParameters()].map(([name]) => name)); // [ "scales.0", "scales.1" ]
 * ```
 */
export class ParameterList extends Module {
  /**
   * A list of parameters.
   *
   * @param values the tensors to begin with
   */
  constructor(values: Iterable<Tensor> = []) {
    super();
    this.extend(values);
  }

  /** How many parameters there are. */
  get length(): number {
    return registryOf(this).names.parameter.size;
  }

  /** The parameters, from first to last. */
  *[Symbol.iterator](): Generator<Parameter, void, undefined> {
    for (const [, parameter] of registryOf(this).parameters()) yield parameter!;
  }

  /**
   * The parameter at a position.
   *
   * @param index the position, negative from the end
   * @throws {IndexError} when there is none
   */
  at(index: number): Parameter {
    return Reflect.get(registryOf(this).target, nameOf(this, index));
  }

  /**
   * Puts a parameter at a position, in place of the one that is there.
   *
   * @param index the position, negative from the end
   * @param value a tensor
   * @throws {IndexError} when there is no such position
   */
  setAt(index: number, value: Tensor): void {
    this.registerParameter(nameOf(this, index), parameterOf(value));
  }

  /**
   * Adds a parameter behind the others.
   *
   * @param value a tensor
   * @returns this list
   */
  append(value: Tensor): this {
    this.registerParameter(`${this.length}`, parameterOf(value));
    return this;
  }

  /**
   * Adds parameters behind the others.
   *
   * @param values tensors; another ParameterList, too
   * @returns this list
   * @throws {TypeError} when it is a single tensor
   */
  extend(values: Iterable<Tensor>): this {
    if (values instanceof Tensor || typeof values?.[Symbol.iterator] !== "function") {
      throw new TypeError(
        "ParameterList.extend should be called with an iterable, " +
          `but got ${values instanceof Tensor ? "Tensor" : typeName(values)}\n` +
          "Pass an array of tensors; append() takes a single one.",
      );
    }
    for (const value of [...values]) this.append(value);
    return this;
  }

  /**
   * Some of the parameters.
   *
   * @param start the first position, negative from the end
   * @param end the position behind the last, negative from the end
   * @returns a new list of the same parameters
   */
  slice(start?: number, end?: number): ParameterList {
    return new ParameterList([...this].slice(start, end));
  }

  /** A line for each parameter. */
  override extraRepr(): string {
    return [...this].map((p, i) => described(`${i}`, p, `torch.${p.dtype}`)).join("\n");
  }
}

/** The name of a position; a function, since deep copies have no private methods. */
function nameOf({ length }: ParameterList, index: number): string {
  if (Number.isInteger(index) && index >= -length && index < length) {
    return `${index < 0 ? index + length : index}`;
  }
  throw new IndexError(
    "out-of-range",
    `index ${index} is out of range`,
    `This ParameterList holds ${length} parameters.`,
  );
}

/**
 * Parameters by name, registered, unlike those in a plain object. Plain tensors become parameters.
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * const gains = new nn.ParameterDict({ left: ones(2), right: ones(3) });
 * console.log(gains.get("right").shape, [...gains.keys()]); // [ 3 ] [ "left", "right" ]
 * ```
 */
export class ParameterDict extends Module {
  /**
   * Parameters by name.
   *
   * @param parameters the tensors to begin with
   * @throws {KeyError} when a name is that of a method, or has a dot
   */
  constructor(parameters: NamedTensors | ParameterDict = {}) {
    super();
    this.update(parameters);
  }

  /** How many parameters there are. */
  get size(): number {
    return registryOf(this).names.parameter.size;
  }

  /**
   * The parameter of that name.
   *
   * @param name its name
   * @throws {KeyError} when there is none
   */
  get(name: string): Parameter {
    if (this.has(name)) return Reflect.get(registryOf(this).target, name);
    throw new KeyError(
      "no-key",
      `'${name}'`,
      this.size === 0
        ? "This ParameterDict is empty."
        : `This ParameterDict has ${[...this.keys()].join(", ")}.`,
    );
  }

  /**
   * Adds a parameter, or replaces the one of that name.
   *
   * @param name its name, without dots
   * @param value a tensor
   * @throws {KeyError} when the name is that of a method
   */
  set(name: string, value: Tensor): void {
    if (typeof name !== "string") {
      throw new TypeError(
        "Index given to ParameterDict cannot be used as a key as it is not a string (type is " +
          `'${typeName(name)}'). Open an issue on github if you need non-string keys.\n` +
          "Write String(key): names are strings.",
      );
    }
    this.registerParameter(name, parameterOf(value));
  }

  /**
   * The parameter of that name; where there is none, the given one is added first.
   *
   * @param name its name
   * @param value a tensor
   */
  setdefault(name: string, value: Tensor): Parameter {
    if (!this.has(name)) this.set(name, value);
    return this.get(name);
  }

  /**
   * Says whether there is a parameter of that name.
   *
   * @param name its name
   */
  has(name: string): boolean {
    return registryOf(this).names.parameter.has(name);
  }

  /** The names, in the order in which they were added. */
  keys(): IteratorObject<string, undefined> {
    return registryOf(this).names.parameter.values();
  }

  /** The parameters, in the order in which they were added. */
  *values(): Generator<Parameter, void, undefined> {
    for (const [, parameter] of registryOf(this).parameters()) yield parameter!;
  }

  /** The names with their parameters, in the order in which they were added. */
  *items(): Generator<[name: string, parameter: Parameter], void, undefined> {
    for (const [name, parameter] of registryOf(this).parameters()) yield [name, parameter!];
  }

  /**
   * Adds parameters; those of a name that is there already are replaced.
   *
   * @param parameters a Map, pairs or a ParameterDict, in their order, or an object, in that of its names
   * @throws {TypeError} when it is none of these
   */
  update(parameters: NamedTensors | ParameterDict): void {
    for (const [name, value] of pairsOf(parameters)) this.set(name, value);
  }

  /**
   * Takes a parameter out.
   *
   * @param name its name
   * @returns the parameter
   * @throws {KeyError} when there is none
   */
  pop(name: string): Parameter {
    const parameter = this.get(name);
    Reflect.deleteProperty(this, name);
    return parameter;
  }

  /**
   * Takes the last parameter out.
   *
   * @returns its name and the parameter
   * @throws {KeyError} when there is none
   */
  popitem(): [name: string, parameter: Parameter] {
    const name = [...this.keys()].at(-1);
    if (name !== undefined) return [name, this.pop(name)];
    throw new KeyError(
      "no-key",
      "'popitem(): dictionary is empty'",
      "Ask for its size before: dict.size > 0.",
    );
  }

  /** Takes all parameters out. */
  clear(): void {
    for (const name of [...this.keys()]) Reflect.deleteProperty(this, name);
  }

  /** A new dict of the same parameters. */
  copy(): ParameterDict {
    return new ParameterDict(this);
  }

  /** A line for each parameter. */
  override extraRepr(): string {
    return [...this.items()].map(([name, p]) => described(name, p, p.type())).join("\n");
  }
}

function pairsOf(
  parameters: NamedTensors | ParameterDict,
): Iterable<readonly [name: string, tensor: Tensor]> {
  if (parameters instanceof ParameterDict) return [...parameters.items()];
  if (typeof parameters !== "object" || parameters === null || parameters instanceof Tensor) {
    throw new TypeError(
      "ParametersDict.update should be called with an iterable of key/value pairs, but got " +
        `${typeName(parameters)}\nPass an object or a Map of tensors by name.`,
    );
  }
  if (Symbol.iterator in parameters) return parameters;
  return Object.entries(parameters).sort(([a], [b]) => a < b ? -1 : 1);
}
