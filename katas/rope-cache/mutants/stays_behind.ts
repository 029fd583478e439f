import type { Tensor } from "@hibana/hibana";
import { Module } from "../../persistence-flip/solution.ts";
import { Rope as Solution } from "../solution.ts";

/**
 * You put back the tables of before, and with them the device of before: now they escape every move, too.
 * Take the values from before, and the device from after.
 */
export class Rope extends Solution {
  override _apply(change: (tensor: Tensor) => Tensor): this {
    const { cos, sin } = this;
    Module.prototype._apply.call(this, change);
    this.cos = cos;
    this.sin = sin;
    return this;
  }
}
