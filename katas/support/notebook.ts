/**
 * The notebook "Understanding PyTorch Buffers": what goes into its module, and what it prints.
 *
 * @module
 */
import { AssertionError } from "@std/assert";
import { noGrad, stack, type Tensor, tensor } from "@hibana/hibana";
import { expectWorks } from "./expect.ts";

/** Takes what a cell of the notebook prints. */
export type Print = (cell: number, text: string) => void;

/** Six words as vectors of three numbers, twice: [2, 6, 3], on the CPU. */
export function notebookBatch(): Tensor {
  const inputs = tensor([
    [0.43, 0.15, 0.89], // Your     (x^1)
    [0.55, 0.87, 0.66], // journey  (x^2)
    [0.57, 0.85, 0.64], // starts   (x^3)
    [0.22, 0.58, 0.33], // with     (x^4)
    [0.77, 0.25, 0.10], // one      (x^5)
    [0.05, 0.80, 0.55], // step     (x^6)
  ]);
  return stack([inputs, inputs], 0);
}

/** The rows that the first module prints after `manualSeed(123)`, the one without buffers. */
export const FIRST_ROWS: readonly string[] = [
  "-0.4519,  0.2216",
  "-0.5874,  0.0058",
  "-0.6300, -0.0632",
  "-0.5675, -0.0843",
  "-0.5526, -0.0981",
  "-0.5299, -0.1081",
];

/** The rows that the second module prints, the one with a buffer. */
export const SECOND_ROWS: readonly string[] = [
  "0.4772, 0.1063",
  "0.5891, 0.3257",
  "0.6202, 0.3860",
  "0.5478, 0.3589",
  "0.5321, 0.3428",
  "0.5077, 0.3493",
];

/**
 * What a cell prints: the rows twice, and the device.
 *
 * @param rows the rows
 * @param device where the tensor is
 */
export function printout(rows: readonly string[], device: string): string {
  const matrix = `[${rows.map((row) => `[${row}]`).join(",\n         ")}]`;
  const where = device === "cpu" ? "" : `, device='${device}:0'`;
  return `tensor([${matrix},\n\n        ${matrix}]${where})`;
}

/**
 * Holds when the texts are the same; else names the first line that is not.
 *
 * @param actual what is printed
 * @param expected what should be
 * @param what what is printed: `cell 2`
 */
export function expectPrints(actual: string, expected: string, what: string): void {
  const [lines, wanted] = [actual.split("\n"), expected.split("\n")];
  for (let i = 0; i < Math.max(lines.length, wanted.length); i++) {
    if (lines[i] === wanted[i]) continue;
    const [got, should] = [lines[i], wanted[i]].map((line) => line?.trim() ?? "no such line");
    throw new AssertionError(
      `in the printout of ${what}, line ${i + 1} should be ${should} but it is ${got}`,
    );
  }
}

/**
 * Holds when a module makes of the notebook's batch what the notebook prints.
 *
 * @param model the module, which is on the device
 * @param rows the rows
 * @param device the device
 * @param what which module it is: `the first module`
 */
export function expectRows(
  model: { forward(x: Tensor): Tensor },
  rows: readonly string[],
  device: string,
  what: string,
): void {
  const out = expectWorks(
    () => noGrad(() => model.forward(notebookBatch().to(device))),
    `forward of ${what} on ${device}`,
  );
  expectPrints(String(out), printout(rows, device), `${what} on ${device}`);
}
