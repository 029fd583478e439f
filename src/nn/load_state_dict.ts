/**
 * Loading a module's state from a state dict. First everything is checked and made ready, then it is
 * written: a dict that does not fit changes nothing.
 *
 * @module
 */
import { noGrad } from "../autograd/mode.ts";
import { RuntimeError } from "../errors.ts";
import { formatShape, overlapsItself, sameShape } from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";
import type { Module } from "./module.ts";
import { typeName } from "./naming.ts";
import { Parameter } from "./parameter.ts";
import { type Registry, registryOf } from "./registry.ts";
import { StateDict, type StateDictMetadata } from "./state_dict.ts";

/** What `loadStateDict` takes: tensors by path. */
export type StateDictLike = ReadonlyMap<string, Tensor> | Readonly<Record<string, Tensor>>;

/** How `loadStateDict` loads. */
export interface LoadOptions {
  /** Whether keys that are missing or unexpected are errors. Default: true. */
  strict?: boolean;
  /**
   * Put the dict's tensors in the place of the module's, instead of copying their elements: dtype and
   * device are theirs then. Default: false.
   */
  assign?: boolean;
}

/** Keys that a module and a state dict do not have in common. */
export class IncompatibleKeys {
  /** What the module has and the dict does not. */
  readonly missingKeys: string[] = [];
  /** What the dict has and the module does not. */
  readonly unexpectedKeys: string[] = [];

  /** `<All keys matched successfully>`, or both lists. */
  toString(): string {
    const { missingKeys, unexpectedKeys } = this;
    if (missingKeys.length === 0 && unexpectedKeys.length === 0) {
      return "<All keys matched successfully>";
    }
    const list = (keys: readonly string[]) => `[${keys.map((key) => `'${key}'`).join(", ")}]`;
    return `_IncompatibleKeys(missing_keys=${list(missingKeys)}, unexpected_keys=${
      list(unexpectedKeys)
    })`;
  }

