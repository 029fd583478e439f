import { Queue as Solution } from "../solution.ts";

/**
 * You read without submitting first. What was recorded has not happened yet, so the numbers are old: flush,
 * then read.
 */
export class Queue extends Solution {
  override read(): Promise<number[]> {
    return this._device.read();
  }
}
