/**
 * Activations as layers, for {@linkcode Sequential}.
 *
 * @module
 */
import type { Tensor } from "../../tensor/tensor.ts";
import { gelu, silu } from "../functional/activation.ts";
import { Module } from "../module.ts";

/**
 * The larger of x and 0.
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(new nn.ReLU().forward(tensor([-1, 2])).toArray()); // [0, 2]
 * ```
 */
export class ReLU extends Module {
  /** Any shape to the same shape. */
  forward(x: Tensor): Tensor {
    return x.relu();
  }
}

/**
 * The hyperbolic tangent.
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(new nn.Tanh().forward(tensor([0])).toArray()); // [0]
 * ```
 */
export class Tanh extends Module {
  /** Any shape to the same shape. */
  forward(x: Tensor): Tensor {
    return x.tanh();
  }
}

/**
 * The logistic function.
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(new nn.Sigmoid().forward(tensor([0])).toArray()); // [0.5]
 * ```
 */
export class Sigmoid extends Module {
  /** Any shape to the same shape. */
  forward(x: Tensor): Tensor {
    return x.sigmoid();
  }
}

/**
 * x times its logistic function.
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(new nn.SiLU().forward(tensor([0, 1])).toString()); // tensor([0.0000, 0.7311])
 * ```
 */
export class SiLU extends Module {
  /** Any shape to the same shape. */
  forward(x: Tensor): Tensor {
    return silu(x);
  }
}

/**
 * x times the standard normal distribution function of x.
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(new nn.GELU().forward(tensor([1])).toString()); // tensor([0.8413])
 * ```
 */
export class GELU extends Module {
  /** `"tanh"` for the approximation that GPT-2 was trained with. */
  readonly approximate: "none" | "tanh";

  /**
   * Makes the layer.
   *
   * @param options `approximate`
   */
  constructor(options: { approximate?: "none" | "tanh" } = {}) {
    super();
    this.approximate = options.approximate ?? "none";
  }

  /** Any shape to the same shape. */
  forward(x: Tensor): Tensor {
    return gelu(x, { approximate: this.approximate });
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    return `approximate='${this.approximate}'`;
  }
}
