import { Queue as Solution } from "../solution.ts";

/**
 * You emptied the list, and then submitted what was left of it: nothing. Keep the list in a variable while
 * you begin a new one.
 */
export class Queue extends Solution {
  override flush(): void {
    if (this._waiting.length === 0) return;
    this._waiting = [];
    this._device.submit(this._waiting);
  }
}
