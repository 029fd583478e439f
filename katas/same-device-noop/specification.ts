/** What moving does where nothing has to move, sentence by sentence. */
import { type DeviceLike, ones, tensor } from "@hibana/hibana";
import { accelerators, everywhere, type Place } from "../support/devices.ts";
import { expectEqual, expectOn, expectSame, expectValues } from "../support/expect.ts";
import type { Sentence } from "../support/sentence.ts";
import { watch } from "../support/traffic.ts";

type Answer = typeof import("./solution.ts");

/** Holds when two of three tensors count as copied. */
function expectCopies({ moveAll }: Answer, place: Place, device: DeviceLike, name: string): void {
  const { copies } = moveAll([ones(2), ones(3, { device: place }), ones(4)], device);
  expectEqual(copies, 2, `for tensors on cpu, ${place}:0 and cpu, the copies to ${name}`);
}

/** The specification. */
export const specification: readonly Sentence<Answer>[] = [
  {
    name: "moveAll brings every tensor to the device, in order",
    on: accelerators,
    check({ moveAll }, device) {
      const { tensors } = moveAll([ones(2), ones(3, { device })], device);
      expectEqual(tensors.length, 2, "for two tensors, how many moveAll gives");
      expectOn(tensors[0], device, `moveAll(list, "${device}"), the first, which was on the CPU`);
      expectOn(tensors[1], device, `moveAll(list, "${device}"), the second, which was there`);
      expectEqual(tensors[1].shape, [3], "the shape of the second tensor");
    },
  },
  {
    name: "moveAll gives tensors that are there already as they are",
    on: everywhere,
    check({ moveAll }, device) {
      const list = [ones(2, { device }), ones(3, { device })];
      const { tensors } = moveAll(list, device);
      const what = `moveAll(list, "${device}"), with all on ${device} already:`;
      expectSame(tensors[0], list[0], `${what} the first should be the very same tensor`);
      expectSame(tensors[1], list[1], `${what} the second should be the very same tensor`);
    },
  },
  {
    name: "moveAll makes nothing, and copies nothing, when nothing moves",
    on: everywhere,
    check({ moveAll }, device) {
      const list = [ones(2, { device }), ones(3, { device })];
      const { made } = watch([device], () => moveAll(list, device));
      expectEqual(made, 0, "when nothing moves, the number of tensors made on the way");
    },
  },
  {
    name: "moveAll counts the copies",
    on: accelerators,
    check(answer, device) {
      expectCopies(answer, device, ones(1, { device }).device, "the second one's device");
    },
  },
  {
    name: "moveAll counts the same when the device is given by its full name",
    on: accelerators,
    check(answer, device) {
      expectCopies(answer, device, `${device}:0`, `"${device}:0"`);
    },
  },
  {
    name: "moveAll counts the same when the device is given by its short name",
    on: accelerators,
    check(answer, device) {
      expectCopies(answer, device, device, `"${device}"`);
    },
  },
  {
    name: "ownCopy gives a tensor of the same values on the device",
    on: everywhere,
    check({ ownCopy }, device) {
      const copy = ownCopy(tensor([1, 2]), device);
      expectOn(copy, device, `ownCopy(x, "${device}")`);
      expectValues(copy, [1, 2], "ownCopy of [1, 2]");
    },
  },
  {
    name: "changing an own copy changes nothing else",
    on: everywhere,
    check({ ownCopy }, device) {
      const x = tensor([1, 2], { device });
      ownCopy(x, device).add_(1);
      expectValues(
        x,
        [1, 2],
        `after ownCopy(x, "${device}").add_(1), with x on ${device}, x itself`,
      );
    },
  },
  {
    name: "ownCopy copies once, whether or not it moves",
    on: accelerators,
    check({ ownCopy }, device) {
      const there = ones(2, { device });
      const here = ones(2);
      const { made: staying } = watch(["cpu", device], () => ownCopy(there, device));
      expectEqual(staying, 1, `for x on ${device}, the copies that ownCopy(x, "${device}") makes`);
      const { made: moving } = watch(["cpu", device], () => ownCopy(here, device));
      expectEqual(moving, 1, `for x on cpu, the copies that ownCopy(x, "${device}") makes`);
    },
  },
];
