/**
 * Gradients through compiled functions: forward and backward are recorded together, and a replayed forward
 * stands on the tape as one operation whose gradient is the replayed backward.
 *
 * @module
 */
import { grad } from "../autograd/engine.ts";
import { isGradEnabled, withGradMode } from "../autograd/mode.ts";
import { checkVersion, graphFreed, Joint, Node, type Saved, targetOf } from "../autograd/node.ts";
import { withWatcher } from "../device/capture.ts";
import type { Storage } from "../device/storage.ts";
import { RuntimeError } from "../errors.ts";
import { zeros } from "../ops/make.ts";
import { Tensor } from "../tensor/tensor.ts";
import { noDoubleBackward } from "./effects.ts";
import type { Value } from "./launch.ts";
import { Program } from "./program.ts";
import { type Slot, slotAt } from "./slots.ts";
import { flatten, tensorsIn } from "./structure.ts";
import type { Trace } from "./trace.ts";

/** How the results of a run are differentiated. */
export interface Differentiated {
  /** How many of the launches are forward's. */
  readonly boundary: number;
  /** What forward had allocated. */
  readonly made: ReadonlySet<Storage>;
  /** The results that have gradients. */
  readonly roots: readonly Tensor[];
  /** Where gradients lead: arguments, and parameters. */
  readonly leaves: readonly Tensor[];
  /** The gradient of each leaf; null where there is none. */
  readonly grads: readonly (Tensor | null)[];
}

/**
 * Records the gradients of a run's results. Nothing is recorded where there are none, or where the function
 * has called `backward` itself.
 */
export function differentiate(
  trace: Trace,
  inputs: readonly Tensor[],
  result: unknown,
): Differentiated | undefined {
  const roots = [...new Set(tensorsIn(flatten(result)))]
    .filter((x) => x.gradFn !== null && !inputs.includes(x));
  if (roots.length === 0 || trace.grads.size > 0) return undefined;
  const boundary = trace.launches.length;
  const made = new Set(trace.made);
  const leaves = leavesOf(roots);
  const seeds = withGradMode(false, () => roots.map((root) => root.onesLike().contiguous()));
  seeds.forEach((seed, i) => trace.addInput(seed, inputs.length + i));
  const grads = withWatcher(
    trace,
    () => grad(roots, leaves, { gradOutputs: seeds, retainGraph: true, allowUnused: true }),
  );
  return { boundary, made, roots, leaves, grads };
}

/** All leaves that gradients flow to. */
function leavesOf(roots: readonly Tensor[]): Tensor[] {
  const seen = new Set<Node | Tensor>(roots.map(targetOf));
  for (const target of seen) {
    if (target instanceof Node) { for (const next of target.targets) seen.add(next); }
  }
  return [...seen].filter((target) => !(target instanceof Node)) as Tensor[];
}

/** A backward that can be replayed. */
export class Backward {
  /** What forward has to keep for it. */
  readonly saved: readonly Value[];
  readonly #program: Program;
  readonly #fresh: readonly Value[];
  readonly #slots: readonly (Slot | null)[];
  /** For each leaf the number of the argument that it is, or itself. */
  readonly #leaves: readonly (number | Tensor)[];

  /**
   * @param trace a run
   * @param inputs the tensors among its arguments
   * @param how what `differentiate` has recorded
   */
  constructor(trace: Trace, inputs: readonly Tensor[], how: Differentiated) {
    const leaving = new Set<Value>();
    this.#slots = how.grads.map((x) => {
      if (x === null) return null;
      const place = trace.placeOf(x);
      if (place?.value.origin.kind === "made" && !how.made.has(x.storage)) leaving.add(place.value);
      return slotAt(x, place, (value) => this.#program.storageOf(value)!);
    });
    // What forward has disposed of is nothing that backward could look at.
    const before = new Set(
      [...how.made].filter(({ disposed }) => !disposed).map((storage) => trace.valueOf(storage)),
    );
    const kept = how.grads.flatMap((x) =>
      x !== null && how.made.has(x.storage) ? [trace.valueOf(x.storage)] : []
    );
    this.#program = new Program(trace.launches.slice(how.boundary), leaving, before, kept);
    this.saved = this.#program.given.filter((value) => before.has(value));
    this.#fresh = [...leaving];
    this.#leaves = how.leaves.map((leaf) => {
      const argument = inputs.indexOf(leaf);
      return argument < 0 ? leaf : argument;
    });
  }

  /** Puts the results of a forward on the tape. */
  record(
    roots: readonly Tensor[],
    inputs: readonly Tensor[],
    storageOf: (value: Value) => Storage,
  ): void {
    const saved = new Map(this.saved.map((value) => [value, storageOf(value)]));
    const leaves = this.#leaves.map((leaf) => typeof leaf === "number" ? inputs[leaf]! : leaf);
    const reads = new Set([
      ...saved.values(),
      ...this.#program.given.flatMap(({ origin }) =>
        origin.kind === "input" && origin.index < inputs.length
          ? [inputs[origin.index]!.storage]
          : []
      ),
      ...this.#program.outside,
    ]);
    const run = (seeds: readonly Tensor[]) => this.#run(seeds, inputs, saved);
    const node = new CompiledNode(roots, leaves, [...reads].map(savedNow), run);
    for (const root of roots) node.addOutput(root);
  }

  #run(
    seeds: readonly Tensor[],
    inputs: readonly Tensor[],
    saved: ReadonlyMap<Value, Storage>,
  ): (Tensor | null)[] {
    const given = [...inputs, ...seeds];
    const program = this.#program;
    for (const value of program.given) {
      const { origin } = value;
      if (origin.kind !== "input") {
        program.bind(value, saved.get(value)!);
      } else {
        const { storage, storageOffset } = given[origin.index]!;
        program.bind(value, storage, storageOffset);
      }
    }
    for (const value of this.#fresh) program.bindFresh(value);
    program.run();
    return this.#slots.map((slot) => slot === null ? null : slot(given));
  }
}

