/**
 * The gradient of what was cut into pieces that are all used: their gradients are put side by side, once, where
 * each on its own would be added to zeros of the size of the whole.
 *
 * @module
 */
import { isGradEnabled } from "../autograd/mode.ts";
import { edgesTo, isRecorded, Joint } from "../autograd/node.ts";
import { emptyAlong } from "../tensor/create.ts";
import type { Layout } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { initialize } from "./pointwise.ts";

/** What pieces are: cut off, and put together again. */
export interface Cutting {
  /** PyTorch's name for the operation. */
  readonly name: string;
  /** The i-th piece of a tensor of the same shape. */
  readonly piece: (whole: Tensor, i: number) => Tensor;
  /** All pieces as one again, on the tape. */
  readonly join: (pieces: readonly Tensor[]) => Tensor;
}

/** Puts views that are the pieces of a tensor, all of it, on the tape as one operation. */
export function recordPieces(x: Tensor, pieces: Tensor[], cutting: Cutting): Tensor[] {
  if (pieces.length < 2 || !isRecorded([x])) return pieces;
  const node = new Pieces(x, pieces.map(({ shape }) => shape), cutting);
  for (const piece of pieces) node.addOutput(piece);
  return pieces;
}

class Pieces extends Joint {
  readonly #whole: Pick<Layout, "shape" | "strides">;
  readonly #shapes: readonly (readonly number[])[];
  readonly #cutting: Cutting;

  constructor(x: Tensor, shapes: readonly (readonly number[])[], cutting: Cutting) {
    super(cutting.name, x, edgesTo([[x, (grad) => grad]]));
    this.#whole = { shape: x.shape, strides: x.strides };
    this.#shapes = shapes;
    this.#cutting = cutting;
  }

  override join(grads: readonly (Tensor | undefined)[]): Tensor[] {
    const { dtype, device } = this.output;
    if (isGradEnabled()) {
      const none = (i: number) => emptyAlong({ shape: this.#shapes[i]! }, dtype, device).zero_();
      return [this.#cutting.join(grads.map((grad, i) => grad ?? none(i)))];
    }
    const whole = emptyAlong(this.#whole, dtype, device);
    grads.forEach((grad, i) => initialize(this.#cutting.piece(whole, i), grad ?? 0));
    return [whole];
  }
}
