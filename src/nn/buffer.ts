/**
 * Buffers: the tensors that a module keeps beside its parameters.
 *
 * @module
 */
import { Tensor } from "../tensor/tensor.ts";

/**
 * A tensor that is registered as a buffer when it is assigned to an attribute of a module: it moves with
 * the module and is saved in its state dict, but is not learned. `registerBuffer` does the same in one
 * call.
 *
 * @example
 * ```ts
 * import { nn, ones, triu } from "@hibana/hibana";
 *
 * class Causal extends nn.Module {
 *   mask = new nn.Buffer(triu(ones(3, 3), 1), { persistent: false });
 * }
 * console.log([...new Causal().namedBuffers()].map(([name]) => name)); // [ "mask" ]
 * ```
 */
export class Buffer extends Tensor {
  /** Whether the buffer is saved in the state dict. */
  readonly persistent: boolean;

  /**
   * A buffer with the elements of a tensor.
   *
   * @param data the elements; they are shared, not copied
   * @param options `persistent: false` keeps the buffer out of the state dict
   * @throws {TypeError} when `data` is no tensor
   */
  constructor(data: Tensor, options: { persistent?: boolean } = {}) {
    if (!(data instanceof Tensor)) {
      throw new TypeError(
        "Buffer(): argument 'data' must be Tensor\nMake one first: new Buffer(tensor(...)).",
      );
    }
    super(data.storage, data.layout);
    this.requiresGrad = data.requiresGrad;
    this.persistent = options.persistent ?? true;
  }
}
