import { Queue as Solution } from "../solution.ts";

/**
 * You collect commands, and then submit them one by one. Nothing is won by waiting: submit takes the whole
 * list in one call.
 */
export class Queue extends Solution {
  override flush(): void {
    for (const command of this._waiting) this._device.submit([command]);
    this._waiting = [];
  }
}
