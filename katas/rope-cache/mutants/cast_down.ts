import type { Tensor } from "@hibana/hibana";
import { Module } from "../../persistence-flip/solution.ts";
import { Rope as Solution } from "../solution.ts";

/**
 * You let the cast have the tables like any other buffer. Three decimals of a cosine are left, and every
 * token is turned a bit wrong: put back what the tables held before.
 */
export class Rope extends Solution {
  override _apply(change: (tensor: Tensor) => Tensor): this {
    Module.prototype._apply.call(this, change);
    return this;
  }
}
