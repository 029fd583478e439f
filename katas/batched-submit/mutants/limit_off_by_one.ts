import type { Command } from "../../support/commands.ts";
import { Queue as Solution } from "../solution.ts";

/**
 * You submit when there are more commands than the limit, one too late. As soon as there are as many as the
 * limit says, they go.
 */
export class Queue extends Solution {
  override record(command: Command): void {
    this._waiting.push(command);
    if (this._waiting.length > this._limit) this.flush();
  }
}
