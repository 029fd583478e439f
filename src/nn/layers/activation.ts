/**
 * Activations as layers, for {@linkcode Sequential}.
 *
 * @module
 */
import type { Tensor } from "../../tensor/tensor.ts";
import { gelu, silu } from "../functional/activation.ts";
import { Module } from "../module.ts";

/** The larger of x and 0. */
export class ReLU extends Module {
  /** Any shape to the same shape. */
  forward(x: Tensor): Tensor {
    return x.relu();
  }
}

/** The hyperbolic tangent. */
export class Tanh extends Module {
  /** Any shape to the same shape. */
  forward(x: Tensor): Tensor {
    return x.tanh();
  }
}

/** The logistic function. */
export class Sigmoid extends Module {
  /** Any shape to the same shape. */
  forward(x: Tensor): Tensor {
    return x.sigmoid();
  }
}

/** x times its logistic function. */
export class SiLU extends Module {
  /** Any shape to the same shape. */
  forward(x: Tensor): Tensor {
    return silu(x);
  }
}

/** x times the standard normal distribution function of x. */
export class GELU extends Module {
  /** `"tanh"` for the approximation that GPT-2 was trained with. */
  readonly approximate: "none" | "tanh";

  /**
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
