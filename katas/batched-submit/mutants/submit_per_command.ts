import type { Command } from "../../support/commands.ts";
import { Queue as Solution } from "../solution.ts";

/**
 * You submit every command as it comes. The numbers are right, but a hundred operations take a hundred
 * submissions, and those are what costs time: put commands on the list, and submit the list.
 */
export class Queue extends Solution {
  override record(command: Command): void {
    this._device.submit([command]);
  }
}
