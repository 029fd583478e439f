import type { Command, CommandDevice } from "../support/commands.ts";

/**
 * Commands for a device, collected until somebody wants to see what they do.
 *
 * Why it works: every way to the device leads through flush, which takes the list away before it hands it
 * over. So each command is submitted exactly once, and before any read that could miss it.
 */
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
    this._waiting.push(command);
    if (this._waiting.length >= this._limit) this.flush();
  }

  /** Submits everything that waits, in one go. */
  flush(): void {
    if (this._waiting.length === 0) return;
    const commands = this._waiting;
    this._waiting = [];
    this._device.submit(commands);
  }

  /** The device's numbers, after everything that was recorded. */
  read(): Promise<number[]> {
    this.flush();
    return this._device.read();
  }
}
