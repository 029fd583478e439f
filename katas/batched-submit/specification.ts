/** What a queue of commands does, sentence by sentence: on a device in memory, and on a GPU. */
import { type Command, openDevice } from "../support/commands.ts";
import { accelerators, type Place } from "../support/devices.ts";
import { expectEqual } from "../support/expect.ts";
import type { Sentence } from "../support/sentence.ts";

type Answer = typeof import("./solution.ts");

const ADD: Command = { op: "add", by: 1 };
const DOUBLE: Command = { op: "multiply", by: 2 };

/** A queue for a device that has 1, 2, 3 in its memory. */
async function start({ Queue }: Answer, place: Place, limit?: number) {
  const device = await openDevice(place, [1, 2, 3]);
  return { device, queue: new Queue(device, limit) };
}

/** The specification. */
export const specification: readonly Sentence<Answer>[] = [
  {
    name: "recording submits nothing yet",
    on: accelerators,
    async check(answer, place) {
      const { device, queue } = await start(answer, place);
      queue.record(ADD);
      queue.record(DOUBLE);
      expectEqual(device.submissions.length, 0, "after recording 2 commands, the submissions");
    },
  },
  {
    name: "flush submits what waits, in one go, in the order of recording",
    on: accelerators,
    async check(answer, place) {
      const { device, queue } = await start(answer, place);
      queue.record(ADD);
      queue.record(DOUBLE);
      queue.flush();
      expectEqual(
        [...device.submissions],
        [2],
        "after recording 2 commands and flush(), the sizes of the submissions",
      );
      expectEqual(
        await device.read(),
        [4, 6, 8],
        "for 1, 2, 3, after recording add 1 and multiply by 2, and flush(), the device's numbers",
      );
    },
  },
  {
    name: "read gives the numbers after everything that was recorded",
    on: accelerators,
    async check(answer, place) {
      const { queue } = await start(answer, place);
      queue.record(ADD);
      queue.record(DOUBLE);
      expectEqual(
        await queue.read(),
        [4, 6, 8],
        "for 1, 2, 3, after recording add 1 and multiply by 2, read()",
      );
    },
  },
  {
    name: "a chain of a hundred operations ends in one submission, and one read",
    on: accelerators,
    async check(answer, place) {
      const { device, queue } = await start(answer, place);
      for (let i = 0; i < 100; i++) queue.record(ADD);
      expectEqual(
        await queue.read(),
        [101, 102, 103],
        "for 1, 2, 3, after adding 1 a hundred times, read()",
      );
      expectEqual(device.submissions.length, 1, "after 100 commands and read(), the submissions");
      expectEqual(device.reads, 1, "after one read() of the queue, the reads of the device");
    },
  },
  {
    name: "what was submitted is not submitted again",
    on: accelerators,
    async check(answer, place) {
      const { device, queue } = await start(answer, place);
      queue.record(ADD);
      queue.flush();
      queue.record(DOUBLE);
      queue.flush();
      expectEqual(
        [...device.submissions],
        [1, 1],
        "after a command and flush(), twice, the sizes of the submissions",
      );
      expectEqual(
        await queue.read(),
        [4, 6, 8],
        "for 1, 2, 3, after adding 1 and doubling, read()",
      );
    },
  },
  {
    name: "where nothing waits, nothing is submitted",
    on: accelerators,
    async check(answer, place) {
      const { device, queue } = await start(answer, place);
      queue.flush();
      expectEqual(device.submissions.length, 0, "after flush() of an empty queue, the submissions");
      queue.record(ADD);
      queue.flush();
      await queue.read();
      await queue.read();
      expectEqual(
        device.submissions.length,
        1,
        "after a command, flush() and two read(), the submissions",
      );
    },
  },
  {
    name: "commands do not wait for ever",
    on: accelerators,
    async check(answer, place) {
      const { device, queue } = await start(answer, place, 4);
      for (let i = 0; i < 6; i++) queue.record(ADD);
      expectEqual(
        device.submissions.length,
        1,
        "with a limit of 4, after 6 commands, the submissions",
      );
    },
  },
  {
    name: "as soon as the limit is reached, what waits is submitted",
    on: accelerators,
    async check(answer, place) {
      const { device, queue } = await start(answer, place, 4);
      for (let i = 0; i < 3; i++) queue.record(ADD);
      expectEqual(
        [...device.submissions],
        [],
        "with a limit of 4, after 3 commands, the sizes of the submissions",
      );
      queue.record(ADD);
      expectEqual(
        [...device.submissions],
        [4],
        "with a limit of 4, after 4 commands, the sizes of the submissions",
      );
    },
  },
  {
    name: "no command is lost at the limit",
    on: accelerators,
    async check(answer, place) {
      const { device, queue } = await start(answer, place, 4);
      for (let i = 0; i < 10; i++) queue.record(ADD);
      expectEqual(
        await queue.read(),
        [11, 12, 13],
        "for 1, 2, 3, after adding 1 ten times, read()",
      );
      expectEqual(
        [...device.submissions],
        [4, 4, 2],
        "with a limit of 4, after 10 commands and read(), the sizes of the submissions",
      );
    },
  },
  {
    name: "without being told, a queue lets 256 commands come together",
    async check(answer) {
      const { device, queue } = await start(answer, "cpu");
      for (let i = 0; i < 600; i++) queue.record(ADD);
      expectEqual(
        [...device.submissions],
        [256, 256],
        "after 600 commands, the sizes of the submissions",
      );
    },
  },
];
