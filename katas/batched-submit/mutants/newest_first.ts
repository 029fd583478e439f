import type { Command } from "../../support/commands.ts";
import { Queue as Solution } from "../solution.ts";

/**
 * You put new commands in front, so the last one recorded is worked off first. Adding and then doubling is
 * not doubling and then adding: keep the order.
 */
export class Queue extends Solution {
  override record(command: Command): void {
    this._waiting.unshift(command);
    if (this._waiting.length >= this._limit) this.flush();
  }
}
