/** What the notebook prints when it runs on the learner's Module, cell by cell. */
import { AssertionError } from "@std/assert";
import { manualSeed, nn, RuntimeError } from "@hibana/hibana";
import { accelerators, everywhere, type Place } from "../support/devices.ts";
import { expect, expectEqual, expectOn, expectThrows, expectWorks } from "../support/expect.ts";
import {
  expectPrints,
  expectRows,
  FIRST_ROWS,
  notebookBatch,
  printout,
  SECOND_ROWS,
} from "../support/notebook.ts";
import type { Sentence } from "../support/sentence.ts";

type Answer = typeof import("./solution.ts");

/** Both models, as the notebook makes them. */
function models(answer: Answer, dropout = 0) {
  manualSeed(123);
  return {
    without: new answer.CausalAttentionWithoutBuffers(3, 2, 6, dropout),
    withBuffer: new answer.CausalAttentionWithBuffer(3, 2, 6, dropout),
  };
}

/** Holds when a cell prints a text; of an error, its first line. */
function expectCell({ notebook }: Answer, device: Place, cell: number, text: string): void {
  const call = `notebook("${device}", print)`;
  const printed = new Map<number, string>();
  let cause: unknown;
  try {
    notebook(device, (number, text) => printed.set(number, text));
  } catch (error) {
    cause = error;
  }
  const got = printed.get(cell);
  if (got !== undefined) {
    return expectPrints(cell === 4 ? got.split("\n")[0]! : got, text, `cell ${cell} of ${call}`);
  }
  const why = cause instanceof Error
    ? `threw ${cause.constructor.name} before: ${cause.message.split("\n")[0]}`
    : `did not call print(${cell}, ...)`;
  const [line] = text.split("\n");
  throw new AssertionError(`cell ${cell} should print ${line} ... but ${call} ${why}`, { cause });
}

/** What forward says where the mask was left behind. */
function mismatch(device: Place): string {
  return "expected self and mask to be on the same device, " +
    `but got mask on cpu and self on ${device}:0`;
}

/** What the cells print on a device; cell 2 on the CPU. */
const CELLS: readonly [cell: number, name: string, text: (device: Place) => string][] = [
  [
    2,
    "the module without buffers prints its numbers on the CPU",
    () => printout(FIRST_ROWS, "cpu"),
  ],
  [4, "moved, it fails with the notebook's error", (device) => `RuntimeError: ${mismatch(device)}`],
  [
    5,
    "its weights have moved, its mask has not",
    (device) => `W_query.device: ${device}:0\nmask.device: cpu`,
  ],
  [6, "its mask is a plain Tensor", () => "Tensor"],
  [7, "its mask is moved by hand", (device) => `mask.device: ${device}:0`],
  [8, "now it prints its numbers on the accelerator", (device) => printout(FIRST_ROWS, device)],
  [
    10,
    "the mask that is a buffer has moved with the weights",
    (device) => `W_query.device: ${device}:0\nmask.device: ${device}:0`,
  ],
  [
    11,
    "the module with a buffer prints its numbers on the accelerator",
    (device) => printout(SECOND_ROWS, device),
  ],
];

/** The specification. */
export const specification: readonly Sentence<Answer>[] = [
  {
    name: "only the second module has its mask on the list of buffers",
    check(answer) {
      const { without, withBuffer } = models(answer);
      const names = (list: Iterable<[string, unknown]>) => [...list].map(([name]) => name);
      expectEqual(names(without.namedBuffers()), [], "the buffers of the module without buffers");
      expect("mask" in without, "the module without buffers should have an attribute mask");
      expectEqual(names(withBuffer.namedBuffers()), ["mask"], "the buffers of the other module");
    },
  },
  {
    name: "both modules are of your own Module, not of the library's",
    check(answer) {
      for (const [name, model] of Object.entries(models(answer))) {
        expect(!(model instanceof nn.Module), `the model ${name} should not be an nn.Module`);
      }
    },
  },
  {
    name: "on the CPU both print the notebook's numbers",
    check(answer) {
      const { without, withBuffer } = models(answer);
      expectRows(without, FIRST_ROWS, "cpu", "the module without buffers");
      expectRows(withBuffer, SECOND_ROWS, "cpu", "the module with a buffer");
    },
  },
  {
    name: "to() leaves the plain mask behind, and takes the buffer along",
    on: accelerators,
    check(answer, device) {
      const { without, withBuffer } = models(answer);
      expectOn(without.to(device).mask, "cpu", `after to("${device}"), the plain mask`);
      expectOn(withBuffer.to(device).mask, device, `after to("${device}"), the mask as a buffer`);
    },
  },
  {
    name: "moved, the module without buffers fails, and says that its mask is on another device",
    on: accelerators,
    check(answer, device) {
      const { without } = models(answer);
      without.to(device);
      expectThrows(
        () => without.forward(notebookBatch().to(device)),
        RuntimeError,
        mismatch(device),
        `after to("${device}"), forward of the module without buffers`,
      );
    },
  },
  ...CELLS.map(([cell, name, text]): Sentence<Answer> => ({
    name: `cell ${cell}: ${name}`,
    on: accelerators,
    check: (answer, device) => expectCell(answer, device, cell, text(device)),
  })),
  {
    name: "in evaluation mode the numbers are the notebook's, whatever the dropout",
    on: everywhere,
    check(answer, device) {
      const { withBuffer } = models(answer, 0.5);
      withBuffer.to(device).eval();
      expectRows(withBuffer, SECOND_ROWS, device, "the module with dropout 0.5 in evaluation mode");
    },
  },
  {
    name: "a checkpoint from the accelerator makes another module print the same on the CPU",
    on: accelerators,
    check(answer, device) {
      const { withBuffer } = models(answer);
      const checkpoint = withBuffer.to(device).stateDict();
      const fresh = new answer.CausalAttentionWithBuffer(3, 2, 6, 0);
      expectWorks(() => fresh.loadStateDict(checkpoint), `loading a checkpoint from ${device}`);
      expectRows(fresh, SECOND_ROWS, "cpu", "the module that was loaded");
    },
  },
];
