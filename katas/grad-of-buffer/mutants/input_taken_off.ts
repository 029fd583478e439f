import type { Tensor } from "@hibana/hibana";
import { Center as Solution } from "../solution.ts";

/**
 * You took the input itself off the tape, with detach_. It is the caller's tensor, and their backward ends
 * there now: detach() gives another tensor, noGrad needs none.
 */
export class Center extends Solution {
  override update(x: Tensor, momentum = 0.1): void {
    super.update(x.detach_(), momentum);
  }
}
