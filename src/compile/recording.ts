/**
 * A run of a function that can be repeated with other arguments.
 *
 * @module
 */
import type { Tensor } from "../tensor/tensor.ts";
import { overwritten } from "./effects.ts";
import { Backward, type Differentiated } from "./gradients.ts";
import type { Guards } from "./guards.ts";
import type { Value } from "./launch.ts";
import { Program } from "./program.ts";
import { builder, type Slot, slotAt } from "./slots.ts";
import { mapTensors } from "./structure.ts";
import type { Trace } from "./trace.ts";

/** What has become of the gradient of a tensor when a call is over. */
interface GradChange {
  readonly leaf: Tensor;
  readonly after: "same" | "none" | Slot;
}

/** What a function did in one run, to be done again. */
export class Recording {
  readonly #guards: Guards;
  readonly #program: Program;
  readonly #backward: Backward | undefined;
  readonly #roots: readonly Slot[];
  /** The roots of the call that is going on. */
  #current: readonly Tensor[] = [];
  readonly #inputs: readonly Value[];
  readonly #before: readonly (readonly [leaf: Tensor, value: Value])[];
  readonly #fresh: readonly Value[];
  readonly #grads: readonly GradChange[];
  readonly #result: (inputs: readonly Tensor[]) => unknown;

  /**
   * Prepares a run that is over. What it made and nobody got is given back.
   *
   * @param trace what happened
   * @param inputs the tensors among the arguments
   * @param result what the function returned
   * @param how its gradients, where it has any
   */
  constructor(
    trace: Trace,
    inputs: readonly Tensor[],
    result: unknown,
    how: Differentiated | undefined,
  ) {
    const leaving = new Set<Value>();
    const slotOf = (tensor: Tensor): Slot => {
      const argument = inputs.indexOf(tensor);
      if (argument >= 0) return (given) => given[argument]!;
      const place = trace.placeOf(tensor);
      if (place?.value.origin.kind === "made") leaving.add(place.value);
      return slotAt(tensor, place, (value) => this.#program.storageOf(value)!);
    };
    this.#guards = trace.guards;
    this.#roots = how?.roots.map(slotOf) ?? [];
    this.#result = builder(mapTensors(result, (tensor) => {
      const root = how?.roots.indexOf(tensor) ?? -1;
      return root < 0 ? slotOf(tensor) : () => this.#current[root]!;
    }));
    this.#grads = [...trace.grads]
      .filter(([leaf]) => !trace.made.has(leaf.storage))
      .map(([leaf, { first, now }]) => ({
        leaf,
        after: first === now ? "same" : now === null ? "none" : slotOf(now),
      }));
    this.#backward = how && new Backward(trace, inputs, how);
    for (const value of this.#backward?.saved ?? []) leaving.add(value);
    this.#program = new Program(trace.launches.slice(0, how?.boundary), leaving);
    this.#fresh = [...leaving];
    const given = this.#program.given;
    this.#inputs = given.filter((value) => value.origin.kind === "input");
    this.#before = given.flatMap((value) =>
      value.origin.kind === "gradient" ? [[value.origin.leaf, value] as const] : []
    );
    // The tape of this run still needs what it has saved.
    if (how === undefined) {
      const kept = new Set(this.#fresh.map((value) => value.storage));
      for (const storage of trace.made) {
        if (!kept.has(storage)) storage.dispose(overwritten);
      }
    }
    trace.forget();
  }

  /** Says whether what it relies on is as it was. */
  holds(): boolean {
    return this.#guards.hold();
  }

  /** Does it again. */
  replay(inputs: readonly Tensor[]): unknown {
    const program = this.#program;
    for (const value of this.#inputs) {
      const { index } = value.origin as { index: number };
      const { storage, storageOffset } = inputs[index]!;
      program.bind(value, storage, storageOffset);
    }
    for (const [leaf, value] of this.#before) program.bind(value, leaf.grad!.storage);
    for (const value of this.#fresh) program.bindFresh(value);
    const before = this.#grads.map(({ leaf }) => leaf.grad);
    try {
      program.run();
    } catch (error) {
      this.#grads.forEach(({ leaf }, i) => leaf.grad = before[i]!);
      throw error;
    }
    this.#grads.forEach(({ leaf, after }, i) => {
      if (typeof after === "function") leaf.grad = after(inputs);
      else leaf.grad = after === "same" ? before[i]! : null;
    });
    this.#current = this.#roots.map((slot) => slot(inputs));
    this.#backward?.record(this.#current, inputs, (value) => program.storageOf(value)!);
    const result = this.#result(inputs);
    this.#current = [];
    return result;
  }
}
