import type { Command } from "../../support/commands.ts";
import { Queue as Solution } from "../solution.ts";

/**
 * You let commands wait without end. A loop that never reads would record for ever, while the GPU has
 * nothing to do: submit once the limit is reached.
 */
export class Queue extends Solution {
  override record(command: Command): void {
    this._waiting.push(command);
  }
}
