import { tensor } from "@hibana/hibana";
import { BatchNorm as Solution } from "../solution.ts";

/**
 * Your counter is a float. In float32 it stops at 16,777,216, in half precision at 2,048, where adding one
 * changes nothing any more. What is counted is of whole numbers: { dtype: "int32" }.
 */
export class BatchNorm extends Solution {
  constructor(features: number, momentum?: number, eps?: number) {
    super(features, momentum, eps);
    this.registerBuffer("num_batches_tracked", tensor(0, { dtype: "float32" }));
  }
}
