/** What moving tensors, lists and records does, sentence by sentence. */
import { tensor } from "@hibana/hibana";
import { accelerators } from "../support/devices.ts";
import { expect, expectEqual, expectOn, expectSame, expectValues } from "../support/expect.ts";
import type { Sentence } from "../support/sentence.ts";

type Answer = typeof import("./solution.ts");

/** A batch as a text model has it. */
function journey() {
  const inputs = tensor([[1, 2], [3, 4]]);
  const targets = tensor([1, 0], { dtype: "int32" });
  return { inputs, targets, batch: { inputs, targets, source: "journey.txt", epoch: 3 } };
}

/** The specification. */
export const specification: readonly Sentence<Answer>[] = [
  {
    name: "moveTensor gives the tensor on the device",
    on: accelerators,
    check({ moveTensor }, device) {
      const moved = moveTensor(tensor([1, 2]), device);
      expectOn(moved, device, `what moveTensor(x, "${device}") returns`);
      expectValues(moved, [1, 2], "the moved tensor");
    },
  },
  {
    name: "moveTensor leaves the original where it is",
    on: accelerators,
    check({ moveTensor }, device) {
      const x = tensor([1, 2]);
      moveTensor(x, device);
      expectOn(x, "cpu", `after moveTensor(x, "${device}"), x itself`);
    },
  },
  {
    name: "moveTensor brings a tensor home, too",
    on: accelerators,
    check({ moveTensor }, device) {
      const home = moveTensor(tensor([1, 2], { device }), "cpu");
      expectOn(home, "cpu", `what moveTensor(x, "cpu") returns for x on ${device}`);
    },
  },
  {
    name: "a moved tensor keeps its dtype",
    on: accelerators,
    check({ moveTensor }, device) {
      const { dtype } = moveTensor(journey().targets, device);
      expectEqual(dtype, "int32", "the dtype of a moved tensor of whole numbers");
    },
  },
  {
    name: "moveList moves every tensor of a list, in order",
    on: accelerators,
    check({ moveList }, device) {
      const { inputs, targets } = journey();
      const moved = moveList([inputs, targets], device);
      expectEqual(moved.length, 2, "the length of what moveList([inputs, targets]) returns");
      expectOn(moved[0], device, "the first of the moved list");
      expectOn(moved[1], device, "the second of the moved list");
      expectValues(moved[0], [[1, 2], [3, 4]], "the first of the moved list");
    },
  },
  {
    name: "moveList does not touch the caller's list",
    on: accelerators,
    check({ moveList }, device) {
      const { inputs, targets } = journey();
      const list = [inputs, targets];
      const moved = moveList(list, device);
      expectOn(list[0], "cpu", `after moveList(list, "${device}"), list[0]`);
      expectSame(list[0], inputs, "after moveList(list), list[0] should be the tensor it was");
      expect(moved !== list, "moveList should return a new list, not the given one");
    },
  },
  {
    name: "moveBatch moves every tensor of a record, under its name",
    on: accelerators,
    check({ moveBatch }, device) {
      const moved = moveBatch(journey().batch, device);
      expectOn(moved["inputs"], device, `after moveBatch(batch, "${device}"), moved.inputs`);
      expectOn(moved["targets"], device, `after moveBatch(batch, "${device}"), moved.targets`);
    },
  },
  {
    name: "moveBatch keeps what is no tensor",
    check({ moveBatch }) {
      const moved = moveBatch(journey().batch, "sim");
      expectEqual(
        Object.keys(moved),
        ["inputs", "targets", "source", "epoch"],
        "the names in the moved batch",
      );
      expectEqual(moved["source"], "journey.txt", "moved.source");
      expectEqual(moved["epoch"], 3, "moved.epoch");
    },
  },
  {
    name: "moveBatch does not touch the caller's record",
    on: accelerators,
    check({ moveBatch }, device) {
      const { batch, inputs } = journey();
      const moved = moveBatch(batch, device);
      expectOn(batch.inputs, "cpu", `after moveBatch(batch, "${device}"), batch.inputs`);
      expectSame(
        batch.inputs,
        inputs,
        "after moveBatch(batch), batch.inputs should be the tensor it was",
      );
      expect(moved !== batch, "moveBatch should return a new record, not the given one");
    },
  },
];
