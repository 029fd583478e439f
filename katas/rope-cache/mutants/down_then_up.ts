import type { Tensor } from "@hibana/hibana";
import { Module } from "../../persistence-flip/solution.ts";
import { Rope as Solution } from "../solution.ts";

/**
 * You cast the tables up again after they had been cast down. The dtype is float32, the numbers are those of
 * float16: what a cast has rounded away, no other brings back. Keep the tables from before.
 */
export class Rope extends Solution {
  override _apply(change: (tensor: Tensor) => Tensor): this {
    Module.prototype._apply.call(this, change);
    this.cos = this.cos.to("float32");
    this.sin = this.sin.to("float32");
    return this;
  }
}
