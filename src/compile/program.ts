/**
 * A recording that is ready to run: all launches prepared, all memory of its own in place.
 *
 * @module
 */
import type { Backend } from "../device/backend.ts";
import { Storage } from "../device/storage.ts";
import type { TypedArray } from "../tensor/dtype.ts";
import { hold } from "../tensor/hold.ts";
import { Tensor } from "../tensor/tensor.ts";
import { constantLaunches, optimize } from "./optimize.ts";
import {
  type BoundView,
  type HostLaunch,
  type Launch,
  type Place,
  readsOf,
  type Value,
  writesOf,
} from "./launch.ts";
import { planMemory, valuesOf } from "./plan.ts";

/** What memory a value has at the moment, and who sees it. */
interface Binding {
  readonly views: BoundView[];
  storage: Storage | undefined;
  start: number;
}

/** Launches that can be run again and again, with other memory for what comes from outside. */
export class Program {
  readonly #bindings = new Map<Value, Binding>();
  readonly #given: Value[];
  readonly #steps: readonly (() => void)[];
  readonly #changed: readonly Value[];

  /**
   * Prepares launches.
   *
   * @param recorded the launches
   * @param leaving values that are of use to others than these launches: who runs the program binds
   * memory for them before, as for all that these launches did not make themselves
   * @param before values that others have made before
   * @param kept values that have to be at hand when the program has run, though it may not use them
   */
  constructor(
    recorded: readonly Launch[],
    leaving: ReadonlySet<Value>,
    before: ReadonlySet<Value> = new Set(),
    kept: readonly Value[] = [],
  ) {
    const foreign = leaving.union(before);
    const launches = optimize(recorded, foreign);
    const own = new Set<Value>();
    for (const value of [...leaving, ...kept]) {
      this.#bindings.set(value, { views: [], storage: undefined, start: 0 });
    }
    for (const launch of launches) {
      for (const value of valuesOf(launch)) {
        if (!this.#bindings.has(value)) {
          this.#bindings.set(value, { views: [], storage: undefined, start: 0 });
        }
        if (value.origin.kind === "made" && !foreign.has(value)) own.add(value);
      }
      for (const view of [...readsOf(launch), ...writesOf(launch)]) {
        this.#bindings.get(view.value)!.views.push(view);
      }
    }
    this.#given = [...this.#bindings.keys()].filter((value) =>
      value.origin.kind === "input" || value.origin.kind === "gradient" || before.has(value)
    );
    const once = constantLaunches(launches, own);
    const constants = new Set([...once].flatMap((launch) => writesOf(launch).map((x) => x.value)));
    const memory = planMemory(launches, own, constants);
    for (const [value, storage] of memory) this.bind(value, storage);
    // It outlives the scope() that this may be called in.
    hold([...new Set(memory.values())].map((storage) => wholeOf(storage)));
    for (const value of this.#bindings.keys()) {
      if (value.origin.kind === "outside") this.bind(value, value.storage!);
    }
    for (const launch of once) this.#stepOf(launch)();
    this.#steps = launches.filter((launch) => !once.has(launch)).map((x) => this.#stepOf(x));
    this.#changed = [...new Set(launches.flatMap(writesOf).map((view) => view.value))]
      .filter((value) => value.origin.kind !== "made");
  }

  /** The values that have to be given memory before a run. */
  get given(): Value[] {
    return this.#given;
  }

  /** Memory from outside that is used. */
  get outside(): Storage[] {
    return [...this.#bindings].flatMap(([{ origin }, { storage }]) =>
      origin.kind === "outside" ? [storage!] : []
    );
  }

  /** The memory that a value has at the moment. */
  storageOf(value: Value): Storage | undefined {
    return this.#bindings.get(value)?.storage;
  }

  /**
   * Gives a value memory.
   *
   * @param value the value; one that has no part here is left alone
   * @param storage its memory
   * @param start where it begins there
   */
  bind(value: Value, storage: Storage, start = 0): void {
    const binding = this.#bindings.get(value);
    if (binding === undefined || binding.storage === storage && binding.start === start) return;
    binding.storage = storage;
    binding.start = start;
    const { buffer } = storage;
    for (const view of binding.views) {
      view.buffer = buffer;
      view.offset = view.place + start;
    }
  }

  /** Gives a value fresh memory. */
  bindFresh(value: Value): Storage {
    const storage = new Storage(value.device, value.dtype, value.length);
    this.bind(value, storage);
    return storage;
  }

  /** Runs everything. All values from outside have been given memory. */
  run(): void {
    for (const step of this.#steps) step();
    for (const value of this.#changed) this.#bindings.get(value)!.storage!.version++;
  }

  #stepOf(launch: Launch): () => void {
    if (launch.kind === "host") return this.#hostStep(launch);
    const { backend } = launch.device;
    switch (launch.kind) {
      case "elementwise": {
        const { kernel, compute, operands, output } = launch;
        return () => backend.elementwise(kernel, compute, operands, output);
      }
      case "kernel": {
        const { run, args } = launch;
        return () => run(backend, args);
      }
      case "write":
        return writeStep(backend, launch.target, launch.data);
    }
  }

  /** Shows the step the gradients that it found when it was recorded. */
  #hostStep({ step, grads }: HostLaunch): () => void {
    return () => {
      for (const [leaf, place] of grads) {
        if (place?.value.origin.kind === "gradient") continue;
        leaf.grad = place === null ? null : this.#tensorAt(place);
      }
      step();
    };
  }

  #tensorAt({ value, layout }: Place): Tensor {
    return new Tensor(this.#bindings.get(value)!.storage!, layout);
  }
}

function wholeOf(storage: Storage): Tensor {
  return new Tensor(storage, { shape: [storage.length], strides: [1], offset: 0 });
}

function writeStep(
  backend: Backend,
  target: BoundView,
  data: TypedArray | (() => TypedArray),
): () => void {
  if (typeof data === "function") {
    return () => backend.write(target.buffer, target.dtype, data());
  }
  return () => backend.write(target.buffer, target.dtype, data);
}