/** The version that a storage has now. */
function savedNow(storage: Storage): Saved {
  const tensor = new Tensor(storage, { shape: [storage.length], strides: [1], offset: 0 });
  return { tensor, storage, version: storage.version, isOutput: false };
}

/** The place of a compiled forward on the tape. */
export class CompiledNode extends Joint {
  readonly #roots: readonly Pick<Tensor, "shape" | "dtype" | "device">[];
  #reads: readonly Saved[] | undefined;
  #run: (seeds: readonly Tensor[]) => (Tensor | null)[];

  /**
   * @param roots the results
   * @param leaves where gradients lead
   * @param reads what backward reads
   * @param run computes the gradients of the leaves from those of the results
   */
  constructor(
    roots: readonly Tensor[],
    leaves: readonly Tensor[],
    reads: readonly Saved[],
    run: (seeds: readonly Tensor[]) => (Tensor | null)[],
  ) {
    const edges = leaves.map((leaf) => ({
      target: targetOf(leaf),
      gradient: () => null,
      reads: [],
    }));
    super("CompiledFunctionBackward", roots[0]!, edges);
    this.#roots = roots.map(({ shape, dtype, device }) => ({ shape, dtype, device }));
    this.#reads = reads;
    this.#run = run;
  }

  override join(grads: readonly (Tensor | undefined)[], keep: boolean): (Tensor | null)[] {
    if (this.#reads === undefined) throw graphFreed();
    if (isGradEnabled()) throw noDoubleBackward();
    for (const saved of this.#reads) checkVersion(saved, this);
    const seeds = this.#roots.map(({ shape, dtype, device }, i) =>
      grads[i]?.contiguous() ?? zeros(shape, { dtype, device })
    );
    const parts = this.#run(seeds);
    if (!keep) {
      this.#reads = undefined;
      this.#run = () => {
        throw graphFreed();
      };
    }
    return parts;
  }
}

/**
 * The arguments as the function gets to see them while it is recorded: those that were computed from
 * others begin a tape of their own.
 */
export function separate(inputs: readonly Tensor[]): Map<Tensor, Tensor> {
  const own = new Map<Tensor, Tensor>();
  if (!isGradEnabled()) return own;
  for (const input of inputs) {
    if (input.gradFn === null || own.has(input)) continue;
    const detached = input.detach();
    detached.requiresGrad = true;
    own.set(input, detached);
  }
  return own;
}

/** Says no to functions that do with such arguments what a tape of their own cannot show. */
export function checkSeparated(own: ReadonlyMap<Tensor, Tensor>): void {
  for (const detached of own.values()) {
    if (detached.isLeaf && detached.grad === null) continue;
    throw new RuntimeError(
      "not-captured",
      "compile cannot carry gradients out of a function into its arguments' history: it changes in place, or calls backward() over, an argument that was computed from others",
      "Compile the whole step with what computes the argument, or pass argument.detach().",
    );
  }
}

/**
 * The results of a run that was recorded with separated arguments, on the tape of the arguments themselves.
 *
 * @param how what was recorded of its gradients
 * @param own the arguments that were separated
 */
export function reunited(
  how: Differentiated,
  own: ReadonlyMap<Tensor, Tensor>,
): Map<Tensor, Tensor> {
  const originals = new Map([...own].map(([original, detached]) => [detached, original]));
  const results = new Map(how.roots.map((root) => [root, root.detach()]));
  const run = (seeds: readonly Tensor[]) =>
    grad(how.roots, how.leaves, { gradOutputs: seeds, retainGraph: true, allowUnused: true });
  const leaves = how.leaves.map((leaf) => originals.get(leaf) ?? leaf);
  const node = new CompiledNode([...results.values()], leaves, [], run);
  for (const result of results.values()) node.addOutput(result);
  return results;
}
