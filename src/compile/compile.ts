/**
 * Functions of tensors that are recorded once and replayed from then on.
 *
 * @module
 */
import { isGradEnabled } from "../autograd/mode.ts";
import { watcher, withWatcher } from "../device/capture.ts";
import { Tensor } from "../tensor/tensor.ts";
import { difference } from "./agree.ts";
import { notSynchronous, unstable } from "./effects.ts";
import type { Launch } from "./launch.ts";
import {
  checkSeparated,
  differentiate,
  type Differentiated,
  reunited,
  separate,
} from "./gradients.ts";
import { Recording } from "./recording.ts";
import { flatten, mapTensors, Signature, tensorsIn } from "./structure.ts";
import { Trace } from "./trace.ts";

/** Recordings kept for each compiled function, the least recently used dropped first. */
const KEPT = 8;

/** So many runs without two that agree, and the function is not one that can be replayed. */
const PATIENCE = 4;

/** What has a `forward` that can be compiled: a module. */
export interface CompilableModule<Args extends unknown[], Result> {
  /** What is compiled: it is called as a method of the module. */
  forward(...args: Args): Result;
}

/** A run that may become a recording, when another one like it follows. */
interface Candidate {
  readonly signature: Signature;
  readonly gradEnabled: boolean;
  readonly launches: readonly Launch[];
  readonly result: readonly unknown[];
}

/** A recording, and whose it is. */
interface Known {
  readonly signature: Signature;
  readonly gradEnabled: boolean;
  readonly recording: Recording;
}

/**
 * A function that does what the given one does, in less time: its first runs are recorded, and later ones
 * replay the recording, without its JavaScript, without the tape and without new memory but for results.
 * Chains of elementwise operations become one.
 *
 * What is replayed is what happened to tensors; so the function must do the same at each call. Arguments
 * are tensors, in arrays and objects if you like, and other values, each of which is recorded for itself,
 * as is each shape. Parameters and other tensors that the function finds outside may change in place.
 * Optimizers' steps, schedulers' steps and random numbers are done anew in each replay. What the function
 * assigns to variables is not: return it.
 *
 * @param target a synchronous function, or a module, whose `forward` it is then
 * @returns the compiled function
 * @throws {RuntimeError} when called, if the function looks at values (`item()`), or does something else in
 * each call
 *
 * @example
 * ```ts
 * import { compile, nn, optim, ones, type Tensor } from "@hibana/hibana";
 *
 * const model = new nn.Linear(3, 1);
 * const optimizer = new optim.Adam(model.parameters(), { lr: 0.1 });
 * const train = compile((x: Tensor, y: Tensor) => {
 *   optimizer.zeroGrad();
 *   const loss = nn.functional.mseLoss(model.forward(x), y);
 *   loss.backward();
 *   optimizer.step();
 *   return loss;
 * });
 * let loss = 1;
 * for (let i = 0; i < 100; i++) loss = Number(train(ones(4, 3), ones(4, 1)).item());
 * console.log(loss < 0.01); // true
 * ```
 */
export function compile<Args extends unknown[], Result>(
  target: ((...args: Args) => Result) | CompilableModule<Args, Result>,
): (...args: Args) => Result {
  const fn = typeof target === "function"
    ? target
    : (...args: Args): Result => target.forward(...args);
  const compiled = new Compiled(fn as (...args: unknown[]) => unknown);
  return (...args) => {
    // Inside of a function that is being recorded this is a part of it.
    if (watcher !== undefined) return fn(...args);
    return compiled.call(args) as Result;
  };
}

/** A function, and the recordings of it. */
class Compiled {
  readonly #fn: (...args: unknown[]) => unknown;
  /** The last used comes first. */
  readonly #known: Known[] = [];
  #candidates: Candidate[] = [];

  constructor(fn: (...args: unknown[]) => unknown) {
    this.#fn = fn;
  }

  call(args: readonly unknown[]): unknown {
    const leaves = flatten(args);
    const gradEnabled = isGradEnabled();
    const at = this.#known.findIndex((known) =>
      known.gradEnabled === gradEnabled && known.signature.fits(leaves) &&
      known.recording.holds()
    );
    if (at < 0) return this.#record(args, leaves, gradEnabled);
    const known = this.#known[at]!;
    if (at > 0) {
      this.#known.splice(at, 1);
      this.#known.unshift(known);
    }
    return known.recording.replay(tensorsIn(leaves));
  }

  /** Runs the function as it is, and watches. Two runs that agree make a recording. */
  #record(args: readonly unknown[], leaves: readonly unknown[], gradEnabled: boolean): unknown {
    const inputs = tensorsIn(leaves);
    const own = separate(inputs);
    const seen = inputs.map((input) => own.get(input) ?? input);
    const shown = own.size === 0 ? args : mapTensors(args, (x) => own.get(x) ?? x) as unknown[];
    const trace = new Trace(seen);
    const result = withWatcher(trace, () => this.#fn(...shown));
    if (result instanceof Promise) throw notSynchronous();
    checkSeparated(own);
    const how = gradEnabled ? differentiate(trace, seen, result) : undefined;
    const handed = own.size === 0 || how === undefined ? result : handOut(result, how, own);
    const others = this.#candidates.filter((other) =>
      other.gradEnabled === gradEnabled && other.signature.fits(leaves)
    );
    const values = withoutTensors(flatten(result));
    const differences = others.map((other) =>
      difference(other.launches, trace.launches) ?? differentResult(other.result, values)
    );
    const { launches } = trace;
    const signature = others[0]?.signature ?? new Signature(leaves);
    if (differences.includes(undefined)) {
      this.#candidates = this.#candidates.filter((other) => !others.includes(other));
      const recording = new Recording(trace, seen, result, how);
      this.#known.unshift({ signature, gradEnabled, recording });
      this.#known.splice(KEPT);
      return handed;
    }
    trace.forget();
    this.#candidates.push({ signature, gradEnabled, launches, result: values });
    if (this.#candidates.length > KEPT) this.#candidates.shift();
    if (differences.length < PATIENCE) return handed;
    this.#candidates = [];
    throw unstable(differences.at(-1)!);
  }
}

/** The results of a run on the tape of its arguments, and the arguments themselves. */
function handOut(result: unknown, how: Differentiated, own: ReadonlyMap<Tensor, Tensor>): unknown {
  const results = reunited(how, own);
  for (const [original, detached] of own) results.set(detached, original);
  return mapTensors(result, (x) => results.get(x) ?? x);
}

/** The values of a result that are no tensors; replays give them back as they are. */
function withoutTensors(leaves: readonly unknown[]): unknown[] {
  return leaves.map((leaf) => leaf instanceof Tensor ? Tensor : leaf);
}

function differentResult(a: readonly unknown[], b: readonly unknown[]): string | undefined {
  const at = b.findIndex((leaf, i) => !Object.is(leaf, a[i]));
  if (at < 0 && a.length === b.length) return undefined;
  return `its result has ${String(b[at])} where it had ${String(a[at])} before`;
}
