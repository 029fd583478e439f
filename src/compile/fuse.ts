/**
 * Makes one elementwise operation of several. What one of them made and only others of them read never
 * reaches memory then: it is computed where it is needed. gelu(x * w + b) is one pass over memory
 * instead of three.
 *
 * @module
 */
import { type Expression, operand } from "../device/expression.ts";
import {
  contiguousStrides,
  isContiguous,
  type Shape,
  sizeOf,
  viewStrides,
} from "../tensor/shape.ts";
import { asStored, constant, isCheap, kernelOf, sizeOfTree, substitute } from "./expressions.ts";
import { sameLayout } from "./guards.ts";
import {
  type BoundView,
  type ElementwiseLaunch,
  type Launch,
  readsOf,
  type Value,
} from "./launch.ts";
import { valuesOf } from "./plan.ts";
import { isWhole, staysUntil, usesOf } from "./uses.ts";

/** Tensors that one kernel may read: with its output within the 8 that every GPU binds. */
const MOST_OPERANDS = 7;

/** Expressions larger than this are not put into others. */
const LARGEST = 160;

/** An elementwise launch while it takes others in. */
interface Work {
  launch: ElementwiseLaunch;
  /** Where in the recording it stands. */
  readonly at: number;
}

/**
 * Fuses chains of elementwise operations.
 *
 * @param launches a recording
 * @param leaving values that are of use to others, and so have to reach memory
 */
export function fuse(launches: readonly Launch[], leaving: ReadonlySet<Value>): Launch[] {
  const current: (Launch | undefined)[] = [...launches];
  const uses = usesOf(launches);
  for (let at = 0; at < current.length; at++) {
    const producer = current[at];
    if (producer?.kind !== "elementwise") continue;
    const { value } = producer.output;
    if (value.origin.kind !== "made" || leaving.has(value)) continue;
    const readers = readersOf(value, at, current, uses);
    if (readers === undefined) continue;
    const fused = readers.map((reader) => intoReader(producer, at, reader, current, uses));
    if (!fused.every((launch) => launch !== undefined)) continue;
    readers.forEach(({ at: place }, i) => {
      const launch = fused[i]!;
      current[place] = launch;
      for (const view of readsOf(launch)) uses.get(view.value)!.add(place);
      uses.get(value)!.delete(place);
    });
    current[at] = undefined;
    for (const used of valuesOf(producer)) uses.get(used)!.delete(at);
  }
  return current.filter((launch) => launch !== undefined);
}

/** Those that read what a launch made, if it is only elementwise operations, and the launch made all of it. */
function readersOf(
  value: Value,
  at: number,
  current: readonly (Launch | undefined)[],
  uses: ReadonlyMap<Value, ReadonlySet<number>>,
): Work[] | undefined {
  const producer = current[at] as ElementwiseLaunch;
  if (
    !isWhole(producer.output) ||
    producer.operands.some((x) => typeof x !== "number" && x.value === value)
  ) {
    return undefined;
  }
  const readers: Work[] = [];
  for (const place of uses.get(value)!) {
    if (place === at) continue;
    const launch = current[place];
    if (place < at || launch?.kind !== "elementwise" || launch.output.value === value) {
      return undefined;
    }
    readers.push({ launch, at: place });
  }
  const { body } = producer.kernel;
  return readers.length === 1 || readers.length > 1 && isCheap(body) ? readers : undefined;
}

/** The reader with the producer's expression in the place of what it made; undefined if that cannot be. */
function intoReader(
  producer: ElementwiseLaunch,
  from: number,
  { launch: reader, at }: Work,
  current: readonly (Launch | undefined)[],
  uses: ReadonlyMap<Value, ReadonlySet<number>>,
): ElementwiseLaunch | undefined {
  if (producer.device !== reader.device || producer.compute !== reader.compute) return undefined;
  const { value } = producer.output;
  const stored = asStored(producer.kernel.body, producer.compute, value.dtype);
  if (stored === undefined || !staysUntil(at, from, producer, current, uses)) return undefined;

  const operands: BoundView[] = [];
  const add = (view: BoundView): Expression => {
    const known = operands.findIndex((x) => x.value === view.value && sameLayout(x, view));
    return operand(known >= 0 ? known : operands.push(view) - 1);
  };
  const arguments_: Expression[] = [];
  for (const x of reader.operands) {
    if (typeof x === "number" || x.value !== value) {
      arguments_.push(typeof x === "number" ? constant(x) : add(x));
      continue;
    }
    const spreads = x.strides.some((stride, d) => stride === 0 && x.shape[d] !== 1);
    if (spreads && !isCheap(stored)) return undefined;
    const inner: Expression[] = [];
    for (const y of producer.operands) {
      const seen = typeof y === "number" ? y : through(y, producer.output.shape, x);
      if (seen === undefined) return undefined;
      inner.push(typeof seen === "number" ? constant(seen) : add(seen));
    }
    arguments_.push(substitute(stored, inner));
  }
  const body = substitute(reader.kernel.body, arguments_);
  if (operands.length > MOST_OPERANDS || sizeOfTree(body) > LARGEST) return undefined;
  // A kernel may overwrite what it reads only element by element.
  const clash = operands.some((x) =>
    x.value === reader.output.value && !sameLayout(x, reader.output)
  );
  if (clash) return undefined;
  const kernel = kernelOf(body);
  return { ...reader, name: kernel.name, kernel, operands };
}

/**
 * An operand of a producer as it is seen through a view of what the producer made: where the view shows an
 * element, the elements it was made from.
 *
 * @param y the operand, at the producer's shape
 * @param shape the producer's shape; what it made lies there row by row
 * @param x the view
 */
function through(y: BoundView, shape: Shape, x: BoundView): BoundView | undefined {
  if (x.place !== 0) return undefined;
  const strides = permuted(y, shape, x) ??
    (isContiguous(x.shape, x.strides) && sizeOf(x.shape) === sizeOf(shape)
      ? viewStrides(shape, y.strides, x.shape)
      : undefined);
  if (strides === undefined) return undefined;
  return y.value.view({ shape: x.shape, strides, offset: y.place + y.value.start });
}

/** The strides where each dimension of the view is one of the producer's, or repeats elements. */
function permuted(y: BoundView, shape: Shape, x: BoundView): number[] | undefined {
  const rows = contiguousStrides(shape);
  const strides: number[] = [];
  for (const [d, n] of x.shape.entries()) {
    const stride = x.strides[d]!;
    const from = n === 1 || stride === 0
      ? -1
      : rows.findIndex((row, k) => row === stride && shape[k] === n);
    if (from < 0 && n !== 1 && stride !== 0) return undefined;
    strides.push(from < 0 ? 0 : y.strides[from]!);
  }
  return strides;
}
