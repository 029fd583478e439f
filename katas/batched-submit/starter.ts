// deno-lint-ignore-file no-unused-vars
import type { Command, CommandDevice } from "../support/commands.ts";

/** Commands for a device, collected until somebody wants to see what they do. */
export class Queue {
  /** Where commands go. */
  _device: CommandDevice;

  /** How many commands may wait. */
  _limit: number;

  /** What was recorded, and not submitted yet. */
  _waiting: Command[] = [];

  /** A queue for a device, which lets fewer than `limit` commands wait. */
  constructor(device: CommandDevice, limit = 256) {
    this._device = device;
    this._limit = limit;
  }

  /** Remembers a command. When there are as many as may wait, they are submitted. */
  record(command: Command): void {
    throw new Error("Implement record: see README");
  }

  /** Submits everything that waits, in one go. */
  flush(): void {
    throw new Error("Implement flush: see README");
  }

  /** The device's numbers, after everything that was recorded. */
  read(): Promise<number[]> {
    throw new Error("Implement read: see README");
  }
}
