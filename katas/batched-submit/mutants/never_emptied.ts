import { Queue as Solution } from "../solution.ts";

/**
 * You submit the list and keep it. The next flush submits the same commands once more, and adds what was
 * added already: begin a new list.
 */
export class Queue extends Solution {
  override flush(): void {
    if (this._waiting.length > 0) this._device.submit(this._waiting);
  }
}
