import type { Tensor } from "@hibana/hibana";
import { Center as Solution } from "../solution.ts";

/**
 * You gave the old mean the weight of the new one. With a momentum of 0.1, nine tenths of the mean stay, and
 * one tenth comes from the batch.
 */
export class Center extends Solution {
  override update(x: Tensor, momentum = 0.1): void {
    super.update(x, 1 - momentum);
  }
}
