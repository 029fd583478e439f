/** How values come home from a device, sentence by sentence. */
import { type Tensor, tensor } from "@hibana/hibana";
import { accelerators, everywhere, type Place } from "../support/devices.ts";
import { expect, expectEqual } from "../support/expect.ts";
import type { Sentence } from "../support/sentence.ts";
import { watch } from "../support/traffic.ts";

type Answer = typeof import("./solution.ts");

/** The scores of four examples for three classes. */
function scoresOn(device: Place): Tensor {
  return tensor([[1, 5, 2], [7, 0, 3], [4, 6, 8], [9, 9.5, 0]], { device });
}

/** The losses of four steps, whose mean is 1.75. */
function lossesOn(device: Place): Tensor[] {
  return [4, 2, 0.5, 0.5].map((loss) => tensor(loss, { device }));
}

/** The specification. */
export const specification: readonly Sentence<Answer>[] = [
  {
    name: "countExamples gives the number of rows",
    on: everywhere,
    check({ countExamples }, device) {
      expectEqual(countExamples(scoresOn(device)), 4, "countExamples of scores of shape [4, 3]");
    },
  },
  {
    name: "countExamples reads nothing: a shape is known without asking the device",
    on: accelerators,
    check({ countExamples }, device) {
      const scores = scoresOn(device);
      const { reads } = watch([device], () => countExamples(scores));
      expectEqual(reads, 0, "how often countExamples reads from the device");
    },
  },
  {
    name: "bestClasses gives the position of the largest score in each row",
    on: everywhere,
    check({ bestClasses }, device) {
      const answers = bestClasses(scoresOn(device));
      expectEqual(
        answers,
        [1, 0, 2, 1],
        "for [[1, 5, 2], [7, 0, 3], [4, 6, 8], [9, 9.5, 0]], bestClasses",
      );
    },
  },
  {
    name: "bestClasses reads once, however many rows there are",
    on: accelerators,
    check({ bestClasses }, device) {
      const scores = scoresOn(device);
      const { reads } = watch([device], () => bestClasses(scores));
      expectEqual(reads, 1, "for 4 rows, how often bestClasses reads from the device");
    },
  },
  {
    name: "bestClasses brings home the answers, not the scores",
    on: accelerators,
    check({ bestClasses }, device) {
      const scores = scoresOn(device);
      const { elementsRead } = watch([device], () => bestClasses(scores));
      expectEqual(elementsRead, 4, "for 4 rows of 3 scores, how many numbers bestClasses reads");
    },
  },
  {
    name: "meanLoss gives the mean of several losses",
    on: everywhere,
    check({ meanLoss }, device) {
      const mean = meanLoss(lossesOn(device));
      expect(
        typeof mean === "number" && Math.abs(mean - 1.75) < 1e-6,
        `meanLoss of the losses 4, 2, 0.5 and 0.5 should be 1.75, but got ${mean}`,
      );
    },
  },
  {
    name: "meanLoss reads once, however many losses there are",
    on: accelerators,
    check({ meanLoss }, device) {
      const losses = lossesOn(device);
      const { reads } = watch([device], () => meanLoss(losses));
      expectEqual(reads, 1, "for 4 losses, how often meanLoss reads from the device");
    },
  },
  {
    name: "meanLoss brings home one number",
    on: accelerators,
    check({ meanLoss }, device) {
      const losses = lossesOn(device);
      const { elementsRead } = watch([device], () => meanLoss(losses));
      expectEqual(elementsRead, 1, "for 4 losses, how many numbers meanLoss reads");
    },
  },
];
