/**
 * In-place changes on the tape. What a tensor showed before is gone, so its place on the tape moves on
 * to the change; where the tensor is a view, so does that of the tensor it is a view of.
 *
 * @module
 */
import { NotImplementedError, RuntimeError } from "../errors.ts";
import { ops } from "../tensor/operations.ts";
import { overlapsItself } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { isGradEnabled } from "./mode.ts";
import { edgesTo, type Input, needsRecord, Node, type Saved } from "./node.ts";

/**
 * Says no, before anything has changed, to in-place changes that would make gradients or values wrong.
 *
 * @throws {RuntimeError} for leaves that need gradients, views of such leaves, and expanded tensors
 */
export function checkInPlace(self: Tensor): void {
  if (overlapsItself(self.layout)) {
    throw new RuntimeError(
      "overlap",
      "unsupported operation: more than one element of the written-to tensor refers to a single memory location. Please clone() the tensor before performing the operation.",
      "Elements of expanded dimensions share their memory: write x.clone(), or change what was expanded.",
    );
  }
  if (!isGradEnabled()) return;
  const base = self.base;
  if (self.requiresGrad && self.isLeaf) {
    throw new RuntimeError(
      "leaf-in-place",
      "a leaf Variable that requires grad is being used in an in-place operation.",
      "Change it inside noGrad(() => ...), as optimizers do, or use the form without the underscore.",
    );
  }
  if (base === null) return;
  if (base.requiresGrad && self.isUnrecordedView) {
    throw new RuntimeError(
      "unrecorded-view",
      "A view was created in no_grad mode and is being modified inplace with grad mode enabled. Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both the view and the inplace either both inside the no_grad block (if you don't want the inplace to be tracked) or both outside (if you want the inplace to be tracked).",
      "no_grad is noGrad(() => ...) here.",
    );
  }
  if (base.requiresGrad && base.isLeaf) {
    throw new RuntimeError(
      "leaf-in-place",
      "a view of a leaf Variable that requires grad is being used in an in-place operation.",
      "Change it inside noGrad(() => ...), as optimizers do, or change a clone().",
    );
  }
}

/** The tensor as it will be after the change that is about to happen: for gradients that read it. */
export function afterChange(self: Tensor): Saved {
  const { storage } = self;
  return { tensor: self, storage, version: storage.version + 1, isOutput: true };
}

/**
 * Performs an in-place change and puts it on the tape.
 *
 * @param self the tensor that changes; `checkInPlace` has let it pass
 * @param name PyTorch's name for the operation
 * @param inputs its inputs; the first is `self`, whose gradient leads to what it was before
 * @param change does it
 * @returns self
 */
export function changeInPlace(
  self: Tensor,
  name: string,
  inputs: readonly [Input, ...Input[]],
  change: () => void,
): Tensor {
  const records = needsRecord(inputs);
  const base = self.base;
  const finish = !records
    ? undefined
    : base === null
    ? rebase(self, name, inputs)
    : rebaseView(self, base, inputs);
  change();
  self.storage.version++;
  finish?.();
  return self;
}

function rebase(self: Tensor, name: string, inputs: readonly Input[]): () => void {
  const edges = edgesTo(inputs);
  return () => self.setGradFn(new Node(name, self, edges));
}

/** The base as a whole is what changed: inside the view by the operation, elsewhere not at all. */
function rebaseView(
  self: Tensor,
  base: Tensor,
  [[, gradient, ...reads], ...others]: readonly [Input, ...Input[]],
): () => void {
  if (!base.isContiguous() || base.storageOffset !== 0) {
    throw new NotImplementedError(
      "in-place-view",
      "cannot record an in-place change of a view whose base is not contiguous",
      "Change a clone() of the view, or make the base contiguous() first.",
    );
  }
  const layout = self.layout;
  const inside = (grad: Tensor) => ops.stridedOf(grad.contiguous(), layout);
  const edges = edgesTo([
    [base, (grad) => {
      const part = gradient(inside(grad)) ?? inside(grad).zerosLike();
      return ops.stridedScatter(grad.contiguous(), part, layout);
    }, ...reads],
    ...others.map(([input, of, ...otherReads]): Input => [
      input,
      (grad) => of(inside(grad)),
      ...otherReads,
    ]),
  ]);
  return () => base.setGradFn(new Node("CopySlices", base, edges));
}
