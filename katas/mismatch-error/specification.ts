/** What a guard against two devices does, sentence by sentence. */
import { AssertionError } from "@std/assert";
import { ones, RuntimeError, type Tensor, tensor } from "@hibana/hibana";
import { accelerators, everywhere } from "../support/devices.ts";
import { expect, expectThrows, expectValues, expectWorks, show } from "../support/expect.ts";
import type { Sentence } from "../support/sentence.ts";

type Answer = typeof import("./solution.ts");

/** The first line of what the guard says of two tensors that may not meet. */
function refusal({ requireSameDevice }: Answer, a: Tensor, b: Tensor): string {
  const what = `requireSameDevice(query, key, ["query", "key"]), with query ${at(a)} and key ${
    at(b)
  },`;
  try {
    requireSameDevice(a, b, ["query", "key"]);
  } catch (error) {
    if (error instanceof RuntimeError) return error.message.split("\n")[0]!;
    throw new AssertionError(`${what} should throw a RuntimeError, but it threw ${show(error)}`, {
      cause: error,
    });
  }
  throw new AssertionError(`${what} should throw a RuntimeError, but it threw nothing`);
}

/** A tensor's shape and device: `[2, 2] on cpu`. */
function at({ shape, device }: Tensor): string {
  return `[${shape.join(", ")}] on ${device}`;
}

/** Holds when the guard lets two tensors meet. */
function expectFine({ requireSameDevice }: Answer, a: Tensor, b: Tensor): void {
  expectWorks(
    () => requireSameDevice(a, b, ["query", "key"]),
    `requireSameDevice(query, key, ["query", "key"]), with query ${at(a)} and key ${at(b)},`,
  );
}

/** The specification. */
export const specification: readonly Sentence<Answer>[] = [
  {
    name: "the guard lets two tensors of one device meet",
    on: everywhere,
    check(answer, device) {
      expectFine(answer, ones(2, 2, { device }), ones(2, { device }));
    },
  },
  {
    name: "the guard throws where two tensors live on two devices",
    on: accelerators,
    check(answer, device) {
      refusal(answer, ones(2, 2, { device }), ones(2, 2));
      refusal(answer, ones(2, 2), ones(2, 2, { device }));
    },
  },
  {
    name: "the message names both tensors",
    check(answer) {
      const message = refusal(answer, ones(2, 2, { device: "sim" }), ones(2, 2));
      for (const name of ["query", "key"]) {
        expect(message.includes(name), `the message should name ${name}, but it is: ${message}`);
      }
    },
  },
  {
    name: "the message names both devices, as they are printed",
    on: accelerators,
    check(answer, device) {
      const message = refusal(answer, ones(2, 2, { device }), ones(2, 2));
      for (const name of [`${device}:0`, "cpu"]) {
        expect(message.includes(name), `the message should name ${name}, but it is: ${message}`);
      }
    },
  },
  {
    name: "the message has PyTorch's words, and says for each tensor where it is",
    on: accelerators,
    check({ requireSameDevice }, device) {
      const there = ones(2, 2, { device });
      const here = ones(2, 2);
      expectThrows(
        () => requireSameDevice(there, here, ["query", "key"]),
        RuntimeError,
        `expected query and key to be on the same device, but got key on cpu and query on ${device}:0`,
        `for query on ${device} and key on cpu, requireSameDevice`,
      );
      expectThrows(
        () => requireSameDevice(here, there, ["input", "weight"]),
        RuntimeError,
        `expected input and weight to be on the same device, but got weight on ${device}:0 and input on cpu`,
        `for input on cpu and weight on ${device}, requireSameDevice`,
      );
    },
  },
  {
    name: "a single number on the CPU goes along with any device, as first or as second",
    on: everywhere,
    check(answer, device) {
      expectFine(answer, ones(2, 2, { device }), tensor(3));
      expectFine(answer, tensor(3), ones(2, 2, { device }));
    },
  },
  {
    name: "a list of one number on the CPU does not: it has a dimension",
    on: accelerators,
    check(answer, device) {
      refusal(answer, ones(2, 2, { device }), tensor([3]));
    },
  },
  {
    name: "a single number on an accelerator does not go along with the CPU",
    on: accelerators,
    check(answer, device) {
      refusal(answer, ones(2, 2), tensor(3, { device }));
      refusal(answer, tensor(3, { device }), ones(2, 2));
    },
  },
  {
    name: "hide puts -Infinity where the mask is true",
    on: everywhere,
    check({ hide }, device) {
      const scores = tensor([[1, 2], [3, 4]], { device });
      const hidden = hide(scores, tensor([[false, true], [false, false]], { device }));
      expectValues(
        hidden,
        [[1, -Infinity], [3, 4]],
        "hide([[1, 2], [3, 4]], a mask of the second)",
      );
    },
  },
  {
    name: "hide refuses a mask from another device, instead of copying it over",
    on: accelerators,
    check({ hide }, device) {
      expectThrows(
        () => hide(ones(2, 2, { device }), tensor([[false, true], [false, false]])),
        RuntimeError,
        `expected scores and mask to be on the same device, but got mask on cpu and scores on ${device}:0`,
        `hide(scores, mask), with scores on ${device} and mask on cpu,`,
      );
    },
  },
];
