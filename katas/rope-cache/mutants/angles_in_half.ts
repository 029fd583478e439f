import { arange, outer, pow, type Tensor } from "@hibana/hibana";
import { Module } from "../../persistence-flip/solution.ts";
import { Rope as Solution } from "../solution.ts";

/**
 * You compute the tables anew after a cast, but from angles in the dtype that the model was cast to. Past
 * 256, half precision knows angles by the quarter of a radian only: compute them in float32, or not at all.
 */
export class Rope extends Solution {
  override _apply(change: (tensor: Tensor) => Tensor): this {
    Module.prototype._apply.call(this, change);
    const { dtype, device } = this.cos;
    const [length, half] = this.cos.shape as [number, number];
    const frequencies = pow(10000, arange(half).div(-half)).to(dtype);
    const angles = outer(arange(length).to(dtype), frequencies).to("float32");
    this.cos = angles.cos().to(device);
    this.sin = angles.sin().to(device);
    return this;
  }
}
