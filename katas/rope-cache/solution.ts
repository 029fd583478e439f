import { arange, cat, outer, pow, type Tensor } from "@hibana/hibana";
import { Module } from "../persistence-flip/solution.ts";

/**
 * Why it works: every to(), also that of a model around it, ends in _apply. There the tables follow to
 * wherever they are sent, but their values are those from before, which no cast has touched.
 */
export class Rope extends Module {
  declare cos: Tensor;
  declare sin: Tensor;

  /** Tables for tokens of dim numbers each, at positions 0 to length - 1. */
  constructor(dim: number, length: number) {
    super();
    const frequencies = pow(10000, arange(0, dim, 2).div(-dim));
    const angles = outer(arange(length), frequencies);
    this.registerBuffer("cos", angles.cos(), { persistent: false });
    this.registerBuffer("sin", angles.sin(), { persistent: false });
  }

  /** Turns tokens [..., tokens, dim] by their positions, of which start is the first. */
  forward(x: Tensor, start = 0): Tensor {
    const rows = `${start}:${start + x.size(-2)}`;
    const [cos, sin] = [this.cos.at(rows), this.sin.at(rows)];
    const [a, b] = x.chunk(2, -1) as [Tensor, Tensor];
    return cat([a.mul(cos).sub(b.mul(sin)), a.mul(sin).add(b.mul(cos))], -1).to(x.dtype);
  }

  /** Changes all that is registered, but takes nothing from the tables' precision. */
  override _apply(change: (tensor: Tensor) => Tensor): this {
    const { cos, sin } = this;
    super._apply(change);
    this.cos = cos.to(this.cos.device);
    this.sin = sin.to(this.sin.device);
    return this;
  }
}
