/**
 * A run of a function that can be repeated with other arguments.
 *
 * @module
 */
import { Tensor } from "../tensor/tensor.ts";
import { overwritten } from "./effects.ts";
import type { Guards } from "./guards.ts";
import type { Place, Value } from "./launch.ts";
import { Program } from "./program.ts";
import { mapTensors } from "./structure.ts";
import type { Trace } from "./trace.ts";

/** Makes a tensor of a result from the arguments of the call. */
type Slot = (inputs: readonly Tensor[]) => Tensor;

/** What has become of the gradient of a tensor when a call is over. */
interface GradChange {
  readonly leaf: Tensor;
  readonly after: "same" | "none" | Slot;
}

/** What a function did in one run, to be done again. */
export class Recording {
  readonly #guards: Guards;
  readonly #program: Program;
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
   */
  constructor(trace: Trace, inputs: readonly Tensor[], result: unknown) {
    const leaving = new Set<Value>();
    const slotOf = (tensor: Tensor): Slot => {
      const argument = inputs.indexOf(tensor);
      if (argument >= 0) return (given) => given[argument]!;
      const place = trace.placeOf(tensor);
      if (place?.value.origin.kind === "made") leaving.add(place.value);
      return this.#slotAt(tensor, place);
    };
    this.#guards = trace.guards;
    this.#result = builder(mapTensors(result, slotOf));
    this.#grads = [...trace.grads]
      .filter(([leaf]) => !trace.made.has(leaf.storage))
      .map(([leaf, { first, now }]) => ({
        leaf,
        after: first === now ? "same" : now === null ? "none" : slotOf(now),
      }));
    this.#program = new Program(trace.launches, leaving);
    this.#fresh = [...leaving];
    const given = this.#program.given;
    this.#inputs = given.filter((value) => value.origin.kind === "input");
    this.#before = given.flatMap((value) =>
      value.origin.kind === "gradient" ? [[value.origin.leaf, value] as const] : []
    );
    const kept = new Set(this.#fresh.map((value) => value.storage));
    for (const storage of trace.made) {
      if (!kept.has(storage)) storage.dispose(overwritten);
    }
    trace.forget();
  }

  /** How a tensor comes about in a replay. */
  #slotAt(tensor: Tensor, place: Place | undefined): Slot {
    const { layout } = tensor;
    // Without data, or from outside: it is the same in every call.
    if (place === undefined) return () => new Tensor(tensor.storage, layout);
    const { value } = place;
    const { origin } = value;
    switch (origin.kind) {
      case "outside":
        return () => tensor;
      case "gradient":
        return () =>
          new Tensor(this.#program.storageOf(value) ?? origin.leaf.grad!.storage, layout);
      case "made":
        return () => new Tensor(this.#program.storageOf(value)!, layout);
      case "input":
        return (inputs) => {
          const input = inputs[origin.index]!;
          const shift = input.storageOffset - value.start;
          return new Tensor(input.storage, { ...layout, offset: layout.offset + shift });
        };
    }
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
    program.run();
    this.#grads.forEach(({ leaf, after }, i) => {
      if (typeof after === "function") leaf.grad = after(inputs);
      else leaf.grad = after === "same" ? before[i]! : null;
    });
    return this.#result(inputs);
  }
}

/** A function that gives a structure anew, with what its slots make in their places. */
function builder(value: unknown): (inputs: readonly Tensor[]) => unknown {
  if (typeof value === "function") return value as Slot;
  if (Array.isArray(value)) {
    const items = value.map(builder);
    return (inputs) => items.map((item) => item(inputs));
  }
  if (typeof value === "object" && value !== null && !(value instanceof Tensor)) {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === Object.prototype || prototype === null) {
      const entries = Object.entries(value).map(([key, item]) => [key, builder(item)] as const);
      return (inputs) => Object.fromEntries(entries.map(([key, item]) => [key, item(inputs)]));
    }
  }
  return () => value;
}
