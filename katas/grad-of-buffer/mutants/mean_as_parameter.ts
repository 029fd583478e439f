import { nn, zeros } from "@hibana/hibana";
import { Center as Solution } from "../solution.ts";

/**
 * You made the mean a parameter. An optimizer takes every parameter, and would move the mean to wherever the
 * loss wants it, not to where the inputs are: register it as a buffer.
 */
export class Center extends Solution {
  constructor(features: number) {
    super(features);
    this._buffers.delete("mean");
    this.registerParameter("mean", new nn.Parameter(zeros(features)));
  }
}
