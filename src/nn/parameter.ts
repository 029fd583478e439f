/**
 * Parameters: the tensors that training changes.
 *
 * @module
 */
import { Tensor } from "../tensor/tensor.ts";

/**
 * A tensor that is learned. Assigned to an attribute of a module it is registered there: it moves with
 * the module, is saved in its state dict, and is what `parameters()` gives to an optimizer.
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * console.log(String(new nn.Parameter(ones(2))));
 * // Parameter containing:
 * // tensor([1., 1.], requires_grad=True)
 * ```
 */
export class Parameter extends Tensor {
  /**
   * A leaf with the elements of a tensor.
   *
   * @param data the elements to start with; they are shared, not copied
   * @param requiresGrad whether `backward` computes a gradient for it
   * @throws {TypeError} when `data` is no tensor
   * @throws {RuntimeError} when `data` is of an integer dtype and `requiresGrad` is not false
   */
  constructor(data: Tensor, requiresGrad = true) {
    if (!(data instanceof Tensor)) {
      throw new TypeError(
        "Parameter(): argument 'data' must be Tensor\nMake one first: new Parameter(tensor(...)).",
      );
    }
    super(data.storage, data.layout);
    this.requiresGrad = requiresGrad;
  }

  /** As PyTorch prints it: `Parameter containing:` and the tensor. */
  override toString(): string {
    return `Parameter containing:\n${super.toString()}`;
  }
}
