/** What functions that ask where tensors live do, sentence by sentence. */
import { ones, type Tensor, tensor, zeros } from "@hibana/hibana";
import { everywhere, type Place } from "../support/devices.ts";
import { expect, expectEqual, expectOn, expectValues, expectWorks } from "../support/expect.ts";
import type { Sentence } from "../support/sentence.ts";

type Answer = typeof import("./solution.ts");

/** Three rows of two whole numbers. */
function batchOn(device: Place): Tensor {
  return tensor([[1, 2], [3, 4], [5, 6]], { device, dtype: "int32" });
}

/** The specification. */
export const specification: readonly Sentence<Answer>[] = [
  {
    name: "whereIs gives the device's name as it is printed",
    on: everywhere,
    check({ whereIs }, device) {
      const printed = device === "cpu" ? "cpu" : `${device}:0`;
      expectEqual(whereIs(zeros(2, { device })), printed, `whereIs of a tensor on ${device}`);
    },
  },
  {
    name: "makeOn makes a tensor of the values",
    check({ makeOn }) {
      expectValues(makeOn([[1, 2], [3, 4]], "cpu"), [[1, 2], [3, 4]], "makeOn([[1, 2], [3, 4]])");
    },
  },
  {
    name: "makeOn makes it on the device it is told",
    on: everywhere,
    check({ makeOn }, device) {
      expectOn(makeOn([1, 2], device), device, `makeOn([1, 2], "${device}")`);
    },
  },
  {
    name: "zerosFor makes zeros of the batch's shape, on its device",
    on: everywhere,
    check({ zerosFor }, device) {
      const made = zerosFor(batchOn(device));
      expectOn(made, device, `for a batch on ${device}, zerosFor(batch)`);
      expectValues(made, [[0, 0], [0, 0], [0, 0]], "for a batch of shape [3, 2], zerosFor(batch)");
    },
  },
  {
    name: "zerosFor takes the batch's dtype, too",
    check({ zerosFor }) {
      const { dtype } = zerosFor(batchOn("cpu"));
      expectEqual(dtype, "int32", "for a batch of whole numbers, the dtype of zerosFor(batch)");
    },
  },
  {
    name: "positionsFor numbers the rows of the batch, on its device",
    on: everywhere,
    check({ positionsFor }, device) {
      const made = positionsFor(batchOn(device));
      expectOn(made, device, `for a batch on ${device}, positionsFor(batch)`);
      expectValues(made, [0, 1, 2], "for a batch of shape [3, 2], positionsFor(batch)");
    },
  },
  {
    name: "a new tensor on the batch's device can be computed with at once",
    on: everywhere,
    check({ makeOn, zerosFor, whereIs }, device) {
      const batch = makeOn([[1, 2], [3, 4]], device);
      const sum = expectWorks(
        () => zerosFor(batch).add(batch).add(ones(2, 2, { device })),
        `for a batch on ${device}, zerosFor(batch) plus the batch`,
      );
      expectValues(sum, [[2, 3], [4, 5]], "zerosFor(batch) plus the batch plus ones");
      expect(
        whereIs(sum) === whereIs(batch),
        `whereIs should name one device for the batch and for its sum, but it names ` +
          `${whereIs(batch)} and ${whereIs(sum)}`,
      );
    },
  },
];
