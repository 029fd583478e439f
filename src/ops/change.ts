/**
 * Operations that overwrite part of a tensor: on a copy, or in place.
 *
 * @module
 */
import { afterChange, changeInPlace, checkInPlace } from "../autograd/inplace.ts";
import { noGrad } from "../autograd/mode.ts";
import { type Input, record, type Saved } from "../autograd/node.ts";
import { RuntimeError } from "../errors.ts";
import { extent } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { pointwise } from "./pointwise.ts";

/** An operation that overwrites part of a tensor. */
export interface Change {
  /** PyTorch's name for it on the tape. */
  readonly node: string;
  /**
   * Its inputs, the tensor that changes first. Gradients may read the `result`, which `read` stands for
   * among what they read.
   */
  readonly inputs: (result: Tensor, read: Tensor | Saved) => readonly [Input, ...Input[]];
  /** Does it, to the tensor or to a copy of it. */
  readonly write: (target: Tensor) => void;
}

/** What a change is for a tensor; in place, what the tensor was before will be gone. */
export type ChangeOf = (x: Tensor, inPlace: boolean) => Change;

/** A tensor with a change. */
export function changed(x: Tensor, change: ChangeOf): Tensor {
  const { node, inputs, write } = change(x, false);
  const output = noGrad(() => pointwise("clone", x));
  noGrad(() => write(output));
  return record(output, node, inputs(output, output));
}

/** The tensor itself, changed. */
export function changedInPlace(x: Tensor, change: ChangeOf): Tensor {
  checkInPlace(x);
  const { node, inputs, write } = change(x, true);
  return changeInPlace(x, node, inputs(x, afterChange(x)), () => noGrad(() => write(x)));
}

/** Says no where a change would read memory that it is about to overwrite. */
export function requireApart(x: Tensor, ...others: readonly Tensor[]): void {
  const mine = extent(x.layout);
  for (const other of others) {
    const reach = extent(other.layout);
    if (other.storage !== x.storage || mine === undefined || reach === undefined) continue;
    if (mine.last < reach.first || reach.last < mine.first) continue;
    throw new RuntimeError(
      "overlap",
      "unsupported operation: some elements of the input tensor and the written-to tensor refer to a single memory location. Please clone() the tensor before performing the operation.",
      "Write x.clone() for what is read.",
    );
  }
}
