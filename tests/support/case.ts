/**
 * Reads the cases that tests/oracle/support/record.py writes: an operation, its operands, its options,
 * and what PyTorch answers.
 *
 * @module
 */
import { readNumber, readTensor, type Written } from "./operand.ts";

/** What an operation takes besides tensors. */
export type Plain = number | string | boolean | null | readonly number[];

/** A question and PyTorch's answer. */
export interface Case {
  /** The whole line, to be shown when something is wrong. */
  readonly line: string;
  readonly op: string;
  readonly operands: readonly (Written | Plain)[];
  readonly options: Readonly<Record<string, unknown>> | undefined;
  /** The results; undefined where PyTorch throws. */
  readonly results: readonly Written[] | undefined;
  /** The gradients of the operands with a star; undefined where the results have none. */
  readonly grads: readonly (Written | null)[] | undefined;
  /** The class and the message of PyTorch's error. */
  readonly error: { readonly name: string; readonly message: string } | undefined;
  /** Whether shape or error depend on the elements, not only on shapes and dtypes. */
  readonly readsElements: boolean;
}

/** Reads one line of a fixture. */
export function readCase(line: string): Case {
  const [, question, arrow, answer] = /^(.*?) (=>|!!) (.*)$/.exec(line) ?? [];
  if (question === undefined || answer === undefined) throw new TypeError(`no case: ${line}`);
  const [op, ...rest] = question.split(" ") as [string, ...string[]];
  const options = rest.at(-1)?.startsWith("{") ? JSON.parse(rest.pop()!) : undefined;
  const operands = rest.map((text) => readTensor(text) ?? readPlain(text));
  const [results = "", grads] = arrow === "=>" ? answer.split(" <= ") : [];
  const [name = "", ...message] = answer.split(" ");
  const error = arrow === "!!" ? { name, message: message.join(" ") } : undefined;
  return {
    line,
    op,
    operands,
    options,
    results: error === undefined ? results.split(" ").map(written) : undefined,
    grads: grads?.split(" ").map((text) => text === "null" ? null : written(text)),
    error,
    readsElements: READERS.has(op) || INDEXERS.has(op) && operands.slice(1).some(isMask) ||
      / is out of bounds | out of range in /.test(error?.message ?? ""),
  };
}

const READERS: ReadonlySet<string> = new Set(["equal", "allclose", "item"]);
const INDEXERS: ReadonlySet<string> = new Set(["at", "setAt"]);

function isMask(operand: Written | Plain): boolean {
  if (Array.isArray(operand)) return typeof operand[0] === "boolean";
  return typeof operand === "object" && operand !== null && "dtype" in operand &&
    operand.dtype === "bool";
}

function readPlain(text: string): Plain {
  return /^(nan|-?inf)$/.test(text) ? readNumber(text) : JSON.parse(text);
}

function written(text: string): Written {
  const tensor = readTensor(text);
  if (tensor === undefined) throw new TypeError(`no tensor: ${text}`);
  return tensor;
}
