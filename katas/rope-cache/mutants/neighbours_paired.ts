import { stack, type Tensor } from "@hibana/hibana";
import { Rope as Solution } from "../solution.ts";

/**
 * You paired each number with its neighbour. That is how the paper does it, and it works as well, but
 * checkpoints of the other kind do not fit: here number i goes with number i + dim / 2.
 */
export class Rope extends Solution {
  override forward(x: Tensor, start = 0): Tensor {
    const rows = `${start}:${start + x.size(-2)}`;
    const [cos, sin] = [this.cos.at(rows), this.sin.at(rows)];
    const [a, b] = [x.at("...", "::2"), x.at("...", "1::2")];
    const pairs = stack([a.mul(cos).sub(b.mul(sin)), a.mul(sin).add(b.mul(cos))], -1);
    return pairs.flatten(-2).to(x.dtype);
  }
}
