/**
 * Joins matrix products with what is done to their results: an activation, a residual that is added, the
 * gradient of an activation. Where the device can, that happens before the product is stored, and costs no
 * kernel of its own.
 *
 * @module
 */
import type { View } from "../device/backend.ts";
import type { ElementwiseKernel } from "../device/expression.ts";
import { operand } from "../device/expression.ts";
import {
  contiguousStrides,
  isContiguous,
  type Shape,
  sizeOf,
  viewStrides,
} from "../tensor/shape.ts";
import { constant, kernelOf, substitute } from "./expressions.ts";
import {
  type BoundView,
  type ElementwiseLaunch,
  type KernelLaunch,
  type Launch,
  readsOf,
  type Value,
} from "./launch.ts";
import { isWhole, staysUntil, usesOf } from "./uses.ts";

/** Tensors that a kernel may bind on every GPU. */
const MOST_BINDINGS = 8;

/** A product, [B, M, K] times [B, K, N] plus [N]. */
interface Product {
  readonly a: BoundView;
  readonly b: BoundView;
  readonly bias: BoundView | null;
  readonly output: BoundView;
  /** [B, M, N]. */
  readonly shape: Shape;
}

/**
 * Joins products with the elementwise operations that are their only readers.
 *
 * @param launches a recording whose elementwise operations have been fused
 * @param leaving values that are of use to others, and so have to reach memory
 */
export function joinProducts(
  launches: readonly Launch[],
  leaving: ReadonlySet<Value>,
): Launch[] {
  const current: (Launch | undefined)[] = [...launches];
  const uses = usesOf(launches);
  for (const [from, producer] of launches.entries()) {
    if (producer.kind !== "kernel") continue;
    const product = productOf(producer);
    if (product === undefined) continue;
    const { value } = product.output;
    if (value.origin.kind !== "made" || leaving.has(value) || !isWhole(product.output)) continue;
    const [first, at, ...more] = [...uses.get(value)!].sort((a, b) => a - b);
    if (first !== from || at === undefined || more.length > 0) continue;
    const reader = current[at];
    if (reader?.kind !== "elementwise" || reader.device !== producer.device) continue;
    const joined = join(product, reader);
    if (joined === undefined || !staysUntil(at, from, producer, current, uses)) continue;
    current[from] = undefined;
    current[at] = joined;
    for (const view of readsOf(joined)) uses.get(view.value)!.add(at).delete(from);
  }
  return current.filter((launch) => launch !== undefined);
}

/** What a launch multiplies, where its device does something with the results before it stores them. */
function productOf(launch: KernelLaunch): Product | undefined {
  if (launch.device.backend.fused.matmulThen === undefined) return undefined;
  if (launch.name === "matmul") {
    const [a, b, output] = launch.args as [BoundView, BoundView, BoundView];
    return output.dtype === "float32"
      ? { a, b, bias: null, output, shape: output.shape }
      : undefined;
  }
  if (launch.name !== "linear") return undefined;
  const [x, weight, bias, output] = launch.args as [BoundView, BoundView, BoundView, BoundView];
  const [rows, inner] = x.shape as [number, number];
  const [features] = weight.shape as [number];
  const [across, down] = weight.strides as [number, number];
  return {
    a: seenAs(x, [1, rows, inner], [0, ...x.strides]),
    b: seenAs(weight, [1, inner, features], [0, down, across]),
    bias,
    output,
    shape: [1, rows, features],
  };
}

/** The same elements in another shape. */
function seenAs({ value, place }: BoundView, shape: Shape, strides: readonly number[]): BoundView {
  return value.view({ shape, strides, offset: place + value.start });
}

/** A launch that does both; undefined where the operation looks at the product in another order. */
function join(product: Product, reader: ElementwiseLaunch): KernelLaunch | undefined {
  const { a, b, bias, shape } = product;
  const { output, compute } = reader;
  const fits = compute === "float" && output.dtype === "float32" &&
    isContiguous(output.shape, output.strides) && sizeOf(output.shape) === sizeOf(shape);
  if (!fits) return undefined;
  const others: BoundView[] = [];
  const operands = [];
  for (const x of reader.operands) {
    if (typeof x === "number") {
      operands.push(constant(x));
    } else if (x.value === product.output.value) {
      if (!isWhole(x)) return undefined;
      operands.push(operand(0));
    } else {
      const strides = viewStrides(x.shape, x.strides, shape);
      if (strides === undefined) return undefined;
      operands.push(operand(others.push(seenAs(x, shape, strides))));
    }
  }
  const reads = [a, b, ...bias === null ? [] : [bias], ...others];
  const overwrites = reads.some(({ value }) => value === output.value);
  if (overwrites || reads.length >= MOST_BINDINGS) return undefined;
  const kernel = kernelOf(substitute(reader.kernel.body, operands));
  const results = seenAs(output, shape, contiguousStrides(shape));
  return {
    kind: "kernel",
    device: reader.device,
    name: "matmulThen",
    args: [a, b, bias, kernel, others, results],
    reads,
    writes: [results],
    pure: true,
    run: ({ fused }, args) => {
      fused.matmulThen!(
        ...args as [View, View, View | null, ElementwiseKernel, readonly View[], View],
      );
    },
  };
}