  /** Shows the keys in `console.log`. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }
}

/** What a hook gets to see, and to change, before a module is loaded. */
export interface StateDictLoad {
  /** The part of the dict that is this module's and its children's; changes stay within the loading. */
  readonly stateDict: Map<string, Tensor>;
  /** What stands before the module's own names, with a dot at its end. */
  readonly prefix: string;
  /** What the dict remembers about the module; empty where it was not saved by hibana. */
  readonly metadata: StateDictMetadata;
  /** Whether keys that are missing or unexpected are errors. */
  readonly strict: boolean;
  /** Missing keys found so far; add to it to report one. */
  readonly missingKeys: string[];
  /** Unexpected keys found so far; add to it to report one. */
  readonly unexpectedKeys: string[];
  /** Other problems found so far; add to it to refuse the dict. */
  readonly errorMessages: string[];
}

/** A tensor of the module, and what is to be written into it or put in its place. */
interface Write {
  readonly key: string;
  readonly registry: Registry;
  readonly name: string;
  readonly current: Tensor;
  readonly value: Tensor;
}

/** One loading: what it has found and what it will do. */
interface Loading {
  readonly metadata: ReadonlyMap<string, StateDictMetadata>;
  readonly strict: boolean;
  readonly keys: IncompatibleKeys;
  readonly errorMessages: string[];
  readonly writes: Write[];
  /** Hooks to call when everything is written. */
  readonly after: (() => void)[];
}

/** Loads a dict into a module and those below it; see `Module.loadStateDict`. */
export function loadState(
  root: Module,
  source: StateDictLike,
  { strict = true, assign = false }: LoadOptions,
): IncompatibleKeys {
  const loading: Loading = {
    metadata: source instanceof StateDict ? source.metadata : new Map(),
    strict,
    keys: new IncompatibleKeys(),
    errorMessages: [],
    writes: [],
    after: [],
  };
  collect(loading, root, new Map(entriesOf(source)), "");
  const writes = noGrad(() => prepare(loading, assign));
  // Hooks that come after may still clear the lists of keys; nothing clears other problems.
  if (loading.after.length === 0 || loading.errorMessages.length > 0) check(root, loading);
  const undo = loading.after.length > 0 ? keepOld(writes, assign) : () => {};
  try {
    put(writes, assign);
    for (const hook of loading.after) hook();
    check(root, loading);
  } catch (error) {
    undo();
    throw error;
  }
  return loading.keys;
}

function entriesOf(source: StateDictLike): Iterable<[string, Tensor]> {
  if (source instanceof Map) return source;
  const prototype: unknown = typeof source === "object" && source !== null
    ? Object.getPrototypeOf(source)
    : undefined;
  if (prototype === null || prototype === Object.prototype) return Object.entries(source);
  throw new TypeError(
    `Expected state_dict to be dict-like, got <class '${typeName(source)}'>.\n` +
      "Pass a Map or an object of tensors, such as other.stateDict().",
  );
}

/** Compares a module's names with the keys, then those of its children. */
function collect(
  loading: Loading,
  module: Module,
  stateDict: Map<string, Tensor>,
  prefix: string,
): void {
  const { strict, keys, errorMessages, writes } = loading;
  const registry = registryOf(module);
  const load: StateDictLoad = {
    stateDict,
    prefix,
    metadata: loading.metadata.get(prefix.slice(0, -1)) ?? {},
    strict,
    missingKeys: keys.missingKeys,
    unexpectedKeys: keys.unexpectedKeys,
    errorMessages,
  };
  for (const hook of registry.hooks.loadPre) hook(module, load);

  const state = new Map(registry.state());
  for (const [name, current] of state) {
    const key = prefix + name;
    if (!stateDict.has(key)) {
      keys.missingKeys.push(key);
      continue;
    }
    const value = fitting(key, current, stateDict.get(key), errorMessages);
    if (value !== undefined) writes.push({ key, registry, name, current, value });
  }
  const children = new Map([...registry.modules()].filter(([, child]) => child !== null));
  for (const key of stateDict.keys()) {
    if (!key.startsWith(prefix)) continue;
    const [name = "", ...rest] = key.slice(prefix.length).split(".");
    if (!(rest.length > 0 ? children : state).has(name)) keys.unexpectedKeys.push(key);
  }
  for (const [name, child] of children) {
    const childPrefix = `${prefix}${name}.`;
    const part = [...stateDict].filter(([key]) => key.startsWith(childPrefix));
    collect(loading, child!, new Map(part), childPrefix);
  }
  for (const hook of registry.hooks.loadPost) loading.after.push(() => hook(module, keys));
}

/** The value in the shape of the tensor that it is for, or undefined, and a message, where it cannot be. */
function fitting(
  key: string,
  current: Tensor,
  value: unknown,
  errorMessages: string[],
): Tensor | undefined {
  if (!(value instanceof Tensor)) {
    errorMessages.push(
      `While copying the parameter named "${key}", expected torch.Tensor or Tensor-like object ` +
        `from checkpoint but received <class '${typeName(value)}'>`,
    );
    return undefined;
  }
  if (sameShape(value.shape, current.shape)) return value;
  // Old checkpoints hold single numbers as vectors.
  if (current.ndim === 0 && value.ndim === 1 && value.numel === 1) return value.at(0);
  errorMessages.push(
    `size mismatch for ${key}: copying a param with shape ${size(value)} from checkpoint, ` +
      `the shape in current model is ${size(current)}.`,
  );
  return undefined;
}

/** Makes all values ready, so that writing them cannot fail. */
function prepare({ writes, errorMessages }: Loading, assign: boolean): Write[] {
  const written = new Set(writes.map(({ current }) => current.storage));
  return writes.flatMap((write) => {
    const { key, current, value } = write;
    try {
      return [{ ...write, value: assign ? successor(write) : converted(current, value, written) }];
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      errorMessages.push(
        `While copying the parameter named "${key}", whose dimensions in the model are ` +
          `${size(current)} and whose dimensions in the checkpoint are ${size(value)}, ` +
          `an exception occurred : ('${error.message.split("\n", 1)}',).`,
      );
      return [];
    }
  });
}

/** The value with the dtype and the device of the tensor that it will be written into. */
function converted(current: Tensor, value: Tensor, written: ReadonlySet<object>): Tensor {
  if (current.device.type === "meta") {
    throw new RuntimeError(
      "meta-data",
      "Cannot copy into meta tensor; no data!",
      'Give the module memory first: module.toEmpty({ device: "cpu" }), or load with { assign: true }.',
    );
  }
  if (overlapsItself(current.layout)) {
    throw new RuntimeError(
      "overlap",
      "unsupported operation: more than one element of the written-to tensor refers to a single memory location. Please clone() the tensor before performing the operation.",
      "The model's tensor is an expanded view: register a clone() of it, or load with { assign: true }.",
    );
  }
  requireMemory(current);
  requireMemory(value);
  const ready = value.to({ device: current.device, dtype: current.dtype });
  // The module's own tensors under other names: read them all before any is overwritten.
  return written.has(ready.storage) && !ready.isSetTo(current) ? ready.clone() : ready;
}

/** Throws when a tensor was disposed of. */
function requireMemory(x: Tensor): unknown {
  return x.storage.buffer;
}

/** The tensor that takes the place of the current one. */
function successor({ registry, name, current, value }: Write): Tensor {
  requireMemory(value);
  const learned = registry.kindOf(name) === "parameter";
  return learned ? new Parameter(value, current.requiresGrad) : value;
}

function put(writes: readonly Write[], assign: boolean): void {
  if (!assign) return noGrad(() => writes.forEach(({ current, value }) => current.copy_(value)));
  // What was one tensor under several names stays one.
  const successors = new Map(writes.map(({ current, value }) => [current, value]));
  for (const { registry, name, current } of writes) {
    registry.put(registry.kindOf(name)!, name, successors.get(current)!);
  }
}

/** Remembers what the module holds; the function that is returned puts it back. */
function keepOld(writes: readonly Write[], assign: boolean): () => void {
  const old = writes.map((write) => ({
    ...write,
    value: assign ? write.current : noGrad(() => write.current.clone()),
  }));
  return () => put(old, assign);
}

/** Throws one error that names every problem. */
function check(root: Module, { strict, keys, errorMessages }: Loading): void {
  const quoted = (list: readonly string[]) => list.map((key) => `"${key}"`).join(", ");
  const problems = [...errorMessages];
  let fix = "Nothing was loaded.";
  if (strict && keys.unexpectedKeys.length > 0) {
    problems.unshift(`Unexpected key(s) in state_dict: ${quoted(keys.unexpectedKeys)}. `);
  }
  if (strict && keys.missingKeys.length > 0) {
    problems.unshift(`Missing key(s) in state_dict: ${quoted(keys.missingKeys)}. `);
  }
  if (problems.length === 0) return;
  if (problems.length > errorMessages.length) {
    fix += " Pass { strict: false } to load the keys that both sides have.";
  }
  throw new RuntimeError(
    "state-dict-mismatch",
    `Error(s) in loading state_dict for ${root.constructor.name}:\n\t${problems.join("\n\t")}`,
    fix,
  );
}

function size(x: Tensor): string {
  return `torch.Size(${formatShape(x.shape)})`;
}
