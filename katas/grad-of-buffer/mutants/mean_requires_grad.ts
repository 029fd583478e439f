import { zeros } from "@hibana/hibana";
import { Center as Solution } from "../solution.ts";

/**
 * Your buffer is a leaf that requires a gradient. Then backward computes one for it in every step, which
 * nobody uses, and it cannot be changed in place: leave requiresGrad off.
 */
export class Center extends Solution {
  constructor(features: number) {
    super(features);
    this.registerBuffer("mean", zeros(features, { requiresGrad: true }));
  }
}
