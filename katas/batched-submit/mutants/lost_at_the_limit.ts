import type { Command } from "../../support/commands.ts";
import { Queue as Solution } from "../solution.ts";

/**
 * When the list was full, you submitted it and forgot the command that had just come. Put it on the list
 * first, in every case.
 */
export class Queue extends Solution {
  override record(command: Command): void {
    if (this._waiting.length + 1 < this._limit) this._waiting.push(command);
    else this.flush();
  }
}
